import { setTimeout as sleep } from 'node:timers/promises';
import { Issuer } from '../sandbox/oidc/issuer.ts';
import { appends } from './appends.ts';
import { ask, bodyOf, until } from './ask.ts';
import { median, percentile, ratios, short, spread } from './figures.ts';
import { type Child } from './ipc.ts';
import type { Heard, Opening } from './listeners.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';
import { bind, CALLERS, jobsOf } from './scopes.ts';
import type { Server, Stage } from './servers.ts';
import { type Telling, wallNow } from './tell.ts';

const GROUP = 'all';
const WAIT_MS = 300_000;
const MISSED_MEANWHILE = 200;

interface Side {
  readonly server: Server;
  readonly listeners: Child;
  readonly count: number;
  readonly jobName: string;
  next: number;
}

/** Subscribers over real WebSockets, each on one of its own: how soon, how many, and what is lost when all are cut off. */
export async function streams(stage: Stage, report: Report, { rounds, changes, listeners: count, profile }: Options): Promise<void> {
  report.section(
    'Subscriptions',
    `${count} subscribers of ${CALLERS} access scopes, each on a WebSocket of its own, with an id of its own, and all of them in one process beside the server. Events are committed to SQLite. The peer is graphql-ws as its documentation sets it up, on the same schema: it executes and sends for each subscriber, by the same rules of who sees what, and commits nothing.`,
  );
  const issuer = await Issuer.start();
  const canopy = await stage.start('canopy', {
    issuer: issuer.url,
    execArgv: ['--expose-gc', ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`])],
  });
  const admin = `Bearer ${await issuer.issue({ sub: 'admin' }, { lifetimeS: 36_000 })}`;
  const [jobName = '', ...jobs] = await jobsOf(canopy, admin, CALLERS + 1);
  await bind(canopy, admin, jobs);
  const all = `mutation { setRoleBinding(input: { jobName: ${JSON.stringify(jobName)}, kind: GROUP, holder: "bench:${GROUP}", role: VIEWER }) { userErrors { message } } }`;
  await ask(canopy.port, bodyOf(all), admin);
  const bearers = await Promise.all(
    jobs.map(async (_, n) => `Bearer ${await issuer.issue({ sub: `user-${n}`, groups: [GROUP] }, { lifetimeS: 36_000 })}`),
  );
  const listeners = await stage.startListeners();
  const used = () => canopy.child.call<{ used: number; resident: number }>('usedMiB');
  const before = await used();
  const ears = Array.from({ length: count }, (_, n) => ({ authorization: bearers[n % CALLERS] as string }));
  await listeners.call('open', { name: 'canopy', port: canopy.port, ears, resumes: false } satisfies Opening & { name: string });
  const beats = async () => (await listeners.call<Heard & { beats: number }>('state', 'canopy')).beats;
  await until(async () => (await beats()) >= count, 'everyone subscribed', WAIT_MS);
  await sleep(1_000);
  const after = await used();
  // Whichever is more: sockets are not in the heap, and resident memory may have stood free from before.
  const perListener = (Math.max(after.used - before.used, after.resident - before.resident) * 1024) / count;

  const ours: Side = { server: canopy, listeners, count, jobName, next: 1 };
  await latency(ours, report, changes);
  const peer = await stage.start('graphql-ws');
  const sees = jobs.map((job) => [job, jobName]);
  await listeners.call('open', {
    name: 'graphql-ws',
    port: peer.port,
    ears: Array.from({ length: count }, (_, n) => ({ params: { sees: sees[n % CALLERS], name: `user-${n % CALLERS}` } })),
    resumes: false,
  } satisfies Opening & { name: string });
  await until(async () => (await peer.child.call<number>('subscribers')) === count, 'everyone subscribed', WAIT_MS);
  await sideBySide([ours, { ...ours, server: peer, next: 1 }], report, rounds);
  await peer.child.stop();
  await comeBack(ours, report);
  report.check({
    what: `memory of the server per subscriber that hears nothing, of ${count}`,
    ...{ measured: spread([perListener]), floor: 48, atMost: true, unit: ' KiB' },
  });
  await listeners.stop();
  await stage.stopServers();
  await issuer.close();
  await appends(report);
}

/** Resolves with the times of the commit and of the last delivery. */
async function told(
  side: Side,
  count: number,
): Promise<{ readonly committedAt: number; readonly began: number; readonly heardAt: number }> {
  const { server, listeners } = side;
  // Known there before anything is told: a message may come with one that they have been woken for already.
  await listeners.call('expect', { name: server.name, count: side.count * count });
  const heard = listeners.call<number>('heard', server.name);
  const began = wallNow();
  const committedAt = await server.child.call<number>('tell', { jobName: side.jobName, first: side.next, count } satisfies Telling);
  side.next += count;
  return { committedAt, began, heardAt: await heard };
}

async function latency(side: Side, report: Report, times: number): Promise<void> {
  const waits: number[] = [];
  for (let n = -10; n < times; n++) {
    const { committedAt, heardAt } = await told(side, 1);
    if (n >= 0) waits.push(heardAt - committedAt);
  }
  const sorted = waits.sort((a, b) => a - b);
  const row = [0.5, 0.9, 0.99].map((q) => short(percentile(sorted, q)));
  report.table(`From the commit of an event to the last of ${side.count} subscribers, ms`, ['', 'p50', 'p90', 'p99'], [['Canopy', ...row]]);
}

async function sideBySide(sides: readonly Side[], report: Report, rounds: number): Promise<void> {
  const rows: string[][] = [];
  for (const atOnce of [1, 10]) {
    const speeds = sides.map(() => [] as number[]);
    const costs = sides.map(() => [] as number[]);
    for (const { server } of sides) server.child.pause();
    for (let round = -1; round < rounds; round++) {
      for (let i = 0; i < sides.length; i++) {
        const n = (i + round + sides.length) % sides.length;
        const side = sides[n] as Side;
        side.server.child.resume();
        // What it has missed of its own heartbeats goes out first.
        await sleep(1_000);
        const cpu = await side.server.child.call<number>('cpu');
        let deliveries = 0;
        let took = 0;
        for (let turn = 0; turn < (atOnce === 1 ? 15 : 3); turn++) {
          const { began, heardAt } = await told(side, atOnce);
          deliveries += side.count * atOnce;
          took += heardAt - began;
        }
        if (round >= 0) speeds[n]?.push((deliveries / took) * 1_000);
        if (round >= 0) costs[n]?.push(((await side.server.child.call<number>('cpu')) - cpu) / deliveries);
        side.server.child.pause();
      }
    }
    for (const { server } of sides) server.child.resume();
    const [ours = [], theirs = []] = speeds;
    const what = atOnce === 1 ? 'one event at a time' : `${atOnce} events in one commit`;
    for (const [n, { server }] of sides.entries())
      rows.push([`${server.name}, ${what}`, short(median(speeds[n] ?? [])), short(median(costs[n] ?? []))]);
    report.check({
      what: `deliveries/s to ${CALLERS} scopes against graphql-ws, ${what}`,
      ...{ measured: ratios(ours, theirs), floor: 3.5, goal: 5 },
    });
  }
  report.table(`Deliveries to ${sides[0]?.count} subscribers of ${CALLERS} scopes`, ['', 'deliveries/s', 'server CPU us'], rows);
}

/** All are cut off at once, much happens, and all come back at once. */
async function comeBack(side: Side, report: Report): Promise<void> {
  const { server, listeners, count } = side;
  await listeners.call('keepCursors', server.name);
  await told(side, 1);
  const rows: string[][] = [];
  const before = await listeners.call<Heard>('state', server.name);
  for (let round = 1; round <= 3; round++) {
    await listeners.call('cut', server.name);
    await server.child.call('tell', { jobName: side.jobName, first: side.next, count: MISSED_MEANWHILE } satisfies Telling);
    side.next += MISSED_MEANWHILE;
    await listeners.call('expect', { name: server.name, count: count * MISSED_MEANWHILE });
    const heard = listeners.call<number>('heard', server.name);
    const began = wallNow();
    await listeners.call('again', { name: server.name, port: server.port });
    const connected = wallNow() - began;
    rows.push([`round ${round}`, short(connected), short((await heard) - began)]);
  }
  await told(side, 1);
  const { lost, doubled, gaps } = await listeners.call<Heard>('state', server.name);
  report.table(
    `${count} subscribers cut off at once, who come back with their cursors behind ${MISSED_MEANWHILE} events`,
    ['', 'all let in, ms', 'all up to date, ms'],
    rows,
  );
  report.check({ what: 'events lost by who was cut off', measured: spread([lost - before.lost + gaps]), floor: 0, atMost: true });
  report.check({ what: 'events told twice to who was cut off', measured: spread([doubled - before.doubled]), floor: 0, atMost: true });
}
