import type { AppReading, TaskRecord } from '../src/apps/model.ts';
import type { Container } from '../src/containers/model.ts';
import type { Graph } from '../src/live/graph.ts';
import type { AppSlot } from '../src/live/node.ts';

/** Which containers to replace, and the number that makes the new ones differ from all before. */
export interface Replacement {
  readonly taskIds: readonly string[];
  readonly turn: number;
}

/** Replaces containers by new snapshots as a read of their apps would: the same code for Canopy and for its peers. */
export function replaceContainers(graph: Graph, { taskIds, turn }: Replacement): void {
  const wanted = new Set(taskIds);
  const slots = new Set<AppSlot>();
  for (const id of taskIds) {
    const [container] = graph.containers.find(id);
    const slot = container && graph.slotOf(container);
    if (!slot) throw new Error(`no container ${id}`);
    slots.add(slot);
  }
  for (const slot of slots) {
    const cluster = graph.clusters.get(slot.app.cluster);
    if (!cluster) throw new Error(`no cluster ${slot.app.cluster}`);
    const reading: AppReading = {
      app: slot.app,
      tasks: slot.containers.map((each) => taskOf(each, wanted.has(each.taskId) ? turn : undefined)),
      unreadable: [],
    };
    graph.applyApp(cluster, reading, slot.digest, { mono: graph.clock.monotonic(), wall: graph.clock.now() });
  }
}

const EPOCH = Date.UTC(2026, 0, 1);

function taskOf(held: Container, turn: number | undefined): TaskRecord {
  const { taskId, hostName, slaveId, ip, ports, state, health, stagedAt, startedAt, version } = held;
  return {
    taskId,
    host: hostName,
    slaveId,
    ip,
    ports,
    state,
    health,
    stagedAt,
    startedAt: turn === undefined ? startedAt : EPOCH + turn,
    version,
  };
}
