import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { holdBack } from './actions/held-back.ts';
import { LeaseKeeper } from './actions/lease-keeper.ts';
import type { Actions } from './actions/ports.ts';
import { CoverageController, type CoverageView } from './controllers/coverage.ts';
import { Breather, GENTLE_MS } from './kit/breathe.ts';
import type { Clock } from './kit/clock.ts';
import type { Graph } from './live/graph.ts';
import type { WantedWatch } from './live/wanted.ts';
import type { WatchedMirror } from './live/watched-mirror.ts';
import { changesOf, deletes, leaving, takesAway } from './monitoring/coverage.ts';
import type { Difference } from './monitoring/judgement.ts';
import type { Store } from './plans/ports.ts';
import { DEFINITION, RUNTIME } from './tree/facets.ts';

export interface CoverageWiring {
  readonly graph: Graph;
  readonly watch: WantedWatch;
  readonly watched: WatchedMirror;
  readonly actions: Pick<Actions, 'run'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly owner: string;
  readonly concurrent: number;
  /** Of a write to Falcon. */
  readonly deadlineMs: number;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** What Falcon is to call is not known yet. */
  readonly pending: () => boolean;
}

const EVERY_MS = 1_000;
const LEASE_MS = 15_000;
/** A step is begun only while the lease outlives its deadline by far. */
const DEADLINES = 3;
/** Nodes that are gone have no place: after all that are there. */
const NOWHERE = 99;

/** Keeps Falcon equal to the tree, in the one process that holds the lease. Settles when nobody looks any more. */
export function controlCoverage(wiring: CoverageWiring): Promise<void> {
  const { actions, store, clock, newId, owner, concurrent, deadlineMs, log, signal } = wiring;
  const controller = new CoverageController({
    view: viewOf(wiring),
    ...{ actions, clock, concurrent, log, everyMs: EVERY_MS },
    lease: new LeaseKeeper('controller:coverage', { store, clock, owner, forMs: Math.max(LEASE_MS, DEADLINES * deadlineMs) }),
    holdBack: (held) => holdBack({ store, newId, now: () => clock.now() }, held),
  });
  return controller.run(signal);
}

function viewOf({ graph, watch, watched, signal, pending }: CoverageWiring): CoverageView {
  const { tree } = graph;
  const { copy } = watch;
  return {
    mode: () => tree.modeOf('COVERAGE'),
    blind: () =>
      watch.blind() ??
      (pending() ? 'Where Canopy listens, which Falcon is to call, is not known yet.' : undefined) ??
      (copy.source.down ? `${copy.source.name} does not answer: ${copy.source.lastError ?? 'no reason is known'}` : undefined),
    members: () => copy.members(),
    version: () =>
      [tree.shape, tree.watchCell, copy.cell, tree.root.cells[RUNTIME], tree.root.cells[DEFINITION]].map((cell) => cell?.version).join(' '),
    confirm: (nodeIds) => watched.confirm({ nodeIds }, signal),
    losing: (nodeId) => differenceOf(nodeId)?.losing ?? 0,
    differences: async () => {
      const found: Difference[] = [];
      const breather = new Breather(GENTLE_MS);
      for (const nodeId of watch.nodes()) {
        const difference = differenceOf(nodeId);
        if (difference) found.push(difference);
        if (breather.due) await breather.breathe();
      }
      return found;
    },
  };

  function differenceOf(nodeId: string): Difference | undefined {
    const { wanted, held } = watch.of(nodeId);
    const changes = changesOf(wanted, held);
    if (changes.length === 0) return undefined;
    const text = JSON.stringify(changes);
    return {
      nodeId,
      depth: tree.nodes.get(nodeId)?.record?.depth ?? NOWHERE,
      digest: digestOf(text),
      sort: digestOf(JSON.stringify(changes.map((change) => ('hosts' in change ? { ...change, hosts: [] } : change)))),
      deletes: changes.some(deletes),
      gives: !changes.every(takesAway),
      losing: changes.flatMap((change) => leaving(change, held)).filter((endpoint) => !watch.isWanted(endpoint)).length,
    };
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
