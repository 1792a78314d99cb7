import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DockerTls } from '../../datasources/docker/address.ts';
import { DockerHosts } from '../../datasources/docker/hosts.ts';
import type { DockerFacts } from '../../src/containers/model.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { Fault } from '../../src/kit/fault.ts';
import { Secret } from '../../src/kit/secret.ts';
import { until } from '../sandbox/start.ts';
import { certificate, openssl, type Certificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { runTask, startDocker, whyNoDocker, type RealDocker, type Wanted } from '../support/docker.ts';

const never = new AbortController().signal;
const host = { name: 'real', ip: null };
const why = whyNoDocker();

describe.skipIf(why !== null)(`a real Docker engine${why === null ? '' : ` (skipped: ${why})`}`, () => {
  let engine: RealDocker;
  let hosts: DockerHosts;

  beforeAll(async () => {
    engine = await startDocker();
    hosts = new DockerHosts({ template: `unix://${engine.socket}`, clock: systemClock });
  });

  afterAll(async () => {
    hosts.close();
    await engine.stop();
  });

  const run = (wanted: Wanted) => runTask(engine.docker, wanted);
  async function factsOf(taskId: string, sizes = false): Promise<DockerFacts> {
    // Which container runs a task is remembered for a second: one that was started since is found by the next list.
    const facts = await until(`${taskId} to be found`, async () => {
      const seen = (await hosts.inspectMany(host, [taskId], never, { sizes })).value.get(taskId);
      return seen instanceof Fault && seen.code === 'NOT_FOUND' ? undefined : (seen ?? new Fault('INTERNAL_SERVER_ERROR', 'no answer'));
    });
    if (facts === undefined || facts instanceof Fault) throw facts ?? new Error('no answer');
    return facts;
  }
  const ended = (taskId: string) =>
    until(`${taskId} to end`, async () => {
      const facts = await factsOf(taskId).catch(() => undefined);
      return facts?.status === 'exited' ? facts : undefined;
    });

  it('tells limits, and that a busy container feels them', async () => {
    await run({ taskId: 'busy', script: 'while true; do true; done', host: { NanoCpus: 3e8, Memory: 64 * 2 ** 20, PidsLimit: 64 } });
    const facts = await until('throttling', async () => {
      const seen = await factsOf('busy');
      return (seen.throttling?.throttledPeriods ?? 0) > 2 && seen.usage?.cpus ? seen : undefined;
    });
    expect(facts).toMatchObject({
      name: 'mesos-busy',
      image: 'canopy-test',
      status: 'running',
      limits: { cpus: 0.3, memMiB: 64, pids: 64 },
      exitCode: null,
      finishedAt: null,
    });
    expect(facts.pid).toBeGreaterThan(0);
    expect(facts.usage?.cpus).toBeGreaterThan(0.1);
    expect(facts.usage?.cpus).toBeLessThan(0.5);
    expect(facts.usage?.memMiB).toBeGreaterThan(0);
    expect(facts.usage).toMatchObject({ pids: 1, receivedMiB: null });
    expect(facts.throttling?.throttledMs).toBeGreaterThan(0);
    expect(facts.network).toEqual({ mode: 'none', ip: null, mac: null, gateway: null });
  });

  it('tells CPU also at first sight, of several at once', async () => {
    await Promise.all(['first', 'second', 'third'].map((taskId) => run({ taskId, script: 'sleep 1000' })));
    const fresh = new DockerHosts({ template: `unix://${engine.socket}`, clock: systemClock });
    const { value } = await fresh.inspectMany(host, ['first', 'second', 'third'], never);
    fresh.close();
    for (const facts of value.values()) expect(facts instanceof Fault || facts.usage?.cpus).toBeTypeOf('number');
  });

  it('finds a task that only the environment names', async () => {
    await run({ taskId: 'old', script: 'sleep 1000', byLabel: false });
    expect((await factsOf('old')).name).toBe('mesos-old');
  });

  it('tells that the kernel killed a container for its memory', async () => {
    await run({ taskId: 'greedy', script: 'x=a; while true; do x=$x$x; done', host: { Memory: 16 * 2 ** 20, MemorySwap: 16 * 2 ** 20 } });
    expect(await ended('greedy')).toMatchObject({ oomKilled: true, exitCode: 137, usage: null, pid: null });
  });

  it('counts kills for want of memory in a container that lives on', async () => {
    const script = 'for i in 1 2; do sh -c "x=a; while true; do x=\\$x\\$x; done"; done; sleep 1000';
    await run({ taskId: 'survivor', script, host: { Memory: 16 * 2 ** 20, MemorySwap: 16 * 2 ** 20 } });
    const facts = await until('a kill', async () => {
      const seen = await factsOf('survivor');
      return (seen.oomKills ?? 0) >= 1 ? seen : undefined;
    });
    expect(facts).toMatchObject({ status: 'running', exitCode: null });
    await run({ taskId: 'modest', script: 'sleep 1000' });
    expect((await factsOf('modest')).oomKills).toBe(0);
  });

  it('counts restarts', async () => {
    await run({ taskId: 'flapping', script: 'exit 3', host: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } } });
    const facts = await until('two restarts', async () => {
      const seen = await factsOf('flapping').catch(() => undefined);
      return seen?.status === 'exited' && seen.restartCount === 2 ? seen : undefined;
    });
    expect(facts).toMatchObject({ exitCode: 3, oomKilled: false });
  });

  it('tells filesystems, and the sizes of the root when asked', async () => {
    await run({
      taskId: 'disks',
      script: 'dd if=/dev/zero of=/tmp/big bs=1048576 count=3; sleep 1000',
      host: { Binds: ['/tmp:/home/work:ro'] },
    });
    const facts = await until('the file', async () => {
      const seen = await factsOf('disks', true);
      return (seen.filesystems[0]?.usedMiB ?? 0) >= 3 ? seen : undefined;
    });
    expect(facts.filesystems[0]).toMatchObject({ kind: 'ROOT', driver: 'vfs', usedMiB: 3 });
    expect(facts.filesystems[0]?.sizeMiB).toBeGreaterThan(3);
    expect(facts.filesystems[1]).toMatchObject({ kind: 'HOME', mountPoint: '/home/work', source: '/tmp', readOnly: true });
  });

  it('tells processes, and refuses for what has ended', async () => {
    await run({ taskId: 'procs', script: 'sleep 1000 & sleep 2000; true' });
    const commands = await until('both', async () => {
      const { value } = await hosts.top(host, 'procs', never);
      // A child of the shell carries its name until it becomes what it was told to run.
      return value.filter(({ command }) => command.startsWith('sleep')).length >= 2 ? value : undefined;
    });
    expect(commands.map(({ command }) => command)).toEqual(expect.arrayContaining(['sleep 1000', 'sleep 2000']));
    expect(commands.every(({ pid, user }) => pid !== null && user === 'root')).toBe(true);
    await run({ taskId: 'gone', script: 'true' });
    await ended('gone');
    await expect(hosts.top(host, 'gone', never)).rejects.toBeInstanceOf(Fault);
  });

  it('tells the last lines of a log, of either stream, also of a terminal', async () => {
    await run({ taskId: 'talker', script: 'for i in 1 2 3; do echo out $i; done; echo err >&2' });
    await run({ taskId: 'terminal', script: 'echo one; echo two', tty: true });
    await ended('talker');
    await ended('terminal');
    const texts = async (taskId: string, options: Parameters<DockerHosts['logs']>[2]) =>
      (await hosts.logs(host, taskId, options, never)).value.map(({ stream, text }) => `${stream} ${text}`);
    expect((await texts('talker', { tail: 10 })).sort()).toEqual(['STDERR err', 'STDOUT out 1', 'STDOUT out 2', 'STDOUT out 3']);
    expect(await texts('talker', { tail: 2, stream: 'STDOUT' })).toEqual(['STDOUT out 2', 'STDOUT out 3']);
    expect(await texts('talker', { tail: 5, stream: 'STDERR' })).toEqual(['STDERR err']);
    expect(await texts('terminal', { tail: 5 })).toEqual(['STDOUT one', 'STDOUT two']);
    const [line] = (await hosts.logs(host, 'talker', { tail: 1 }, never)).value;
    expect(Math.abs((line?.at ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('has no container of an unknown task', async () => {
    expect((await hosts.inspectMany(host, ['nope'], never)).value.get('nope')).toMatchObject({ code: 'NOT_FOUND', source: 'docker:real' });
  });
});

describe.skipIf(why !== null || !openssl)('a real Docker engine over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdt-'));
  let engine: RealDocker;
  let ca: Certificate;
  let port: number;

  beforeAll(async () => {
    ca = certificate(folder, 'ca');
    const own = certificate(folder, 'server', ca);
    port = await freePort();
    const files = ['--tlscacert', ca.certFile, '--tlscert', own.certFile, '--tlskey', own.keyFile];
    engine = await startDocker(['--host', `tcp://127.0.0.1:${port}`, '--tlsverify', ...files]);
    await runTask(engine.docker, { taskId: 'safe', script: 'sleep 1000' });
  });

  afterAll(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true });
  });

  const ask = async (tls: DockerTls): Promise<DockerFacts | Fault | undefined> => {
    const local = { name: 'h1', ip: '127.0.0.1' };
    const hosts = new DockerHosts({ template: `https://{ip}:${port}`, tls, clock: systemClock });
    const { value } = await hosts.inspectMany(local, ['safe'], never);
    hosts.close();
    return value.get('safe');
  };
  const client = (signer: Certificate, name: string): DockerTls => {
    const { cert, key } = certificate(folder, name, signer);
    return { ca: ca.cert, cert, key: new Secret(key) };
  };

  it('answers who shows a certificate that it trusts', async () => {
    expect(await ask(client(ca, 'client'))).toMatchObject({ name: 'mesos-safe', status: 'running' });
  });

  it('is told nothing without one, and tells nothing to a stranger', async () => {
    for (const tls of [{ ca: ca.cert }, client(certificate(folder, 'other'), 'stranger')]) {
      const refused = await ask(tls);
      expect(refused).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', source: 'docker:h1' });
      expect(JSON.stringify(refused)).not.toContain('PRIVATE KEY');
    }
  });
});
