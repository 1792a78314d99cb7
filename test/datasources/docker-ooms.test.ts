import { describe, expect, it } from 'vitest';
import { decodeStats, toFacts } from '../../datasources/docker/decode.ts';
import { decodeOoms, oomKillsOf } from '../../datasources/docker/ooms.ts';
import { Misfit } from '../../src/kit/fields.ts';

const at = Date.parse('2026-01-01T00:00:00.000Z');
const event = (id: string, ms: number) => ({
  ...{ status: 'oom', id, Type: 'container', Action: 'oom' },
  ...{ Actor: { ID: id, Attributes: { label: '}{"' } }, time: ms / 1000, timeNano: ms * 1e6 },
});
const facts = (state: object = {}) => toFacts({ Id: 'a', State: { Running: true, StartedAt: '2026-01-01T00:00:00.000000000Z', ...state } });

describe('kills for want of memory', () => {
  it.each(['\n', ''])('are read from events with %j between them', (between) => {
    const text = [event('a', at), event('b', at + 5)].map((each) => JSON.stringify(each)).join(between);
    expect(decodeOoms(text)).toEqual([
      { dockerId: 'a', at },
      { dockerId: 'b', at: at + 5 },
    ]);
  });

  it('are read as engines before 1.22 told them, and from nothing', () => {
    expect(decodeOoms(JSON.stringify({ status: 'oom', id: 'a', from: 'image', time: at / 1000 }))).toEqual([{ dockerId: 'a', at }]);
    expect(decodeOoms('')).toEqual([]);
  });

  it('that are not JSON are a misfit', () => {
    expect(() => decodeOoms('{"id": oom}')).toThrow(Misfit);
  });

  const remembered = [event('a', at - 1), event('a', at), event('b', at + 1), event('a', at + 2)].flatMap((each) =>
    decodeOoms(JSON.stringify(each)),
  );
  it.each([
    ['those of the container since it started', {}, null, remembered, 2],
    ['those the kernel counted, where the engine forgot some', {}, 7, remembered, 7],
    ['those remembered, where more are than counted', {}, 1, remembered, 2],
    ['none, when none is remembered', {}, null, [], 0],
    ['its own end, which nothing else tells', { Running: false, OOMKilled: true }, null, null, 1],
    ['its own end, when none is remembered', { Running: false, OOMKilled: true }, null, [], 1],
    ['not known, when nothing tells', {}, null, null, null],
  ])('are %s', (_, state, counted, events, kills) => {
    expect(oomKillsOf(facts(state), counted, events)).toBe(kills);
  });

  it.each([
    ['cgroup v2 told them', { stats: { anon: 1, file: 2, inactive_file: 3 }, failcnt: 4 }, 4],
    ['cgroup v2 told of none', { stats: { anon: 1, file: 2 } }, 0],
    ['cgroup v1 counted how often the limit was met', { stats: { rss: 1, cache: 2, total_inactive_file: 3 }, failcnt: 4 }, null],
    ['the engine told nothing', {}, null],
  ])('are counted where %s', (_, memory_stats, kills) => {
    expect(decodeStats({ read: '2026-01-01T00:00:00Z', memory_stats }, null).oomKills).toBe(kills);
  });
});
