import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineAddress } from '../../datasources/docker/address.ts';
import { decodeStats, decodeTop, toFacts } from '../../datasources/docker/decode.ts';
import { decodeLogs } from '../../datasources/docker/logs.ts';
import { Secret } from '../../src/kit/secret.ts';

const shared = join(import.meta.dirname, '../../../shared');
const published = (file: string): unknown => JSON.parse(readFileSync(join(shared, file), 'utf8'));

describe.skipIf(!existsSync(shared))('Docker documents (skipped without ../shared)', () => {
  it('reads the published inspect', () => {
    expect(toFacts(published('contracts/fixtures/docker/container-inspect.json'))).toMatchObject({
      name: 'boring_euclid',
      image: 'ubuntu',
      status: 'running',
      pid: null,
      exitCode: null,
      restartCount: 1,
      startedAt: Date.parse('2015-01-06T15:47:32.072Z'),
      limits: { cpus: null, cpuShares: null, memMiB: null, pids: null },
      network: { mode: 'bridge', ip: '172.17.0.2', mac: '02:42:ac:12:00:02', gateway: '172.17.0.1' },
      filesystems: [
        { kind: 'ROOT', driver: 'overlay2', sizeMiB: null },
        { kind: 'OTHER', mountPoint: '/data', driver: 'local', source: '/data', readOnly: true },
      ],
    });
  });

  it('reads the published stats', () => {
    const { usage, throttling } = decodeStats(published('contracts/fixtures/docker/container-stats.json'), null);
    expect(usage).toMatchObject({
      pids: 3,
      memMiB: 6537216 / 1048576,
      receivedMiB: (5338 + 4641) / 1048576,
      sentMiB: (648 + 690) / 1048576,
      readMiB: null,
    });
    expect(usage?.cpus).toBeCloseTo((121359 / 729814450000000) * 4, 12);
    expect(throttling).toEqual({ periods: 0, throttledPeriods: 0, throttledMs: 0 });
  });

  it('reads stats captured from an engine, where a limit of 0.25 cores is felt', () => {
    const { usage, throttling, sample } = decodeStats(published('captures/docker-stats.json'), null);
    expect(usage?.cpus).toBeCloseTo(((837072943 - 588035877) / 1.98e9) * 2, 6);
    expect(usage).toMatchObject({ memMiB: 901120 / 1048576, pids: 3, receivedMiB: null, sentMiB: null, readMiB: 0 });
    expect(throttling).toEqual({ periods: 38, throttledPeriods: 19, throttledMs: 805.640519 });
    expect(sample).toEqual({ at: Date.parse('2026-11-23T03:05:30.037Z'), usedNs: 837072943 });
  });

  it('reads the published top', () => {
    expect(decodeTop(published('contracts/fixtures/docker/container-top.json'))).toMatchObject([
      { pid: 13642, user: 'root', command: '/bin/bash' },
      { pid: 13735, user: 'root', command: 'sleep 10' },
    ]);
  });
});

describe('stats', () => {
  const used = (total_usage: number) => ({
    read: '2026-01-01T00:00:01.000Z',
    cpu_stats: { cpu_usage: { total_usage } },
    precpu_stats: { cpu_usage: { total_usage: 0 } },
  });
  const at = (ms: number) => Date.parse('2026-01-01T00:00:01.000Z') - ms;

  it.each([
    ['no earlier sample', null, null],
    ['one of a second ago', { at: at(1_000), usedNs: 5e8 }, 0.5],
    ['one of a quarter of a second ago', { at: at(250), usedNs: 5e8 }, 2],
    ['one too near', { at: at(50), usedNs: 5e8 }, null],
    ['one too old', { at: at(61_000), usedNs: 5e8 }, null],
    ['one of a container that has since begun anew', { at: at(1_000), usedNs: 2e9 }, null],
  ])('tell cores from one sample and %s', (_, before, cpus) => {
    expect(decodeStats(used(1e9), before).usage?.cpus).toBe(cpus);
  });

  it.each([
    ['cgroup v1', { usage: 10_485_760, stats: { cache: 9_000_000, total_inactive_file: 1_048_576 } }, 9],
    ['cgroup v2', { usage: 10_485_760, stats: { inactive_file: 2_097_152 } }, 8],
    ['an old engine', { usage: 10_485_760, stats: { cache: 5_242_880 } }, 5],
    ['a cache larger than the usage', { usage: 1_048_576, stats: { inactive_file: 9_000_000 } }, 1],
    ['nothing', {}, null],
  ])('tell memory without what the kernel would give up, by %s', (_, memory_stats, memMiB) => {
    expect(decodeStats({ memory_stats }, null).usage?.memMiB).toBe(memMiB);
  });

  it('of a container that has just ended are not zeros but nothing', () => {
    expect(decodeStats({ read: '0001-01-01T00:00:00Z', cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} }, null)).toEqual({
      usage: null,
      oomKills: null,
      throttling: null,
      sample: null,
    });
  });

  it('add up what was read and written, in either spelling', () => {
    const rows = (read: string, write: string) => ({
      blkio_stats: {
        io_service_bytes_recursive: [
          { op: read, value: 1_048_576 },
          { op: write, value: 2_097_152 },
          { op: read, value: 1_048_576 },
          { op: 'Total', value: 9 },
        ],
      },
    });
    for (const spelled of [rows('Read', 'Write'), rows('read', 'write')])
      expect(decodeStats(spelled, null).usage).toMatchObject({ readMiB: 2, writtenMiB: 2 });
    expect(decodeStats({ blkio_stats: { io_service_bytes_recursive: null } }, null).usage?.readMiB).toBeNull();
  });

  it('name the place that is not as expected', () => {
    expect(() => decodeStats({ memory_stats: { usage: 'much' } }, null)).toThrow('memory_stats.usage: expected a number');
    expect(() => toFacts({ Id: 'x', HostConfig: { Memory: '1g' } })).toThrow('HostConfig.Memory: expected a number');
  });
});

describe('inspect', () => {
  const inspected = (more: object) => toFacts({ Id: 'x', Name: '/mesos-1', Config: { Image: 'i' }, ...more });

  it.each([
    [{ NanoCpus: 5e8 }, { cpus: 0.5 }],
    [{ CpuQuota: 150_000, CpuPeriod: 100_000 }, { cpus: 1.5 }],
    [{ CpuQuota: 50_000, CpuPeriod: 0 }, { cpus: 0.5 }],
    [
      { CpuQuota: -1, CpuShares: 512 },
      { cpus: null, cpuShares: 512 },
    ],
    [
      { Memory: 67_108_864, PidsLimit: 64 },
      { memMiB: 64, pids: 64 },
    ],
    [
      { Memory: 9223372036854771712, PidsLimit: -1 },
      { memMiB: null, pids: null },
    ],
    [{ PidsLimit: null }, { pids: null }],
  ])('tells limits: %j', (HostConfig, limits) => {
    expect(inspected({ HostConfig }).limits).toMatchObject(limits);
  });

  it('tells an end: by what code, and whether the kernel killed it', () => {
    const State = {
      Status: 'exited',
      Running: false,
      OOMKilled: true,
      ExitCode: 137,
      Pid: 0,
      StartedAt: '2026-01-01T00:00:00.5Z',
      FinishedAt: '2026-01-01T00:00:01Z',
    };
    expect(inspected({ State })).toMatchObject({
      status: 'exited',
      exitCode: 137,
      oomKilled: true,
      pid: null,
      finishedAt: Date.parse('2026-01-01T00:00:01Z'),
    });
    expect(inspected({ State: { Running: true, FinishedAt: '0001-01-01T00:00:00Z' } })).toMatchObject({
      status: 'running',
      finishedAt: null,
      exitCode: null,
    });
  });

  it.each([
    ['/home', 'HOME'],
    ['/home/app', 'HOME'],
    ['/home1', 'HOME'],
    ['/homestead', 'OTHER'],
    ['/data/home', 'OTHER'],
  ])('takes a mount at %s for %s', (Destination, kind) => {
    expect(inspected({ Mounts: [{ Destination, Type: 'bind', Source: '/s', RW: true }] }).filesystems[1]).toMatchObject({
      kind,
      driver: 'bind',
      readOnly: false,
    });
  });

  it('tells the sizes of the root where they were asked for', () => {
    const [root] = inspected({
      GraphDriver: { Name: 'overlay2', Data: { UpperDir: '/u' } },
      SizeRootFs: 3_145_728,
      SizeRw: 1_048_576,
    }).filesystems;
    expect(root).toEqual({ kind: 'ROOT', mountPoint: '/', driver: 'overlay2', source: '/u', sizeMiB: 3, usedMiB: 1, readOnly: false });
  });
});

describe('logs', () => {
  const frame = (stream: number, text: string): Buffer => {
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  const stamp = '2026-01-01T00:00:00.123456789Z ';
  const when = Date.parse('2026-01-01T00:00:00.123Z');

  it('come out of their frames line by line, with their times', () => {
    const log = Buffer.concat([
      frame(1, `${stamp}one\n`),
      frame(2, `${stamp}oops\n`),
      frame(1, `${stamp}ha`),
      frame(1, 'lf é'),
      frame(2, 'no time\n'),
      frame(1, '\n'),
    ]);
    expect(decodeLogs(log, false)).toEqual([
      { stream: 'STDOUT', at: when, text: 'one' },
      { stream: 'STDERR', at: when, text: 'oops' },
      { stream: 'STDERR', at: null, text: 'no time' },
      { stream: 'STDOUT', at: when, text: 'half é' },
    ]);
  });

  it('of a terminal are one stream without frames', () => {
    expect(decodeLogs(Buffer.from(`${stamp}one\r\n${stamp}two`), true)).toEqual([
      { stream: 'STDOUT', at: when, text: 'one' },
      { stream: 'STDOUT', at: when, text: 'two' },
    ]);
  });

  it('that are cut short, or are anything at all, never throw', () => {
    expect(decodeLogs(frame(1, `${stamp}long line\n`).subarray(0, -4), false)).toEqual([{ stream: 'STDOUT', at: when, text: 'long l' }]);
    fc.assert(fc.property(fc.uint8Array(), fc.boolean(), (bytes, tty) => void decodeLogs(Buffer.from(bytes), tty)));
  });
});

describe('the address of an engine', () => {
  const host = { name: 'host-1.dc1', ip: '10.0.0.7' };
  it.each([
    ['http://{ip}:2375', host, { protocol: 'http', host: '10.0.0.7', port: 2375 }],
    ['https://{host}', host, { protocol: 'https', host: 'host-1.dc1', port: 2376 }],
    ['http://{ip}:99', { name: 'h', ip: 'fd01::7' }, { host: 'fd01::7', port: 99 }],
    ['unix:///run/{host}.sock', host, { socketPath: '/run/host-1.dc1.sock', host: '' }],
    ['http://{ip}:2375', { name: 'h', ip: null }, null],
    ['http://{host}:2375', { name: 'evil.example/@h', ip: null }, null],
    ['unix:///run/{host}.sock', { name: '../../var/run/docker', ip: null }, null],
    ['unix:///run/{host}.sock', { name: '..', ip: null }, null],
    ['ssh://{host}', host, null],
  ])('by %s', (template, where, address) => {
    const made = engineAddress(template, where);
    if (address === null) expect(made).toBeNull();
    else expect(made).toMatchObject(address);
  });

  it('carries certificates only where they are used', () => {
    const tls = { ca: 'ca', cert: 'cert', key: new Secret('key') };
    expect(engineAddress('https://{host}', host, tls)).toMatchObject({ ca: 'ca', cert: 'cert', key: 'key' });
    expect(engineAddress('http://{host}', host, tls)).not.toHaveProperty('key');
  });
});
