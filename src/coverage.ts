import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { holdBack } from './actions/held-back.ts';
import { LeaseKeeper } from './actions/lease-keeper.ts';
import type { Actions } from './actions/ports.ts';
import { CoverageController, type CoverageView } from './controllers/coverage.ts';
import { Breather } from './kit/breathe.ts';
import type { Clock } from './kit/clock.ts';
import type { Graph } from './live/graph.ts';
import type { WantedWatch } from './live/wanted.ts';
import type { WatchedMirror } from './live/watched-mirror.ts';
import { changesOf, losing } from './monitoring/coverage.ts';
import type { Difference } from './monitoring/judgement.ts';
import { FIRST_MODE } from './plans/model.ts';
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
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const EVERY_MS = 1_000;
const LEASE_MS = 15_000;
/** Nodes that are gone have no place: after all that are there. */
const NOWHERE = 99;

/** Keeps Falcon equal to the tree, in the one process that holds the lease. Settles when nobody looks any more. */
export function controlCoverage(wiring: CoverageWiring): Promise<void> {
  const { actions, store, clock, newId, owner, concurrent, log, signal } = wiring;
  const controller = new CoverageController({
    view: viewOf(wiring),
    ...{ actions, clock, concurrent, log, everyMs: EVERY_MS },
    lease: new LeaseKeeper('controller:coverage', { store, clock, owner, forMs: LEASE_MS }),
    holdBack: (held) => holdBack({ store, newId, now: () => clock.now() }, held),
  });
  return controller.run(signal);
}

function viewOf({ graph, watch, watched, signal }: CoverageWiring): CoverageView {
  const { tree } = graph;
  const { copy } = watch;
  return {
    mode: () => tree.controllers.get('COVERAGE')?.mode ?? FIRST_MODE,
    blind: () =>
      watch.blind() ??
      (copy.source.down ? `${copy.source.name} does not answer: ${copy.source.lastError ?? 'no reason is known'}` : undefined),
    members: () => copy.members(),
    version: () =>
      [tree.shape, tree.watchCell, copy.cell, tree.root.cells[RUNTIME], tree.root.cells[DEFINITION]].map((cell) => cell?.version).join(' '),
    confirm: (nodeIds) => watched.confirm(nodeIds, signal),
    differences: async () => {
      const found: Difference[] = [];
      const breather = new Breather();
      for (const nodeId of watch.nodes()) {
        const { wanted, held } = watch.of(nodeId);
        const changes = changesOf(wanted, held);
        if (breather.due) await breather.breathe();
        if (changes.length === 0) continue;
        found.push({
          nodeId,
          depth: tree.nodes.get(nodeId)?.record?.depth ?? NOWHERE,
          digest: createHash('sha256').update(JSON.stringify(changes)).digest('base64url'),
          deletes: changes.every((change) => 'drop' in change && change.drop !== 'strategy'),
          losing: changes.reduce((sum, change) => sum + losing(change, held), 0),
        });
      }
      return found;
    },
  };
}
