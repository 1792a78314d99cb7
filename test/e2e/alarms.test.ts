import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.ts';
import { Secret } from '../../src/kit/secret.ts';
import {
  AcknowledgeAlarmDocument,
  AlarmsBelowDocument,
  AlarmsDocument,
  AlarmsToldDocument,
  LatestOfContainersDocument,
  MalformedCallsDocument,
} from '../generated/operations.ts';
import { codeOf, nodesOf } from '../support/ask.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { listen } from '../support/listen.ts';
import { mutate } from '../support/mutate.ts';

const TOKEN = 'the-hook-token-of-this-test-0123456789';
const OTHER = 'the-next-hook-token-of-this-test-01234';

let running: Running;
let taskIds: string[];
const folder = mkdtempSync(join(tmpdir(), 'canopy-alarms-'));
const file = join(folder, 'canopy.sqlite');
beforeAll(async () => {
  const hooked = ({ falcon }: Config): Partial<Config> =>
    falcon ? { falcon: { ...falcon, stepMs: 600_000, hookTokens: [new Secret(TOKEN), new Secret(OTHER)] } } : {};
  running = await startCanopy({
    sandbox: { falconStepS: 1, falconReloadS: 0.05, falconMinIntervalS: 1 },
    config: (config) => ({ ...config, ...hooked(config) }),
    file,
  });
  const { data } = await running.ask(LatestOfContainersDocument, { first: 1000 });
  taskIds = nodesOf(data.containers).flatMap(({ taskId, state }) => (state === 'RUNNING' ? [taskId] : []));
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true });
});

const local = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
let seconds = 0;
const call = (over: Record<string, string | number> = {}): URLSearchParams => {
  seconds += 1;
  const told = {
    endpoint: taskIds[0]!,
    metric: 'cpu.idle',
    status: 'PROBLEM',
    step: 1,
    priority: 1,
    time: local(Date.now() - 60_000 + seconds * 1_000),
  };
  return new URLSearchParams(
    Object.entries({ ...told, tpl_id: 7, exp_id: 0, stra_id: 11, left_value: '3.5', tags: '', ...over }).map(([name, value]) => [
      name,
      String(value),
    ]),
  );
};
const hook = (token: string, query: URLSearchParams | string) => fetch(`${running.url}/hooks/falcon/${token}?${query.toString()}`);
const alarms = async (filter: object = {}) => nodesOf((await running.ask(AlarmsDocument, { filter, first: 1000 })).data.alarms);
const about = (endpoint: string) => async () => (await alarms()).find((each) => each.endpoint === endpoint);

describe('a callback', () => {
  it('is answered ok, and becomes an alarm of its container, app, host and node', async () => {
    const [taskId] = taskIds as [string];
    const listener = await listen(running, 'WebSocket', AlarmsToldDocument);
    const answer = await hook(TOKEN, call({ tags: 'b:2,a:1' }));
    expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
    await until(async () => (await about(taskId)()) !== undefined);
    const alarm = (await about(taskId)())!;
    expect(alarm).toMatchObject({ state: 'FIRING', priority: 1, metric: 'cpu.idle', value: 3.5, step: 1, container: { taskId } });
    expect(alarm.tags).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]);
    expect(alarm.treeNode?.jobName).toBe(alarm.jobName);
    expect(alarm.app?.marathonId).toMatch(/^\//);
    const below = (await running.ask(AlarmsBelowDocument, { jobName: 'cop.acme' })).data.treeNode;
    expect(below?.summary?.firingAlarms).toBe(1);
    expect(nodesOf(below?.alarms).map(({ id }) => id)).toEqual([alarm.id]);
    await until(() => listener.events().some(({ kind, subject }) => kind === 'ALARM_FIRING' && subject === alarm.id));
    listener.close();
  });

  it('of the same case in another order of tags is another step of it, and its OK ends it', async () => {
    const [taskId] = taskIds as [string];
    await hook(OTHER, call({ tags: 'a:1,b:2', step: 2, left_value: 2 }));
    await until(async () => (await about(taskId)())?.step === 2);
    await hook(TOKEN, call({ tags: 'b:2,a:1', status: 'OK', left_value: 80 }));
    await until(async () => (await about(taskId)())?.state === 'OK');
    expect(await about(taskId)()).toMatchObject({ step: 0, value: 80, recoveredAt: expect.any(String) });
    expect(await alarms({ states: ['FIRING'] })).toEqual([]);
  });

  it('that comes twice is told once', async () => {
    const taskId = taskIds[1]!;
    const listener = await listen(running, 'server-sent events', AlarmsToldDocument, { filter: { metric: 'mem.memfree.percent' } });
    const query = call({ endpoint: taskId, metric: 'mem.memfree.percent' });
    await Promise.all([1, 2, 3].map(() => hook(TOKEN, query)));
    await hook(TOKEN, call({ endpoint: taskId, metric: 'mem.memfree.percent', step: 2 }));
    await until(() => listener.events().some(({ kind }) => kind === 'ALARM_STEPPED'));
    expect(listener.events().map(({ kind }) => kind)).toEqual(['ALARM_FIRING', 'ALARM_STEPPED']);
    listener.close();
  });

  it('by a wrong token is answered as what is nowhere, and counted', async () => {
    const [wrong, nowhere] = await Promise.all([hook('wrong', call()), fetch(`${running.url}/hooks/nothing/here`)]);
    const plain = async (response: Response) => (await response.text()).replace(/"requestId":"[^"]*"/, '');
    expect([wrong.status, await plain(wrong)]).toEqual([nowhere.status, await plain(nowhere)]);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/canopy_hook_calls_total\{outcome="refused"\} 1/);
  });

  it.each([
    ['without parameters', ''],
    ['of nonsense', 'a=b&%zz&&&='],
    ['of a priority that is none', () => call({ priority: 99 })],
    ['of a time that is none', () => call({ time: '2026-02-30 00:00:00' })],
    ['of another zone', () => call({ time: local(Date.now() + 8 * 3_600_000) })],
    ['of a status that is none', () => call({ status: 'BOOM' })],
    ['of no rule', () => call({ stra_id: 0 })],
    ['of an endless endpoint', () => call({ endpoint: 'x'.repeat(5_000) })],
  ])('%s is answered, and kept with what is wrong with it', async (_what, query) => {
    const text = typeof query === 'string' ? query : query().toString();
    const answer = await hook(TOKEN, text);
    expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
    const kept = async () => nodesOf((await running.ask(MalformedCallsDocument)).data.platform?.malformedCalls);
    await until(async () => (await kept()).some(({ raw }) => raw === text));
    expect((await kept()).find(({ raw }) => raw === text)?.problem).toMatch(/\.$/);
  });

  it('that lies in the file of calls is taken in from there, whatever else is in that', async () => {
    const spooled = { id: '01764410000000000-spooled', at: Date.now(), raw: call({ endpoint: 'from-the-disk' }).toString() };
    appendFileSync(`${file}.hooks`, `{"id":"01764${JSON.stringify(spooled)}\n${JSON.stringify(spooled)}\n`);
    await until(async () => (await about('from-the-disk')()) !== undefined);
    const kept = nodesOf((await running.ask(MalformedCallsDocument)).data.platform?.malformedCalls);
    expect(kept.find(({ raw }) => raw?.startsWith('{"id":"01764{'))?.problem).toMatch(/on the disk/);
  });

  it('of something that is not known here is kept for administrators', async () => {
    await hook(TOKEN, call({ endpoint: 'nobody-knows' }));
    await until(async () => (await about('nobody-knows')()) !== undefined);
    expect(await about('nobody-knows')()).toMatchObject({ container: null, host: null, treeNode: null, jobName: null });
  });
});

describe('an acknowledgement', () => {
  const until1h = () => new Date(Date.now() + 3_600_000).toISOString();

  it('says who has the alarm in hand, until the alarm is over', async () => {
    const taskId = taskIds[2]!;
    await hook(TOKEN, call({ endpoint: taskId, metric: 'proc.qps' }));
    await until(async () => (await about(taskId)()) !== undefined);
    const { id } = (await about(taskId)())!;
    const { subject, userErrors } = await mutate(running.ask, AcknowledgeAlarmDocument, { id, reason: 'on it', until: until1h() });
    expect(userErrors).toEqual([]);
    expect(subject?.acknowledgement).toMatchObject({ by: 'open', reason: 'on it' });
    expect((await alarms({ acknowledged: true })).map((each) => each.id)).toEqual([id]);
    await hook(TOKEN, call({ endpoint: taskId, metric: 'proc.qps', step: 2 }));
    await until(async () => (await about(taskId)())?.step === 2);
    expect((await about(taskId)())?.acknowledgement?.reason).toBe('on it');
    await hook(TOKEN, call({ endpoint: taskId, metric: 'proc.qps', status: 'OK' }));
    await until(async () => (await about(taskId)())?.state === 'OK');
    expect((await about(taskId)())?.acknowledgement).toBeNull();
    const late = await mutate(running.ask, AcknowledgeAlarmDocument, { id, reason: 'late', until: until1h() });
    expect(late.plan?.steps).toEqual([]);
  });

  it('is refused without a reason, an end that is to come, or an alarm', async () => {
    const { id } = (await alarms())[0]!;
    const codes = async (input: { id: string; reason: string; until: string }) =>
      (await mutate(running.ask, AcknowledgeAlarmDocument, input)).userErrors.map(({ code, path }) => [code, path.at(-1)]);
    expect(await codes({ id, reason: ' ', until: until1h() })).toEqual([['BAD_USER_INPUT', 'reason']]);
    expect(await codes({ id, reason: 'x', until: new Date(0).toISOString() })).toEqual([['BAD_USER_INPUT', 'until']]);
    expect(await codes({ id: 'Alarm:s_1_none', reason: 'x', until: until1h() })).toEqual([['NOT_FOUND', 'id']]);
  });
});

it('loses none of a storm, and answers queries meanwhile', async () => {
  const before = (await alarms()).length;
  const storm = running.sandbox.control('/falcon/storm', { count: 600, overMs: 600, url: `${running.url}/hooks/falcon/${TOKEN}` });
  let asked = 0;
  let over = false;
  const asking = async () => {
    for (; !over; asked++) expect(codeOf(await running.ask('{ tree { id } }'))).toBeUndefined();
  };
  const [answered] = await Promise.all([storm.finally(() => (over = true)), asking()]);
  expect(answered).toMatchObject({ sent: 600, by: { '200': 600 } });
  expect(asked).toBeGreaterThan(0);
  await until(async () => {
    const all = await alarms();
    return all.length > before && all.filter(({ state }) => state === 'OK').length > 0 && running.canopy.graph.alarms.size === all.length;
  });
});

/** A rule of Falcon's own over one container, whose action calls this address. */
async function rule({ sandbox }: Running, taskId: string, url: string, name: string): Promise<void> {
  const { falcon } = sandbox.ready;
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${falcon!.api}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, never>;
  };
  const login = await ask('POST', '/user/login', { name: falcon!.user, password: falcon!.password });
  const as = { apitoken: JSON.stringify({ name: falcon!.user, sig: login['sig'] }) };
  const group = await ask('POST', '/hostgroup', { name }, as);
  await ask('POST', '/hostgroup/host', { hosts: [taskId], hostgroup_id: group['id'] }, as);
  await ask('POST', '/template', { name, parent_id: 0 }, as);
  const { templates } = (await ask('GET', '/template', undefined, as)) as unknown as {
    templates: { template: { id: number; tpl_name: string } }[];
  };
  const template = templates.find(({ template: { tpl_name } }) => tpl_name === name)!.template.id;
  const strategy = {
    metric: 'proc.delay',
    tags: '',
    max_step: 3,
    priority: 0,
    func: 'all(#1)',
    op: '>',
    right_value: '100000',
    note: 'slow',
  };
  await ask('POST', '/strategy', { ...strategy, run_begin: '', run_end: '', tpl_id: template }, as);
  const calls = { before_callback_sms: 0, before_callback_mail: 0, after_callback_sms: 0, after_callback_mail: 0 };
  await ask('POST', '/template/action', { uic: '', url, callback: 1, tpl_id: template, ...calls }, as);
  await ask('POST', '/hostgroup/template', { tpl_id: template, grp_id: group['id'] }, as);
}

const force = ({ sandbox }: Running, endpoint: string, value: number) =>
  sandbox.control('/falcon/force', { endpoint, metric: 'proc.delay', value, forMs: 60_000 });

it('comes from a rule of Falcon itself, as soon as its value is judged', async () => {
  const taskId = taskIds[5]!;
  await rule(running, taskId, `${running.url}/hooks/falcon/${TOKEN}`, 'canopy-test');
  await force(running, taskId, 250_000);
  await until(async () => (await about(taskId)())?.state === 'FIRING', 20_000);
  expect(await about(taskId)()).toMatchObject({ metric: 'proc.delay', priority: 0, value: 250_000, container: { taskId } });
}, 60_000);

describe('what no callback tells of', () => {
  let quick: Running;
  beforeAll(async () => {
    quick = await startCanopy({
      sandbox: { falconStepS: 1, falconReloadS: 0.05, falconMinIntervalS: 1 },
      config: (config) => ({ ...config, ...(config.falcon && { falcon: { ...config.falcon, stepMs: 500 } }) }),
    });
  });
  afterAll(() => quick.stop());

  it('is found in Falcon’s history; unconfirmed it is UNKNOWN, and told anew when it is confirmed or over', async () => {
    const { data } = await quick.ask(LatestOfContainersDocument, { first: 10 });
    const taskId = nodesOf(data.containers).find(({ state }) => state === 'RUNNING')!.taskId;
    const found = async () =>
      nodesOf((await quick.ask(AlarmsDocument, { first: 100 })).data.alarms).find(({ endpoint }) => endpoint === taskId);
    await rule(quick, taskId, 'http://127.0.0.1:9/nobody', 'canopy-quiet');
    await force(quick, taskId, 250_000);
    await until(async () => (await found())?.state === 'FIRING', 20_000);
    expect(await found()).toMatchObject({ condition: '250000 > 100000', note: 'slow', maxStep: 3, value: 250_000, container: { taskId } });
    await quick.sandbox.control('/faults', { falconDown: 'refuse' });
    await until(async () => (await found())?.state === 'UNKNOWN', 20_000);
    expect((await found())?.unknownReason).toMatch(/cannot be read/);
    await quick.sandbox.control('/faults', { falconDown: null });
    await until(async () => (await found())?.state === 'FIRING', 20_000);
    await force(quick, taskId, 1);
    await until(async () => (await found())?.state === 'OK', 20_000);
  }, 90_000);
});
