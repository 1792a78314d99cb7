import { describe, expect, it } from 'vitest';
import { handClock } from '../support/hand-clock.ts';
import { deadUrl, httpWire, json, tcpWire } from '../support/wire.ts';
import { at, engine, host, hostsAt, kept, never } from './docker-engine.ts';

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

  it('are asked in another version once they were upgraded, or downgraded, in place', async () => {
    const wire = await engine({ labelled: ['a', 'b'] });
    let [oldest, newest] = [24, 41];
    const versions: string[] = [];
    const moving = kept(
      await httpWire(async (request, response) => {
        const [, asked] = /^\/v1\.(\d+)/.exec(request.url ?? '') ?? [];
        versions.push(asked ?? 'version');
        if (asked === undefined) return json(response, 200, { ApiVersion: `1.${newest}`, MinAPIVersion: `1.${oldest}` });
        const told = (how: string) => json(response, 400, { message: `client version 1.${asked} is too ${how}` });
        if (Number(asked) < oldest) return told(`old. Minimum supported API version is 1.${oldest}, please upgrade your client`);
        if (Number(asked) > newest) return told(`new. Maximum supported API version is 1.${newest}`);
        const answer = await fetch(`${wire.url}${request.url}`);
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      }),
    );
    const hosts = hostsAt(at(moving));
    for (const [from, to, spoken] of [
      [24, 41, '41'],
      [44, 52, '44'],
      [20, 23, '23'],
    ] as const) {
      [oldest, newest] = [from, to];
      versions.length = 0;
      for (let round = 0; round < 2; round++) {
        const { value } = await hosts.inspectMany(host, ['task-a', 'task-b'], never);
        expect([...value.values()]).toEqual([expect.objectContaining({ dockerId: 'a' }), expect.objectContaining({ dockerId: 'b' })]);
      }
      expect(versions.filter((version) => version === 'version')).toHaveLength(1);
      expect(versions.at(-1)).toBe(spoken);
    }
    // One that refuses whatever it named is asked twice, not for ever.
    [oldest, newest] = [60, 50];
    const refused = await hosts.top(host, 'task-a', never).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'UPSTREAM_REFUSED', message: expect.stringContaining('client version') });
  });

  it('forget what stood in the environment of a container that is gone', async () => {
    const unlabelled = ['b', 'c'];
    const wire = await engine({ unlabelled });
    const clock = handClock();
    const hosts = hostsAt(at(wire), { clock });
    for (const there of [['b', 'c'], ['c'], ['b', 'c']]) {
      unlabelled.splice(0, 2, ...there);
      await hosts.top(host, 'task-nope', never).catch(() => {});
      clock.advance(11_000);
    }
    const inspected = wire.paths().flatMap((path) => /containers\/([bc])\/json/.exec(path)?.[1] ?? []);
    expect(inspected).toEqual(['b', 'c', 'b']);
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
});
