import { randomBytes, randomUUID } from 'node:crypto';
import { openCallers } from '../src/callers.ts';
import { systemClock } from '../src/kit/clock.ts';
import { AccessMirror } from '../src/live/access.ts';
import { LiveTree } from '../src/live/tree.ts';
import { openStore } from '../src/store/store.ts';
import { Issuer } from '../sandbox/oidc/issuer.ts';
import { short, spread } from './figures.ts';
import type { Report } from './report.ts';

const ROUNDS = 7;
const REQUESTS = 100_000;
const GROUPS = 20;
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
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let n = 0; n < REQUESTS; n++)
      if (!access.callers.known(wire.toString('latin1'))?.scope.all) throw new Error('the caller is not known any more');
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / REQUESTS);
  }
  report.section(
    'Who asks',
    `A token of ${wire.length} characters with ${GROUPS} groups. The first request with it took ${short(verifiedMs)} ms, with discovery and keys. From then on, CPU of the process per request, ${ROUNDS} rounds of ${REQUESTS}:`,
  );
  report.check({ what: 'knowing who asks: CPU per request', measured: spread(rounds), floor: 15, atMost: true, unit: ' us' });
  await access.close();
  await store.close();
  await issuer.close();
}
