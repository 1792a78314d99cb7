import { describe, expect, it } from 'vitest';
import { handClock } from '../support/hand-clock.ts';
import { deadUrl, httpWire, json, tcpWire, type Wire } from '../support/wire.ts';
import { at, engine, host, hostsAt, kept, never, running } from './docker-engine.ts';

describe('Docker engines under load, or away', () => {
  it('are asked at most four questions at a time', async () => {
    const labelled = Array.from({ length: 20 }, (_, index) => `c${index}`);
    let now = 0;
    let most = 0;
    const wire = await engine({ labelled, inspect: () => undefined });
    const counting = kept(
      await httpWire(async (request, response) => {
        const inspecting = /containers\/\w+\/json/.test(request.url ?? '');
        if (inspecting) most = Math.max(most, ++now);
        const answer = await fetch(`${wire.url}${request.url}`);
        const body = await answer.text();
        if (inspecting) now--;
        response.writeHead(answer.status).end(body);
      }),
    );
    const { value } = await hostsAt(at(counting)).inspectMany(
      host,
      labelled.map((id) => `task-${id}`),
      never,
    );
    expect([...value.values()].filter((facts) => 'dockerId' in facts)).toHaveLength(20);
    expect(most).toBe(4);
  });

  it('have one deadline for all of a host, which a hanging container does not lengthen', async () => {
    const clock = handClock();
    const hung = Promise.withResolvers<void>();
    const wire = await engine({ labelled: ['a', 'b'], inspect: (id) => (id === 'b' ? (hung.resolve(), [0, null]) : undefined) });
    const asked = hostsAt(at(wire), { clock, deadlineMs: 2_000, perHost: 1 }).inspectMany(host, ['task-a', 'task-b'], never);
    await hung.promise;
    clock.advance(2_000);
    const { value } = await asked;
    expect(value.get('task-a')).toMatchObject({ dockerId: 'a' });
    expect(value.get('task-b')).toMatchObject({ code: 'UPSTREAM_TIMEOUT', message: 'The Docker engine of h1: no answer in 2000 ms.' });
  });

  it('that do not answer are given up at the deadline, and after three times not asked for a while', async () => {
    const clock = handClock();
    let connections = 0;
    const silent = kept(
      await tcpWire(() => {
        connections++;
      }),
    );
    const hosts = hostsAt(at(silent), { clock, deadlineMs: 2_000 });
    expect(hosts.standing()).toEqual({ state: 'WAITING', answeredMono: undefined, lastError: null });
    for (let turn = 0; turn < 3; turn++) {
      const asked = hosts.inspectMany(host, ['t'], never);
      clock.advance(2_000);
      expect((await asked).value.get('t')).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    }
    const before = connections;
    expect(hosts.standing()).toMatchObject({ state: 'DOWN', lastError: '1 of 1 engines do not answer: h1' });
    expect((await hosts.inspectMany(host, ['t', 'u'], never)).value.get('u')).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: expect.stringContaining('h1: not asked'),
    });
    await expect(hosts.logs(host, 't', { tail: 5 }, never)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    clock.advance(10_000);
    expect(hosts.standing()).toMatchObject({ state: 'WAITING', lastError: null });
    const probe = hosts.inspectMany(host, ['t'], never);
    clock.advance(2_000);
    expect((await probe).value.get('t')).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(connections).toBeGreaterThanOrEqual(before);
  });

  it('are asked so many questions at a time by all callers together', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `c${index}`);
    let now = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const wire = await engine({ labelled: ids });
    const counting = kept(
      await httpWire(async (request, response) => {
        const counted = /containers\/\w+\/(json|top|logs)/.test(request.url ?? '');
        if (counted) most = Math.max(most, ++now);
        // Every question waits until as many are under way as may be, or no more come.
        if (counted) await new Promise<void>((end) => (ends.push(end) >= 3 ? ends.splice(0).forEach((each) => each()) : setImmediate(end)));
        const answer = await fetch(`${wire.url}${request.url}`);
        if (counted) now--;
        response.writeHead(answer.status).end(await answer.text());
      }),
    );
    const hosts = hostsAt(at(counting), { perHost: 3 });
    const tasks = ids.map((id) => `task-${id}`);
    const asked = tasks.map((taskId) => hosts.top(host, taskId, never).catch(() => {}));
    await Promise.all([...asked, hosts.inspectMany(host, tasks, never), hosts.inspectMany(host, tasks, never, { sizes: true })]);
    expect(most).toBe(3);
  });

  /** An engine whose containers hang in `top`. */
  async function hanging(labelled: readonly string[]): Promise<{ readonly wire: Wire; reached(count: number): Promise<void> }> {
    const plain = await engine({ labelled });
    let hung = 0;
    const waiting = new Set<() => void>();
    const wire = kept(
      await httpWire(async (request, response) => {
        if (request.url?.includes('/top')) {
          hung++;
          return waiting.forEach((look) => look());
        }
        const answer = await fetch(`${plain.url}${request.url}`);
        response.writeHead(answer.status).end(await answer.text());
      }),
    );
    const reached = (count: number) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (hung >= count) resolve();
        };
        waiting.add(look);
        look();
      });
    return { wire, reached };
  }

  it('are not given up for containers that hang together: they and those that wait behind them cost only themselves', async () => {
    const clock = handClock();
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const { wire, reached } = await hanging(ids);
    const hosts = hostsAt(at(wire), { clock, deadlineMs: 2_000 });
    // So that nothing but processes is asked for from here on.
    await hosts.logs(host, 'task-a', { tail: 1 }, never).catch(() => {});
    for (let turn = 1; turn <= 3; turn++) {
      const asked = ids.map((id) => hosts.top(host, `task-${id}`, never).catch((error) => error));
      await reached(turn * 4);
      expect(hosts.standing()).toMatchObject({ state: 'LIVE', lastError: null });
      clock.advance(2_000);
      const messages = (await Promise.all(asked)).map(({ message }) => message);
      expect(messages).toEqual([
        ...Array(4).fill('The Docker engine of h1: no answer in 2000 ms.'),
        'The Docker engine of h1: its turn to answer this did not come in 2000 ms.',
      ]);
    }
    // Three times in a row nothing was answered at all.
    expect(hosts.standing()).toMatchObject({ state: 'DOWN' });
  });

  it('are not given up for a container that hangs while others are answered', async () => {
    const clock = handClock();
    const { wire, reached } = await hanging(['a', 'b']);
    const hosts = hostsAt(at(wire), { clock, deadlineMs: 2_000 });
    for (let turn = 1; turn <= 4; turn++) {
      const asked = hosts.top(host, 'task-a', never).catch((error) => error);
      await reached(turn);
      await hosts.logs(host, 'task-b', { tail: 1 }, never).catch(() => {});
      clock.advance(2_000);
      expect(await asked).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    }
    expect(hosts.standing()).toMatchObject({ state: 'LIVE', lastError: null });
  });

  it('are forgotten when nobody asked for an hour', async () => {
    const clock = handClock();
    const hosts = hostsAt(await deadUrl(), { clock });
    for (let turn = 0; turn < 3; turn++) await hosts.inspectMany(host, ['t'], never);
    const wire = await engine({ labelled: ['a'] });
    expect(hosts.standing()).toMatchObject({ state: 'DOWN', lastError: '1 of 1 engines do not answer: h1' });
    const living = hostsAt(at(wire), { clock });
    await living.logs(host, 'task-a', { tail: 1 }, never).catch(() => {});
    clock.advance(3_599_999);
    expect(living.standing()).toMatchObject({ state: 'LIVE' });
    clock.advance(1);
    expect(living.standing()).toMatchObject({ state: 'WAITING', lastError: null });
    await expect(living.top(host, 'task-a', never)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(living.standing()).toMatchObject({ state: 'LIVE' });
  });

  it('are asked for the processes of a page a few at a time, and who waits too long for that opens no breaker', async () => {
    let under = 0;
    let most = 0;
    const wire = kept(
      await httpWire((request, response) => {
        const path = request.url ?? '';
        if (path === '/version') return json(response, 200, { ApiVersion: '1.41' });
        if (path.includes('/containers/json')) {
          const one = (n: number) => ({ Id: `c${n}`, State: 'running', Names: [`/mesos-${n}`], Labels: { MESOS_TASK_ID: `t${n}` } });
          return json(
            response,
            200,
            Array.from({ length: 40 }, (_, n) => one(n)),
          );
        }
        most = Math.max(most, ++under);
        // The first of them is never answered.
        if (path.includes('/c0/')) return;
        setImmediate(() => {
          under--;
          json(response, 200, { Titles: ['PID', 'CMD'], Processes: [['1', 'sleep']] });
        });
      }),
    );
    const hosts = hostsAt(at(wire), { deadlineMs: 1_000, perHost: 1 });
    const asked = Array.from({ length: 40 }, (_, n) => hosts.top(host, `t${n}`, never).catch((error) => error));
    const answers = await Promise.all(asked);
    expect(most).toBe(1);
    expect(answers.map((answer) => answer.code)).toEqual(Array(40).fill('UPSTREAM_TIMEOUT'));
    expect((await hosts.top(host, 't1', never)).value).toHaveLength(1);
  });

  it('that do not come to an end of their memories cost nothing else, and get their connection back', async () => {
    const clock = handClock();
    const closed = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const started = { Status: 'running', Running: true, StartedAt: new Date(clock.now()).toISOString() };
    const plain = await engine({ api: '1.40', labelled: ['a'], inspect: (id) => [200, { ...running(id), State: started }] });
    const wire = kept(
      await httpWire(async (request, response) => {
        if (request.url?.includes('/events')) {
          response.on('close', closed.resolve).writeHead(200).flushHeaders();
          return reached.resolve();
        }
        const answer = await fetch(`${plain.url}${request.url}`);
        response.writeHead(answer.status).end(await answer.text());
      }),
    );
    const asked = hostsAt(at(wire), { clock, deadlineMs: 2_000 }).inspectMany(host, ['task-a'], never);
    await reached.promise;
    clock.advance(2_000);
    expect((await asked).value.get('task-a')).toMatchObject({ dockerId: 'a', oomKills: null, usage: { memMiB: 1 } });
    await closed.promise;
  });
});
