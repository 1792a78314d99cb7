import type { Logger } from 'pino';
import { LeaseKeeper } from './actions/lease-keeper.ts';
import type { Actions } from './actions/ports.ts';
import { appOfKey } from './apps/model.ts';
import { ScalingController } from './controllers/scaling.ts';
import type { ScalingView, SizedView } from './controllers/scaling-view.ts';
import type { EventRecord } from './events/model.ts';
import type { Clock } from './kit/clock.ts';
import type { Graph } from './live/graph.ts';
import type { MetricsMirror } from './live/metrics.ts';
import { namedNode } from './live/node.ts';
import { SizedApps } from './live/sized.ts';
import { CONTROLLER_MODES, FIRST_MODES, type ControllerModeName } from './plans/model.ts';
import type { Store } from './plans/ports.ts';

export interface ScalingWiring {
  readonly graph: Graph;
  /** Undefined where no figures are connected: then rules hold an app within its bounds, and no more. */
  readonly metrics: Pick<MetricsMirror, 'measure'> | undefined;
  readonly confirm: (cluster: string, marathonId: string) => Promise<void>;
  readonly actions: Pick<Actions, 'run'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly owner: string;
  /** Of a write to a Marathon. */
  readonly deadlineMs: number;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const LEASE_MS = 15_000;
/** A step is begun only while the lease outlives its deadline by far. */
const DEADLINES = 3;
const LOOK_MS = 15_000;
const ALARMS: ReadonlySet<string> = new Set(['ALARM_FIRING', 'ALARM_STEPPED']);
const MEASURE_MS = 1_000;

/** Makes apps larger and smaller by their rules, in the one process that holds the lease. Settles when nobody looks any more. */
export function controlScaling(wiring: ScalingWiring): Promise<void> {
  const { graph, actions, store, clock, newId, owner, deadlineMs, log, signal } = wiring;
  const sized = new SizedApps(graph);
  const controller = new ScalingController({
    view: viewOf(wiring, sized),
    ...{ actions, store, clock, newId, log },
    lookMs: Math.min(LOOK_MS, graph.metrics?.stepMs ?? LOOK_MS),
    lease: new LeaseKeeper('controller:scaling', { store, clock, owner, forMs: Math.max(LEASE_MS, DEADLINES * deadlineMs) }),
  });
  graph.listen({
    appChanged: (before, after) => {
      if (!before || !after || before.label('jobname') !== after.label('jobname')) sized.moved();
      if (after) controller.told(after.id);
    },
    containerChanged: (_, __, slot) => controller.told(slot.app.id),
  });
  if (graph.metrics) graph.metrics.onSettled = (slot) => controller.told(slot.app.id);
  const stop = store.onEvents((events) => events.forEach((event) => hear(event, graph, controller)));
  return controller.run(signal).finally(stop);
}

/** An alarm of a container, or of an app as a whole, is about that app. */
function hear({ kind, body, seq }: EventRecord, { clusters }: Graph, controller: ScalingController): void {
  if (!ALARMS.has(kind)) return;
  const { appId } = body['alarm'] as unknown as { readonly appId: string | null };
  if (appId === null) return;
  const { cluster, marathonId } = appOfKey(appId.slice(appId.indexOf(':') + 1));
  if (clusters.get(cluster)?.slots.has(marathonId)) controller.alarmed(appId, seq);
}

function viewOf({ graph, metrics, confirm, signal }: ScalingWiring, sized: SizedApps): ScalingView {
  const { tree } = graph;
  const own = () => tree.controllers.get('SCALING')?.mode ?? FIRST_MODES.SCALING;
  return {
    blind: () => (tree.synced ? undefined : 'The tree has not been read yet.'),
    ids: () => (own() === 'OFF' ? [] : [...sized.all().values()].flatMap(({ id, rule }) => (rule.mode === 'OFF' ? [] : [id]))),
    of: (id, now): SizedView | undefined => {
      const found = sized.get(id);
      if (!found) return undefined;
      const { slot, rule } = found;
      const at = namedNode(slot.node);
      return {
        ...{ id, app: slot.app.marathonId, cluster: slot.app.cluster, rule, mode: least(own(), rule.mode) },
        ...{ place: at ? { nodeId: at.id, jobName: at.jobName } : null },
        ...{ seen: sized.seen(found, rule.policy, now), readAt: slot.readWall },
      };
    },
    measure: async (id) => {
      const found = sized.get(id);
      if (found) await metrics?.measure(found.slot, AbortSignal.any([signal, AbortSignal.timeout(MEASURE_MS)]));
    },
    confirm,
  };
}

const least = (a: ControllerModeName, b: ControllerModeName): ControllerModeName =>
  CONTROLLER_MODES[Math.min(CONTROLLER_MODES.indexOf(a), CONTROLLER_MODES.indexOf(b))] ?? 'OFF';
