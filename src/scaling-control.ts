import type { Logger } from 'pino';
import { LeaseKeeper } from './actions/lease-keeper.ts';
import type { Actions } from './actions/ports.ts';
import type { Place } from './actions/spec.ts';
import { appOfKey } from './apps/model.ts';
import { ScalingController } from './controllers/scaling.ts';
import type { ScalingView, SizedView } from './controllers/scaling-view.ts';
import type { Firing } from './controllers/firings.ts';
import type { EventRecord } from './events/model.ts';
import type { FalconParts } from './falcon.ts';
import type { Clock } from './kit/clock.ts';
import type { Graph } from './live/graph.ts';
import { namedNode, type LiveNode } from './live/node.ts';
import { nodeOn } from './live/scaled-place.ts';
import { SizedApps, type Sized } from './live/sized.ts';
import type { Counting, RuleCounters } from './live/rule-counters.ts';
import type { Reaching } from './live/timed-book.ts';
import { isOwnFigure } from './scaling/figure.ts';
import { gapMs } from './scaling/history.ts';
import type { ScalingRule } from './scaling/model.ts';
import type { Store } from './plans/ports.ts';

export interface ScalingWiring {
  readonly graph: Graph;
  /** Undefined where no figures are connected: then rules hold an app within its bounds, and no more. */
  readonly falcon: Pick<FalconParts, 'metrics' | 'ruleCounters'> | undefined;
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
/** What was looked at is kept after so long at the latest. */
const KEEP_MS = 25_000;
const LEAST_KEEP_MS = 5_000;
/** Until whoever takes over has read what was kept. */
const READ_MS = 5_000;
const ALARMS: ReadonlySet<string> = new Set(['ALARM_FIRING', 'ALARM_STEPPED']);
const MEASURE_MS = 1_000;

/** Makes apps larger and smaller by their rules, in the one process that holds the lease. Settles when nobody looks any more. */
export function controlScaling(wiring: ScalingWiring): Promise<void> {
  const { graph, falcon, actions, store, clock, newId, owner, deadlineMs, log, signal } = wiring;
  const counting = function* (): Generator<Counting> {
    for (const { slot, rule } of sized.all().values()) if (rule && rule.mode !== 'OFF') yield { slot, figures: countersOf(rule) };
  };
  const counters = falcon?.ruleCounters({ counting, onChanged: (slot) => controller.told(slot.app.id) });
  const sized = new SizedApps(graph, counters);
  const lookMs = Math.min(LOOK_MS, graph.metrics?.stepMs ?? LOOK_MS);
  const leaseMs = Math.max(LEASE_MS, DEADLINES * deadlineMs);
  const controller = new ScalingController({
    view: viewOf(wiring, sized, counters),
    ...{ actions, store, clock, newId, log },
    ...{ lookMs, keepMs: keepMsOf(lookMs, leaseMs) },
    lease: new LeaseKeeper('controller:scaling', { store, clock, owner, forMs: leaseMs }),
  });
  graph.listen({
    appChanged: (before, after) => {
      if (!before || !after || before.label('jobname') !== after.label('jobname')) sized.moved();
      if (after) controller.told(after.id);
    },
    containerChanged: (_, __, slot) => controller.told(slot.app.id),
  });
  if (graph.metrics) graph.metrics.onSettled = (slot) => controller.told(slot.app.id);
  const stop = store.onEvents((events) => events.forEach((event) => hear(event, graph, sized, controller)));
  return Promise.all([controller.run(signal), counters?.run(signal)]).then(stop, stop);
}

/** A process that is killed takes what it has not kept with it: with the time that its lease still runs, that must not be a gap to whoever takes over. */
export const keepMsOf = (lookMs: number, leaseMs: number): number =>
  Math.max(LEAST_KEEP_MS, Math.min(KEEP_MS, gapMs(lookMs) - leaseMs - lookMs - READ_MS));

/** An alarm of a container, or of an app as a whole, is about that app; what a Chronos has called for is about all that the schedule reaches. */
function hear({ kind, body, seq }: EventRecord, { clusters }: Graph, sized: SizedApps, controller: ScalingController): void {
  if (kind === 'SCALING_SCHEDULE_FIRED' && body['by'] === 'CHRONOS') {
    const { schedule: id, at } = body as { readonly schedule: string; readonly at: number };
    controller.fired(id, at);
    for (const each of sized.all().values()) if (each.timed.some(({ schedule }) => schedule.id === id)) controller.told(each.id);
  }
  if (!ALARMS.has(kind)) return;
  const { appId } = body['alarm'] as unknown as { readonly appId: string | null };
  if (appId === null) return;
  const { cluster, marathonId } = appOfKey(appId.slice(appId.indexOf(':') + 1));
  if (clusters.get(cluster)?.slots.has(marathonId)) controller.alarmed(appId, seq);
}

function viewOf({ graph, falcon, confirm, signal }: ScalingWiring, sized: SizedApps, counters: RuleCounters | undefined): ScalingView {
  const { tree } = graph;
  const firing = (each: Reaching) => firingOf(graph, each);
  const own = () => tree.modeOf('SCALING');
  return {
    blind: () => (tree.synced ? undefined : 'The tree has not been read yet.'),
    ids: () => (own() === 'OFF' ? [] : [...sized.all().values()].flatMap((each) => (isIdle(each) ? [] : [each.id]))),
    schedules: () =>
      own() === 'OFF'
        ? []
        : tree.timed
            .list()
            .filter(({ rule }) => nodeOn(graph, rule.on))
            .map(firing),
    of: (id, now): SizedView | undefined => {
      const found = sized.get(id);
      if (!found) return undefined;
      const { slot, rule, timed } = found;
      return {
        ...{ id, app: slot.app.marathonId, cluster: slot.app.cluster, place: placeAt(slot.node) },
        ...{ rule, timed: timed.map(firing), limit: own(), instances: slot.app.instances, readAt: slot.readWall },
        seen: (policy) => sized.seen(found, policy, now),
      };
    },
    measure: async (id) => {
      const found = sized.get(id);
      if (!found) return;
      const { slot, rule } = found;
      const within = AbortSignal.any([signal, AbortSignal.timeout(MEASURE_MS)]);
      const figures = rule ? countersOf(rule) : [];
      await Promise.all([falcon?.metrics.measure(slot, within), counters?.measure({ slot, figures }, within)]);
    },
    confirm,
  };
}

/** A schedule, as whoever sees to its firings knows it. */
export const firingOf = (graph: Graph, { schedule, series, rule }: Reaching): Firing => ({
  ...{ schedule, series, on: rule.on, executor: rule.executor, setAt: rule.setAt },
  place: placeAt(nodeOn(graph, rule.on)),
});

/** No rule that looks, and no schedule. */
const isIdle = ({ rule, timed }: Sized): boolean => (rule === undefined || rule.mode === 'OFF') && timed.length === 0;

function placeAt(node: LiveNode | undefined): Place | null {
  const at = namedNode(node);
  return at ? { nodeId: at.id, jobName: at.jobName } : null;
}

const countersOf = ({ policy }: ScalingRule): string[] =>
  policy.metrics.map(({ metric }) => metric).filter((metric) => !isOwnFigure(metric));
