import { Fault } from '../kit/fault.ts';
import type { Range } from '../monitoring/model.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;
const MOST_POINTS = 2_000;
const FEWEST_POINTS = 10;
const MOST_COUNTERS = 20;
const LONGEST_COUNTER = 512;
/** Of one request. */
const SERIES_PER_REQUEST = 500;
const POINTS_PER_REQUEST = 200_000;

/** What one request may still ask for: each series is a question to Falcon, and each point a part of the answer. */
export class Allowance {
  #series = SERIES_PER_REQUEST;
  #points = POINTS_PER_REQUEST;

  take(series: number, { from, to, maxPoints }: Range): void {
    if (from >= to) throw refused('from', 'it is not before `to`.');
    if (to - from > MOST_DAYS * DAY_MS) throw refused('from', `more than ${MOST_DAYS} days before \`to\`.`, MOST_DAYS);
    if (maxPoints < FEWEST_POINTS || maxPoints > MOST_POINTS)
      throw refused('maxPoints', `${maxPoints} is not within ${FEWEST_POINTS} and ${MOST_POINTS}.`, MOST_POINTS);
    this.#series -= series;
    this.#points -= series * maxPoints;
    if (this.#series >= 0 && this.#points >= 0) return;
    throw new Fault(
      'TOO_BROAD',
      `More than ${SERIES_PER_REQUEST} series, or ${POINTS_PER_REQUEST} points, in one request: ask for fewer containers, or a smaller maxPoints.`,
      { details: { limit: SERIES_PER_REQUEST } },
    );
  }

  takeCounters(counters: readonly string[], range: Range): void {
    if (counters.length === 0 || counters.length > MOST_COUNTERS)
      throw refused('counters', `${counters.length} are not within 1 and ${MOST_COUNTERS}.`, MOST_COUNTERS);
    const odd = counters.find((counter) => counter.length > LONGEST_COUNTER || !/^[^\s/]+(\/[^\s]+)?$/.test(counter));
    if (odd !== undefined) throw refused('counters', 'expected names such as load.1min or df.bytes.used.percent/mount=/home.');
    this.take(counters.length, range);
  }
}

function refused(argument: string, why: string, limit?: number): Fault {
  return new Fault('BAD_USER_INPUT', `${argument}: ${why}`, { details: { argument, ...(limit !== undefined && { limit }) } });
}
