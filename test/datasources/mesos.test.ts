import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeHosts, Mesos, type MesosOptions } from '../../datasources/mesos.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { Secret } from '../../src/kit/secret.ts';
import { startSandbox } from '../sandbox/start.ts';
import { deadUrl, httpWire, json, type Wire } from '../support/wire.ts';

const never = new AbortController().signal;
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

async function serve(...args: Parameters<typeof httpWire>): Promise<Wire> {
  const wire = await httpWire(...args);
  open.push(wire);
  return wire;
}

function mesosAt(urls: readonly string[], over: Partial<MesosOptions> = {}): Mesos {
  const mesos = new Mesos({ cluster: 'c', urls, timeoutMs: 5_000, clock: systemClock, ...over });
  open.push({ [Symbol.asyncDispose]: () => mesos.close() });
  return mesos;
}

const agent = (hostname: string, more: object = {}) => ({
  id: `${hostname}-S0`,
  hostname,
  pid: 'slave(1)@10.0.0.7:5051',
  resources: { cpus: 8, mem: 100, disk: 5 },
  ...more,
});
const fixture = join(import.meta.dirname, '../../../shared/contracts/fixtures/mesos-dns/mesos-state-fake.json');

describe('agents', () => {
  it('become hosts, figures that are not told being null', () => {
    const more = {
      used_resources: { cpus: 1.5, mem: 20 },
      attributes: { rack: 'r1', az: 'a', weight: 3 },
      active: false,
      version: '1.4.1',
      registered_time: 1415029403.65675,
    };
    expect(
      decodeHosts({ slaves: [agent('h1', more), agent('h2', { pid: 'slave(1)@[2001:db8::1]:5051', resources: null })] }).hosts,
    ).toEqual([
      {
        name: 'h1',
        ip: '10.0.0.7',
        agentId: 'h1-S0',
        active: false,
        cpus: 8,
        memMiB: 100,
        diskMiB: 5,
        usedCpus: 1.5,
        usedMemMiB: 20,
        attributes: [
          { name: 'az', value: 'a' },
          { name: 'rack', value: 'r1' },
          { name: 'weight', value: '3' },
        ],
        version: '1.4.1',
        registeredAt: 1415029403657,
      },
      {
        name: 'h2',
        ip: '2001:db8::1',
        agentId: 'h2-S0',
        active: true,
        cpus: null,
        memMiB: null,
        diskMiB: null,
        usedCpus: null,
        usedMemMiB: null,
        attributes: [],
        version: null,
        registeredAt: null,
      },
    ]);
  });

  it('that cannot be read harm only themselves, and are named by their host where that can be', () => {
    const { hosts, unreadable } = decodeHosts({
      slaves: [agent('h1'), { id: 'x' }, agent('h3', { resources: { cpus: 'many' } }), agent('h4'), agent(''), 7],
    });
    expect(hosts.map(({ name }) => name)).toEqual(['h1', 'h4']);
    expect(unreadable).toEqual([
      { id: 'slaves[1]', problem: 'hostname: expected a text, found nothing' },
      { id: 'h3', problem: 'resources.cpus: expected a number, found a string' },
      { id: 'slaves[4]', problem: 'hostname: expected a text, found a string' },
      { id: 'slaves[5]', problem: 'the answer: expected an object, found a number' },
    ]);
  });

  it('that came back under a new id are one host', () => {
    const slaves = [
      agent('h', { id: 'old', active: false, registered_time: 1 }),
      agent('h', { id: 'new', active: true, registered_time: 2 }),
      agent('h', { id: 'older', active: false }),
    ];
    expect(decodeHosts({ slaves }).hosts.map(({ agentId }) => agentId)).toEqual(['new']);
  });

  it('that a new master only remembers are hosts that are not active, unless they have registered again', () => {
    const waiting = (hostname: string) => ({ id: `${hostname}-S0`, hostname, port: 5051, attributes: { rack: 'r1' } });
    const { hosts, unreadable } = decodeHosts({
      slaves: [agent('h1'), agent('h2', { active: false })],
      recovered_slaves: [waiting('h1'), waiting('h2'), waiting('h3'), { hostname: 5 }, { hostname: 'h5', attributes: [] }],
    });
    expect(hosts.map(({ name, active, agentId, cpus }) => [name, active, agentId, cpus])).toEqual([
      ['h1', true, 'h1-S0', 8],
      ['h2', false, 'h2-S0', 8],
      ['h3', false, 'h3-S0', null],
    ]);
    expect(unreadable.map(({ id }) => id)).toEqual(['recovered_slaves[3]', 'h5']);
  });

  it.each([undefined, null, []])('are all registered where %j wait', (recovered_slaves) => {
    expect(decodeHosts({ slaves: [agent('h')], recovered_slaves }).hosts).toHaveLength(1);
  });

  it.skipIf(!existsSync(fixture))('of a whole state document are read (skipped without ../shared)', () => {
    const { hosts, unreadable } = decodeHosts(JSON.parse(readFileSync(fixture, 'utf8')));
    expect([hosts.length > 0, unreadable]).toEqual([true, []]);
    expect(hosts[0]).toMatchObject({
      name: '1.2.3.10',
      ip: '1.2.3.10',
      cpus: 8,
      attributes: [{ name: 'host', value: 'dev-123-1d.c.mesos.internal' }],
    });
  });
});

describe('Mesos', () => {
  it('is asked where its age keeps its agents, and there again', async () => {
    const wire = await serve((request, response) =>
      request.url === '/master/state' ? json(response, 200, { slaves: [agent('h')] }) : json(response, 404, {}),
    );
    const mesos = mesosAt([wire.url]);
    expect((await mesos.hosts(never)).value.hosts).toHaveLength(1);
    await mesos.hosts(never);
    expect(wire.asked.map(({ url }) => url)).toEqual(['/slaves', '/master/slaves', '/state', '/master/state', '/master/state']);
  });

  it('sends on to the leading master, also without a scheme', async () => {
    const leader = await serve((_, response) => json(response, 200, { slaves: [agent('h')] }));
    const other = await serve((request, response) =>
      json(response, 307, undefined, { location: `//127.0.0.1:${leader.port}${request.url}` }),
    );
    const auth = { user: 'canopy', password: new Secret('hunter2') };
    expect((await mesosAt([other.url], { auth }).hosts(never)).value.hosts).toHaveLength(1);
    expect(leader.asked[0]?.headers.authorization).toMatch(/^Basic /);
  });

  it('tells of a host that a new master only remembers what it told before', async () => {
    const known = agent('h', { used_resources: { cpus: 1, mem: 2 }, version: '1.4.1', registered_time: 7 });
    const changed = { ...agent('g'), id: 'another' };
    const waiting = [known, changed].map(({ id, hostname }) => ({ id, hostname, port: 5051, attributes: {} }));
    const answers = [
      { slaves: [known, agent('g')], recovered_slaves: [] },
      { slaves: [], recovered_slaves: waiting },
    ];
    const wire = await serve((_, response) => json(response, 200, answers.shift()));
    const mesos = mesosAt([wire.url]);
    const [first] = (await mesos.hosts(never)).value.hosts;
    const [host, other] = (await mesos.hosts(never)).value.hosts;
    // What runs there was the old master's to know.
    expect(host).toEqual({ ...first, active: false, usedCpus: null, usedMemMiB: null });
    expect(other).toMatchObject({ name: 'g', agentId: 'another', ip: null, cpus: null });
  });

  it('cannot send credentials elsewhere', async () => {
    const misled = await serve((_, response) => json(response, 307, undefined, { location: 'http://127.0.0.2:9/slaves' }));
    const auth = { user: 'canopy', password: new Secret('hunter2') };
    await expect(mesosAt([misled.url], { auth }).hosts(never)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
  });

  it('is asked at the next master when one is away, which is then asked first', async () => {
    const wire = await serve((_, response) => json(response, 200, { slaves: [] }));
    const mesos = mesosAt([await deadUrl(), wire.url]);
    expect((await mesos.hosts(never)).value.hosts).toEqual([]);
    await expect(mesosAt([await deadUrl()]).hosts(never)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', source: 'mesos:c' });
  });

  it('must say `slaves`: anything else is not an empty cluster', async () => {
    const wire = await serve((_, response) => json(response, 200, { message: 'hello' }));
    await expect(mesosAt([wire.url]).hosts(never)).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: 'GET /slaves: slaves: expected a list',
    });
  });

  it('of the sandbox names every agent with its address', async () => {
    const sandbox = await startSandbox({ company: 'small', simulatedTasks: 10, real: false });
    open.push({ [Symbol.asyncDispose]: () => sandbox.stop() });
    const { hosts, unreadable } = (await mesosAt([sandbox.places.mesos.url]).hosts(never)).value;
    expect(unreadable).toEqual([]);
    expect(hosts).toHaveLength((await sandbox.control('GET', '/status')).body.agents);
    expect(hosts.every(({ ip, cpus, active }) => ip?.startsWith('127.') && cpus !== null && active)).toBe(true);
  });
});
