import { describe, expect, it } from 'vitest';
import { lacksOf, sameLacks, type Counted } from '../../src/monitoring/lacks.ts';
import type { MonitoringLack } from '../../src/monitoring/model.ts';

const NOW = 1_000_000;
const nothing: Counted = {
  ...{ endpoints: 3, withoutAgent: 0, withoutTemplate: 0, withoutReceiver: 0, withoutData: 0 },
  ...{ agentSince: null, dataSince: null },
};
const lack = (what: MonitoringLack['what'], since: number, missing = 1): MonitoringLack => ({ what, since, missing, of: 3 });

describe('what something that is up lacks', () => {
  it('is nothing, or each thing once in the order of what to mend first', () => {
    expect(lacksOf(nothing, [], NOW)).toEqual([]);
    const all = { ...nothing, withoutAgent: 1, withoutTemplate: 2, withoutReceiver: 1, withoutData: 3 };
    expect(lacksOf(all, [], NOW).map(({ what, missing }) => [what, missing])).toEqual([
      ['AGENT', 1],
      ['TEMPLATE', 2],
      ['RECEIVER', 1],
      ['DATA', 3],
    ]);
  });

  it('lacks it since it was last heard of, where that is known; never since later than now', () => {
    const counted = { ...nothing, withoutAgent: 1, agentSince: NOW - 60_000, withoutData: 1, dataSince: NOW + 5_000, withoutTemplate: 1 };
    expect(lacksOf(counted, [], NOW)).toEqual([lack('AGENT', NOW - 60_000), lack('TEMPLATE', NOW), lack('DATA', NOW)]);
  });

  it('goes on since it began, however many lack it by now, and stays as it was while it cannot be told', () => {
    const held = [lack('AGENT', 10), lack('DATA', 20)];
    const counted = { ...nothing, withoutAgent: null, withoutData: 2, dataSince: NOW - 1 };
    expect(lacksOf(counted, held, NOW)).toEqual([lack('AGENT', 10), lack('DATA', 20, 2)]);
    expect(lacksOf({ ...nothing, withoutAgent: null }, [], NOW)).toEqual([]);
  });

  it('is told anew when something else lacks, not when more of the same do', () => {
    expect(sameLacks([lack('DATA', 20, 1)], [lack('DATA', 20, 3)])).toBe(true);
    expect(sameLacks([lack('DATA', 20)], [lack('DATA', 20), lack('AGENT', 20)])).toBe(false);
  });
});
