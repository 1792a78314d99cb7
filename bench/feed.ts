import { randomUUID } from 'node:crypto';
import { Marathon } from '../datasources/marathon/client.ts';
import { Mesos } from '../datasources/mesos.ts';
import { auditKeyOf } from '../src/audit-key.ts';
import { readConfig, type Config } from '../src/config.ts';
import { OPEN } from '../src/access/model.ts';
import { systemClock } from '../src/kit/clock.ts';
import { Seal } from '../src/kit/seal.ts';
import { AccessMirror } from '../src/live/access.ts';
import { Cursors } from '../src/live/cursors.ts';
import { FactsMirror } from '../src/live/facts.ts';
import { Graph } from '../src/live/graph.ts';
import { HostMirror } from '../src/live/hosts.ts';
import { MarathonMirror } from '../src/live/marathon.ts';
import { AccessReads } from '../src/live/read-access.ts';
import { Reading } from '../src/live/reading.ts';
import { Scope } from '../src/live/scope.ts';
import { Source } from '../src/live/source.ts';
import { LiveView } from '../src/live/view.ts';
import { openStore } from '../src/store/store.ts';

/** Where a server of the bench gets its data. */
export interface Feed {
  readonly marathon: { readonly name: string; readonly urls: readonly string[] };
  readonly mesos: string;
  /** The SQLite file with the tree; each server has its own copy. */
  readonly storeFile: string;
  /** Falcon, and the token of its callbacks; undefined: there is none. */
  readonly falcon?:
    { readonly url: string; readonly user: string; readonly password: string; readonly hookTokens: readonly string[] } | undefined;
  /** How often Falcon's figures are measured and asked for; undefined: as it comes. */
  readonly figures?: { readonly stepMs: number; readonly everyMs: number } | undefined;
  /** Whose tokens callers bring; undefined: nobody is asked who they are. */
  readonly issuer?: string | undefined;
}

/** The shipped configuration, pointed at the sandbox and at a free port: all limits, metrics and logs as they come. */
export function shippedConfig({ marathon, mesos, storeFile, falcon, figures, issuer }: Feed): Config {
  const text = JSON.stringify({
    server: { port: 0 },
    store: { file: storeFile },
    marathons: [marathon],
    mesos: { urls: [mesos] },
    sandbox: false,
    falcon: falcon && { ...falcon, ...figures },
    // One caller in place of many would have spent the points of a minute within seconds.
    ...(issuer !== undefined && {
      auth: { oidc: [{ name: 'bench', issuer, audience: ['canopy'] }], administrators: { users: ['bench:admin'] } },
      limits: { points: 2 ** 31 - 1 },
    }),
  });
  return readConfig({ CANOPY_CONFIG: 'bench' }, () => text);
}

/** The live graph as Canopy builds it, fed over the same wire, without Canopy's recorder and its server: what a peer would have. */
export async function feedGraph(config: Config): Promise<{ graph: Graph; openView: () => LiveView }> {
  const clock = systemClock;
  const quiet = {
    info: () => undefined,
    warn: (details: object, message: string) => console.error(message, details),
    error: (details: object, message: string) => console.error(message, details),
  };
  const store = await openStore(
    { driver: 'sqlite', file: config.store.file ?? 'canopy.sqlite' },
    { clock, log: quiet, newId: randomUUID, auditKey: auditKeyOf(config, { make: true }) },
  );
  const graph = new Graph(clock);
  await new FactsMirror(store, graph, (error) => console.error(error)).start();
  const { signal } = new AbortController();
  for (const each of config.marathons) {
    const copy = graph.addCluster(
      each.name,
      new Source(`marathon:${each.name}`, 'marathon', each.urls.join(', '), clock, 2 * each.relistMs),
    );
    const client = new Marathon({
      cluster: each.name,
      urls: each.urls,
      auth: undefined,
      timeoutMs: each.timeoutMs,
      clock,
      trustLeader: each.trustLeader,
    });
    const mirror = new MarathonMirror({ graph, copy, marathon: client, options: each, clock, random: Math.random, log: quiet });
    void mirror.run(signal);
  }
  if (config.mesos) {
    const { urls, timeoutMs, everyMs } = config.mesos;
    const lister = new Mesos({ cluster: null, urls, timeoutMs, clock });
    const copy = graph.addHosts(new Source(lister.source, 'mesos', urls.join(', '), clock, 2 * everyMs));
    void new HostMirror({ graph, copy, lister, everyMs, clock, random: Math.random, log: quiet }).run(signal);
  }
  const cursors = new Cursors(new Seal(store.cursorKey()));
  const access = new AccessMirror({ store, tree: graph.tree, clock, administrators: { users: [], groups: [] }, maxStaleMs: 10_000 });
  const scope = Scope.everything(graph.tree);
  const openView = () => {
    const reading = new Reading(graph.tree.shape, 0);
    return new LiveView(graph, reading, cursors, scope, new AccessReads({ tree: graph.tree, access, scope, caller: OPEN, reading }));
  };
  return { graph, openView };
}
