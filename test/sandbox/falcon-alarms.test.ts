import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, now, startFalcon, type FalconSandbox } from './falcon.ts';
import { startReceiver } from './receiver.ts';
import { until } from './start.ts';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

describe('alarms of Falcon', () => {
  let sandbox: FalconSandbox;
  let receiver: Receiver;
  let made = 0;

  beforeAll(async () => {
    [sandbox, receiver] = await Promise.all([
      startFalcon({ falconMinIntervalS: 0, falconZone: 'Asia/Shanghai', falconNodataAfterS: 0 }),
      startReceiver(),
    ]);
  });
  beforeEach(() => {
    receiver.received.length = 0;
    Object.assign(receiver.answer, { status: 200, body: 'thanks', holdFor: Promise.resolve() });
  });
  afterAll(async () => {
    receiver.stop();
    await sandbox.stop();
  });

  /** A template with an action, bound to a group of these hosts. */
  async function template(hosts: string[], action: object | null = {}, parent_id = 0) {
    made += 1;
    const { body: group } = await sandbox.api('POST', '/hostgroup', { name: `group-${made}` });
    await sandbox.api('POST', '/hostgroup/host', { hosts, hostgroup_id: group.id });
    const { body: tpl } = await sandbox.api('POST', '/template', { name: `template-${made}`, parent_id });
    if (action) {
      const url = `${receiver.url}/back?token=t`;
      await sandbox.api('POST', '/template/action', { uic: 'search', url, callback: 1, tpl_id: tpl.id, ...action });
    }
    await sandbox.api('POST', '/hostgroup/template', { grp_id: group.id, tpl_id: tpl.id });
    return { group, id: tpl.id as number };
  }

  async function strategy(tpl_id: number, over: object = {}) {
    const fields = { metric: 'disk.free', max_step: 3, priority: 0, func: 'all(#1)', op: '<', right_value: '10', note: 'full', tpl_id };
    expect((await sandbox.api('POST', '/strategy', { ...fields, ...over })).body).toEqual({ message: 'stragtegy created' });
    const rows = (await sandbox.api('GET', `/strategy?tid=${tpl_id}`)).body;
    await known(tpl_id);
    return rows.at(-1).id as number;
  }

  /** Until the judge has heard of everything: a canary beside it makes an alarm of its own. */
  async function known(_: number) {
    const canary = `canary-${(made += 1)}`;
    const expression = { expression: `each(metric=canary endpoint=${canary})`, func: 'all(#1)', op: '>', right_value: '0' };
    const action = { uic: [], url: `${receiver.url}/canary`, callback: 1 };
    await sandbox.api('POST', '/expression', { ...expression, max_step: 1, priority: 6, note: '', pause: 0, action });
    let timestamp = now() - 10_000;
    await until('the judge to know', async () => {
      await sandbox.push([item({ endpoint: canary, metric: 'canary', timestamp: (timestamp += 1) })]);
      return receiver.received.some(({ query }) => query.get('endpoint') === canary) || undefined;
    });
  }

  const at = (endpoint: string, value: number, timestamp: number, over: object = {}) =>
    sandbox.push([item({ endpoint, value, timestamp, ...over })]);
  const about = (endpoint: string) => receiver.received.filter(({ query }) => query.get('endpoint') === endpoint);
  const statuses = (endpoint: string) => about(endpoint).map(({ query }) => `${query.get('status')} ${query.get('step')}`);
  const seen = (endpoint: string, count: number) =>
    until(`${count} callbacks about ${endpoint}`, () => (about(endpoint).length >= count ? true : undefined));

  it('calls back with a GET: own parameters in front, local time without a zone, tags with colons', async () => {
    const { id } = await template(['disk-1']);
    const stra = await strategy(id, { tags: 'mount=/' });
    const time = now();
    await at('disk-1', 3.5, time, { tags: 'mount=/,kind=ssd' });
    await at('disk-1', 1, time, { tags: 'mount=/home' });
    await seen('disk-1', 1);
    const [call] = about('disk-1');
    expect(call?.line).toMatch(/^GET \/back\?token=t&/);
    expect(call?.headers).toEqual(['User-Agent', 'beegoServer', 'Accept-Encoding', 'gzip', 'Host', expect.any(String)]);
    const { tags, ...rest } = Object.fromEntries(call?.query ?? []);
    expect(tags?.split(',').toSorted()).toEqual(['kind:ssd', 'mount:/']);
    expect(rest).toEqual({
      ...{ token: 't', endpoint: 'disk-1', metric: 'disk.free', status: 'PROBLEM', step: '1', priority: '0' },
      time: new Date((time + 8 * 3_600) * 1000).toISOString().slice(0, 19).replace('T', ' '),
      ...{ tpl_id: String(id), exp_id: '0', stra_id: String(stra), left_value: '3.5' },
    });
    expect(call?.line).toMatch(/time=\d{4}-\d\d-\d\d\+\d\d%3A\d\d%3A\d\d/);
  });

  it('counts the steps up to the last one, says OK once, and only after a problem', async () => {
    const { id } = await template(['steps']);
    await strategy(id, { max_step: 2 });
    const start = now() - 100;
    for (const [offset, value] of [50, 5, 4, 3, 60, 70, 2].entries()) await at('steps', value, start + offset);
    await seen('steps', 4);
    expect(statuses('steps')).toEqual(['PROBLEM 1', 'PROBLEM 2', 'OK 1', 'PROBLEM 1']);
  });

  it('needs points that no alarm has used for the next one', async () => {
    const { id } = await template(['window']);
    await strategy(id, { func: 'all(#3)' });
    const start = now() - 100;
    for (let offset = 0; offset < 7; offset += 1) await at('window', 5, start + offset);
    await at('window', 50, start + 7);
    await seen('window', 3);
    expect(about('window').map(({ query }) => query.get('time')?.slice(-2))).toHaveLength(3);
    expect(statuses('window')).toEqual(['PROBLEM 1', 'PROBLEM 2', 'OK 1']);
  });

  it('a judge that has begun anew knows of no problem that could be over', async () => {
    const { id } = await template(['forgotten']);
    await strategy(id);
    await at('forgotten', 5, now() - 10);
    await seen('forgotten', 1);
    await sandbox.control('POST', '/falcon/forget');
    await at('forgotten', 50, now() - 9);
    await at('forgotten', 5, now() - 8);
    await seen('forgotten', 2);
    expect(statuses('forgotten')).toEqual(['PROBLEM 1', 'PROBLEM 1']);
  });

  it('the strategies of a parent hold for its children, which replace those of the same metric, and act themselves', async () => {
    const parent = (await sandbox.api('POST', '/template', { name: 'parent', parent_id: 0 })).body.id;
    await sandbox.api('POST', '/template/action', { uic: '', url: `${receiver.url}/parent`, callback: 1, tpl_id: parent });
    const child = await template(['heir'], {}, parent);
    const orphan = await template(['orphan'], null, parent);
    await strategy(parent, { metric: 'inherited' });
    await strategy(parent, { right_value: '100' });
    await strategy(child.id, { right_value: '10' });
    const time = now();
    for (const endpoint of ['heir', 'orphan']) {
      await at(endpoint, 5, time, { metric: 'inherited' });
      await at(endpoint, 50, time);
    }
    await at('heir', 1, time + 1);
    await seen('heir', 2);
    expect(about('heir').map(({ path, query }) => [path, query.get('metric'), query.get('tpl_id'), query.get('left_value')])).toEqual([
      ['/back', 'inherited', String(child.id), '5'],
      ['/back', 'disk.free', String(child.id), '1'],
    ]);
    // Without an action of its own nobody is called, but it is written down.
    expect(about('orphan')).toEqual([]);
    const { body } = await sandbox.api('POST', '/alarm/eventcases', { template_id: orphan.id });
    expect(body.map(({ metric }: { metric: string }) => metric).toSorted()).toEqual(['disk.free', 'inherited']);
  });

  it('leaves a host alone while it is under repair', async () => {
    const { id } = await template(['repaired', 'working']);
    await sandbox.api('POST', '/host/maintain', { hosts: ['repaired', 'nobody'], maintain_begin: now() - 1, maintain_end: now() + 60 });
    await strategy(id);
    await at('repaired', 5, now());
    await at('working', 5, now());
    await seen('working', 1);
    expect(about('repaired')).toEqual([]);
    const done = await sandbox.api('DELETE', '/host/maintain', { hosts: ['repaired'] });
    expect(done.body).toEqual({ message: 'Through: hosts, Affect row: 1' });
  });

  it('an expression needs its tags, tells no strategy and wants a priority', async () => {
    const expression = { expression: 'each(metric=qps service=web)', func: 'max(#1)', op: '>=', right_value: '100', max_step: 1 };
    const action = { uic: ['search'], url: `${receiver.url}/exp`, callback: 1 };
    const rest = { note: '', pause: 0, action };
    const refused = await sandbox.api('POST', '/expression', { ...expression, ...rest, priority: 0 });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: "Key: 'APICreateExrpessionInput.Priority' Error:Field validation for 'Priority' failed on the 'required' tag" },
    });
    await sandbox.api('POST', '/expression', { ...expression, ...rest, priority: 4 });
    await known(0);
    await at('any-1', 160, now(), { metric: 'qps', tags: 'service=db' });
    await at('any-2', 160, now(), { metric: 'qps', tags: 'dc=bj,service=web' });
    await seen('any-2', 1);
    expect(about('any-1')).toEqual([]);
    expect(about('any-2')[0]?.query.get('tpl_id')).toBe('0');
    expect(about('any-2')[0]?.query.get('stra_id')).toBe('0');
    expect(Number(about('any-2')[0]?.query.get('exp_id'))).toBeGreaterThan(0);
  });

  it('writes down cases, their steps and what people say of them, and opens a closed one again', async () => {
    const { id } = await template(['noted']);
    const stra = await strategy(id, { metric: 'noted', func: 'all(#1)', op: '>=', right_value: '100', note: 'too many' });
    const time = now() - 10;
    await at('noted', 160, time, { metric: 'noted' });
    await at('noted', 170, time + 1, { metric: 'noted' });
    await seen('noted', 2);
    const find = async () => (await sandbox.api('POST', '/alarm/eventcases', { strategy_id: stra, endpoints: ['noted'] })).body;
    const [one] = await find();
    const shanghai = (seconds: number) => `${new Date((seconds + 28_800) * 1000).toISOString().slice(0, 19)}+08:00`;
    expect(one).toEqual({
      ...{ id: expect.stringMatching(new RegExp(`^s_${stra}_[0-9a-f]{32}$`)), endpoint: 'noted', metric: 'noted', func: 'all(#1)' },
      ...{ cond: '170 >= 100', note: 'too many', step: 3, current_step: 2, priority: 0, status: 'PROBLEM' },
      ...{ timestamp: shanghai(time), update_at: shanghai(time + 1), closed_at: null, closed_note: '', user_modified: 0 },
      ...{ tpl_creator: 'root', expression_id: 0, strategy_id: stra, template_id: id, process_note: 0, process_status: 'unresolved' },
    });
    const note = (status: string) => sandbox.api('POST', '/alarm/event_note', { event_id: one.id, note: 'mine', status });
    expect((await note('fixed')).status).toBe(400);
    expect((await note('comment')).body).toEqual({ id: one.id, message: `add note to ${one.id} successfuled` });
    expect((await find())[0].process_status).toBe('unresolved');
    await note('resolved');
    expect((await find())[0].process_status).toBe('resolved');
    const notes = (await sandbox.api('GET', `/alarm/event_note?event_id=${one.id}`)).body;
    expect(notes.map(({ status, user }: Record<string, string>) => [status, user])).toEqual([
      ['resolved', 'root'],
      ['comment', 'root'],
    ]);
    await at('noted', 1, time + 2, { metric: 'noted' });
    await seen('noted', 3);
    expect((await find())[0]).toMatchObject({ status: 'OK', current_step: 1, process_status: 'unresolved', process_note: 0 });
    const events = (await sandbox.api('POST', '/alarm/events', { event_id: one.id, status: -1 })).body;
    expect(events.map(({ status, step, cond }: Record<string, unknown>) => [status, step, cond])).toEqual([
      [1, 0, '1 >= 100'],
      [0, 0, '170 >= 100'],
      [0, 0, '160 >= 100'],
    ]);
    expect((await sandbox.api('GET', '/alarm/eventcases')).status).toBe(400);
    expect((await sandbox.api('GET', `/alarm/eventcases?startTime=${time - 5}&priority=5`)).body).toEqual([]);
    expect((await sandbox.api('POST', '/alarm/eventcases', { startTime: time - 9, endTime: time - 6 })).body).toEqual([]);
  });

  it('puts the answer into what it sends to people, and does not care for its status', async () => {
    Object.assign(receiver.answer, { status: 500, body: 'on it' });
    const { id } = await template(['told'], { after_callback_sms: 1 });
    const stra = await strategy(id);
    await at('told', 5, now());
    await seen('told', 1);
    const messages = await until('the messages', async () => {
      const all = (await sandbox.control('GET', '/falcon/messages')).body.filter(({ content }: { content: string }) =>
        content.includes('curl'),
      );
      return all.length > 0 ? all : undefined;
    });
    expect(messages[0]).toMatchObject({ kind: 'sms', content: `curl ${receiver.url}/back?token=t success. resp: on it` });
    const { events } = (await sandbox.control('GET', '/ledger')).body;
    const told = events.findLast(
      ({ type, key }: { type: string; key: string }) => type === 'falcon_callback' && key.startsWith(`s_${stra}_`),
    );
    expect(told.detail).toMatchObject({ status: 500, body: 'on it', alarm: 'PROBLEM', step: 1 });
  });

  it('follows where it is sent, and never calls twice', async () => {
    const { id } = await template(['moved', 'lost']);
    await strategy(id);
    const answered = (endpoint: string) =>
      until('what came of it', async () => {
        const { events } = (await sandbox.control('GET', '/ledger')).body;
        return events.findLast(({ detail }: { detail?: { url: string } }) => detail?.url.includes(`endpoint=${endpoint}`))?.detail;
      });
    const other = await startReceiver();
    Object.assign(receiver.answer, { status: 302, body: `${other.url}/here` });
    await at('moved', 5, now());
    expect(await answered('moved')).toMatchObject({ status: 200, body: 'thanks', error: null });
    expect(other.received.map(({ path }) => path)).toEqual(['/here']);
    other.stop();
    await at('lost', 5, now());
    expect((await answered('lost')).error).toMatch(/ECONNREFUSED/);
    expect([...about('moved'), ...about('lost')]).toHaveLength(2);
  });

  it('has one reader per class: who is slow holds up those behind, and not those of the other class', async () => {
    const { id } = await template(['slow-1', 'slow-2']);
    await strategy(id, { priority: 1, metric: 'high' });
    await strategy(id, { priority: 3, metric: 'low' });
    let release = () => {};
    receiver.answer.holdFor = new Promise((done) => (release = done));
    for (const metric of ['high', 'low']) for (const endpoint of ['slow-1', 'slow-2']) await at(endpoint, 5, now(), { metric });
    await seen('slow-1', 2);
    await until('the queue', async () => ((await sandbox.control('GET', '/falcon/status')).body.waiting === 2 ? true : undefined));
    expect(about('slow-2')).toEqual([]);
    release();
    await seen('slow-2', 2);
  });

  it('judges what is simulated as well, when it is forced', async () => {
    const { id } = await template(['c3-node03']);
    await strategy(id, { metric: 'cpu.idle', right_value: '5' });
    await sandbox.control('POST', '/falcon/force', { endpoint: 'c3-node03', metric: 'cpu.idle', value: 1.25, forMs: 60_000 });
    await seen('c3-node03', 1);
    expect(about('c3-node03')[0]?.query.get('left_value')).toBe('1.25');
  });

  it('mocks the value of a host that is silent, which an ordinary strategy finds', async () => {
    const nodata = {
      name: 'dead',
      obj: 'c3-node06',
      obj_type: 'host',
      metric: 'agent.alive',
      tags: '',
      dstype: 'GAUGE',
      step: 1,
      mock: -1,
    };
    const made = await sandbox.api('POST', '/nodata/', nodata);
    expect(made.body).toEqual({ id: expect.any(Number), ...nodata, creator: 'root' });
    const { id } = await template(['c3-node06']);
    await strategy(id, { metric: 'agent.alive', op: '==', right_value: '-1' });
    const { body: tempo } = await sandbox.control('POST', '/falcon/tune', { nodataEveryS: 0.1 });
    expect(tempo).toEqual({ reloadS: 0.05, minIntervalS: 0, nodataEveryS: 0.1, nodataAfterS: 0 });
    await sandbox.control('POST', '/falcon/agent', { host: 'c3-node06', silent: true });
    await seen('c3-node06', 1);
    expect(about('c3-node06')[0]?.query.get('left_value')).toBe('-1');
    expect((await sandbox.last('c3-node06', 'agent.alive')).value).toBe(-1);
    await sandbox.control('POST', '/falcon/agent', { host: 'c3-node06', silent: false });
    await until('it to be well', () => (statuses('c3-node06').includes('OK 1') ? true : undefined));
  });

  it('a storm calls as often as it is told to, and says how it went', async () => {
    const { body } = await sandbox.control('POST', '/falcon/storm', { count: 200, overMs: 100, url: `${receiver.url}/storm` });
    expect(body).toMatchObject({ sent: 200, answered: 200, by: { 200: 200 }, p99: expect.any(Number) });
    const calls = receiver.received.filter(({ path }) => path === '/storm');
    expect(calls).toHaveLength(200);
    expect(calls.filter(({ query }) => query.get('status') === 'OK')).toHaveLength(100);
    const ofOne = calls.filter(({ query }) => query.get('endpoint') === calls[0]?.query.get('endpoint'));
    expect(ofOne.map(({ query }) => query.get('status'))).toEqual(['PROBLEM', 'OK']);
    expect(receiver.mostAtOnce()).toBeLessThanOrEqual(32);
  });
});
