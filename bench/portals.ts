import { short } from './figures.ts';
import type { LoadResult } from './load.ts';
import type { Options } from './options.ts';
import { questions } from './queries.ts';
import type { Report } from './report.ts';
import type { Stage } from './servers.ts';

const PORTALS = 100;
const PAUSE_MS = 250;
/** What Canopy may ask on its own, whoever polls it: the stream and its canary, the list with what belongs to it, the hosts. */
const OWN = /^GET \/(v2\/events|v2\/apps\?|v2\/apps$|v2\/deployments|v2\/queue|v2\/info|v2\/leader|ping|master\/|state|slaves|redirect)/;

interface Asked {
  readonly method: string;
  readonly path: string;
}

/** Many portals poll; the sandbox's own ledger says what reached Marathon. */
export async function portals(stage: Stage, report: Report, { portalsMs }: Options): Promise<void> {
  const { port } = await stage.start('canopy');
  const { point, page, list, root } = await questions(port);
  const bodies = [...point.bodies, ...page.bodies, ...list.bodies, ...root.bodies];
  await stage.sandbox.control('DELETE', '/ledger');
  const { requests, p99 } = await stage.generator.call<LoadResult>('load', {
    port,
    bodies,
    connections: PORTALS,
    forMs: portalsMs,
    firstNumber: 1,
    pauseMs: PAUSE_MS,
  });
  const { requests: asked } = await stage.sandbox.control<{ requests: readonly Asked[] }>('GET', '/ledger');
  const counts = new Map<string, number>();
  for (const { method, path } of asked) {
    const key = `${method} ${path.replace(/\?.*/, '?...')}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const foreign = asked.filter(({ method, path }) => !OWN.test(`${method} ${path}`));
  report.section(
    `${PORTALS} portals polling`,
    `For ${portalsMs / 1000} s, each asking anew ${PAUSE_MS} ms after its answer: ${requests} requests, p99 ${short(p99)} ms. What Marathon and Mesos saw meanwhile, by the sandbox's ledger:`,
  );
  report.table(
    'Upstream calls',
    ['call', 'times'],
    [...counts].map(([key, count]) => [key, String(count)]),
  );
  const perQuery = foreign.length / requests;
  report.check({
    what: 'upstream calls per query for live kinds',
    measured: { middle: perQuery, lowest: perQuery, highest: perQuery },
    floor: 0,
    atMost: true,
  });
  await stage.stopServers();
}
