import { setTimeout as sleep } from 'node:timers/promises';
import { ask, bodyOf, until } from './ask.ts';
import { percentile, short, spread } from './figures.ts';
import { appIds, changeToAnswer } from './latency.ts';
import type { LoadResult } from './load.ts';
import type { Block } from './loop.ts';
import type { Options } from './options.ts';
import { SUMMARY } from './queries.ts';
import type { Report } from './report.ts';
import { Stage, type Server } from './servers.ts';

/** So that one change means the same read at every size. */
const TASKS_PER_APP = 100;
const CHANGES = 200;

interface Grown {
  readonly containers: number;
  readonly syncMs: number;
  readonly startMiB: number;
  readonly peakMiB: number;
  readonly block: Block;
  readonly relistMs: number;
  readonly changeCpuMs: number;
  readonly changeP50: number;
  readonly changeP99: number;
  readonly quiet: LoadResult;
  readonly relisting: LoadResult;
}

/** What it costs to be large. */
export async function growth(report: Report, options: Options): Promise<void> {
  report.section(
    'The cost of growth',
    `Apps of ${TASKS_PER_APP} tasks each. "Synced" is from the start of the process, with the tree in its store, to the whole copy held. A re-list is forced by cutting the stream, while 100 changes/s go on and subtree summaries are asked. "Block" is the longest time the event loop did not turn, by the thread's own CPU and, in brackets, by the clock. There are no metrics yet: the re-list stands for their sweep.`,
  );
  const found: Grown[] = [];
  for (const size of options.sizes) found.push(await grow(size, options));
  report.table(
    'Growth',
    [
      'containers',
      'synced s',
      'memory MiB',
      'peak MiB',
      're-list s',
      'block ms',
      'a change, CPU ms',
      'change to answer p50 / p99 ms',
      'summary p50 / p99 ms',
      'summary in a re-list p50 / p99 ms',
    ],
    found.map((each) => [
      String(each.containers),
      short(each.syncMs / 1000),
      short(each.startMiB),
      short(each.peakMiB),
      short(each.relistMs / 1000),
      `${short(each.block.cpu)} (${short(each.block.wall)})`,
      short(each.changeCpuMs),
      `${short(each.changeP50)} / ${short(each.changeP99)}`,
      `${short(each.quiet.p50)} / ${short(each.quiet.p99)}`,
      `${short(each.relisting.p50)} / ${short(each.relisting.p99)}`,
    ]),
  );
  const largest = found.at(-1);
  const smallest = found[0];
  if (!largest || !smallest) return;
  const of = `${largest.containers} containers`;
  const one = (value: number) => spread([value]);
  report.check({
    what: `${of}: peak of memory, with a re-list`,
    measured: one(largest.peakMiB / 1024),
    floor: 3,
    atMost: true,
    unit: ' GiB',
  });
  report.check({ what: `${of}: longest block of the event loop`, measured: one(largest.block.cpu), floor: 50, atMost: true, unit: ' ms' });
  report.check({ what: `${of}: synced`, measured: one(largest.syncMs / 1000), floor: 40, atMost: true, unit: ' s' });
  report.check({
    what: `${of}: subtree summary p99 during a re-list and 100 changes/s`,
    measured: one(largest.relisting.p99),
    floor: 50,
    goal: 20,
    atMost: true,
    unit: ' ms',
  });
  report.check({
    what: `one change at ${largest.containers} against ${smallest.containers} containers: CPU`,
    measured: one(largest.changeCpuMs / smallest.changeCpuMs),
    floor: 2,
    atMost: true,
  });
  report.check({
    what: `one change at ${largest.containers} against ${smallest.containers} containers: time to answer, p50`,
    measured: one(largest.changeP50 / smallest.changeP50),
    floor: 2,
    atMost: true,
  });
}

async function grow(size: number, { changes, profile }: Options): Promise<Grown> {
  const stage = await Stage.open(size / TASKS_PER_APP, TASKS_PER_APP);
  try {
    const began = performance.now();
    const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=growth-${size}.cpuprofile`];
    const canopy = await stage.start('canopy', { execArgv: profiling, watched: true });
    const syncMs = performance.now() - began;
    // Recording begins after the sync: it is part of what a start costs.
    await sleep(2_000);
    const syncBlock = await canopy.child.call<Block>('longestBlock');
    const containers = await canopy.child.call<number>('containers');
    const startMiB = await canopy.child.call<number>('memoryMiB');
    const apps = await appIds(canopy.port, 5_000);
    const nodes = await ask(
      canopy.port,
      bodyOf(
        '{ tree { children(first: 3) { nodes { jobName children(first: 10) { nodes { jobName children(first: 3) { nodes { jobName } } } } } } } }',
      ),
    );
    const bodies = [...nodes.data.matchAll(/"jobName":"([^"]+)"/g)].map(([, node]) => bodyOf(SUMMARY, { node }));
    const summaries = (forMs: number) =>
      stage.generator.call<LoadResult>('load', { port: canopy.port, bodies, connections: 4, forMs, firstNumber: 1, pauseMs: 5 });
    const quiet = await summaries(3_000);
    const times = await changeToAnswer(stage, canopy.port, spreadOver(apps, 40), Math.min(changes, 100));
    const changeCpuMs = await costOfChange(stage, canopy, repeated(apps, CHANGES));
    await canopy.child.call<Block>('longestBlock');
    const { relisting, relistMs } = await relist(stage, canopy, summaries);
    const relistBlock = await canopy.child.call<Block>('longestBlock');
    const peakMiB = await canopy.child.call<number>('peakMiB');
    const block = { cpu: Math.max(syncBlock.cpu, relistBlock.cpu), wall: Math.max(syncBlock.wall, relistBlock.wall) };
    return {
      containers,
      syncMs,
      startMiB,
      peakMiB,
      block,
      relistMs,
      changeCpuMs,
      changeP50: percentile(times, 0.5),
      changeP99: percentile(times, 0.99),
      quiet,
      relisting,
    };
  } finally {
    await stage.close();
  }
}

/** Cuts the stream: Canopy connects again and lists everything, while changes and questions go on. */
async function relist(
  stage: Stage,
  { port }: Server,
  summaries: (forMs: number) => Promise<LoadResult>,
): Promise<{ relisting: LoadResult; relistMs: number }> {
  const syncedAt = async () =>
    /"kind":"marathon","syncedAt":"([^"]+)/.exec((await ask(port, bodyOf('{ platform { datasources { kind syncedAt } } }'))).data)?.[1];
  const before = await syncedAt();
  await stage.sandbox.churn(100, 60_000, '/');
  const began = performance.now();
  await stage.sandbox.control('POST', '/faults', { closeStreams: true });
  let ended = 0;
  const watching = until(async () => (await syncedAt()) !== before, 're-listed', 120_000, 50).then(() => (ended = performance.now()));
  const results: LoadResult[] = [];
  while (ended === 0) results.push(await summaries(2_000));
  await watching;
  await stage.sandbox.churn(1, 1, '/');
  const worst = results.reduce((a, b) => (b.p99 > a.p99 ? b : a));
  return { relisting: worst, relistMs: ended - began };
}

/** CPU of Canopy for one change of one app over the wire: with the idle cost of the same time taken off. */
async function costOfChange(stage: Stage, { child }: Server, apps: readonly string[]): Promise<number> {
  const used = async (work: () => Promise<unknown>) => {
    const before = await child.call<number>('cpu');
    const began = performance.now();
    await work();
    await sleep(1_000);
    return { cpu: ((await child.call<number>('cpu')) - before) / 1000, ms: performance.now() - began };
  };
  const changing = await used(async () => {
    for (const app of apps) {
      await stage.sandbox.control('POST', '/change', { app, count: 1 });
      await sleep(20);
    }
  });
  const idle = await used(() => sleep(4_000));
  return (changing.cpu - (idle.cpu / idle.ms) * changing.ms) / apps.length;
}

function spreadOver<T>(items: readonly T[], count: number): T[] {
  const wanted = Math.min(count, items.length);
  return Array.from({ length: wanted }, (_, i) => items[Math.floor((i * items.length) / wanted)] as T);
}

function repeated<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => items[i % items.length] as T);
}
