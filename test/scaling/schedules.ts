import { scheduleOf, type TimedInput } from '../../src/scaling/timed-input.ts';
import { timedOf, type Timed } from '../../src/scaling/timed.ts';

export const NOW = Date.UTC(2026, 5, 1);

/** A schedule of mornings, set on the 1st of June 2026. */
export const scheduled = (over: Partial<TimedInput> = {}, id = 's') =>
  scheduleOf(id, { name: 'morning', recurrence: '0 8 * * *', zone: 'UTC', durationSeconds: 7_200, min: 5, ...over }, NOW);

/** Mornings that hold nothing unless told what. */
export const timed = (...inputs: readonly Partial<TimedInput>[]): Timed[] =>
  inputs.map((over, n) => {
    const read = timedOf(scheduled({ min: null, ...over }, `s${n}`));
    if (!read.ok) throw new Error(read.userErrors[0]?.message);
    return read.value;
  });
