import type { App } from '../apps/model.ts';
import { Container, idOfContainer } from '../containers/model.ts';
import type { EventRecord } from '../events/model.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import type { Store } from '../plans/ports.ts';
import type { BacktestAsked } from '../scaling/backtest.ts';
import type { BacktestFacts, BacktestResult, ScalingPolicy } from '../scaling/model.ts';
import { isShared, type FigureName } from '../scaling/figure.ts';
import { figureHistory, type FigureHistory } from '../scaling/recorded.ts';
import type { Graph } from './graph.ts';
import type { Allowance } from './series-bounds.ts';
import type { SeriesReads } from './series.ts';

export interface BacktestsDeps {
  readonly graph: Graph;
  readonly store: Pick<Store, 'events'>;
  readonly series: SeriesReads;
  readonly clock: Clock;
  /** Off the loop on which others are answered; null: nothing was recorded. */
  readonly run: (asked: BacktestAsked, caller: string) => Promise<BacktestResult | null>;
}

/** A container, and when it was there. */
interface Lived {
  readonly container: Container;
  readonly from: number;
  readonly until: number;
}

const COUNTED_BY: FigureName = 'CPU_IDLE';
const ALWAYS = { from: -Infinity, until: Infinity };
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
    { allowance, caller }: { readonly allowance: Allowance; readonly caller: string },
  ): Promise<BacktestFacts> {
    const { series, run, clock } = this.deps;
    const until = Math.min(to, clock.now());
    if (from >= until)
      throw new Fault('BAD_USER_INPUT', 'from: it is not before `to`, or not in the past.', { details: { argument: 'from' } });
    const all = [...new Set(policies.flatMap((policy) => policy.metrics.map(({ metric }) => metric)))];
    const shared = all.filter(isShared);
    const own = all.filter((metric) => !isShared(metric));
    // How many there were is told by what each of them told.
    const metrics = own.length > 0 ? own : [COUNTED_BY];
    const lived = await this.#livedOf(app, from, until);
    allowance.take(lived.length * metrics.length + shared.length, { from, to: until, maxPoints: POINTS });
    const told = await Promise.all(lived.map(({ container }) => series.histories([container], metrics, from, until)));
    const together = await series.sharedHistories(shared, from, until);
    const histories = [...told, together].flatMap((found, n): FigureHistory[] => {
      const { from: began, until: ended } = lived[n] ?? ALWAYS;
      return found.flatMap((each) => {
        // A sum that lacks some of what was there would be less than the load was.
        if (each instanceof Error) throw each;
        return each ? [figureHistory(each, { from: began, until: ended })] : [];
      });
    });
    const startMs = startOf(lived.map(({ container }) => container));
    const result = await run({ policies, histories, from, to: until, startMs }, caller);
    const message = `Falcon has none of these figures of ${app.marathonId} in that time.`;
    return { containers: lived.length, startMs, result, userErrors: result ? [] : [{ code: 'NOT_FOUND', message, path: ['from'] }] };
  }

  /** Those that were there at some time of the stretch. */
  async #livedOf(app: App, from: number, to: number): Promise<readonly Lived[]> {
    const { graph, store } = this.deps;
    const slot = graph.clusters.get(app.cluster)?.slots.get(app.marathonId);
    const nodeId = slot?.node.entity?.nodeId;
    const kinds = ['CONTAINER_STARTED', 'CONTAINER_ENDED'] as const;
    const events =
      nodeId === undefined ? [] : await store.events({ nodeIds: [nodeId], kinds, since: from, limit: MOST_EVENTS, order: 'oldest' });
    if (events.length === MOST_EVENTS)
      throw new Fault('TOO_BROAD', `More than ${MOST_EVENTS} times a container began or ended there since then: ask for a later time.`);
    const found = new Map(endedIn(app, events, from).map((each) => [each.container.taskId, each]));
    for (const container of slot?.containers ?? [])
      if (container.startedAt !== null) found.set(container.taskId, { container, from: container.startedAt, until: Infinity });
    return [...found.values()].filter((each) => each.from < to && each.until > from);
  }
}

/** Of whom only the log tells. What it does not tell the beginning of was there before. */
function endedIn(app: App, events: readonly EventRecord[], from: number): readonly Lived[] {
  const prefix = idOfContainer(app.cluster, '');
  const found = new Map<string, Known>();
  for (const { kind, at, subject, body } of events) {
    if (body['app'] !== app.marathonId || !subject?.startsWith(prefix)) continue;
    const taskId = subject.slice(prefix.length);
    const known = found.get(taskId) ?? { from, until: Infinity, host: null, ip: null };
    const { host, ip } = (body['before'] ?? body['after'] ?? {}) as { readonly host?: string | null; readonly ip?: string | null };
    const when = kind === 'CONTAINER_STARTED' ? { from: at } : { until: at };
    found.set(taskId, { ...known, ...when, host: host ?? known.host, ip: ip ?? known.ip });
  }
  // One that has not ended is in the copy, or its end was never told.
  return [...found].flatMap(([taskId, known]) =>
    known.until === Infinity ? [] : [{ from: known.from, until: known.until, container: containerOf(app, taskId, known) }],
  );
}

interface Known {
  readonly from: number;
  readonly until: number;
  readonly host: string | null;
  readonly ip: string | null;
}

/** Enough to know what Falcon called it. */
function containerOf({ cluster, marathonId, cpus, memMiB }: App, taskId: string, { host, ip }: Pick<Known, 'host' | 'ip'>): Container {
  const unknown = { slaveId: null, ports: [], stagedAt: null, startedAt: null, version: null };
  const task = { ...unknown, taskId, host, ip, state: 'FINISHED', health: 'UNKNOWN' } as const;
  return new Container(cluster, marathonId, task, cpus, memMiB);
}

/** The middle one of those that are there. */
function startOf(containers: readonly Container[]): number {
  const took = containers.flatMap(({ stagedAt, startedAt }) => (stagedAt !== null && startedAt !== null ? [startedAt - stagedAt] : []));
  const sorted = took.filter((ms) => ms >= 0).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? START_MS;
}
