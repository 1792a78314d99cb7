import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleeper, startSandbox, Tap, until, type Sandbox } from './start.ts';

describe('the event stream', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ heartbeatMs: 100 });
  });
  afterAll(() => sandbox.stop());

  it('is framed with CRLF, is neither chunked nor compressed, and beats with a bare CRLF', async () => {
    const tap = await Tap.open(`${sandbox.url}/v2/events`);
    expect(tap.answer.statusCode).toBe(200);
    expect(tap.answer.headers['content-type']).toBe('text/event-stream;charset=utf-8');
    expect(tap.answer.headers['transfer-encoding']).toBeUndefined();
    expect(tap.answer.headers['content-encoding']).toBeUndefined();
    expect(tap.answer.headers.connection).toBe('close');
    const beaten = await until('two heartbeats', () => (tap.bytes.endsWith('}\r\n\r\n\r\n\r\n') ? tap.bytes : undefined));
    expect(beaten).toMatch(
      /^event: event_stream_attached\r\ndata: \{"remoteAddress":"[\d.]+","eventType":"event_stream_attached","timestamp":"[^"]{24}"\}\r\n\r\n\r\n\r\n$/,
    );
    tap.close();
  });

  it.each(['*/*', 'text/event-stream, */*', 'application/json'])('refuses Accept: %s with 405', async (accept) => {
    const tap = await Tap.open(`${sandbox.url}/v2/events`, accept);
    expect(tap.answer.statusCode).toBe(405);
    tap.close();
  });

  it('tells a stream of itself first, and of everything after that', async () => {
    const first = await sandbox.listen();
    await first.next('event_stream_attached');
    const second = await sandbox.listen();
    await second.next('event_stream_attached');
    second.close();
    await first.next('event_stream_detached');
    expect(second.types()).toEqual(['event_stream_attached']);
    first.close();
  });

  it('sends only the event types that were asked for', async () => {
    const tap = await sandbox.listen('/v2/events?event_type=deployment_success&event_type=api_post_event');
    await sandbox.ask('POST', '/v2/apps', sleeper('/filtered'));
    await tap.next('deployment_success');
    expect(tap.types()).toEqual(['api_post_event', 'deployment_success']);
    tap.close();
  });

  it('leaves the root groups out of plans with plan-format=light', async () => {
    const [full, light] = [await sandbox.listen(), await sandbox.listen('/v2/events?plan-format=light')];
    await sandbox.ask('POST', '/v2/apps', sleeper('/light'));
    const heavy = await full.next('deployment_info');
    expect(heavy.data.plan.target.apps.map(({ id }: { id: string }) => id)).toContain('/light');
    expect(heavy.data.plan.original.apps.map(({ id }: { id: string }) => id)).not.toContain('/light');
    expect(Object.keys((await light.next('deployment_info')).data.plan)).toEqual(['id', 'steps', 'version']);
    full.close();
    light.close();
  });

  it('tells of a launch in order: the plan, the tasks, the step, the end', async () => {
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    const { body } = await sandbox.ask('POST', '/v2/apps', sleeper('/ordered'));
    await tap.next('deployment_success', ({ id }) => id === body.deployments[0].id);
    const mine = tap.events
      .filter(({ data }) => JSON.stringify(data).includes('/ordered'))
      .map(({ type, data }) => data.taskStatus ?? data.condition ?? type);
    expect(mine).toEqual([
      ...['deployment_info', 'api_post_event', 'deployment_step_success', 'deployment_info'],
      ...['Created', 'TASK_STAGING', 'Staging', 'TASK_RUNNING', 'Running'],
      ...['deployment_step_success', 'deployment_success'],
    ]);
    tap.close();
  });
});

describe('a consumer that does not read', () => {
  it.each([
    ['1.5', 'loses events and is not told', false],
    ['1.9', 'is cut off', true],
  ])(
    'of %s %s',
    async (version, _, cut) => {
      const sandbox = await startSandbox({ version, outstanding: 10 });
      await sandbox.control('POST', '/scale', { apps: 10, tasksPerApp: 100 });
      const tap = await sandbox.listen();
      await tap.next('event_stream_attached');
      tap.answer.pause();
      tap.answer.socket.pause();
      const lost = await until(
        'a lost event',
        async () => {
          for (let app = 0; app < 10; app += 1) await sandbox.control('POST', '/change', { count: 1000 });
          const { body } = await sandbox.control('GET', '/ledger');
          await sandbox.control('DELETE', '/ledger');
          return body.events.find((event: { dropped: number }) => event.dropped > 0);
        },
        25_000,
      );
      expect(lost.streams).toBe(1);
      tap.answer.socket.resume();
      tap.answer.resume();
      if (cut) await until('the end of the stream', () => tap.ended || undefined);
      else {
        await sandbox.control('POST', '/change', { count: 1 });
        expect(tap.ended).toBe(false);
      }
      await sandbox.stop();
    },
    30_000,
  );
});
