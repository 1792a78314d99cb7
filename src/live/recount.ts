import { Breather } from '../kit/breathe.ts';
import { Rollup } from '../monitoring/rollup.ts';
import type { Graph } from './graph.ts';
import type { LiveNode } from './node.ts';
import { addAll, addApp, addContainer, equalDelta, HostCounts, zero, type Delta } from './tally.ts';

export interface Mismatch {
  readonly jobName: string;
  readonly held: readonly number[];
  readonly counted: readonly number[];
}

/**
 * Counts the whole graph anew, a few milliseconds at a time, and names every node whose roll-up differs. A node that
 * changed while it was counted is left out: its figures moved under the count.
 */
export async function recount(graph: Graph): Promise<{ readonly nodes: number; readonly mismatches: readonly Mismatch[] }> {
  const breather = new Breather();
  const mismatches: Mismatch[] = [];
  let nodes = 0;

  const count = async (node: LiveNode): Promise<{ sums: Delta; hosts: HostCounts; metrics: Rollup; steady: boolean }> => {
    const versions = node.cells.map((cell) => cell.version);
    const sums = zero();
    const hosts = new HostCounts();
    const metrics = new Rollup();
    let steady = true;
    for (const child of [...node.children]) {
      const below = await count(child);
      addAll(sums, below.sums);
      metrics.addAll(below.metrics);
      for (const [host, times] of below.hosts.entries()) hosts.add(host, times);
      steady &&= below.steady;
    }
    for (const slot of node.apps) {
      addApp(sums, slot.app, 1);
      if (slot.metrics) metrics.addAll(slot.metrics);
      for (const container of slot.containers) {
        addContainer(sums, container, 1);
        if (container.hostName !== null) hosts.add(container.hostName, 1);
      }
    }
    if (breather.due) await breather.breathe();
    nodes++;
    steady &&= node.cells.every((cell, facet) => cell.version === versions[facet]);
    if (steady && !(equalDelta(sums, node.tally) && hosts.equals(node.hosts) && sameFigures(metrics, node))) {
      mismatches.push({ jobName: node.entity?.jobName ?? '', held: [...node.tally, node.hosts.size], counted: [...sums, hosts.size] });
    }
    return { sums, hosts, metrics, steady };
  };

  const sameFigures = (metrics: Rollup, node: LiveNode): boolean =>
    graph.metrics?.settling === true || metrics.equals(node.metrics ?? NO_FIGURES);

  await count(graph.tree.root);
  return { nodes, mismatches };
}

const NO_FIGURES = new Rollup();
