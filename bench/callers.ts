import { randomBytes, randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { openCallers } from '../src/callers.ts';
import { systemClock } from '../src/kit/clock.ts';
import { AccessMirror } from '../src/live/access.ts';
import { LiveTree } from '../src/live/tree.ts';
import { Points, type Account } from '../src/server/points.ts';
import { openStore } from '../src/store/store.ts';
import { Issuer } from '../sandbox/oidc/issuer.ts';
import { short, spread } from './figures.ts';
import type { Report } from './report.ts';

const ROUNDS = 7;
const REQUESTS = 100_000;
const GROUPS = 20;
const CALLERS = 10_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What it costs to know who asks, once their token was verified: each request brings its text anew, as a socket gives it. */
export async function whoAsks(report: Report): Promise<void> {
  const issuer = await Issuer.start();
  const oidc = {
    ...{ name: 'bench', issuer: issuer.url, audience: ['canopy'], algorithms: ['RS256' as const], clockSkewMs: 1_000 },
    ...{ nameClaim: 'sub', groupsClaim: 'groups', timeoutMs: 5_000 },
  };
  const administrators = { users: ['bench:ann'], groups: [] };
  const store = await openStore(
    { driver: 'sqlite', file: ':memory:' },
    { clock: systemClock, log: quiet, newId: randomUUID, auditKey: randomBytes(32) },
  );
  const rights = new AccessMirror({ store, tree: new LiveTree(), clock: systemClock, administrators, maxStaleMs: 3_600_000 });
  await rights.start();
  const access = openCallers({ oidc: [oidc], administrators }, rights, { clock: systemClock, onError: (error) => console.error(error) });
  const groups = Array.from({ length: GROUPS }, (_, n) => `group-${n}`);
  const wire = Buffer.from(`Bearer ${await issuer.issue({ sub: 'ann', groups }, { lifetimeS: 3_600 })}`);
  const verifying = performance.now();
  await access.callers.of(wire.toString('latin1'));
  const verifiedMs = performance.now() - verifying;
  const rounds = await measured(() => {
    if (!access.callers.known(wire.toString('latin1'))?.scope.all) throw new Error('the caller is not known any more');
  });
  report.section(
    'Who asks',
    `A token of ${wire.length} characters with ${GROUPS} groups. The first request with it took ${short(verifiedMs)} ms, with discovery and keys. From then on, CPU of the process per request, ${ROUNDS} rounds of ${REQUESTS}:`,
  );
  report.check({ what: 'knowing who asks: CPU per request', measured: spread(rounds), floor: 15, atMost: true, unit: ' us' });
  const caller = access.callers.known(wire.toString('latin1'))?.caller;
  if (!caller) throw new Error('the caller is not known any more');
  const atOnce = { requests: 1, operations: 1, sockets: 1 };
  const points = new Points({ points: 2 ** 31 - 1, windowMs: 60_000, atOnce, now: () => systemClock.now() }, store);
  // Every other caller of the last windows is looked past.
  for (let n = 0; n < CALLERS; n++) points.of({ ...caller, name: `bench:${n}` }).spend(1);
  const spending = await measured(() => {
    if (points.of(caller).spend(6)) throw new Error('there are too few points');
  });
  const plain = await measured(() => answer(undefined));
  const told = await measured(() => answer(points.of(caller)));
  const flushing = performance.now();
  await points.flush();
  report.note(
    `Points: one of ${CALLERS} callers. Writing the head of an answer costs ${short(spread(plain).middle)} us without what is left, ${short(spread(told).middle)} us with it. Telling the store of all of them, once a second, took ${short(performance.now() - flushing)} ms (SQLite, in memory).`,
  );
  report.check({ what: 'spending points: CPU per request', measured: spread(spending), floor: 1, atMost: true, unit: ' us' });
  const headers = spread(told.map((each, round) => each - (plain[round] ?? 0)));
  report.check({ what: 'telling what is left, in headers: CPU per request', measured: headers, floor: 3, atMost: true, unit: ' us' });
  await access.close();
  await store.close();
  await issuer.close();
}

/** CPU of the process for one of them, in us, by rounds. */
async function measured(work: () => void): Promise<number[]> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let n = 0; n < REQUESTS; n++) work();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / REQUESTS);
    // What was written to nowhere is let go.
    await new Promise((done) => setImmediate(done));
  }
  return rounds;
}

const asked = new IncomingMessage(new Socket());

/** The head of a stored answer as it goes out. */
function answer(account: Account | undefined): void {
  const head = ['content-type', 'application/json; charset=utf-8', 'content-length', '1234', 'cache-control', 'private, no-cache'];
  head.push('vary', 'Authorization, Cookie, Accept, Accept-Encoding, Origin', 'x-request-id', 'abcdef-1');
  account?.tell(head);
  new ServerResponse(asked).writeHead(200, head);
}
