import type { App } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import type { Cell } from '../kit/cell.ts';
import { latestOf, metricsFacts, NO_FIGURES, type Latest, type MetricsFacts } from '../monitoring/latest.ts';
import { Rollup } from '../monitoring/rollup.ts';
import { METRICS } from '../tree/facets.ts';
import type { Graph } from './graph.ts';
import type { MetricCopy } from './metric-copy.ts';
import type { AppSlot, LiveNode } from './node.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

/** Reads of the newest figures. */
export class MetricReads {
  /** Of a page of one app's containers it is noted once. */
  #noted: AppSlot | undefined;

  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly scope: Scope,
  ) {}

  latest(container: Container): Latest | null {
    const { metrics } = this.graph;
    if (!metrics) return null;
    this.#reads(metrics, this.graph.slotOf(container));
    const row = metrics.table.rowOf(container);
    return row === undefined ? NO_FIGURES : latestOf((metric) => metrics.table.point(row, metric));
  }

  ofApp(app: App): MetricsFacts | null {
    const { metrics } = this.graph;
    if (!metrics) return null;
    const slot = this.graph.clusters.get(app.cluster)?.slots.get(app.marathonId);
    this.#reads(metrics, slot);
    // Of an app that only claims to come here, its definition is told and no more.
    return metricsFacts(slot && (this.scope.all || this.scope.sees(slot.node)) ? slot.metrics : undefined);
  }

  /** What the nodes come to together; none of them stands within another, and all were noted. */
  ofNodes(nodes: readonly LiveNode[]): { readonly facts: MetricsFacts; readonly sum: Rollup | undefined } | undefined {
    const { metrics } = this.graph;
    if (!metrics || metrics.sweptAt === undefined) return undefined;
    this.reading.source(metrics.source);
    const sum = together(nodes);
    return { sum, facts: metricsFacts(sum) };
  }

  /** The sweep that all sums are of: those that it left as they were hold too. */
  sweptAt(): number {
    return this.graph.metrics?.sweptAt ?? 0;
  }

  isOutdated(at: number): boolean {
    return this.graph.metrics?.stale(at, this.graph.clock.now()) ?? true;
  }

  /** Absence in a copy that has not been read means nothing. */
  #reads({ source }: MetricCopy, slot: AppSlot | undefined): void {
    source.requireSynced();
    this.reading.source(source);
    if (slot && slot !== this.#noted) this.reading.cell(slot.cells[METRICS] as Cell);
    this.#noted = slot;
  }
}

function together(nodes: readonly LiveNode[]): Rollup | undefined {
  const [only, ...others] = nodes;
  if (others.length === 0) return only?.metrics;
  const sum = new Rollup();
  for (const { metrics } of nodes) if (metrics) sum.addAll(metrics);
  return sum;
}
