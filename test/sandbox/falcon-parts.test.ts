import { describe, expect, it } from 'vitest';
import { addressOf, readable } from '../../sandbox/falcon/callback.ts';
import { evaluate } from '../../sandbox/falcon/functions.ts';
import { history } from '../../sandbox/falcon/history.ts';
import { Judge, type Event } from '../../sandbox/falcon/judge.ts';
import { Portal } from '../../sandbox/falcon/portal.ts';
import { rulesOf } from '../../sandbox/falcon/rules.ts';
import { StoredSeries } from '../../sandbox/falcon/stored.ts';
import { Zone } from '../../sandbox/falcon/zone.ts';

/** Newest first, a minute apart. */
const points = (...values: number[]) => values.map((value, back) => ({ timestamp: 6_000 - back * 60, value }));

describe('a function of the judge', () => {
  it.each([
    ['all(#3)', '<', 10, [1, 2, 3], 1, true],
    ['all(#3)', '<', 3, [1, 2, 3], 1, false],
    ['max(#3)', '>', 2, [1, 3, 2], 3, true],
    ['min(#3)', '<=', 1, [2, 3, 1], 1, true],
    ['sum(#3)', '==', 6, [1, 2, 3], 6, true],
    ['avg(#2)', '!=', 2, [1, 2], 1.5, true],
    ['avg(#2)', '=', 1.50005, [1, 2], 1.5, true],
    ['diff(#2)', '>', 3, [9, 8, 5], 4, true],
    ['diff(#2)', '>', 5, [9, 8, 5], 4, false],
    ['pdiff(#2)', '>=', 50, [9, 0, 6], 50, true],
    ['lookup(#2,3)', '>', 5, [9, 1, 8], 9, true],
    ['lookup(#3,3)', '>', 5, [9, 1, 8], 9, false],
    ['stddev(#5)', '=', 1, [100, 1, 2, 1, 2], 100, true],
    ['stddev(#5)', '=', 3, [1, 1, 2, 1, 2], 1, false],
  ] as const)('%s %s %d of %j', (func, op, right, values, left, triggered) => {
    expect(evaluate(func, op, right, points(...values))).toMatchObject({ left, triggered });
  });

  it('has nothing to say of too few points, nor does one that does not exist', () => {
    expect(evaluate('all(#3)', '>', 1, points(1, 2))).toBeUndefined();
    expect(evaluate('diff(#2)', '>', 1, points(1, 2))).toBeUndefined();
    for (const func of ['median(#1)', 'all(3)', 'all(#0)', 'all']) expect(evaluate(func, '>', 1, points(1, 2, 3))).toBeUndefined();
    expect(evaluate('all(#3)', '>', 1, points(1, 2, 3, 4))?.since).toBe(6_000 - 120);
  });
});

describe('the judge', () => {
  const portal = new Portal();
  const action = portal.actions.insert({
    ...{ uic: '', url: '', callback: 0, before_callback_sms: 0, before_callback_mail: 0 },
    ...{ after_callback_sms: 0, after_callback_mail: 0 },
  });
  const condition = { func: 'all(#2)', op: '>', right_value: '5', max_step: 3, priority: 0, note: '' };
  portal.expressions.insert({ ...condition, expression: 'each(metric=io endpoint=box)', action_id: action.id, create_user: '', pause: 0 });

  function judge() {
    const sent: Event[] = [];
    const made = new Judge({ computed: { find: () => undefined }, tempo: { minIntervalS: 0 }, send: (event) => void sent.push(event) });
    made.rules = rulesOf(portal, 1, '12:00');
    const push = (timestamp: number, value: number, type: 'GAUGE' | 'COUNTER' = 'COUNTER') =>
      made.receive({ endpoint: 'box', metric: 'io', tags: {}, step: 60, timestamp, value, type });
    return { sent, push };
  }

  it('judges a counter by its rate', () => {
    const { sent, push } = judge();
    for (const [minute, value] of [0, 600, 1_200, 1_260].entries()) push(minute * 60 + 60, value);
    expect(sent.map(({ status, left }) => [status, left])).toEqual([
      ['PROBLEM', 10],
      ['OK', 1],
    ]);
  });

  it('does not look at what is older than what it has', () => {
    const { sent, push } = judge();
    for (const timestamp of [60, 60, 30]) push(timestamp, 9, 'GAUGE');
    expect(sent).toEqual([]);
  });
});

describe('the rules for hosts', () => {
  function portalWith(over: object) {
    const portal = new Portal();
    const group = portal.groups.insert({ grp_name: 'g', create_user: '' });
    const template = portal.templates.insert({ tpl_name: 't', parent_id: 0, action_id: 0, create_user: '' });
    portal.members.set(group.id, new Set([portal.hostOrNew('box').id]));
    portal.bindings.push({ grp_id: group.id, tpl_id: template.id, bind_user: '' });
    const condition = { func: 'all(#1)', op: '>', right_value: '5', max_step: 3, priority: 0, note: '', metric: 'm', tags: '' };
    portal.strategies.insert({ ...condition, run_begin: '', run_end: '', tpl_id: template.id, ...over });
    return { portal, template };
  }
  const at = (portal: Portal, clock: string) => rulesOf(portal, 1, clock).strategies.has('box');

  it.each([
    ['08:00', '20:00', '12:00', true],
    ['08:00', '20:00', '20:00', false],
    ['22:00', '06:00', '23:00', true],
    ['22:00', '06:00', '03:00', true],
    ['22:00', '06:00', '12:00', false],
    ['', '', '00:00', true],
  ])('hold from %s to %s: at %s %s', (run_begin, run_end, clock, holds) => {
    expect(at(portalWith({ run_begin, run_end }).portal, clock)).toBe(holds);
  });

  it('are none for a circle of templates', () => {
    const { portal, template } = portalWith({});
    expect(at(portal, '12:00')).toBe(true);
    const other = portal.templates.insert({ tpl_name: 'o', parent_id: template.id, action_id: 0, create_user: '' });
    portal.templates.update({ ...template, parent_id: other.id });
    expect(at(portal, '12:00')).toBe(false);
  });
});

describe('a stored series', () => {
  it('is bounded, forgets the oldest, and begins anew after a long silence', () => {
    const series = new StoredSeries('GAUGE', 60);
    for (let minute = 0; minute < 3_000; minute += 1) series.push(minute * 60, minute);
    expect(series.at(2_999 * 60)).toBe(2_999);
    expect(series.at(1_600 * 60)).toBe(1_600);
    expect(series.at(1_000 * 60)).toBeNaN();
    expect(series.push(2_999 * 60, 1)).toBe(false);
    series.push(900_000 * 60, 7);
    expect(series.at(2_999 * 60)).toBeNaN();
    expect(series.last()).toEqual({ timestamp: 900_000 * 60, value: 7 });
  });

  it('answers an endless range with an end', () => {
    const series = new StoredSeries('GAUGE', 60);
    series.push(6_000_000, 1);
    expect(history(series, { start: 1, end: 9_000_000_000 }, 'AVERAGE', 6_000_000).length).toBeLessThan(2_000);
    expect(history(series, { start: 5_999_990, end: 9_000_000_000 }, 'AVERAGE', 6_000_000).length).toBeLessThan(2_000);
  });
});

describe('what a callback says', () => {
  it.each([
    [160, '160'],
    [3.5, '3.5'],
    [1 / 3, '0.33333'],
    [-1, '-1'],
    [100.000001, '100'],
    [1e21, '1000000000000000000000'],
    [NaN, 'NaN'],
  ])('of %d is %s', (value, text) => {
    expect(readable(value)).toBe(text);
  });

  it('is escaped as Go does it, behind what the address has', () => {
    const rule = {
      ...{ kind: 'strategy' as const, id: 1, metric: 'a b*(c)', tags: {}, func: '', op: '', right: 0, maxStep: 1, priority: 2, note: '' },
      ...{ template: null, actionId: 0 },
    };
    const event = { id: '', rule, status: 'OK' as const, endpoint: '/x', left: 1, step: 1, time: 1_480_521_600, tags: { k: 'v' } };
    const address = addressOf('http://h/cb?token=x', event, new Zone('Asia/Shanghai'));
    const [front, query = ''] = address.split('?');
    expect([front, query.split('&')[0]]).toEqual(['http://h/cb', 'token=x']);
    expect(query.split('&').slice(1).toSorted()).toEqual(
      'endpoint=%2Fx exp_id=0 left_value=1 metric=a+b%2A%28c%29 priority=2 status=OK step=1 stra_id=1 tags=k%3Av time=2016-12-01+00%3A00%3A00 tpl_id=0'.split(
        ' ',
      ),
    );
  });

  it('tells the time in its zone', () => {
    const at = 1_480_521_600;
    expect(new Zone('UTC').rfc3339(at)).toBe('2016-11-30T16:00:00Z');
    expect(new Zone('America/St_Johns').rfc3339(at)).toBe('2016-11-30T12:30:00-03:30');
    expect(new Zone('Asia/Shanghai').local(at)).toBe('2016-12-01 00:00:00');
  });
});
