import type { App } from '../apps/model.ts';
import { Container, idOfContainer } from '../containers/model.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import type { MetricName } from '../monitoring/model.ts';
import type { Store } from '../plans/ports.ts';
import type { BacktestAsked } from '../scaling/backtest.ts';
import type { BacktestFacts, BacktestResult, ScalingPolicy } from '../scaling/model.ts';
import { recordedOf, type FigureHistory } from '../scaling/recorded.ts';
import type { Graph } from './graph.ts';
import type { Allowance } from './series-bounds.ts';
import type { SeriesReads } from './series.ts';

export interface BacktestsDeps {
  readonly graph: Graph;
  readonly store: Pick<Store, 'events'>;
  readonly series: SeriesReads;
  readonly clock: Clock;
  /** Off the loop on which others are answered. */
  readonly run: (asked: BacktestAsked) => Promise<BacktestResult>;
}

/** Of those that nobody saw start. */
const START_MS = 30_000;
const MOST_EVENTS = 5_000;
/** As many points of a series as Falcon keeps at most of a stretch. */
const POINTS = 400;

/** Tries rules on what Falcon recorded of an app's containers: those that there are, and those that the log tells of. */
export class Backtests {
  constructor(private readonly deps: BacktestsDeps) {}

  async of(
    app: App,
    policies: readonly ScalingPolicy[],
    { from, to }: { readonly from: number; readonly to: number },
    allowance: Allowance,
  ): Promise<BacktestFacts> {
    const { run, clock } = this.deps;
    const until = Math.min(to, clock.now());
    if (from >= until)
      throw new Fault('BAD_USER_INPUT', 'from: it is not before `to`, or not in the past.', { details: { argument: 'from' } });
    const metrics = [...new Set(policies.flatMap((policy) => policy.metrics.map(({ metric }) => metric)))];
    const containers = await this.#containersOf(app, from, until);
    allowance.take(containers.length * metrics.length, { from, to: until, maxPoints: POINTS });
    const histories = await this.#histories(containers, metrics, from, until);
    const recorded = recordedOf(histories, from, until);
    const startMs = startOf(containers);
    const base = { containers: containers.length, startMs };
    if (!recorded) {
      const message = `Falcon has none of these figures of ${app.marathonId} in that time.`;
      return { ...base, result: null, stepMs: null, userErrors: [{ code: 'NOT_FOUND', message, path: ['from'] }] };
    }
    return { ...base, stepMs: recorded.stepMs, userErrors: [], result: await run({ policies, recorded, startMs }) };
  }

  async #histories(containers: readonly Container[], metrics: readonly MetricName[], from: number, to: number): Promise<FigureHistory[]> {
    const found = await this.deps.series.histories(containers, metrics, from, to);
    const failed = found.find((each) => each instanceof Error);
    // A sum that lacks some of what was there would be less than the load was.
    if (failed instanceof Error) throw failed;
    return found.flatMap((each) => (each instanceof Error || each === null ? [] : [each]));
  }

  async #containersOf(app: App, from: number, to: number): Promise<readonly Container[]> {
    const { graph, store } = this.deps;
    const slot = graph.clusters.get(app.cluster)?.slots.get(app.marathonId);
    const found = new Map<string, Container>();
    for (const each of slot?.containers ?? []) if (each.startedAt !== null && each.startedAt < to) found.set(each.taskId, each);
    const nodeId = slot?.node.entity?.nodeId;
    if (nodeId === undefined) return [...found.values()];
    // Newest first: those that ended last are the likeliest to have been there.
    const kinds = ['CONTAINER_STARTED', 'CONTAINER_ENDED'] as const;
    const events = await store.events({ nodeIds: [nodeId], kinds, since: from, limit: MOST_EVENTS, order: 'newest' });
    const prefix = idOfContainer(app.cluster, '');
    for (const { kind, at, subject, body } of events) {
      if (body['app'] !== app.marathonId || !subject?.startsWith(prefix) || (kind === 'CONTAINER_STARTED' && at >= to)) continue;
      const taskId = subject.slice(prefix.length);
      if (!found.has(taskId)) found.set(taskId, endedContainer(app, taskId, body['before'] ?? body['after']));
    }
    return [...found.values()];
  }
}

/** Enough to know what Falcon called it. */
function endedContainer({ cluster, marathonId, cpus, memMiB }: App, taskId: string, told: unknown): Container {
  const { host = null, ip = null } = (typeof told === 'object' && told !== null ? told : {}) as {
    host?: string | null;
    ip?: string | null;
  };
  const task = {
    taskId,
    host,
    ip,
    slaveId: null,
    ports: [],
    state: 'FINISHED',
    health: 'UNKNOWN',
    stagedAt: null,
    startedAt: null,
    version: null,
  } as const;
  return new Container(cluster, marathonId, task, cpus, memMiB);
}

/** The middle one of those that are there. */
function startOf(containers: readonly Container[]): number {
  const took = containers.flatMap(({ stagedAt, startedAt }) => (stagedAt !== null && startedAt !== null ? [startedAt - stagedAt] : []));
  const sorted = took.filter((ms) => ms >= 0).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? START_MS;
}
