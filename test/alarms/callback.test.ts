import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCallback } from '../../src/alarms/callback.ts';

const NOW = Date.parse('2026-11-23T03:00:05Z');
const given = {
  ...{ endpoint: 'shop-1', metric: 'proc.qps', status: 'PROBLEM', step: '2', priority: '1', time: '2026-11-23 03:00:00' },
  ...{ tpl_id: '7', exp_id: '0', stra_id: '11', left_value: '160.5', tags: 'service:web,dc:bj' },
};
const read = (over: Record<string, string | undefined> = {}, zone = 'UTC') => {
  const pairs = Object.entries({ ...given, ...over }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return readCallback(new URLSearchParams(pairs).toString(), zone, NOW);
};
const problem = (over: Record<string, string | undefined>): string | undefined => {
  const result = read(over);
  return result.ok ? undefined : result.userErrors[0]?.message;
};

describe('a callback', () => {
  it('tells of a case, in whatever order its parameters and its tags come', () => {
    const expected = {
      rule: { kind: 'STRATEGY', id: 11, templateId: 7 },
      ...{
        endpoint: 'shop-1',
        metric: 'proc.qps',
        firing: true,
        step: 2,
        priority: 1,
        value: 160.5,
        at: Date.parse('2026-11-23T03:00:00Z'),
      },
      tags: { dc: 'bj', service: 'web' },
    };
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.entries(given), { minLength: 11 }),
        fc.shuffledSubarray(['service:web', 'dc:bj'], { minLength: 2 }),
        (pairs, tags) => {
          const query = new URLSearchParams(pairs.map(([name, value]) => [name, name === 'tags' ? tags.join(',') : value]));
          const result = readCallback(`src=falcon&${query}`, 'UTC', NOW);
          expect(result.ok && result.value).toEqual(expected);
          expect(result.ok && Object.keys(result.value.tags)).toEqual(['dc', 'service']);
        },
      ),
    );
  });

  it.each([
    ['of an expression', { stra_id: '0', tpl_id: '0', exp_id: '3' }, { rule: { kind: 'EXPRESSION', id: 3, templateId: 0 } }],
    ['of an older Falcon without a value', { left_value: undefined }, { value: null }],
    ['of the Falcon that printed it wrongly', { left_value: '%!d(float64=160.5)' }, { value: null }],
    ['without tags', { tags: '' }, { tags: {} }],
    ['with a comma in a value', { tags: 'path:/a,b,dc:bj' }, { tags: { path: '/a,b', dc: 'bj' } }],
    ['that is over', { status: 'OK', step: '1' }, { firing: false }],
  ])('%s is read', (_what, over, expected) => {
    const result = read(over);
    expect(result.ok && result.value).toMatchObject(expected);
  });

  it.each([
    [{ endpoint: undefined }, /endpoint is missing/],
    [{ status: 'BOOM' }, /status is "BOOM"/],
    [{ priority: '7' }, /priority is "7"; 0 to 6/],
    [{ step: '0' }, /step is "0"/],
    [{ step: '1e3' }, /step is "1e3"/],
    [{ stra_id: '0' }, /one of stra_id and exp_id/],
    [{ exp_id: '5' }, /one of stra_id and exp_id/],
    [{ time: 'yesterday' }, /time is "yesterday"/],
    [{ time: '2026-11-23 11:00:00' }, /is falcon\.zone \(UTC\) the zone/],
    [{ time: '2026-01-01 00:00:00' }, /not of now/],
    [{ tags: 'nonsense' }, /tags are not k:v/],
    [{ metric: 'x'.repeat(600) }, /metric has 600 characters/],
  ] as const)('%j is refused, and says why', (over, said) => {
    expect(problem(over)).toMatch(said);
  });

  it('is never more than a refusal, whatever it holds', () => {
    fc.assert(fc.property(fc.string(), (raw) => !readCallback(raw, 'Asia/Shanghai', NOW).ok));
  });
});
