import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Falcon } from '../../datasources/falcon/client.ts';
import type { Config } from '../../src/config.ts';
import { Secret } from '../../src/kit/secret.ts';
import {
  AlarmsDocument,
  CompanyWatchDocument,
  RemoveExpressionDocument,
  RemoveTeamDocument,
  SetExpressionDocument,
  SetMonitoringDocument,
  SetTeamDocument,
} from '../generated/operations.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { falconAt } from '../support/falcon.ts';
import { mutate } from '../support/mutate.ts';

const TOKEN = 'the-hook-token-of-this-test-0123456789';
const TEXT = 'each(metric=edge.errors service=shop)';
const target = { metric: 'edge.errors', tags: [{ name: 'service', value: 'shop' }] };

let running: Running;
let falcon: Falcon;
let transfer: string;
const { signal } = new AbortController();

beforeAll(async () => {
  const hooked = ({ falcon: config }: Config): Partial<Config> =>
    config ? { falcon: { ...config, hookTokens: [new Secret(TOKEN)], watch: { ...config.watch, everyMs: 250 } } } : {};
  running = await startCanopy({
    sandbox: { falconStepS: 1, falconReloadS: 0.05, falconMinIntervalS: 1 },
    config: (config) => ({ ...config, ...hooked(config) }),
  });
  const { falcon: place } = running.sandbox.ready;
  if (!place) throw new Error('The sandbox has no Falcon.');
  falcon = falconAt(place);
  transfer = place.transfer;
});
afterAll(async () => {
  await falcon.close();
  await running.stop();
});

const change = <R extends object, I>(
  ...[document, input, how]: Parameters<typeof mutate<R, I>> extends [unknown, ...infer Rest] ? Rest : never
) => mutate<R, I>(running.ask, document, input, how);
const shown = async () => {
  const { data } = await running.ask(CompanyWatchDocument, { first: 100 });
  return { teams: nodesOf(data.platform?.teams), expressions: nodesOf(data.platform?.expressions) };
};

describe("Falcon's teams", () => {
  it('are shown, made, changed in their members, and taken away', async () => {
    const team = async (name: string) => (await shown()).teams.find((each) => each.name === name);
    expect(await team('shop')).toEqual({ id: 'Team:shop', name: 'shop', note: 'on call for shop', members: ['sara', 'stan'] });
    const dry = await change(SetTeamDocument, { name: 'night', members: ['stan', 'ada'], note: 'from ten to six' }, { mode: 'PLAN' });
    expect(dry.plan?.steps).toMatchObject([
      { system: 'falcon', verb: 'set team', target: 'team night', before: null, after: 'ada, stan (from ten to six)', outcome: 'PLANNED' },
    ]);
    expect(await falcon.portal.team('night', signal)).toBeUndefined();
    const made = await change(SetTeamDocument, { name: 'night', members: ['stan', 'ada'], note: 'from ten to six' });
    expect(made.subject).toEqual({ id: 'Team:night', name: 'night', note: 'from ten to six', members: ['ada', 'stan'] });
    const changed = await change(SetTeamDocument, { name: 'night', members: ['olga'] });
    expect(changed.plan?.steps).toMatchObject([{ before: 'ada, stan (from ten to six)', after: 'olga (from ten to six)' }]);
    expect((await falcon.portal.team('night', signal))?.users.map(({ name }) => name)).toEqual(['olga']);
    const again = await change(SetTeamDocument, { name: 'night', members: ['olga'] });
    expect([again.decision?.outcome, again.userErrors]).toEqual(['NOTHING_TO_DO', []]);
    const removed = await change(RemoveTeamDocument, { name: 'night' });
    expect([removed.userErrors, removed.subject]).toEqual([[], null]);
    expect(await team('night')).toBeUndefined();
  });

  it('are refused at the place of what is wrong, and not taken away while a node has them told', async () => {
    const unknown = await change(SetTeamDocument, { name: 'night', members: ['olga', 'nobody'] });
    expect(unknown.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'members', '1'] }]);
    const bad = await change(SetTeamDocument, { name: '', members: [] });
    expect(bad.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'name'] }]);
    expect((await change(RemoveTeamDocument, { name: 'nobody-knows' })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    await change(SetMonitoringDocument, { jobName: 'cop.acme', teams: ['ads'] });
    const told = await change(RemoveTeamDocument, { name: 'ads' });
    expect(told.userErrors).toMatchObject([{ code: 'CONFLICT', message: expect.stringContaining('cop.acme'), path: ['input', 'force'] }]);
    expect(await falcon.portal.team('ads', signal)).toBeDefined();
    const { value: byHand } = await falcon.portal.templates.ensure('by hand', 0, signal);
    const quiet = { sms: false, mail: false };
    await falcon.portal.templates.ensureAction(
      byHand.id,
      { teams: ['pay'], url: '', callback: false, beforeCallback: quiet, afterCallback: quiet },
      signal,
    );
    await until(async () => {
      const { plan } = await change(RemoveTeamDocument, { name: 'pay' }, { mode: 'PLAN' });
      return plan?.blockedBy.some((each) => each.includes('the template by hand')) === true;
    });
    expect((await change(RemoveTeamDocument, { name: 'ads', force: true })).userErrors).toEqual([]);
  });
});

describe("Falcon's expressions", () => {
  const held = async () => (await shown()).expressions.find(({ text }) => text === TEXT);
  const idsOf = async () =>
    (await falcon.portal.expressions(signal)).flatMap(({ id, expression }) => (expression.includes('edge.errors') ? [id] : []));

  it('are judged by their tags, on an endpoint that is nothing here, and what comes of them is an alarm', async () => {
    const thresholds = [{ side: 'ABOVE', value: 5, points: 1, priority: 2, note: 'the edge' }] as const;
    const made = await change(SetExpressionDocument, { ...target, thresholds: [...thresholds], teams: ['shop'] });
    expect(made.userErrors).toEqual([]);
    expect(made.plan?.steps).toMatchObject([{ system: 'falcon', verb: 'set expression', target: TEXT, before: null, outcome: 'ACCEPTED' }]);
    const condition = { func: 'all(#1)', op: '>', rightValue: 5, maxStep: 3, priority: 2, note: 'the edge', paused: false };
    expect(made.subject).toMatchObject({ text: TEXT, ...target, conditions: [{ ...condition, teams: ['shop'], callsCanopy: true }] });
    const push = async () => {
      const item = { endpoint: 'edge-7', metric: 'edge.errors', tags: 'service=shop', counterType: 'GAUGE', step: 1, value: 9 };
      const body = JSON.stringify([{ ...item, timestamp: Math.floor(Date.now() / 1000) }]);
      await fetch(`${transfer}/api/push`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    };
    const alarm = async () => nodesOf((await running.ask(AlarmsDocument, { filter: { metric: 'edge.errors' } })).data.alarms)[0];
    await until(async () => {
      await push();
      return (await alarm()) !== undefined;
    }, 15_000);
    expect(await alarm()).toMatchObject({
      endpoint: 'edge-7',
      state: 'FIRING',
      priority: 2,
      value: 9,
      container: null,
      app: null,
      host: null,
    });
  });

  it('are changed in place, paused, and come to more conditions and fewer', async () => {
    const before = await idsOf();
    const thresholds = [1, 2].map((priority) => ({ side: 'ABOVE' as const, value: 10 * priority, points: 1, priority }));
    const two = await change(SetExpressionDocument, { ...target, thresholds, teams: [], paused: true });
    expect(two.plan?.steps.map(({ verb, before: was }) => [verb, was !== null])).toEqual([
      ['set expression', true],
      ['set expression', false],
    ]);
    expect(two.subject?.conditions).toMatchObject([
      { rightValue: 10, paused: true, teams: [] },
      { rightValue: 20, paused: true },
    ]);
    expect((await idsOf())[0]).toBe(before[0]);
    const one = await change(SetExpressionDocument, { ...target, thresholds: thresholds.slice(1), teams: [] });
    expect(one.plan?.steps.map(({ verb }) => verb)).toEqual(['set expression', 'remove expression']);
    expect((await held())?.conditions).toMatchObject([{ rightValue: 20, paused: false }]);
  });

  it('of others are shown, known again whatever the order of their tags, and the words for refusal are at their place', async () => {
    const told = { sms: false, mail: false };
    const action = { teams: ['shop'], url: 'http://127.0.0.1:9/secret', callback: true, beforeCallback: told, afterCallback: told };
    const condition = { func: 'max(#5)', op: '>=', rightValue: 3, maxStep: 1, priority: 4, note: 'by hand', paused: false };
    await falcon.portal.ensureExpression({ ...condition, expression: 'each(zone=z1 metric=edge.errors service=pay)', action }, signal);
    const text = 'each(metric=edge.errors service=pay zone=z1)';
    const byHand = async () => (await shown()).expressions.find((each) => each.text === text);
    await until(async () => (await byHand()) !== undefined);
    expect((await byHand())?.conditions).toEqual([{ ...condition, teams: ['shop'], callsCanopy: false }]);
    const answer = await running.ask(CompanyWatchDocument, { first: 100 });
    expect(JSON.stringify(answer)).not.toContain('secret');
    const tags = [
      { name: 'service', value: 'pay' },
      { name: 'zone', value: 'z1' },
    ];
    const removed = await change(RemoveExpressionDocument, { metric: 'edge.errors', tags });
    expect(removed.plan?.steps).toMatchObject([{ verb: 'remove expression', target: text, outcome: 'ACCEPTED' }]);
    expect(await byHand()).toBeUndefined();
    expect((await change(RemoveExpressionDocument, target)).userErrors).toEqual([]);
    expect([await held(), await idsOf()]).toEqual([undefined, []]);
    const nothing = await change(RemoveExpressionDocument, target);
    expect(nothing.decision?.outcome).toBe('NOTHING_TO_DO');
    const bad = await change(SetExpressionDocument, { metric: 'a b', tags: [], thresholds: [], teams: ['nobody-knows'] });
    expect(bad.userErrors.map(({ path }) => path.join('.'))).toEqual(['input.metric', 'input.tags', 'input.thresholds']);
    const unknown = await change(SetExpressionDocument, { ...target, thresholds: [{ side: 'ABOVE', value: 1 }], teams: ['nobody-knows'] });
    expect(unknown.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'teams', '0'] }]);
  });

  it('are not written to while Falcon is away', async () => {
    await running.sandbox.control('/faults', { falconDown: 'refuse' });
    const answer = await running.ask(SetTeamDocument, { input: { name: 'night', members: [] } });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await running.sandbox.control('/faults', { falconDown: null });
    // A connection that it has cut may be found out by the first who uses it.
    await until(
      async () => (await running.ask(SetTeamDocument, { input: { name: 'night', members: [] } })).data?.setTeam?.userErrors.length === 0,
    );
  });
});
