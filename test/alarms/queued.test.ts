import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeard, readQueued } from '../../src/alarms/queued.ts';

const NOW = Date.UTC(2026, 10, 29, 12, 0, 0);
const event = (over: object = {}) => ({
  ...{ id: 's_46_x', expression: null, status: 'PROBLEM', endpoint: 'host-1', leftValue: 3.5, currentStep: 2, eventTime: NOW / 1_000 },
  strategy: {
    id: 46,
    metric: 'cpu.idle',
    tags: {},
    func: 'all(#3)',
    operator: '<',
    rightValue: 10,
    maxStep: 3,
    priority: 0,
    note: '',
    tpl: { id: 12 },
  },
  pushedTags: { core: '0', app: '/a/b' },
  ...over,
});
const FIXTURES = '../shared/contracts/fixtures/falcon/redis';

describe('an event of the judge', () => {
  it('tells what a callback tells, with its tags by name', () => {
    expect(readQueued(JSON.stringify(event()), NOW)).toEqual({
      ok: true,
      value: {
        ...{ endpoint: 'host-1', metric: 'cpu.idle', tags: { app: '/a/b', core: '0' }, firing: true, step: 2, priority: 0, at: NOW },
        ...{ rule: { kind: 'STRATEGY', id: 46, templateId: 12 }, value: 3.5 },
      },
    });
    const expression = { ...event().strategy, id: 5, tpl: undefined };
    const told = readQueued(JSON.stringify(event({ strategy: null, expression, status: 'OK', pushedTags: null, leftValue: null })), NOW);
    expect(told).toMatchObject({ value: { rule: { kind: 'EXPRESSION', id: 5, templateId: 0 }, firing: false, tags: {}, value: null } });
  });

  it.each([
    ['neither rule', { strategy: null }, 'one of strategy and expression'],
    ['both rules', { expression: event().strategy }, 'one of strategy and expression'],
    ['another status', { status: 'MAYBE' }, 'status'],
    ['no endpoint', { endpoint: '' }, 'endpoint'],
    ['a step of nothing', { currentStep: 0 }, 'currentStep'],
    ['a time of long ago', { eventTime: 1_480_521_600 }, 'eventTime is not of now'],
    ['a priority beyond the last', { strategy: { ...event().strategy, priority: 7 } }, 'priority'],
    ['tags that are no texts', { pushedTags: { a: 1 } }, 'pushedTags'],
  ])('with %s is refused, and says so', (_, over, words) => {
    const read = readQueued(JSON.stringify(event(over)), NOW);
    expect(read).toMatchObject({ ok: false, userErrors: [{ message: expect.stringContaining(words) }] });
  });

  it('is told from a callback by its first character, and whatever else comes harms nobody', () => {
    expect(readHeard(JSON.stringify(event()), 'UTC', NOW).ok).toBe(true);
    expect(readHeard('endpoint=x', 'UTC', NOW)).toMatchObject({ ok: false });
    fc.assert(fc.property(fc.string(), (raw) => !readHeard(`{${raw}`, 'UTC', NOW).ok));
    fc.assert(fc.property(fc.json(), (raw) => !readQueued(raw, NOW).ok));
  });

  it.skipIf(!existsSync(FIXTURES)).each(['event-strategy-problem', 'event-strategy-ok', 'event-expression-problem'])(
    'is read as Falcon wrote it: %s',
    (name) => {
      const raw = readFileSync(`${FIXTURES}/${name}.json`, 'utf8');
      const { eventTime, endpoint } = JSON.parse(raw) as { eventTime: number; endpoint: string };
      expect(readQueued(raw, eventTime * 1_000)).toMatchObject({ ok: true, value: { endpoint, at: eventTime * 1_000 } });
    },
  );
});
