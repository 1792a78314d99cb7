import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  CreateTreeNodeDocument,
  DatasourcesDocument,
  LogsBelowDocument,
  ScaleAppDocument,
  SimulatedAppsDocument,
  TreeNodeDocument,
  VersionDocument,
} from '../generated/operations.ts';
import { asker, nodesOf, poster } from '../support/ask.ts';
import { built } from '../support/built.ts';
import { until } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';

/** Canopy as `npm start` runs it: the built program, in a process of its own. */
describe('the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-process-'));
  const started: ChildProcess[] = [];
  beforeAll(built, 120_000);
  afterEach(() => {
    for (const child of started.splice(0)) if (child.exitCode === null && child.signalCode === null) signalGroup(child, 'SIGKILL');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (env: Record<string, string>, entry = 'dist/src/main.js') => {
    // A group of its own, as a terminal gives to what it runs.
    const child = spawn(process.execPath, [entry], {
      detached: true,
      env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production', PORT: '0', CANOPY_LOG_LEVEL: 'warn', ...env },
    });
    started.push(child);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const exit = new Promise<number | string>((done) => child.once('exit', (code, signal) => done(code ?? signal ?? '?')));
    return { child, exit, out: () => out, err: () => err, address: () => /GraphQL +(http:\S+)\/graphql/.exec(out)?.[1] };
  };
  const small = { CANOPY_CONFIG: join(folder, 'small.yml') };
  beforeAll(() => writeFileSync(small.CANOPY_CONFIG, 'sandbox: { company: small, simulatedTasks: 50 }\n'));
  const at = (address: string | undefined) => asker(poster(`${address}`));

  it('starts with a company, prints a query that works, and Ctrl-C ends it with everything it started', async () => {
    const canopy = start(small);
    await until(() => canopy.address() !== undefined, 25_000);
    const printed = /-d '(\{.*\})'/.exec(canopy.out())?.[1];
    const { data } = await at(canopy.address())((JSON.parse(printed ?? '{}') as { query: string }).query);
    expect(data).toMatchObject({ tree: [{ jobName: 'cop.acme', summary: { hosts: expect.any(Number) } }] });
    const family = descendants(canopy.child.pid ?? 0);
    expect(family.length).toBeGreaterThan(1);
    canopy.child.kill('SIGINT');
    expect(await canopy.exit).toBe(0);
    await until(() => family.every((pid) => !alive(pid)));
  });

  it('asks its people who they are, and shows each what is theirs by the line that it prints', async () => {
    const canopy = start({ ...small, CANOPY_SANDBOX_PEOPLE: '1' });
    await until(() => canopy.address() !== undefined, 25_000);
    const [, tokens = ''] = /cat (\S+)\/vic\)/.exec(canopy.out()) ?? [];
    const as = (name: string) =>
      asker((body) => poster(`${canopy.address()}`)(body, { authorization: `Bearer ${readFileSync(join(tokens, name), 'utf8')}` }));
    const query = '{ viewer { roles } tree { jobName } }';
    expect((await as('ann')(query)).data).toEqual({ viewer: { roles: ['ADMIN'] }, tree: [{ jobName: 'cop.acme' }] });
    expect((await as('olga')(query)).data).toEqual({ viewer: { roles: ['OWNER'] }, tree: [{ jobName: 'cop.acme_owt.search' }] });
    expect((await as('vic')(query)).data).toEqual({ viewer: { roles: ['VIEWER'] }, tree: [{ jobName: 'cop.acme_owt.search' }] });
    expect((await as('zoe')(query)).data).toEqual({ viewer: { roles: [] }, tree: [] });
    expect((await at(canopy.address())(query)).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    canopy.child.kill('SIGTERM');
    expect(await canopy.exit).toBe(0);
  });

  it('has a Chronos of the era that is asked for, and says where', async () => {
    const canopy = start({ ...small, CANOPY_SANDBOX_CHRONOS: '2', CANOPY_LOG_LEVEL: 'info' });
    await until(() => canopy.address() !== undefined, 25_000);
    const [, url = ''] = /"chronos":"([^"]+)","msg":"sandbox ready"/.exec(canopy.err()) ?? [];
    const answer = await fetch(`${url}/scheduler/jobs`);
    expect([answer.status, await answer.json()]).toEqual([200, []]);
    const ask = at(canopy.address());
    const chronos = async () => (await ask(DatasourcesDocument)).data.platform?.datasources?.find(({ kind }) => kind === 'chronos');
    await until(async () => (await chronos())?.state === 'LIVE');
    canopy.child.kill('SIGTERM');
    expect(await canopy.exit).toBe(0);
  });

  it.each(['dist/src/main.js', 'scripts/start.mjs'])(
    'ends well by the Ctrl-C of a terminal, which all of its group gets: %s',
    async (entry) => {
      const canopy = start(small, entry);
      await until(() => canopy.address() !== undefined, 60_000);
      const family = descendants(canopy.child.pid ?? 0);
      const ask = at(canopy.address());
      const apps = nodesOf((await ask(SimulatedAppsDocument)).data.apps).slice(0, 8);
      const writes = apps.map(({ marathonId, instances }) =>
        mutate(ask, ScaleAppDocument, { app: marathonId, instances: instances + 1, force: true }),
      );
      await new Promise((done) => setTimeout(done, 10));
      signalGroup(canopy.child, 'SIGINT');
      // The Marathon of what is under way is still there.
      for (const { userErrors, plan } of await Promise.all(writes)) expect([userErrors, plan?.state]).toEqual([[], 'DONE']);
      expect(await canopy.exit).toBe(0);
      await until(() => family.every((pid) => !alive(pid)));
    },
    120_000,
  );

  it('ends by a signal to npm start alone, and at once by a second Ctrl-C', async () => {
    const canopy = start(small, 'scripts/start.mjs');
    await until(() => canopy.address() !== undefined, 60_000);
    canopy.child.kill('SIGINT');
    expect(await canopy.exit).toBe(0);

    const stuck = start(small);
    await until(() => stuck.address() !== undefined, 25_000);
    // A request that does not end holds the stop up.
    const { hostname, port } = new URL(stuck.address() ?? '');
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
    await new Promise((done) => setTimeout(done, 100));
    signalGroup(stuck.child, 'SIGINT');
    await new Promise((done) => setTimeout(done, 1_100));
    expect(stuck.child.exitCode).toBeNull();
    // When it took note of the first is not known: until a second after that, another one is the same wish.
    const again = setInterval(() => signalGroup(stuck.child, 'SIGINT'), 1_200);
    signalGroup(stuck.child, 'SIGINT');
    expect(await stuck.exit.finally(() => clearInterval(again))).toBe(1);
    socket.destroy();
  }, 120_000);

  it('says loudly that the sandbox company takes the place of what is configured', async () => {
    const both = join(folder, 'both.yml');
    writeFileSync(
      both,
      'sandbox: { company: small, simulatedTasks: 50 }\nmarathons: [{ name: own, urls: ["http://127.0.0.1:9"] }]\ndocker: { template: "http://{ip}:9" }\n',
    );
    const canopy = start({ CANOPY_CONFIG: both });
    await until(() => canopy.address() !== undefined, 25_000);
    expect(canopy.out()).toMatch(/is ready.*IN PLACE OF the configured marathons, docker/);
    expect(canopy.err()).toMatch(/"replaced":\["marathons","docker"\]/);
  });

  it('leaves nothing behind when it is killed', async () => {
    const canopy = start(small);
    await until(() => canopy.address() !== undefined, 25_000);
    const family = descendants(canopy.child.pid ?? 0);
    canopy.child.kill('SIGKILL');
    await until(() => family.every((pid) => !alive(pid)), 15_000);
  });

  it('finishes what is under way before it stops, and turns away what comes after', async () => {
    const canopy = start(small);
    await until(() => canopy.address() !== undefined, 25_000);
    // Connections that are open already: what has not been accepted yet is not under way.
    const ask = at(canopy.address());
    await Promise.all(Array.from({ length: 8 }, () => ask(VersionDocument)));
    const answers = Array.from({ length: 8 }, () => ask(LogsBelowDocument, { jobName: 'cop.acme' }));
    await new Promise((done) => setTimeout(done, 50));
    canopy.child.kill('SIGTERM');
    for (const { data, errors } of await Promise.all(answers)) {
      expect(errors).toBeUndefined();
      expect(nodesOf(data.treeNode?.containers).length).toBeGreaterThan(0);
    }
    expect(await canopy.exit).toBe(0);
  });

  it('does not share a SQLite file: a second start names the first and the setting for several', async () => {
    const file = join(folder, 'shared.sqlite');
    const first = start({ ...small, CANOPY_STORE_FILE: file });
    await until(() => first.address() !== undefined, 25_000);
    const second = start({ ...small, CANOPY_STORE_FILE: file });
    expect(await second.exit).not.toBe(0);
    expect(second.err()).toContain(String(first.child.pid));
    expect(second.err()).toContain('store.url');
  });

  it('keeps its tree over kill -9', async () => {
    const file = join(folder, 'kept.sqlite');
    const first = start({ ...small, CANOPY_STORE_FILE: file });
    await until(() => first.address() !== undefined, 25_000);
    const { subject } = await mutate(at(first.address()), CreateTreeNodeDocument, { name: 'kept' });
    first.child.kill('SIGKILL');
    await first.exit;
    const second = start({ ...small, CANOPY_STORE_FILE: file });
    await until(() => second.address() !== undefined, 25_000);
    const { data } = await at(second.address())(TreeNodeDocument, { jobName: 'cop.kept' });
    expect(data.treeNode?.id).toBe(subject!.id);
  });

  it('says that its port is taken, and by what setting to choose another', async () => {
    const first = start(small);
    await until(() => first.address() !== undefined, 25_000);
    const second = start({ ...small, PORT: new URL(first.address() ?? '').port });
    expect(await second.exit).toBe(1);
    expect(second.err()).toMatch(/Port \d+ .* is in use.*PORT/);
  });

  it('reports every mistake of its configuration at once, and refuses an open door', async () => {
    const bad = join(folder, 'bad.yml');
    writeFileSync(bad, 'server: { port: 99999 }\nmarathons: [{ name: x, urls: [] }]\nnonsense: 1\nstore: { url: a, caFile: none.pem }\n');
    const wrong = start({ CANOPY_CONFIG: bad, PORT: '' });
    expect(await wrong.exit).toBe(2);
    for (const name of ['server.port', 'marathons[0].urls', 'nonsense', 'none.pem', 'store.caFile']) expect(wrong.err()).toContain(name);
    const open = start({ ...small, HOST: '0.0.0.0' });
    expect(await open.exit).toBe(2);
    expect(open.err()).toMatch(/without authentication.*server\.host/);
  });
});

function signalGroup({ pid = 0 }: ChildProcess, signal: NodeJS.Signals): void {
  process.kill(-pid, signal);
}

function children(): Map<number, number[]> {
  const byParent = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const ppid = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
      byParent.set(ppid, [...(byParent.get(ppid) ?? []), Number(name)]);
    } catch {
      // The process ended between the two looks.
    }
  }
  return byParent;
}

function descendants(pid: number): number[] {
  const all = children();
  const below = (of: number): number[] => (all.get(of) ?? []).flatMap((each) => [each, ...below(each)]);
  return below(pid);
}

function alive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
