import { expect, it } from 'vitest';
import { allCases, casesBody } from '../../datasources/falcon/cases.ts';
import type { CaseRecord, CasesAsked } from '../../src/alarms/model.ts';

const NOW = Date.UTC(2026, 10, 29);
const aCase = (n: number, over: Partial<CaseRecord> = {}): CaseRecord => ({
  ...{ id: `s_1_${n}`, endpoint: `t${n}`, metric: 'qps', tags: {}, firing: true, step: 1, priority: 2, value: 3, at: NOW - n * 1_000 },
  ...{ rule: { kind: 'STRATEGY', id: 1, templateId: 1 }, maxStep: 3, condition: '3 < 10', note: null },
  ...over,
});

/** As Falcon does: the newest 2,000 of what fits. */
function aFalcon(rows: readonly CaseRecord[]) {
  const asked: CasesAsked[] = [];
  const ask = async (part: CasesAsked) => {
    asked.push(part);
    const { endpoints, startTime = 0, endTime = Infinity } = casesBody(part);
    const fit = rows.filter(
      ({ endpoint, at }) => (endpoints?.includes(endpoint) ?? true) && at / 1_000 >= startTime && at / 1_000 <= endTime,
    );
    const items = fit.toSorted((a, b) => b.at - a.at).slice(0, 2_000);
    return { at: NOW, monotonicAt: 0, value: { items, unreadable: [] } };
  };
  const find = async (part: CasesAsked) => (await allCases(part, ask, NOW)).value.items.map(({ id }) => id).toSorted();
  return { asked, find };
}
const idsOf = (rows: readonly CaseRecord[]) => rows.map(({ id }) => id).toSorted();

it('what fits into one answer is asked once', async () => {
  const rows = Array.from({ length: 1_999 }, (_, n) => aCase(n));
  const { asked, find } = aFalcon(rows);
  expect(await find({ since: NOW - 86_400_000 })).toEqual(idsOf(rows));
  expect(asked).toEqual([{ since: NOW - 86_400_000 }]);
});

it('more than one answer holds is found by halves of the time, each case once, also what a clock ahead has told', async () => {
  const rows = Array.from({ length: 9_000 }, (_, n) => aCase(n - 60));
  const { asked, find } = aFalcon(rows);
  expect(await find({ since: NOW - 86_400_000 })).toEqual(idsOf(rows));
  expect(asked.length).toBeLessThan(40);
});

it('and by halves of the endpoints, and of a single one by time, however far back', async () => {
  const rows = Array.from({ length: 4_000 }, (_, n) => aCase(n, { endpoint: n < 3_500 ? 'one' : `t${n % 3}` }));
  const { find } = aFalcon(rows);
  expect(await find({ endpoints: ['t0', 't1', 'one', 't2'] })).toEqual(idsOf(rows));
});

it('of a single second there is no more than Falcon gives', async () => {
  const rows = Array.from({ length: 2_500 }, (_, n) => aCase(n, { endpoint: 'one', at: NOW - 5_000 }));
  const { asked, find } = aFalcon(rows);
  expect(await find({ endpoints: ['one'], since: NOW - 60_000 })).toHaveLength(2_000);
  expect(asked.length).toBeLessThan(20);
});
