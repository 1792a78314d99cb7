import type { Container } from '../containers/model.ts';
import { METRICS as METRICS_FACET } from '../tree/facets.ts';
import { Rollup } from '../monitoring/rollup.ts';
import { METRICS, staleAfter } from '../monitoring/model.ts';
import type { Cell } from '../kit/cell.ts';
import { UnreadableItems } from './cluster.ts';
import { MetricTable } from './metric-table.ts';
import type { AppSlot, LiveNode } from './node.ts';
import type { Source } from './source.ts';

/** The newest figures as they are held, and what they come to in apps and nodes. */
export class MetricCopy {
  /** Of the last sweep, or some of it. */
  readonly unreadable = new UnreadableItems();
  readonly table = new MetricTable();
  /** The instant before the first request of the last whole sweep; undefined until there was one. */
  sweptAt: number | undefined = undefined;
  /** Sums are being made: nodes are ahead of what their versions say. */
  settling = false;
  /** Told of each app whose figures have changed. */
  onSettled: (slot: AppSlot) => void = () => {};
  readonly #row = new Float64Array(METRICS);

  constructor(
    readonly source: Source,
    readonly stepMs: number,
  ) {}

  /** Whether what was measured then says nothing of now. */
  stale(at: number, now: number): boolean {
    return this.source.down || now - at > staleAfter(this.stepMs);
  }

  containerChanged(before: Container | undefined, after: Container | undefined): void {
    if (before && !after) this.table.drop(before);
  }

  /**
   * Sums an app's figures up anew, at the app and at all above it. Without `whole` only if something of it changed. Answers
   * whether it raised the app's version; who calls raises those of the nodes, each once for a whole sweep.
   */
  settle(slot: AppSlot, since: number, whole: boolean): boolean {
    let changed = false;
    const next = new Rollup();
    for (const container of slot.containers) {
      const row = this.table.rowOf(container);
      if (row === undefined) continue;
      if (this.table.takeChanged(row)) changed = true;
      next.add(this.table.values(row, since, this.#row), container);
    }
    if (!changed && !whole) return false;
    const moved = slot.metrics === undefined || !slot.metrics.equals(next);
    if (moved) {
      const delta = new Rollup();
      delta.addAll(next);
      if (slot.metrics) delta.addAll(slot.metrics, -1);
      slot.metrics = next;
      slot.node.addMetrics(delta);
    }
    if (!changed && !moved) return false;
    (slot.cells[METRICS_FACET] as Cell).raise();
    this.onSettled(slot);
    return true;
  }
}

/** Says of each of the nodes, and of all above them, that figures changed there: once each. */
export function raiseMetrics(nodes: Iterable<LiveNode>): void {
  const raised = new Set<LiveNode>();
  for (const start of nodes) {
    for (let node: LiveNode | undefined = start; node && !raised.has(node); node = node.parent) {
      raised.add(node);
      (node.cells[METRICS_FACET] as Cell).raise();
    }
  }
}
