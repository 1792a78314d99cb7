import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import type { Fault } from '../../src/kit/fault.ts';
import { handClock } from '../support/hand-clock.ts';
import { allOf, marathonAt } from '../support/marathon.ts';
import { deadUrl, httpWire, json, type Wire } from '../support/wire.ts';

const never = new AbortController().signal;
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

function kept<T extends AsyncDisposable>(thing: T): T {
  open.push(thing);
  return thing;
}

const serve = async (...wire: Parameters<typeof httpWire>): Promise<Wire> => kept(await httpWire(...wire));
const at = (urls: readonly string[], over: Parameters<typeof marathonAt>[1] = {}) => kept(marathonAt(urls, over));
const infoOf = (version: string) => ({ name: 'marathon', version });

describe('reads', () => {
  it('go to the next Marathon when one is away, and carry the instant before they were sent', async () => {
    const clock = handClock();
    const asked = clock.now();
    const wire = await serve((_, response) => {
      clock.advance(40);
      json(response, 200, infoOf('1.5.0'));
    });
    const marathon = at([await deadUrl(), wire.url], { clock });
    expect(await marathon.info(never)).toMatchObject({ at: asked, monotonicAt: 0, value: { version: '1.5.0', leader: null } });
    expect((await marathon.info(never)).monotonicAt).toBe(40);
  });

  it.each([502, 503, 504])('go to the next Marathon after a %i of a proxy', async (status) => {
    const standby = await serve((_, response) => json(response, status, { message: 'no leader' }));
    const leader = await serve((_, response) => json(response, 200, infoOf('1.5.0')));
    const marathon = at([standby.url, leader.url]);
    await marathon.info(never);
    await marathon.info(never);
    expect([standby.asked.length, leader.asked.length]).toEqual([1, 2]);
  });

  it('prefer the leader that an answer named, and come back when it is away', async () => {
    const leader = await httpWire((_, response) => json(response, 200, infoOf('leader')));
    const standby = await serve((_, response) => json(response, 200, infoOf('standby'), { 'X-Marathon-Leader': leader.url }));
    const marathon = at([standby.url]);
    const versions = [];
    for (let read = 0; read < 2; read++) versions.push((await marathon.info(never)).value.version);
    await leader[Symbol.asyncDispose]();
    versions.push((await marathon.info(never)).value.version);
    expect(versions).toEqual(['standby', 'leader', 'standby']);
  });

  it('take no credentials to a host that is not configured', async () => {
    const stranger = await serve((_, response) => json(response, 200, infoOf('stranger')), '127.0.0.2');
    const known = await serve((_, response) => json(response, 200, infoOf('known'), { 'x-marathon-leader': stranger.url }));
    const auth = { token: new Secret('hunter2') };
    const careful = at([known.url], { auth });
    for (let read = 0; read < 3; read++) await careful.info(never);
    expect(stranger.asked).toHaveLength(0);
    expect(known.asked[0]?.headers.authorization).toBe('token=hunter2');

    for (const trusting of [at([known.url], { auth, trustLeader: true }), at([known.url])]) {
      await trusting.info(never);
      expect((await trusting.info(never)).value.version).toBe('stranger');
    }
  });

  it('stay with a gateway, whose leader has a name of an inner network', async () => {
    const wire = await serve((_, response) => json(response, 200, infoOf('1.5.0'), { 'x-marathon-leader': 'http://127.0.0.1:1' }));
    const marathon = at([`${wire.url}/service/marathon/`]);
    await marathon.info(never);
    await marathon.info(never);
    expect(wire.asked.map(({ url }) => url)).toEqual(['/service/marathon/v2/info', '/service/marathon/v2/info']);
  });

  it('never show a secret, however they fail', async () => {
    const auth = { basic: { user: 'canopy', password: new Secret('hunter2') } };
    const wire = await serve((_, response) => json(response, 401, { message: 'who are you' }));
    const fault: Fault = await at([wire.url], { auth })
      .info(never)
      .then(
        () => {
          throw new Error('read');
        },
        (error) => error,
      );
    expect(fault).toMatchObject({ code: 'UPSTREAM_REFUSED', source: 'marathon:c', details: { status: 401, reason: 'not allowed' } });
    expect(wire.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('canopy:hunter2').toString('base64')}`);
    const shown = inspect([fault, auth], { depth: 9 }) + JSON.stringify([fault, auth]) + String(auth.basic.password);
    expect(shown).toContain('[secret]');
    expect(shown).not.toMatch(/hunter2|Y2Fub3B5/);
  });

  it('take only Marathon’s own word for it that an app does not exist', async () => {
    let answer: [number, string] = [404, JSON.stringify({ message: "App '/a' does not exist" })];
    const wire = await serve((_, response) => void response.writeHead(answer[0]).end(answer[1]));
    const marathon = at([wire.url]);
    expect((await marathon.app('/a', never)).value).toBeUndefined();
    answer = [404, '<html>no such site</html>'];
    await expect(marathon.app('/a', never)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
    answer = [200, '{"app":{"id":"/a","cpus":"many"}}'];
    await expect(marathon.app('/a', never)).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: '/v2/apps/a: app.cpus: expected a number, found a string',
    });
  });

  it('let one malformed item of a list harm only itself', async () => {
    const wire = await serve((_, response) => json(response, 200, [{ id: 'd1' }, { id: 5 }, { id: 'd3', steps: [5] }, { id: 'd4' }]));
    const { value } = await at([wire.url]).deployments(never);
    expect(value.items.map(({ deploymentId }) => deploymentId)).toEqual(['d1', 'd4']);
    expect(value.unreadable.map(({ id }) => id)).toEqual(['deployments[1]', 'd3']);
  });

  it('reach the ping, whatever it says', async () => {
    const wire = await serve((_, response) => void response.end('pong'));
    await at([wire.url]).ping(never);
    expect(wire.asked[0]?.url).toBe('/ping');
  });
});

describe('the list', () => {
  const list = { apps: [{ id: '/a', tasks: [{ id: 't1' }] }, { id: '/b', cpus: '1' }, { id: '/c' }] };

  it('comes app by app; those already held are not read again', async () => {
    const wire = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(list, null, 1)));
    });
    const marathon = at([wire.url]);
    const first = await allOf((await marathon.apps(never)).value);
    expect(
      first.map((each) => (each.kind === 'reading' ? each.reading.app.marathonId : each.kind === 'unreadable' && each.unreadable)),
    ).toEqual(['/a', { id: '/b', problem: 'cpus: expected a number, found a string' }, '/c']);
    const held = new Set(first.map(({ digest }) => digest));
    const second = await allOf((await marathon.apps(never, { isHeld: (digest) => held.has(digest) })).value);
    expect(second).toEqual(first.map(({ digest }) => ({ kind: 'unchanged', digest })));
    expect(new URL(wire.asked[0]?.url ?? '', wire.url).searchParams.getAll('embed')).toEqual([
      'apps.tasks',
      'apps.deployments',
      'apps.lastTaskFailure',
      'apps.readiness',
    ]);
  });

  it.each([
    ['cut off', JSON.stringify(list).slice(0, -3), 'ends too early'],
    ['not a list of apps', '{"message":"hello"}', 'there is no list "apps"'],
  ])('that is %s fails: a short list must not look like a whole one', async (_, body, problem) => {
    const wire = await serve((_request, response) => void response.end(body));
    const { value } = await at([wire.url]).apps(never);
    await expect(allOf(value)).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED', message: expect.stringContaining(problem) });
  });

  it('reads an app of thousands of tasks as it reads a small one', async () => {
    const tasks = Array.from({ length: 5_000 }, (_, index) => ({
      id: `t${index}`,
      host: 'h',
      state: 'TASK_RUNNING',
      pad: 'x'.repeat(200),
    }));
    const wire = await serve((_, response) =>
      json(response, 200, { apps: [{ tasks: [...tasks, { id: 'bad', host: 5 }], id: '/big', labels: { a: '1' } }] }),
    );
    const [app] = await allOf((await at([wire.url]).apps(never)).value);
    if (app?.kind !== 'reading') throw new Error('not read');
    expect(app.reading.app).toMatchObject({ marathonId: '/big', tasksRunning: 5_000, labels: [{ name: 'a', value: '1' }] });
    expect(app.reading.tasks[4_999]?.taskId).toBe('t4999');
    expect(app.reading.unreadable).toEqual([{ id: 'bad', problem: 'host: expected a text, found a number' }]);
  });

  const task = (id: string) => JSON.stringify({ id, pad: 'x'.repeat(1_000) });
  const tasks = Array.from({ length: 300 }, (_, index) => task(`t${index}`));
  it.each([
    ['is not JSON behind its id', '{"id":"/a","cpus":1,"env":{"id":"/env"},"mem":}', '/a'],
    ['is not JSON before its id', '{"cpus":1.2.3,"id":"/a"}', 'apps[1]'],
    ['has an id that is none', '{"cmd":"x","id":"no path","cpus":}', 'apps[1]'],
    ['has no id', '{"cpus":1}', 'apps[1]'],
    ['has an empty id', '{"id":""}', 'apps[1]'],
    ['is large, with a wrong figure', `{"cpus":"1","tasks":[${tasks.join()}],"id":"/a"}`, '/a'],
    ['is large, with a task that is not JSON', `{"id":"/a","tasks":[${tasks.join()},{"id":}]}`, '/a'],
    ['is too large', `{"id":"/a","env":{"pad":"${'x'.repeat(65 * 1024 * 1024)}"}}`, '/a'],
    ['is too large, its id being far behind', `{"env":{"pad":"${'x'.repeat(65 * 1024 * 1024)}"},"id":"/a"}`, 'apps[1]'],
  ])('names an app that cannot be read by its id where that is certain: one that %s', async (_, text, id) => {
    const wire = await serve((_request, response) => void response.end(`{"apps":[{"id":"/before"},${text},{"id":"/behind"}]}`));
    const apps = await allOf((await at([wire.url]).apps(never)).value);
    expect(apps.map(({ kind }) => kind)).toEqual(['reading', 'unreadable', 'reading']);
    expect(apps[1]).toMatchObject({ unreadable: { id } });
  });

  it('does not repeat what stands in an app that is not JSON', async () => {
    const text = '{"id":"/a","env":{"DB_PASSWORD":hunter2-secret}}';
    const wire = await serve((_request, response) => void response.end(`{"apps":[${text}]}`));
    const [app] = await allOf((await at([wire.url]).apps(never)).value);
    expect(app).toMatchObject({ unreadable: { id: '/a', problem: 'not JSON' } });
  });

  it('is taken from the wire no faster than it is read', async () => {
    const piece = `${JSON.stringify({ id: '/a', env: { pad: 'x'.repeat(60_000) } })},`;
    let written = 0;
    const full = Promise.withResolvers<void>();
    const wire = await serve((_, response) => {
      response.write('{"apps":[');
      const more = (): void => {
        for (let free = true; free; written += piece.length) {
          if (written > 400_000_000) return full.reject(new Error('everything was taken'));
          free = response.write(piece);
        }
        const stuck = setTimeout(full.resolve, 300);
        response.once('drain', () => {
          clearTimeout(stuck);
          more();
        });
      };
      more();
    });
    const apps = (await at([wire.url]).apps(never)).value;
    await apps.next();
    await full.promise;
    await apps.return(undefined);
    expect(written).toBeLessThan(100_000_000);
  });
});
