import type { Unreadable } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import { Breather, GENTLE_MS } from '../kit/breathe.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault, messageOf } from '../kit/fault.ts';
import { seenNow, type Observed } from '../kit/observed.ts';
import { pieces } from '../kit/pieces.ts';
import type { Readings } from '../kit/readings.ts';
import { isTold, METRICS, pairKey, staleAfter, type CounterRef, type LastPoint } from '../monitoring/model.ts';
import type { Graph } from './graph.ts';
import { raiseMetrics, type MetricCopy } from './metric-copy.ts';
import type { AppSlot, LiveNode } from './node.ts';

export interface LastPointsReader {
  lastPoints(asked: readonly CounterRef[], signal: AbortSignal): Promise<Observed<Readings<LastPoint>>>;
}

export interface MetricsMirrorDeps {
  readonly graph: Graph;
  readonly copy: MetricCopy;
  readonly reader: LastPointsReader;
  /** What each figure is called of a container; undefined: it cannot be told. In the order of METRIC_NAMES. */
  readonly countersOf: (container: Container) => readonly CounterRef[] | undefined;
  readonly everyMs: number;
  /** Counters in one request, at most. */
  readonly batch: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: { warn(details: object, message: string): void };
}

const MOST_PROBLEMS = 100;
/** Requests under way at once. */
const AT_ONCE = 2;

interface Batch {
  readonly refs: CounterRef[];
  /** Places in the table (row x METRICS + metric) by what they are asked by: containers may share an endpoint. */
  readonly places: Map<string, number | number[]>;
}

/** Falcon tells of nothing by itself: the newest figures of all containers are asked for now and then, in few large questions. */
export class MetricsMirror {
  constructor(private readonly deps: MetricsMirrorDeps) {}

  async run(signal: AbortSignal): Promise<void> {
    const { graph, copy, everyMs, clock, random } = this.deps;
    while (!signal.aborted) {
      // Before there are containers, nothing is asked, and nothing is known.
      const ready = [...graph.clusters.values()].some(({ source }) => source.synced);
      const began = clock.monotonic();
      if (ready) await this.sweep(signal);
      const pauseMs = (copy.source.synced ? everyMs : Math.min(everyMs, 1_000)) * (0.9 + 0.2 * random());
      await clock.sleep(restOf(pauseMs, clock.monotonic() - began), signal);
    }
  }

  /** Asks for everything once; what goes wrong is seen to here. */
  async sweep(signal = new AbortController().signal): Promise<void> {
    const { copy, clock, log } = this.deps;
    const { source, table } = copy;
    const seen = seenNow(clock);
    table.sweepBegins();
    const problems: Unreadable[] = [];
    const failure = await this.#askAll(signal, problems).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (signal.aborted) return;
    // What arrived before it failed is true all the same; what could not be read stays, and grows too old by itself.
    const whole = failure === undefined;
    await this.#settle(whole);
    if (whole) copy.sweptAt = seen.at;
    if (failure !== undefined) {
      if (source.lost(messageOf(failure))) log.warn({ source: source.name, err: failure }, 'source lost');
      return;
    }
    source.listed(seen.monotonicAt, seen.at);
    copy.unreadable.under('', problems.slice(0, MOST_PROBLEMS));
    // Whose they are is told to administrators alone, by `unreadable`.
    if (problems.length > 0) source.hampered(`${problems.length} parts of its answers cannot be read`);
  }

  /** Asks for the figures of one app alone, at once. */
  async measure(slot: AppSlot, signal: AbortSignal): Promise<void> {
    const { copy, countersOf, reader, batch, clock } = this.deps;
    const asked = slot.containers.flatMap((container) => {
      const refs = container.state === 'RUNNING' ? countersOf(container) : undefined;
      return refs ? refs.map((ref, metric) => ({ container, ref, metric })) : [];
    });
    const refs = [...new Map(asked.map(({ ref }) => [pairKey(ref), ref])).values()];
    const points = new Map<string, LastPoint>();
    for (const piece of pieces(refs, batch)) {
      const { value } = await reader.lastPoints(piece, signal);
      for (const point of value.items) if (isTold(point, clock.now())) points.set(pairKey(point), point);
    }
    // One that has left meanwhile has no row, and gets none; one that has only changed has its row still.
    const there = new Set(slot.containers.map(({ taskId }) => taskId));
    for (const { container, ref, metric } of asked) {
      const point = points.get(pairKey(ref));
      if (point && there.has(container.taskId)) copy.table.put(copy.table.row(container), metric, point);
    }
    if (copy.settle(slot, clock.now() - staleAfter(copy.stepMs), false)) raiseMetrics([slot.node]);
  }

  async #askAll(signal: AbortSignal, problems: Unreadable[]): Promise<void> {
    const stop = new AbortController();
    const ended = AbortSignal.any([signal, stop.signal]);
    const batches = this.#batches();
    let failure: { readonly error: unknown } | undefined;
    const work = async (): Promise<void> => {
      try {
        for await (const batch of batches) {
          if (ended.aborted) return;
          await this.#ask(batch, ended, problems);
        }
      } catch (error) {
        failure ??= { error };
        stop.abort();
      }
    };
    // Until the last of them has stopped: nothing may arrive once the sums are made.
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (failure) throw failure.error;
  }

  async #ask({ refs, places }: Batch, signal: AbortSignal, problems: Unreadable[]): Promise<void> {
    const breather = new Breather(GENTLE_MS);
    const { reader, copy, clock } = this.deps;
    let reading: Readings<LastPoint>;
    try {
      reading = (await reader.lastPoints(refs, signal)).value;
    } catch (error) {
      // An answer that cannot be read harms what it was about.
      if (!(error instanceof Fault) || error.code !== 'UPSTREAM_MALFORMED') throw error;
      problems.push({ id: `${refs.length} counters`, problem: error.message });
      return;
    }
    problems.push(...reading.unreadable);
    const now = clock.now();
    // Reading the answer took its time already.
    await breather.breathe();
    for (const point of reading.items) {
      if (breather.due) await breather.breathe();
      const place = isTold(point, now) ? places.get(pairKey(point)) : undefined;
      if (place === undefined) continue;
      for (const each of typeof place === 'number' ? [place] : place) copy.table.put(Math.floor(each / METRICS), each % METRICS, point);
    }
  }

  /** Everything that runs, a few milliseconds at a time. */
  async *#batches(): AsyncGenerator<Batch> {
    const { graph, copy, countersOf, batch: most } = this.deps;
    const breather = new Breather(GENTLE_MS);
    let batch = emptyBatch();
    for (const { slots } of graph.clusters.values()) {
      for (const { containers } of slots.values()) {
        const full: Batch[] = [];
        // In one go: of a container that has left meanwhile, nobody would drop the row.
        for (const container of containers) {
          const refs = container.state === 'RUNNING' ? countersOf(container) : undefined;
          if (refs === undefined) continue;
          const row = copy.table.row(container);
          refs.forEach((ref, metric) => ask(batch, ref, row * METRICS + metric));
          if (batch.refs.length <= most - METRICS) continue;
          full.push(batch);
          batch = emptyBatch();
        }
        yield* full;
        if (breather.due) await breather.breathe();
      }
    }
    // Of a company that runs nothing something is asked too: whether there is anybody.
    if (batch.refs.length > 0 || copy.source.listedMono === undefined) yield batch;
  }

  /** Sums up what changed; after a whole sweep, also what has become too old to count. */
  async #settle(whole: boolean): Promise<void> {
    const { graph, copy, clock } = this.deps;
    const since = clock.now() - staleAfter(copy.stepMs);
    const breather = new Breather(GENTLE_MS);
    const nodes = new Set<LiveNode>();
    copy.settling = true;
    try {
      for (const { slots } of graph.clusters.values()) {
        for (const slot of slots.values()) {
          if (copy.settle(slot, since, whole)) nodes.add(slot.node);
          if (breather.due) await breather.breathe();
        }
      }
    } finally {
      raiseMetrics(nodes);
      copy.settling = false;
    }
  }
}

/** What a sweep has taken is part of its turn; however long it took, nothing is asked for half of one. */
export const restOf = (everyMs: number, tookMs: number): number => Math.max(everyMs / 2, everyMs - tookMs);

const emptyBatch = (): Batch => ({ refs: [], places: new Map() });

function ask({ refs, places }: Batch, ref: CounterRef, place: number): void {
  const name = pairKey(ref);
  const there = places.get(name);
  if (there === undefined) {
    refs.push(ref);
    places.set(name, place);
  } else if (typeof there === 'number') places.set(name, [there, place]);
  else there.push(place);
}
