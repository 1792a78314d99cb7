import type { UserError } from '../kit/result.ts';
import type { Series } from './recurrence.ts';
import { firingAfter, inForceAt, timedOf } from './timed.ts';
import { MOST_INSTANCES, type Effect, type ScheduledScaling } from './timed-model.ts';

const DAY_MS = 86_400_000;
const MOST_NAME = 64;
const LEAST_DURATION_MS = 1_000;
const MOST_DURATION_MS = 366 * DAY_MS;
/** Between two firings. */
const LEAST_PAUSE_MS = 10_000;
/** More than there are seconds in a minute: in these two are as near to each other as any. */
const LOOKED_AT = 100;
/** A yearly one fires twice in it. */
const AHEAD_MS = 800 * DAY_MS;
/** What has not ended after so many firings ends for nobody who waits for it. */
const MOST_HOPS = 5_000;

type Path = readonly (string | number)[];
type Wrong = (message: string, ...path: Path) => void;

/** What is wrong with a schedule that somebody wants, each at its place. What it has to do with others is told by `togetherErrors`. */
export function timedErrors(schedule: ScheduledScaling, now: number, ...at: Path): readonly UserError[] {
  const errors: UserError[] = [];
  const wrong: Wrong = (message, ...path) => errors.push({ code: 'BAD_USER_INPUT', message, path: [...at, ...path].map(String) });
  const { name, durationMs, effect, from, until } = schedule;
  if (name.trim() === '' || name.length > MOST_NAME) wrong(`name must have 1 to ${MOST_NAME} characters.`, 'name');
  const lasts = Number.isInteger(durationMs) && durationMs >= LEAST_DURATION_MS && durationMs <= MOST_DURATION_MS;
  if (!lasts) wrong('durationSeconds must be from 1 s to 366 days.', 'durationSeconds');
  ofEffect(effect, wrong);
  const order = from === null || until === null || from < until;
  if (!order) wrong('until must be after from.', 'until');
  const read = timedOf(schedule);
  if (!read.ok) for (const { message, path } of read.userErrors) wrong(message, ...path);
  else {
    const timed = { ...read.value, schedule: { ...schedule, enabled: true } };
    if (order && firingAfter(timed, now) === null && !inForceAt(timed, now)) wrong('It never fires from now on.', 'recurrence');
    if (tooDense(read.value.series, now)) wrong('It fires more often than every 10 s.', 'recurrence');
    else if (lasts && until === null && neverEnds(read.value.series, durationMs, now))
      wrong('It lasts longer than any pause between two firings: it would never end.', 'durationSeconds');
  }
  return errors;
}

function ofEffect({ exact, min, max }: Effect, wrong: Wrong): void {
  const sizes = { exact, min, max };
  for (const [field, size] of Object.entries(sizes))
    if (size !== null && !(Number.isInteger(size) && size >= 0 && size <= MOST_INSTANCES))
      wrong(`${field} must be a whole number from 0 to ${MOST_INSTANCES}.`, field);
  if (exact !== null && (min !== null || max !== null)) wrong('Give either exact, or min and max.', 'exact');
  else if (exact === null && min === null && max === null) wrong('Give exact, min or max: nothing is set.');
  else if (min !== null && max !== null && max < min) wrong(`max is ${max}, below min, which is ${min}.`, 'max');
}

function tooDense(series: Series, now: number): boolean {
  let before = series.next(now);
  for (let looked = 0; looked < LOOKED_AT && before !== null; looked++) {
    const next = series.next(before);
    if (next === null || next > now + AHEAD_MS) return false;
    if (next - before < LEAST_PAUSE_MS) return true;
    before = next;
  }
  return false;
}

/** Each firing comes while the one before still holds. Goes from one to the last that does, so that few are asked for. */
function neverEnds(series: Series, durationMs: number, now: number): boolean {
  let at = series.next(now);
  for (let hops = 0; at !== null && hops < MOST_HOPS; hops++) {
    const last: number | null = series.last(at + durationMs - 1);
    if (last === null || last === at) return false;
    if (last > now + AHEAD_MS) return true;
    at = last;
  }
  return at !== null;
}
