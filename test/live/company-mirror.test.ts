import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { Fault } from '../../src/kit/fault.ts';
import { Source } from '../../src/live/source.ts';
import { WatchedCopy } from '../../src/live/watched.ts';
import { WatchedMirror, type WatchedReader } from '../../src/live/watched-mirror.ts';

const { signal } = new AbortController();
const condition = { func: 'all(#3)', op: '>', rightValue: 1, maxStep: 1, priority: 3, note: '', paused: false };
const action = { teams: ['ops'], url: '', callback: false };

function setUp(over: Partial<WatchedReader> = {}, portion = 1) {
  const copy = new WatchedCopy(new Source('falcon:portal', 'falcon', 'http://falcon', systemClock, 1_000), 'canopy', () => undefined);
  const listed = ['a', 'b', 'c'].map((name, at) => ({ ...condition, id: at + 1, expression: `each(metric=m x=${name})` }));
  const looked: number[] = [];
  const none = async () => [];
  const reader: WatchedReader = {
    groups: { all: none, hostsOf: none, templatesOf: none },
    templates: { all: none, detail: () => Promise.reject(new Error('There is none.')) },
    nodatas: none,
    team: async () => undefined,
    teams: async () => [{ name: 'ops', note: '', members: ['ada'] }],
    expressions: async () => listed,
    expressionAction: async (id) => {
      looked.push(id);
      return action;
    },
    ...over,
  };
  const log = { warn: () => undefined };
  const mirror = new WatchedMirror({ copy, reader, everyMs: 1, portion, concurrent: 2, clock: systemClock, log });
  return { copy, mirror, listed, looked };
}

describe('what Falcon has for the whole company', () => {
  it('is read as lists each round, and whom an expression tells when it is new or was written, else in its turn', async () => {
    const { copy, mirror, listed, looked } = setUp();
    await mirror.refresh(signal);
    expect([...copy.company.teams.keys()]).toEqual(['ops']);
    expect([...copy.company.expressions.values()].map(({ rows }) => rows[0]?.teams)).toEqual([['ops'], ['ops'], ['ops']]);
    expect(looked.splice(0).toSorted()).toEqual([1, 2, 3]);
    await mirror.refresh(signal);
    expect(looked.splice(0)).toHaveLength(1);
    await mirror.confirm({ expressions: ['each(metric=m x=b)'] }, signal);
    expect(looked.splice(0)).toContain(2);
    listed.shift();
    await mirror.refresh(signal);
    expect([...copy.company.expressions.keys()]).toEqual(['each(metric=m x=b)', 'each(metric=m x=c)']);
  });

  it('harms nothing but itself where it is refused: what is watched of the tree is read all the same', async () => {
    const refused = async () => Promise.reject(new Fault('UPSTREAM_REFUSED', 'no permission'));
    const { copy, mirror } = setUp({ teams: refused });
    await mirror.refresh(signal);
    expect([copy.source.synced, copy.source.down, copy.company.teams.size, copy.company.expressions.size]).toEqual([true, false, 0, 3]);
    expect([...copy.unreadable.values()].map(({ problem }) => problem)).toEqual([expect.stringContaining('no permission')]);
    const gone = setUp({ groups: { all: refused, hostsOf: async () => [], templatesOf: async () => [] } });
    await gone.mirror.refresh(signal);
    expect([gone.copy.source.synced, gone.copy.source.down]).toEqual([false, true]);
  });
});
