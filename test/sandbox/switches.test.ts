import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sleeper, startSandbox, until, type Sandbox } from './start.ts';

describe('the fault switches', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ heartbeatMs: 50, minDelayMs: 0, maxDelayMs: 5 });
    await sandbox.control('POST', '/scale', { apps: 4, tasksPerApp: 5 });
  });
  afterEach(async () => {
    const off = {
      dropEvents: 0,
      deaf: false,
      silent: false,
      slowMs: 0,
      status: null,
      pathPrefix: null,
    };
    await sandbox.control('POST', '/faults', {
      ...off,
      malformedApp: null,
      truncateList: false,
      refuse: false,
      loseWrites: null,
      tooManyDeployments: false,
    });
    await sandbox.control('DELETE', '/ledger');
  });
  afterAll(() => sandbox.stop());

  const change = (count = 1) => sandbox.control('POST', '/change', { count });

  it('want the token', async () => {
    const url = `${sandbox.places.control.url}/ledger`;
    expect((await sandbox.ask('GET', url)).status).toBe(401);
    expect((await sandbox.ask('GET', url, undefined, { authorization: 'Bearer x' })).status).toBe(401);
    expect((await sandbox.control('POST', '/faults', { nonsense: 1 })).status).toBe(400);
  });

  it('drop exactly as many events as asked for, and the ledger knows which', async () => {
    const tap = await sandbox.listen();
    await tap.next('event_stream_attached');
    await sandbox.control('DELETE', '/ledger');
    await sandbox.control('POST', '/faults', { dropEvents: 3 });
    await change(2);
    const { body } = await sandbox.control('GET', '/ledger');
    const sent = body.events.filter(({ dropped }: { dropped: number }) => dropped === 0);
    expect(body.events.slice(0, 4).map(({ dropped }: { dropped: number }) => dropped)).toEqual([1, 1, 1, 0]);
    await until('the rest', () => (tap.events.length - 1 === sent.length ? true : undefined));
    expect(tap.types().slice(1)).toEqual(sent.map(({ type }: { type: string }) => type));
    tap.close();
  });

  it('go deaf with heartbeats, or wholly silent', async () => {
    const tap = await sandbox.listen();
    await tap.next('event_stream_attached');
    await sandbox.control('POST', '/faults', { deaf: true });
    await change();
    const after = tap.bytes.length;
    await until('three heartbeats', () => (tap.bytes.length >= after + 6 ? true : undefined));
    expect(tap.events).toHaveLength(1);
    await sandbox.control('POST', '/faults', { deaf: false, silent: true });
    const quiet = tap.bytes.length;
    await change();
    await sandbox.control('POST', '/faults', { silent: false });
    await change();
    await tap.next('status_update_event');
    expect(tap.bytes.slice(quiet).match(/TASK_FAILED/g)).toHaveLength(1);
    tap.close();
  });

  it('close streams, refuse connections, answer late or with an error, for some paths only', async () => {
    const tap = await sandbox.listen();
    await sandbox.control('POST', '/faults', { closeStreams: true });
    await until('the end', () => tap.ended || undefined);
    await sandbox.control('POST', '/faults', { refuse: true });
    await expect(sandbox.get('/v2/info')).rejects.toThrow();
    await sandbox.control('POST', '/faults', {
      refuse: false,
      status: 503,
      pathPrefix: '/v2/queue',
    });
    expect((await sandbox.get('/v2/queue')).status).toBe(503);
    expect((await sandbox.get('/v2/info')).status).toBe(200);
    await sandbox.control('POST', '/faults', { status: null, slowMs: 150 });
    const began = performance.now();
    await sandbox.get('/v2/queue');
    expect(performance.now() - began).toBeGreaterThan(140);
  });

  it('serve one app with wrong types, and a list that breaks off', async () => {
    const { body } = await sandbox.get('/v2/apps?embed=apps.tasks');
    const wrong = body.apps[1].id;
    await sandbox.control('POST', '/faults', { malformedApp: wrong });
    const listed = (await sandbox.get('/v2/apps?embed=apps.tasks')).body.apps;
    expect([listed[0].instances, listed[1].instances]).toEqual([5, 'three']);
    expect((await sandbox.get(`/v2/apps${wrong}`)).body.app.tasks).toEqual({});
    await sandbox.control('POST', '/faults', { malformedApp: null, truncateList: true });
    await expect(sandbox.get('/v2/apps')).rejects.toThrow();
  });

  it('lose a write before it takes effect, or its answer afterwards; the ledger tells which', async () => {
    const writes = async () =>
      (await sandbox.control('GET', '/ledger')).body.writes.map(
        ({ kind, target }: { kind: string; target: string }) => `${kind} ${target}`,
      );
    await sandbox.control('POST', '/faults', { loseWrites: 'before' });
    await expect(sandbox.ask('POST', '/v2/apps', sleeper('/lost'))).rejects.toThrow();
    expect((await sandbox.get('/v2/apps/lost')).status).toBe(404);
    expect(await writes()).toEqual([]);
    await sandbox.control('POST', '/faults', { loseWrites: 'after' });
    await expect(sandbox.ask('POST', '/v2/apps', sleeper('/lost'))).rejects.toThrow();
    expect((await sandbox.get('/v2/apps/lost')).status).toBe(200);
    expect(await writes()).toEqual(['create /']);
    await sandbox.settled('/lost');
  });

  it('publish an event of an unknown type, and bytes that are none', async () => {
    const tap = await sandbox.listen();
    await tap.next('event_stream_attached');
    await sandbox.control('POST', '/publish', { eventType: 'some_future_event', fields: { x: 1 } });
    expect((await tap.next('some_future_event')).data).toMatchObject({ x: 1, eventType: 'some_future_event' });
    await sandbox.control('POST', '/raw', { text: 'data: {\r\n\r\n' });
    await until('the bytes', () => tap.bytes.includes('data: {\r\n\r\n') || undefined);
    tap.close();
  });

  it('refuse more deployments with 403', async () => {
    await sandbox.control('POST', '/faults', { tooManyDeployments: true });
    const answer = await sandbox.ask('POST', '/v2/apps', sleeper('/toomany'));
    expect([answer.status, answer.body.message]).toEqual([403, expect.stringContaining('Max number')]);
  });

  it('hand the ledger over and begin it anew, with nothing lost in between', async () => {
    await change(3);
    const before = (await sandbox.control('GET', '/ledger')).body;
    const taken = (await sandbox.control('POST', '/ledger/take')).body;
    expect(taken.events).toEqual(before.events);
    expect(taken.events.length).toBeGreaterThan(3);
    expect((await sandbox.control('GET', '/ledger')).body).toMatchObject({ writes: [], events: [], forgotten: taken.forgotten });
  });

  it('keep a ledger of every request with its digest and its status', async () => {
    await sandbox.get('/v2/apps/none');
    await sandbox.ask('PUT', '/v2/apps/none', '{"cmd":');
    const { requests } = await until('both in the ledger', async () => {
      const { body } = await sandbox.control('GET', '/ledger');
      return body.requests.every(({ status }: { status: number | null }) => status !== null) ? body : undefined;
    });
    expect(requests.map(({ method, path, status }: Record<string, unknown>) => [method, path, status])).toEqual([
      ['GET', '/v2/apps/none', 404],
      ['PUT', '/v2/apps/none', 400],
    ]);
    expect(requests[0].bodyDigest).toBeNull();
    expect(requests[1].bodyDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('replace exactly the tasks named, with their events out before the answer', async () => {
    const { body } = await sandbox.get('/v2/tasks');
    const wanted = body.tasks.slice(0, 3).map(({ id }: { id: string }) => id);
    const { replaced } = (await sandbox.control('POST', '/change', { taskIds: wanted })).body;
    expect(replaced.map(({ was }: { was: string }) => was)).toEqual(wanted);
    const now = new Set((await sandbox.get('/v2/tasks')).body.tasks.map(({ id }: { id: string }) => id));
    expect(wanted.some((id: string) => now.has(id))).toBe(false);
    expect(replaced.every(({ is }: { is: string }) => now.has(is))).toBe(true);
  });

  it('churn at the rate that was asked for', async () => {
    await sandbox.control('POST', '/churn', { perSecond: 200, forMs: 500, under: '/acme/load' });
    const types = await until('a hundred changes', async () => {
      const { events } = (await sandbox.control('GET', '/ledger')).body;
      const flips = events.filter(({ type }: { type: string }) => type === 'health_status_changed_event').length;
      return flips >= 95 ? new Set(events.map(({ type }: { type: string }) => type)) : undefined;
    });
    expect(types).toContain('instance_health_changed_event');
    expect(types).toContain('instance_changed_event');
  });
});

describe('several instances', () => {
  let sandbox: Sandbox;
  let standby: string;

  beforeAll(async () => {
    sandbox = await startSandbox({ leaders: 2 });
    standby = sandbox.places.marathon.urls[1] ?? '';
  });
  afterAll(() => sandbox.stop());

  it('pass requests on to the leader, and say through whom', async () => {
    const answer = await sandbox.get(`${standby}/v2/info`);
    expect(answer.headers.get('x-marathon-leader')).toBe(sandbox.url);
    expect(answer.headers.get('x-marathon-via')).toBe(`1.1 ${new URL(standby).host}`);
    expect(answer.body.leader).toBe(new URL(sandbox.url).host);
    expect((await sandbox.get(`${standby}/ping`)).body).toBe('pong');
  });

  it.each([
    ['redirect', 302],
    ['eof', 200],
  ])('answer a stream on a standby by %s', async (events, status) => {
    await sandbox.control('POST', '/leader', { events });
    const tap = await sandbox.listen('/v2/events?plan-format=light', standby);
    expect(tap.answer.statusCode).toBe(status);
    if (status === 302) expect(tap.answer.headers.location).toBe(`${sandbox.url}/v2/events?plan-format=light`);
    await until('the end', () => tap.ended || undefined);
    expect(tap.bytes).not.toContain('event:');
  });

  it('change the leader: streams close, the other one speaks; without any nobody does', async () => {
    const tap = await sandbox.listen();
    await tap.next('event_stream_attached');
    await sandbox.control('POST', '/leader', { to: 1 });
    await until('the end', () => tap.ended || undefined);
    expect((await sandbox.get('/v2/leader')).body).toEqual({ leader: new URL(standby).host });
    const second = await sandbox.listen('/v2/events', standby);
    await second.next('event_stream_attached');
    expect((await sandbox.ask('DELETE', '/v2/leader')).body).toEqual({
      message: 'Leadership abdicated',
    });
    await until('the end', () => second.ended || undefined);
    await sandbox.control('POST', '/leader', { to: 'none' });
    expect((await sandbox.get('/v2/apps')).status).toBe(502);
  });
});
