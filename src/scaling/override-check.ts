import type { UserError } from '../kit/result.ts';
import type { ScalingPolicy } from './model.ts';
import { togetherErrors } from './overlap.ts';
import { timedErrors } from './timed-check.ts';
import { MOST_SCHEDULES } from './timed-model.ts';
import { overridesOf } from './timed.ts';

/** What is wrong with the times at which a rule has other bounds, each at its place. */
export function overrideErrors(
  policy: Pick<ScalingPolicy, 'schedule'>,
  now: number,
  ...at: readonly (string | number)[]
): readonly UserError[] {
  const { schedule = [] } = policy;
  // Each is read and walked: that is not for as many as somebody likes.
  if (schedule.length > MOST_SCHEDULES)
    return [{ code: 'BAD_USER_INPUT', message: `At most ${MOST_SCHEDULES} times.`, path: [...at, 'schedule'].map(String) }];
  const errors = schedule.flatMap((each, n) => timedErrors(each, now, ...at, 'schedule', n));
  return errors.length > 0 ? errors : togetherErrors(overridesOf(policy), now, ...at, 'schedule');
}
