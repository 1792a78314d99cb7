import type { CaseRecord, CasesAsked } from '../../src/alarms/model.ts';
import type { Observed } from '../../src/kit/observed.ts';
import type { Readings } from '../../src/kit/readings.ts';
import { SECOND_MS } from './model.ts';

type Cases = Observed<Readings<CaseRecord>>;

/** So many rows Falcon gives at most, the newest; it does not say when there are more. */
const MOST = 2_000;

/** As Falcon is asked: by endpoints, and by the second that a case began or ended in, both ends included. */
export function casesBody({ endpoints, since, until }: CasesAsked) {
  return {
    ...(endpoints && { endpoints }),
    ...(since !== undefined && { startTime: Math.floor(since / SECOND_MS) }),
    ...(until !== undefined && { endTime: Math.floor(until / SECOND_MS) }),
  };
}

/** All there are: where an answer is full, each half of what was asked is asked by itself. */
export async function allCases(asked: CasesAsked, ask: (asked: CasesAsked) => Promise<Cases>, now: number): Promise<Cases> {
  const whole = await ask(asked);
  if (whole.value.items.length + whole.value.unreadable.length < MOST) return whole;
  const halves = halvesOf(asked, now);
  if (!halves) return whole;
  const found: Readings<CaseRecord>[] = [];
  for (const half of halves) found.push((await allCases(half, ask, now)).value);
  return {
    ...whole,
    value: { items: found.flatMap(({ items }) => items), unreadable: found.flatMap(({ unreadable }) => unreadable) },
  };
}

/** The older half first: a case that moves meanwhile moves into the other. Undefined: a single endpoint within a single second is no more to be cut. */
function halvesOf(asked: CasesAsked, now: number): readonly CasesAsked[] | undefined {
  const { endpoints = [], since = 0, until = now } = asked;
  if (endpoints.length > 1) {
    const middle = Math.ceil(endpoints.length / 2);
    return [
      { ...asked, endpoints: endpoints.slice(0, middle) },
      { ...asked, endpoints: endpoints.slice(middle) },
    ];
  }
  const [first, last] = [Math.floor(since / SECOND_MS), Math.floor(until / SECOND_MS)];
  if (first >= last) return undefined;
  const middle = Math.floor((first + last) / 2);
  // An open end stays open: Falcon's clock may be ahead.
  return [
    { ...asked, until: middle * SECOND_MS },
    { ...asked, since: (middle + 1) * SECOND_MS },
  ];
}
