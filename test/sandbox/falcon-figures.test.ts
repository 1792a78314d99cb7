import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { item, now, startFalcon, type FalconSandbox } from './falcon.ts';
import { sleeper, until } from './start.ts';

describe('figures in Falcon', () => {
  let sandbox: FalconSandbox;

  beforeAll(async () => {
    sandbox = await startFalcon({ minDelayMs: 0, maxDelayMs: 5 });
  });
  afterAll(() => sandbox.stop());

  describe('the API', () => {
    it('lets root in with the password of the ready line, and again with the same signature', async () => {
      const { falcon, login } = sandbox;
      expect(login.body).toEqual({ sig: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'root', admin: true });
      expect(login.headers.get('content-type')).toBe('application/json; charset=utf-8');
      const again = await sandbox.ask('POST', `${falcon.api}/api/v1/user/login`, `name=root&password=${falcon.password}`, {
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(again.body.sig).toBe(login.body.sig);
    });

    it.each([
      [{ name: 'root', password: 'x' }, 'password error'],
      [{ name: 'nobody', password: 'x' }, 'no such user'],
      [{ name: 'root' }, 'name or password is blank'],
    ])('refuses %j: %s', async (credentials, error) => {
      const { status, body } = await sandbox.ask('POST', `${sandbox.falcon.api}/api/v1/user/login`, credentials);
      expect([status, body]).toEqual([400, { error }]);
    });

    it.each([
      [undefined, 'token key is not set'],
      ['{"name":"root","sig":"x"}', 'session not found'],
      ['{"name":"nobody","sig":"x"}', 'not found this user'],
      ['{"sig":"x"}', 'token key:name is empty'],
      ['root', "invalid character 'r' looking for beginning of value"],
    ])('wants a session: %s', async (apitoken, error) => {
      const answer = await sandbox.get(`${sandbox.falcon.api}/api/v1/graph/endpoint?q=.`, apitoken === undefined ? {} : { apitoken });
      expect([answer.status, answer.body]).toEqual([401, { error }]);
    });

    it('ends a session when it is told to, and only then', async () => {
      expect((await sandbox.api('GET', '/user/auth_session')).body).toEqual({ message: 'session is vaild!' });
      const other = await startFalcon({ falconStepS: 60 });
      expect((await other.api('GET', '/user/logout')).body).toEqual({ message: 'logout successful' });
      expect((await other.api('GET', '/user/auth_session')).body).toEqual({ error: 'session not found' });
      await other.stop();
    });
  });

  describe('pushing', () => {
    it('answers as transfer does, which counts what it drops and says no more', async () => {
      const wrong = [
        { metric: '' },
        { endpoint: '' },
        { counterType: 'gauge' },
        { step: 0 },
        { value: 'x' },
        { value: true },
        { metric: 'kernel.hostname' },
        { tags: `a=${'x'.repeat(510)}` },
      ];
      const { status, body } = await sandbox.push([item({ endpoint: 'counted' }), null, ...wrong.map(item)]);
      expect(status).toBe(200);
      expect(body).toEqual({ msg: 'success', data: { Message: 'ok', Total: 10, Invalid: 9, Latency: expect.any(Number) } });
    });

    it('is a success at an agent whatever comes of it, unless the body is no list', async () => {
      const push = (body: string | undefined) => sandbox.ask('POST', `${sandbox.falcon.agent}/v1/push`, body);
      expect((await push(JSON.stringify([item({ step: -1 })]))).body).toBe('success');
      expect(await push(undefined)).toMatchObject({ status: 400, body: 'body is blank\n' });
      expect(await push('{}')).toMatchObject({ status: 400, body: 'connot decode body\n' });
      expect(await push(JSON.stringify([item({ timestamp: 'x' })]))).toMatchObject({ status: 400 });
    });

    it('sorts tags, reads numbers in text, and moves a point to its step', async () => {
      const timestamp = now() - (now() % 10) + 3;
      await sandbox.push([item({ endpoint: 'tagged', tags: 'b=2, a=1', step: 10, value: '1.5', timestamp })]);
      expect(await sandbox.last('tagged', 'disk.free/a=1,b=2')).toEqual({ timestamp: timestamp - 3, value: 1.5 });
    });

    it('keeps a counter as a rate whose last point is not there yet', async () => {
      const start = now() - (now() % 60) - 180;
      const points = [0, 1, 2].map((n) =>
        item({ ...{ endpoint: 'c', metric: 'io', counterType: 'COUNTER' }, step: 60, timestamp: start + n * 60, value: n * 600 }),
      );
      await sandbox.push(points);
      const [answer] = await sandbox.history(['c'], ['io'], 0, { start_time: start, end_time: start + 120 });
      expect(answer).toEqual({
        ...{ endpoint: 'c', counter: 'io', dstype: 'DERIVE', step: 60 },
        Values: [10, 10, null].map((value, n) => ({ timestamp: start + n * 60, value })),
      });
      expect(await sandbox.last('c', 'io')).toEqual({ timestamp: start + 120, value: 10 });
    });

    it('never writes over a point, and has empty rows for gaps, for what is no number and for what is to come', async () => {
      const at = now() - 20;
      await sandbox.push([at, at, at + 3].map((timestamp, n) => item({ endpoint: 'gaps', timestamp, value: n })));
      await sandbox.push([item({ endpoint: 'gaps', timestamp: at + 4, value: 'NaN' })]);
      const [answer] = await sandbox.history(['gaps'], ['disk.free'], 0, { start_time: at - 1, end_time: at + 5 });
      expect(answer.Values.map(({ value }: { value: number | null }) => value)).toEqual([null, 0, null, null, 2, null, null]);
      expect(await sandbox.last('gaps', 'disk.free')).toEqual({ timestamp: at + 4, value: null });
      await sandbox.push([item({ endpoint: 'ahead', timestamp: at + 86_400 })]);
      expect((await sandbox.last('ahead', 'disk.free')).timestamp).toBe(at + 86_400);
    });
  });

  describe('asking', () => {
    it('leaves unknown pairs out of a history unless a step is given, and knows their last point as zero at zero', async () => {
      expect(await sandbox.history(['nobody'], ['cpu.idle'])).toEqual([]);
      expect(await sandbox.history(['nobody'], ['cpu.idle'], 60, { step: 60 })).toEqual([
        { endpoint: 'nobody', counter: 'cpu.idle', dstype: '', step: 0, Values: [] },
      ]);
      expect(await sandbox.last('nobody', 'cpu.idle')).toEqual({ timestamp: 0, value: 0 });
    });

    it('says everything that is missing', async () => {
      const { status, body } = await sandbox.api('POST', '/graph/history', { hostnames: ['x'] });
      expect(status).toBe(400);
      const lines = ['ConsolFun', 'Counters', 'EndTime', 'StartTime'].map(
        (name) => `Key: 'APIQueryGraphDrawData.${name}' Error:Field validation for '${name}' failed on the 'required' tag`,
      );
      expect(body.error.split('\n').toSorted()).toEqual(lines);
    });

    it('finds endpoints by expressions, and their counters by number', async () => {
      await sandbox.push([item({ endpoint: 'findme-1' }), item({ endpoint: 'findme-2', tags: 'mount=/' })]);
      const { body: found } = await sandbox.api('GET', '/graph/endpoint?q=^findme%20[0-9]$');
      expect(found.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual(['findme-1', 'findme-2']);
      const rows = (await sandbox.api('GET', `/graph/endpoint_counter?eid=${found[0].id},${found[1].id}&metricQuery=!mount`)).body;
      expect(rows).toEqual([{ endpoint_id: found[0].id, counter: 'disk.free', step: 1, type: 'GAUGE' }]);
      const objects = (await sandbox.api('GET', '/graph/endpointobj?endpoints=findme-1&endpoints=nobody')).body;
      expect(objects).toEqual([{ id: found[0].id, endpoint: 'findme-1', ts: expect.any(Number) }]);
      const gone = await sandbox.api('DELETE', '/graph/endpoint', ['findme-1', 'nobody']);
      expect(gone.body).toEqual({ affected_endpoint: 1, affected_counter: 1 });
      expect((await sandbox.api('GET', '/graph/endpoint?q=findme-1')).body).toEqual([]);
    });
  });

  // Each of them waits for steps to pass; they may as well wait together.
  describe.concurrent('what runs', () => {
    it('a real task reports its processor, memory, requests and their time', async () => {
      await sandbox.ask('POST', '/v2/apps', { id: '/web', cpus: 0.25, mem: 128, cmd: 'serve', portDefinitions: [{ port: 0 }] });
      const task = (await sandbox.settled('/web')).tasks[0];
      const base = `http://${task.ipAddresses[0].ipAddress}:${task.ports[0]}`;
      const { value: idle } = await until('a share of the processor', async () => {
        await fetch(`${base}/burn?ms=100`);
        const point = await sandbox.last(task.id, 'cpu.idle');
        return point.timestamp > 0 && (point.value ?? 100) < 90 ? point : undefined;
      });
      expect(idle).toBeGreaterThanOrEqual(0);
      const memory = await sandbox.last(task.id, 'mem.memfree.percent');
      expect(memory.value).toBeGreaterThan(0);
      expect(memory.value).toBeLessThan(100);
      const rate = await until('requests', async () => {
        await fetch(`${base}/burn?ms=20`);
        const point = await sandbox.last(task.id, 'proc.qps');
        return point.timestamp > 0 ? point : undefined;
      });
      // Nothing is told of it before there is a rate.
      expect(rate.value).toBeGreaterThan(0);
      expect(rate.timestamp).toBeGreaterThan(now() - 5);
      expect((await sandbox.last(task.id, 'proc.delay')).value).toBeGreaterThan(5);
    });

    it('a shell command reports its processor and memory only', async () => {
      await sandbox.ask('POST', '/v2/apps', { id: '/shell', cpus: 0.1, mem: 32, cmd: 'sleep 1000' });
      const task = (await sandbox.settled('/shell')).tasks[0];
      await until('its figures', async () => ((await sandbox.last(task.id, 'cpu.idle')).timestamp > 0 ? true : undefined));
      expect(await sandbox.last(task.id, 'proc.qps')).toEqual({ timestamp: 0, value: 0 });
    });

    it('a simulated task has a past on its curve, and stops with its end', async () => {
      await sandbox.ask('POST', '/v2/apps', sleeper('/dream', { instances: 2 }));
      const [one, other] = (await sandbox.settled('/dream')).tasks.map(({ id }: { id: string }) => id);
      const point = await until('a point', async () => {
        const last = await sandbox.last(one, 'proc.qps');
        return last.timestamp > 0 ? last : undefined;
      });
      const [answer] = await sandbox.history([one], ['proc.qps'], 10);
      expect(answer).toMatchObject({ dstype: 'GAUGE', step: 1 });
      expect(answer.Values).toContainEqual(point);
      await sandbox.ask('DELETE', '/v2/apps/dream');
      await until('its end', async () => ((await sandbox.get('/v2/apps/dream')).status === 404 ? true : undefined));
      const ended = await sandbox.last(other, 'cpu.idle');
      await until('time to pass', () => (now() > ended.timestamp + 2 ? true : undefined));
      expect(await sandbox.last(other, 'cpu.idle')).toEqual(ended);
    });

    it('a host is alive until its agent falls silent', async () => {
      const before = await sandbox.last('c3-node01', 'agent.alive');
      expect(before.value).toBe(1);
      expect(before.timestamp).toBeGreaterThan(now() - 3);
      await sandbox.control('POST', '/falcon/agent', { host: 'c3-node01', silent: true });
      const silent = await sandbox.last('c3-node01', 'load.1min');
      await until('time to pass', () => (now() > silent.timestamp + 2 ? true : undefined));
      const stuck = (await sandbox.last('c3-node01', 'agent.alive')).timestamp;
      expect(stuck).toBeLessThan(now());
      await sandbox.control('POST', '/falcon/agent', { host: 'c3-node01', silent: false });
      await until('it to be back', async () => ((await sandbox.last('c3-node01', 'agent.alive')).timestamp > stuck ? true : undefined));
      expect((await sandbox.control('POST', '/falcon/agent', { host: 'nowhere', silent: true })).status).toBe(404);
    });

    it('a forced value takes the place of any other for a while', async () => {
      await sandbox.control('POST', '/falcon/force', { endpoint: 'c3-node02', metric: 'cpu.idle', value: 3.25, forMs: 1_500 });
      await until('the value', async () => ((await sandbox.last('c3-node02', 'cpu.idle')).value === 3.25 ? true : undefined));
      await until('its end', async () => ((await sandbox.last('c3-node02', 'cpu.idle')).value !== 3.25 ? true : undefined));
      await sandbox.ask('POST', '/v2/apps', { id: '/forced', cpus: 0.1, mem: 32, cmd: 'sleep 1000' });
      const [task] = (await sandbox.settled('/forced')).tasks;
      await sandbox.control('POST', '/falcon/force', { endpoint: task.id, metric: 'mem.memfree.percent', value: 12.5 });
      await until('that of a real task', async () =>
        (await sandbox.last(task.id, 'mem.memfree.percent')).value === 12.5 ? true : undefined,
      );
      expect((await sandbox.control('POST', '/falcon/force', { endpoint: 'x', metric: 'y', value: 1 })).status).toBe(404);
    });
  });

  describe('its switches', () => {
    it('puts holes where there may be some', async () => {
      await sandbox.control('POST', '/faults', { falconNulls: true });
      const hosts = ['c3-node03', 'c3-node04', 'c3-node05'];
      const answers = await sandbox.history(hosts, ['cpu.idle'], 5);
      expect(answers[0].Values.at(-1).value).toBeNull();
      expect(answers.slice(1)).toEqual([null, { endpoint: '', counter: '', dstype: '', step: 0, Values: null }]);
      const points = await sandbox.api(
        'POST',
        '/graph/lastpoint',
        hosts.map((endpoint) => ({ endpoint, counter: 'cpu.idle' })),
      );
      expect(points.body.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual(['c3-node03', 'c3-node05']);
      await sandbox.control('POST', '/faults', { falconNulls: false });
    });

    it('is slow', async () => {
      await sandbox.control('DELETE', '/ledger');
      await sandbox.control('POST', '/faults', { falconSlowMs: 120 });
      await sandbox.api('GET', '/user/current');
      await sandbox.control('POST', '/faults', { falconSlowMs: 0 });
      const { requests } = (await sandbox.control('GET', '/ledger')).body;
      expect(requests[0].ms).toBeGreaterThanOrEqual(115);
    });

    it('is down or broken, and the ledger knows what was asked of it', async () => {
      await sandbox.control('DELETE', '/ledger');
      await sandbox.control('POST', '/faults', { falconDown: 'refuse' });
      await expect(sandbox.last('c3-node03', 'cpu.idle')).rejects.toThrow();
      await sandbox.control('POST', '/faults', { falconDown: 500 });
      expect((await sandbox.api('GET', '/user/current')).status).toBe(500);
      await sandbox.control('POST', '/faults', { falconDown: null });
      expect((await sandbox.api('GET', '/user/current')).body).toMatchObject({ name: 'root', role: 2 });
      const { requests } = (await sandbox.control('GET', '/ledger')).body;
      const asked = requests.filter(({ system }: { system: string }) => system === 'falcon');
      expect(asked.map(({ path, status }: { path: string; status: number }) => [path, status])).toEqual([
        ['/api/v1/graph/lastpoint', null],
        ['/api/v1/user/current', 500],
        ['/api/v1/user/current', 200],
      ]);
    });
  });
});

describe('a company in Falcon', () => {
  it('has a long past that is the same for the same seed, coarse where it is old', async () => {
    const options = { company: 'small', real: false, falconStepS: 60 };
    const [one, other] = await Promise.all([startFalcon(options), startFalcon(options)]);
    const { body } = await one.api('GET', '/graph/endpoint?q=_online.instance');
    const id = body[0].endpoint;
    const end = now() - (now() % 3_600) - 3_600;
    const day = async (sandbox: FalconSandbox, over = {}) =>
      (await sandbox.history([id], ['cpu.idle'], 0, { start_time: end - 86_400, end_time: end, ...over }))[0].Values;
    const [mine, theirs] = [await day(one), await day(other)];
    expect(mine).toEqual(theirs);
    expect(mine[1].timestamp - mine[0].timestamp).toBe(300);
    const values = mine.map(({ value }: { value: number }) => value);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(5);
    const fine = await day(one, { start_time: end - 600 });
    expect(fine[1].timestamp - fine[0].timestamp).toBe(60);
    expect((await day(one, { start_time: end - 86_400, consol_fun: 'MAX' }))[5].value).toBeGreaterThanOrEqual(mine[5].value);
    await Promise.all([one.stop(), other.stop()]);
  });
});
