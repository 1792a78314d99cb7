const FIRST_WAIT_MS = 2_000;
/** However often it has failed. */
export const LONGEST_WAIT_MS = 60_000;

/** What has failed so many times in a row. */
export interface Failed {
  readonly times: number;
  /** On the monotonic clock: before that it is not tried again. */
  readonly until: number;
}

/** Once more: twice the wait of the last time, and no more than the longest. */
export function failedAgain(before: Failed | undefined, mono: number, longestMs = LONGEST_WAIT_MS): Failed {
  const times = (before?.times ?? 0) + 1;
  return { times, until: mono + Math.min(longestMs, FIRST_WAIT_MS * 2 ** (times - 1)) };
}
