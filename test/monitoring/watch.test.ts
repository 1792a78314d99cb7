import { describe, expect, it } from 'vitest';
import type { Threshold, Watch, WatchRule } from '../../src/monitoring/model.ts';
import { nodataOf } from '../../src/monitoring/nodata.ts';
import { checkWatches, effective, inWords, strategiesOf } from '../../src/monitoring/watch.ts';

const threshold: Threshold = { side: 'BELOW', value: 10, points: 3, steps: 2, priority: 1, note: 'busy' };
const rule = (nodeId: string, watches: readonly Watch[], teams: readonly string[] | null = null): WatchRule => ({
  ...{ nodeId, watches, teams, setBy: 'olga', setAt: 0 },
});
const counters = { CPU_IDLE: 'cpu.idle', MEM_FREE: 'mem.memfree.percent', PROC_QPS: 'proc.qps/name=web', PROC_DELAY: 'proc.delay' };

describe('what a node is watched for', () => {
  it('is the nearest word for each figure, and the nearest word for whom to tell', () => {
    const own = rule('job', [{ metric: 'CPU_IDLE', thresholds: [threshold] }]);
    const above = rule('company', [
      { metric: 'CPU_IDLE', thresholds: [] },
      { metric: 'MEM_FREE', thresholds: [threshold] },
    ]);
    expect(effective([own, { ...above, teams: ['ops'] }])).toEqual({
      watches: [
        { metric: 'CPU_IDLE', thresholds: [threshold], setOn: 'job' },
        { metric: 'MEM_FREE', thresholds: [threshold], setOn: 'company' },
      ],
      teams: ['ops'],
      teamsSetOn: 'company',
    });
    expect(
      effective([
        { ...own, teams: [] },
        { ...above, teams: ['ops'] },
      ]),
    ).toMatchObject({ teams: [], teamsSetOn: 'job' });
    expect(effective([])).toEqual({ watches: [], teams: [], teamsSetOn: null });
  });

  it('becomes strategies by the names that the figures have in Falcon; what is not watched fires no alarm', () => {
    const qps: Watch = { metric: 'PROC_QPS', thresholds: [{ ...threshold, side: 'AT_LEAST', value: 1000.5, note: '' }] };
    expect(strategiesOf({ watches: [qps, { metric: 'CPU_IDLE', thresholds: [] }] }, counters)).toEqual([
      {
        ...{ metric: 'proc.qps', tags: 'name=web', func: 'all(#3)', op: '>=', rightValue: 1000.5 },
        ...{ maxStep: 2, priority: 1, note: '', runBegin: '', runEnd: '' },
      },
      expect.objectContaining({ metric: 'cpu.idle', tags: '', op: '>', rightValue: 1e12 }),
    ]);
  });

  it('tells of a figure that stays away by what Falcon puts in its place, for each group by itself', () => {
    const absent: Watch = { metric: 'PROC_QPS', thresholds: [], absent: { steps: 2, priority: 1, note: '' } };
    expect(strategiesOf({ watches: [absent] }, counters)).toEqual([
      expect.objectContaining({
        metric: 'proc.qps',
        tags: 'name=web',
        func: 'all(#1)',
        op: '<',
        rightValue: 0,
        maxStep: 2,
        note: 'no data',
      }),
    ]);
    const both = { ...absent, thresholds: [threshold] };
    expect(strategiesOf({ watches: [both] }, counters)).toHaveLength(2);
    const inherited = effective([
      rule('job', [{ metric: 'CPU_IDLE', thresholds: [], absent: null }]),
      rule('company', [both, { metric: 'CPU_IDLE', thresholds: [], absent: { steps: 1, priority: 1, note: '' } }]),
    ]);
    expect(nodataOf(inherited, counters, 60_000)).toEqual([
      { figure: 'PROC_QPS', ofGroup: true, metric: 'proc.qps', tags: 'name=web', type: 'GAUGE', stepMs: 60_000, mock: -1 },
    ]);
    expect(inWords({ watches: [both], teams: null })).toBe(
      'PROC_QPS below 10 for 3 points: P1, told 2 times (busy); PROC_QPS staying away: P1, told 2 times',
    );
    expect(checkWatches([{ ...absent, absent: { steps: 0, priority: 7, note: 'x'.repeat(101) } }], null)).toMatchObject({
      userErrors: ['steps', 'priority', 'note'].map((field) => ({ path: ['input', 'watches', '0', 'absent', field] })),
    });
  });

  it('is said in words that a plan shows', () => {
    const rules = rule(
      'job',
      [
        { metric: 'CPU_IDLE', thresholds: [threshold] },
        { metric: 'MEM_FREE', thresholds: [] },
      ],
      ['ops'],
    );
    expect(inWords(rules)).toBe('CPU_IDLE below 10 for 3 points: P1, told 2 times (busy); MEM_FREE not watched; told to ops');
    expect(inWords({ watches: [], teams: [] })).toBe('nobody is told');
  });

  it('is refused at the place of each mistake', () => {
    const bad: Watch[] = [
      {
        metric: 'CPU_IDLE',
        thresholds: [
          { ...threshold, value: 101 },
          { ...threshold, points: 11 },
          { ...threshold, priority: 7 },
        ],
      },
      { metric: 'CPU_IDLE', thresholds: [] },
      {
        metric: 'PROC_QPS',
        thresholds: [
          { ...threshold, value: Number.NaN },
          { ...threshold, value: 1e-7 },
          { ...threshold, steps: 0 },
        ],
      },
    ];
    const checked = checkWatches(bad, ['ops', 'ops', 'no such, name']);
    expect(checked.ok ? [] : checked.userErrors.map(({ path }) => path.join('.'))).toEqual([
      'input.watches.0.thresholds.0.value',
      'input.watches.0.thresholds.1.points',
      'input.watches.0.thresholds.2.priority',
      'input.watches.1.metric',
      'input.watches.2.thresholds.0.value',
      'input.watches.2.thresholds.1.value',
      'input.watches.2.thresholds.2.steps',
      'input.teams.1',
      'input.teams.2',
    ]);
    expect(checkWatches([{ metric: 'PROC_DELAY', thresholds: [{ ...threshold, value: 200 }] }], ['ops'])).toEqual({
      ok: true,
      value: null,
    });
  });
});
