import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import { handClock } from '../support/hand-clock.ts';
import { Heard } from '../support/marathon.ts';
import { deadUrl } from '../support/wire.ts';
import { at, attach, begin, bus, event, never } from './marathon-bus.ts';

describe('the event stream', () => {
  it('is asked for with one Accept, unpacked, and filtered as the version allows', async () => {
    const wire = await bus((response) => begin(response, attach));
    await (
      await at([wire.url]).watch(never, () => {})
    ).attached;
    const [request] = wire.events;
    expect(request?.headers).toMatchObject({ accept: 'text/event-stream' });
    expect(request?.headers['accept-encoding']).toBeUndefined();
    expect(request?.url).toMatch(/^\/v2\/events\?plan-format=light&event_type=/);
    const old = await bus((response) => begin(response, attach), '1.1.0');
    await at([old.url]).watch(never, () => {});
    expect(old.events[0]?.url).toBe('/v2/events');
  });

  it('tells what to read again and what happened, each once', async () => {
    const heard = new Heard();
    const wire = await bus((response) => {
      begin(response, attach);
      response.write(
        event('status_update_event', {
          appId: '/a',
          taskId: 't',
          taskStatus: 'TASK_FAILED',
          message: 'boom',
          host: 'h',
          slaveId: 's',
          version: '2026-01-01T00:00:00.000Z',
        }),
      );
      response.write(`${event('framework_message_event')}\r\n${event('group_change_success', { groupId: '/g' })}`);
      response.end(event('deployment_failed', { id: 'd', reason: 'cancelled' }));
    });
    const watch = await at([wire.url]).watch(never, heard.onSignal);
    expect(await watch.end).toMatchObject({ reason: 'closed' });
    const when = Date.parse('2026-01-01T00:00:00.000Z');
    expect(heard.signals).toEqual([
      { kind: 'attached', remoteAddress: '127.0.0.1', at: when },
      { kind: 'dirty', apps: ['/a'], groups: [], deployments: false },
      { kind: 'task', taskId: 't', appId: '/a', state: 'FAILED', message: 'boom', host: 'h', slaveId: 's', version: when, at: when },
      { kind: 'dirty', apps: [], groups: ['/g'], deployments: true },
      { kind: 'dirty', apps: [], groups: [], deployments: true },
      { kind: 'deployment', deploymentId: 'd', success: false, reason: 'cancelled', at: when },
    ]);
  });

  it.each([
    ['1.1.1', ['/a', '/b']],
    ['1.5.0', ['/b']],
  ])('of Marathon %s is read as that version means it', async (version, told) => {
    const heard = new Heard();
    const wire = await bus((response) => {
      begin(response, attach);
      response.write(event('failed_health_check_event', { appId: '/a', taskId: 't' }));
      response.end(event('add_health_check_event', { appId: '/b' }));
    }, version);
    await (
      await at([wire.url]).watch(never, heard.onSignal)
    ).end;
    expect(heard.signals.flatMap((signal) => (signal.kind === 'dirty' ? signal.apps : []))).toEqual(told);
  });

  it.each([
    [
      'named again',
      'data: {"eventType":"app_terminated_event","appId":"/a"}\r\ndata: {"eventType":"app_terminated_event","appId":"/b"}\r\n\r\n',
    ],
    [
      'not named again',
      'data: {"eventType":"app_terminated_event","appId":"/a"}\r\n{"eventType":"app_terminated_event","appId":"/b"}\r\n\r\n',
    ],
  ])('splits several documents in one event, data being %s', async (_, text) => {
    const heard = new Heard();
    const wire = await bus((response) => {
      begin(response);
      response.end(text);
    });
    await (
      await at([wire.url]).watch(never, heard.onSignal)
    ).end;
    expect(heard.signals.flatMap((signal) => (signal.kind === 'dirty' ? signal.apps : []))).toEqual(['/a', '/b']);
  });

  it('makes everything dirty when an event cannot be read', async () => {
    const heard = new Heard();
    const wire = await bus((response) => {
      begin(response);
      response.end('event: status_update_event\ndata: {"appId":\n\n');
    });
    await (
      await at([wire.url]).watch(never, heard.onSignal)
    ).end;
    expect(heard.signals).toEqual([{ kind: 'dirty-all', reason: 'status_update_event is not JSON' }]);
  });

  it('counts as attached at its first event, or without one after a while', async () => {
    const clock = handClock();
    const wire = await bus((response) => begin(response, '\r\n'));
    const watch = await at([wire.url], { clock }).watch(never, () => {});
    let attached = false;
    void watch.attached.then(() => (attached = true));
    await new Promise(setImmediate);
    expect(attached).toBe(false);
    clock.advance(5_000);
    await watch.attached;
  });

  it('lives by its bytes: a heartbeat keeps it, silence ends it', async () => {
    const clock = handClock();
    const wire = await bus((response) => begin(response, attach));
    const watch = await at([wire.url], { clock, silenceMs: 30_000 }).watch(never, () => {});
    await watch.attached;
    clock.advance(20_000);
    wire.streams[0]?.write('\r');
    while (watch.lastByteAt() !== 20_000) await new Promise(setImmediate);
    clock.advance(20_000);
    wire.streams[0]?.write('\n');
    while (watch.lastByteAt() !== 40_000) await new Promise(setImmediate);
    clock.advance(30_000);
    expect(await watch.end).toMatchObject({ reason: 'silent', message: 'GET /v2/events: no byte in 30000 ms' });
  });

  it('that is accepted and closed at once does not lead, and the next one is asked first', async () => {
    const standby = await bus((response) => {
      begin(response);
      response.end();
    });
    const leader = await bus((response) => begin(response, attach));
    const marathon = at([standby.url, leader.url]);
    expect(await (await marathon.watch(never, () => {})).end).toMatchObject({ reason: 'not-leader' });
    expect((await marathon.watch(never, () => {})).origin).toBe(leader.url);
  });

  it('is looked for at every Marathon in turn, also when all have failed before', async () => {
    const clock = handClock();
    const closing = (response: ServerResponse): void => {
      begin(response);
      response.end();
    };
    const three = [await bus(closing), await bus(closing), await bus(closing)];
    const marathon = at(
      three.map(({ url }) => url),
      { clock },
    );
    const origins = [];
    for (let turn = 0; turn < 6; turn++) {
      const watch = await marathon.watch(never, () => {});
      await watch.end;
      origins.push(watch.origin);
      clock.advance(1);
    }
    expect(origins).toEqual([...three, ...three].map(({ url }) => url));
  });

  it('follows a standby’s redirect to the leader, with credentials only where they belong', async () => {
    const auth = { token: new Secret('hunter2') };
    const leader = await bus((response) => begin(response, attach));
    const standby = await bus((response) => response.writeHead(302, { location: `${leader.url}/v2/events` }).end());
    expect((await at([standby.url], { auth }).watch(never, () => {})).origin).toBe(leader.url);
    expect(leader.events[0]?.headers.authorization).toBe('token=hunter2');

    const stranger = await bus((response) => begin(response, attach), '1.5.0', '127.0.0.2');
    const misled = await bus((response) => response.writeHead(307, { location: `${stranger.url}/v2/events` }).end());
    await expect(at([misled.url], { auth }).watch(never, () => {})).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      message: expect.stringContaining('trustLeader'),
    });
    expect(stranger.asked).toHaveLength(0);
    expect((await at([misled.url], { auth, trustLeader: true }).watch(never, () => {})).origin).toBe(stranger.url);
    expect((await at([misled.url]).watch(never, () => {})).origin).toBe(stranger.url);
  });

  it('ends with the first redirect too many', async () => {
    const wire = await bus((response, request) => response.writeHead(302, { location: request.url }).end());
    await expect(at([wire.url]).watch(never, () => {})).rejects.toMatchObject({ message: 'GET /v2/events: too many redirects' });
  });

  it('opens at the next Marathon when one is away, and tells when none is there', async () => {
    const wire = await bus((response) => begin(response, attach));
    expect((await at([await deadUrl(), wire.url]).watch(never, () => {})).origin).toBe(wire.url);
    await expect(at([await deadUrl()]).watch(never, () => {})).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('stops when told, and when its connection breaks', async () => {
    const wire = await bus((response) => begin(response, attach));
    const marathon = at([wire.url]);
    const stop = new AbortController();
    const stopped = await marathon.watch(stop.signal, () => {});
    await stopped.attached;
    stop.abort();
    expect(await stopped.end).toMatchObject({ reason: 'aborted' });
    const broken = await marathon.watch(never, () => {});
    await broken.attached;
    wire.streams[1]?.socket?.resetAndDestroy();
    expect(await broken.end).toMatchObject({ reason: 'failed' });
  });

  it('ends when its consumer throws', async () => {
    const wire = await bus((response) => begin(response, attach));
    const cause = new Error('a mistake of ours');
    const watch = await at([wire.url]).watch(never, () => {
      throw cause;
    });
    await new Promise(setImmediate);
    wire.streams[0]?.write('\r\n');
    expect(await watch.end).toMatchObject({ reason: 'failed', cause });
  });

  it('is drained while events are worked on: a burst of large ones is taken from the wire at once', async () => {
    const heard = new Heard();
    const plan = {
      original: { apps: Array.from({ length: 2_000 }, (_, id) => ({ id: `/app/${id}`, cmd: 'x'.repeat(500) })) },
      steps: [{ actions: [{ action: 'ScaleApplication', app: '/a' }] }],
    };
    const burst = event('deployment_info', { plan }).repeat(20);
    const sent = Promise.withResolvers<number>();
    const wire = await bus((response) => {
      begin(response, attach);
      response.write(burst, () => sent.resolve(heard.signals.length));
    });
    const watch = await at([wire.url]).watch(never, heard.onSignal);
    await sent.promise;
    wire.streams[0]?.end();
    await watch.end;
    expect(heard.signals.filter(({ kind }) => kind === 'dirty')).toHaveLength(20);
  });
});
