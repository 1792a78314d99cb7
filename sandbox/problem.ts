/** What went wrong, in the system's words, without the value that Node repeats in them. */
export const problemOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/\.? Received .*$/s, '') : String(error);
