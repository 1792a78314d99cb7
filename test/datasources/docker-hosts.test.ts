import { afterEach, describe, expect, it } from 'vitest';
import { DockerHosts, type DockerOptions } from '../../datasources/docker/hosts.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { Fault } from '../../src/kit/fault.ts';
import { startSandbox, until } from '../sandbox/start.ts';
import { handClock } from '../support/hand-clock.ts';
import { deadUrl, httpWire, json, tcpWire, type Wire } from '../support/wire.ts';

const never = new AbortController().signal;
const host = { name: 'h1', ip: '127.0.0.1' };
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

function kept<T extends AsyncDisposable>(thing: T): T {
  open.push(thing);
  return thing;
}

function hostsAt(template: string, over: Partial<DockerOptions> = {}): DockerHosts {
  const hosts = new DockerHosts({ template, clock: systemClock, ...over });
  open.push({ [Symbol.asyncDispose]: async () => hosts.close() });
  return hosts;
}

interface EngineOf {
  readonly api?: string;
  readonly minApi?: string;
  readonly labelled?: readonly string[];
  readonly unlabelled?: readonly string[];
  readonly inspect?: (id: string) => [number, unknown] | undefined;
}

const running = (id: string) => ({
  Id: id,
  Name: `/mesos-${id}`,
  State: { Status: 'running', Running: true },
  Config: { Image: 'i', Env: [`MESOS_TASK_ID=task-${id}`] },
});

/** An engine made of answers. */
async function engine({ api = '1.41', minApi = '1.12', labelled = [], unlabelled = [], inspect }: EngineOf = {}): Promise<
  Wire & { paths(): string[] }
> {
  const wire = kept(
    await httpWire((request, response) => {
      const url = new URL(request.url ?? '', 'http://d');
      const [, id, verb] = /containers\/([^/]+)\/(\w+)/.exec(url.pathname) ?? [];
      if (url.pathname === '/version') return json(response, 200, { ApiVersion: api, MinAPIVersion: minApi });
      if (url.pathname.endsWith('/containers/json')) {
        const byLabel = (url.searchParams.get('filters') ?? '').includes('label');
        const listed = (id: string) => ({
          Id: id,
          State: 'running',
          Names: [`/mesos-${id}`],
          Labels: labelled.includes(id) ? { MESOS_TASK_ID: `task-${id}` } : {},
        });
        return json(response, 200, (byLabel ? labelled : [...labelled, ...unlabelled]).map(listed));
      }
      if (verb === 'json') {
        const answer = inspect?.(id ?? '') ?? [200, running(id ?? '')];
        if (answer[0] > 0) json(response, answer[0], answer[1]);
        return;
      }
      if (verb === 'stats')
        return json(response, 200, {
          read: new Date().toISOString(),
          cpu_stats: { cpu_usage: { total_usage: 5 } },
          memory_stats: { usage: 1_048_576 },
        });
      json(response, 404, { message: 'page not found' });
    }),
  );
  return Object.assign(wire, { paths: () => wire.asked.map(({ url }) => url ?? '') });
}

const at = (wire: Wire): string => `http://{ip}:${wire.port}`;

describe('Docker engines', () => {
  it('are asked in a version that both sides speak', async () => {
    for (const [api, minApi, spoken] of [
      ['1.41', '1.12', 'v1.41'],
      ['1.22', undefined, 'v1.22'],
      ['1.50', '1.24', 'v1.41'],
      ['1.52', '1.50', 'v1.50'],
    ] as const) {
      const wire = await engine({ api, ...(minApi && { minApi }), labelled: ['a'] });
      await hostsAt(at(wire)).inspectMany(host, ['task-a'], never);
      const [first, second] = wire.paths();
      expect([first, second]).toEqual(['/version', expect.stringMatching(new RegExp(`^/${spoken}/containers/json`))]);
      expect(wire.paths().some((path) => path.includes('one-shot'))).toBe(api !== '1.22');
    }
  });

  it('tell tasks by label, or by the environment where there is none, read once', async () => {
    const wire = await engine({ labelled: ['a'], unlabelled: ['b', 'c'] });
    const clock = handClock();
    const hosts = hostsAt(at(wire), { clock });
    const first = await Promise.race([hosts.top(host, 'task-b', never).catch((error) => error), new Promise(() => {})]);
    expect(first).toMatchObject({ code: 'NOT_FOUND' });
    const environments = wire.paths().filter((path) => path.endsWith('/json?') || path.endsWith('/json')).length;
    clock.advance(11_000);
    await hosts.top(host, 'task-nope', never).catch(() => {});
    const inspections = wire.paths().filter((path) => /containers\/[bc]\/json/.test(path));
    expect([environments > 0, inspections.length]).toEqual([true, 2]);
  });

  it('remember which container a task is in for a while, and look again when one is missing', async () => {
    const wire = await engine({ labelled: ['a'] });
    const clock = handClock();
    const hosts = hostsAt(at(wire), { clock });
    const lists = () => wire.paths().filter((path) => path.includes('containers/json')).length;
    const ask = (taskId: string) => hosts.top(host, taskId, never).catch(() => {});
    await ask('task-a');
    await ask('task-a');
    expect(lists()).toBe(1);
    clock.advance(1_001);
    await ask('task-new');
    expect(lists()).toBe(3);
    clock.advance(10_001);
    await ask('task-a');
    expect(lists()).toBe(4);
  });

  it('answer for each container alone: one that fails or is malformed costs only itself', async () => {
    const labelled = ['a', 'b', 'c', 'd'];
    const wire = await engine({
      labelled,
      inspect: (id) => (id === 'b' ? [500, { message: 'devicemapper is sad' }] : id === 'c' ? [200, { Id: 5 }] : undefined),
    });
    const { value } = await hostsAt(at(wire)).inspectMany(host, [...labelled.map((id) => `task-${id}`), 'task-x'], never);
    expect(value.get('task-a')).toMatchObject({ dockerId: 'a', usage: { memMiB: 1 } });
    expect(value.get('task-b')).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'docker:h1',
      message: 'GET /containers/b/json of h1: devicemapper is sad',
      details: { status: 500 },
    });
    expect(value.get('task-c')).toMatchObject({ code: 'UPSTREAM_MALFORMED', message: expect.stringContaining('Id: expected a text') });
    expect(value.get('task-d')).toMatchObject({ dockerId: 'd' });
    expect(value.get('task-x')).toMatchObject({ code: 'NOT_FOUND' });
  });

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

  it('that are away, or whose address is not known, say so with the host’s name', async () => {
    const away = hostsAt(await deadUrl());
    expect((await away.inspectMany(host, ['t'], never)).value.get('t')).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'GET /version of h1: does not answer (ECONNREFUSED)',
    });
    const unknown = (await hostsAt('http://{ip}:2375').inspectMany({ name: 'h2', ip: null }, ['t'], never)).value.get('t');
    expect(unknown).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'docker:h2',
      message: 'The Docker engine of h2: its address is not known.',
    });
  });

  it('are left alone when the caller leaves', async () => {
    const stop = new AbortController();
    const reason = new Error('shutting down');
    const wire = kept(await tcpWire(() => stop.abort(reason)));
    const hosts = hostsAt(at(wire));
    await expect(hosts.inspectMany(host, ['t'], stop.signal)).rejects.toBe(reason);
    await expect(hosts.inspectMany(host, ['t'], stop.signal)).rejects.toBe(reason);
  });

  it('of the sandbox tell kills for want of memory since the start, without waiting for a time to come', async () => {
    const sandbox = await startSandbox({ company: 'none' });
    open.push({ [Symbol.asyncDispose]: () => sandbox.stop() });
    for (const id of ['/starved', '/fed']) await sandbox.ask('POST', '/v2/apps', { id, cmd: 'serve', cpus: 0.1, mem: 32 });
    const [starved, fed] = await Promise.all(['/starved', '/fed'].map(async (id) => (await sandbox.settled(id)).tasks[0]));
    const { slaves } = (await sandbox.get(`${sandbox.places.mesos.url}/slaves`)).body;
    const asked = handClock();
    const hosts = hostsAt(sandbox.places.docker.template, { clock: { ...systemClock, now: () => asked.now() } });
    const killsOf = async (task: { id: string; slaveId: string }) => {
      const { hostname, pid } = slaves.find(({ id }: { id: string }) => id === task.slaveId);
      const at = { name: hostname, ip: pid.replace(/^.*@|:\d+$/g, '') };
      const facts = (await hosts.inspectMany(at, [task.id], never)).value.get(task.id);
      return facts instanceof Fault ? facts : facts?.oomKills;
    };
    expect([await killsOf(starved), await killsOf(fed)]).toEqual([0, 0]);
    for (let kill = 0; kill < 2; kill++) await sandbox.control('POST', '/oom', { taskId: starved.id });
    expect(await until('both kills', async () => ((await killsOf(starved)) === 2 ? true : undefined))).toBe(true);
    expect(await killsOf(fed)).toBe(0);
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

  it('of the sandbox tell true figures of real tasks', async () => {
    const sandbox = await startSandbox({ company: 'small', simulatedTasks: 0 });
    open.push({ [Symbol.asyncDispose]: () => sandbox.stop() });
    const { apps } = (await sandbox.get('/v2/apps?embed=apps.tasks')).body;
    const slaves: { id: string; hostname: string; pid: string }[] = (await sandbox.ask('GET', `${sandbox.places.mesos.url}/slaves`)).body
      .slaves;
    const tasks: { id: string; slaveId: string }[] = apps.flatMap(({ tasks = [] }: { tasks?: object[] }) => tasks);
    const hosts = hostsAt(sandbox.places.docker.template);
    let told = 0;
    for (const { id, hostname, pid } of slaves) {
      const ids = tasks.filter(({ slaveId }) => slaveId === id).map((task) => task.id);
      const { value } = await hosts.inspectMany({ name: hostname, ip: pid.replace(/^.*@|:\d+$/g, '') }, ids, never);
      for (const facts of value.values()) {
        if (!('dockerId' in facts)) continue;
        told++;
        expect(facts.limits.memMiB).toBeGreaterThan(0);
        // A task of the company that crashes on purpose may have ended since it was listed.
        if (facts.usage?.pids) expect(facts.usage.memMiB).toBeGreaterThan(0);
      }
    }
    expect(told).toBeGreaterThan(0);
  });
});
