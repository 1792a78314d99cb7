/** Something to read, and when it was read last by the monotonic clock; -Infinity: never. */
export interface Due {
  readonly mono: number;
  readonly read: () => Promise<void>;
}

/** All that was never read, and so many of the others. */
export function oldestFirst(due: readonly Due[], portion: number): (() => Promise<void>)[] {
  const fresh = due.filter(({ mono }) => mono === -Infinity);
  const others = due.filter(({ mono }) => mono !== -Infinity).sort((a, b) => a.mono - b.mono);
  return [...fresh, ...others.slice(0, portion)].map(({ read }) => read);
}
