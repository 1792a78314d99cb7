import { describe, expect, it } from 'vitest';
import { changesOf, deletes, leaving, NOTHING_WANTED, NOTHING_WATCHED, takesAway, type Wanted } from '../../src/monitoring/coverage.ts';
import type { Strategy, Watched, WatchedNodata } from '../../src/monitoring/model.ts';

const strategy = (metric: string, rightValue: number): Strategy => ({
  ...{ metric, tags: '', func: 'all(#3)', op: '<', rightValue, maxStep: 3, priority: 2, note: '', runBegin: '', runEnd: '' },
});
const idle = strategy('cpu.idle', 10);
const free = strategy('mem.memfree.percent', 5);

const wanted: Wanted = {
  group: { hosts: ['h1', 'h2'], template: 'node' },
  template: { parent: 'above', strategies: [idle, free], teams: ['ops'] },
  nodata: [],
};
const asWanted: Watched = {
  group: { hosts: ['h1', 'h2'], templates: ['node'] },
  template: { parent: 'above', strategies: [free, idle], teams: ['ops'] },
  nodata: [],
};

describe('what must be written so that Falcon watches what it should', () => {
  it('is nothing where all is as it should be, whatever its order', () => {
    expect(changesOf(wanted, asWanted)).toEqual([]);
    expect(changesOf(NOTHING_WANTED, NOTHING_WATCHED)).toEqual([]);
  });

  it('is everything where there is nothing: the template before the group that is bound to it', () => {
    expect(changesOf(wanted, NOTHING_WATCHED)).toEqual([
      { make: 'template', parent: 'above' },
      { set: 'receivers', teams: ['ops'], before: null },
      { put: 'strategy', strategy: idle, before: null },
      { put: 'strategy', strategy: free, before: null },
      { make: 'group' },
      { add: 'hosts', hosts: ['h1', 'h2'] },
      { bind: 'node' },
    ]);
  });

  it('changes a strategy in place, and takes another only where none of the same counter is left', () => {
    const there = {
      ...asWanted,
      template: { parent: 'above', strategies: [strategy('cpu.idle', 20), strategy('load.1min', 9)], teams: ['ops'] },
    };
    expect(changesOf(wanted, there)).toEqual([
      { put: 'strategy', strategy: idle, before: strategy('cpu.idle', 20) },
      { put: 'strategy', strategy: free, before: null },
      { drop: 'strategy', strategy: strategy('load.1min', 9) },
    ]);
  });

  it('names what differs alone: a host more, a host less, another template, another receiver, another parent', () => {
    const there: Watched = {
      group: { hosts: ['h2', 'h9'], templates: ['above'] },
      template: { parent: null, strategies: [idle, free], teams: null },
      nodata: [],
    };
    expect(changesOf(wanted, there)).toEqual([
      { set: 'parent', parent: 'above', before: null },
      { set: 'receivers', teams: ['ops'], before: null },
      { add: 'hosts', hosts: ['h1'] },
      { bind: 'node' },
      { unbind: 'above' },
      { remove: 'hosts', hosts: ['h9'] },
    ]);
  });

  it('takes nobody out of the group while not all can be heard', () => {
    const there = { ...asWanted, group: { hosts: ['h2', 'h3', 'h4'], templates: ['node'] } };
    const careful: Wanted = { ...wanted, group: { hosts: ['h1', 'h2'], template: 'node', careful: true } };
    expect(changesOf(careful, there)).toEqual([{ add: 'hosts', hosts: ['h1'] }]);
  });

  it('adds and removes many in pieces that Falcon can take', () => {
    const many = Array.from({ length: 1_001 }, (_, n) => `h${n}`).sort();
    const added = changesOf(
      { ...wanted, group: { hosts: many, template: 'node' } },
      { ...asWanted, group: { hosts: [], templates: ['node'] } },
    );
    expect(added.map((change) => ('add' in change ? change.hosts.length : 0))).toEqual([500, 500, 1]);
    const removed = changesOf(wanted, { ...asWanted, group: { hosts: [...many, 'h1', 'h2'].sort(), templates: ['node'] } });
    expect(removed.flatMap((change) => ('remove' in change ? change.hosts : []))).toHaveLength(999);
  });

  it('ends with what goes: nobody is judged by what is not there any more', () => {
    const changes = changesOf({ ...NOTHING_WANTED, group: { hosts: ['h1', 'h2'], template: 'above' } }, asWanted);
    expect(changes).toEqual([{ bind: 'above' }, { unbind: 'node' }, { drop: 'template' }]);
    expect(changesOf(NOTHING_WANTED, asWanted)).toEqual([{ drop: 'group' }, { drop: 'template' }]);
    expect(changes.map(takesAway)).toEqual([false, true, true]);
    expect(leaving({ drop: 'group' }, asWanted)).toEqual(['h1', 'h2']);
    expect(leaving({ remove: 'hosts', hosts: ['h1'] }, asWanted)).toEqual(['h1']);
  });

  it('lets a value stand in for a figure once there is a group, and takes it away before the group', () => {
    const idleGone: WatchedNodata = {
      ...{ figure: 'CPU_IDLE', ofGroup: true, metric: 'cpu.idle', tags: '', type: 'GAUGE', stepMs: 60_000, mock: -1 },
    };
    const withNodata: Wanted = { ...NOTHING_WANTED, group: { hosts: ['h1'], template: null }, nodata: [idleGone] };
    const made = changesOf(withNodata, NOTHING_WATCHED);
    expect(made).toEqual([{ make: 'group' }, { add: 'hosts', hosts: ['h1'] }, { put: 'nodata', nodata: idleGone, before: null }]);
    const there: Watched = { ...NOTHING_WATCHED, group: { hosts: ['h1'], templates: [] }, nodata: [{ ...idleGone, ofGroup: false }] };
    expect(changesOf(withNodata, there)).toEqual([{ put: 'nodata', nodata: idleGone, before: { ...idleGone, ofGroup: false } }]);
    const gone = changesOf(NOTHING_WANTED, { ...there, nodata: [idleGone] });
    expect(gone).toEqual([{ drop: 'nodata', nodata: idleGone }, { drop: 'group' }]);
    expect(gone.map(takesAway)).toEqual([true, true]);
    expect(gone.map(deletes)).toEqual([false, true]);
  });
});
