import type { AppRecord, TaskRecord } from '../../src/apps/model.ts';
import type { Clock } from '../../src/kit/clock.ts';
import type { ClusterCopy } from '../../src/live/cluster.ts';
import { Graph } from '../../src/live/graph.ts';
import { Source } from '../../src/live/source.ts';
import { TREE_LEVELS } from '../../src/tree/model.ts';

export function anApp(over: Partial<AppRecord> = {}): AppRecord {
  return {
    cluster: 'main',
    marathonId: '/a/b/c/d/e/f/g/h',
    image: null,
    command: 'run',
    cpus: 0.5,
    memMiB: 64,
    diskMiB: 0,
    gpus: 0,
    instances: 1,
    tasksRunning: 1,
    tasksStaged: 0,
    tasksHealthy: 0,
    tasksUnhealthy: 0,
    deploymentIds: [],
    version: 1_000,
    lastScalingAt: null,
    lastConfigChangeAt: null,
    labels: [],
    lastTaskFailure: null,
    readiness: [],
    checked: false,
    ...over,
  };
}

export function aTask(over: Partial<TaskRecord> = {}): TaskRecord {
  return {
    taskId: 't1',
    host: 'h1',
    slaveId: 's1',
    ip: '10.0.0.1',
    ports: [31000],
    state: 'RUNNING',
    health: 'UNKNOWN',
    stagedAt: 1,
    startedAt: 2,
    version: 1_000,
    ...over,
  };
}

/** A graph of one synced Marathon whose tree is given as paths of names. */
export function aGraph(clock: Clock, paths: readonly string[] = []): { graph: Graph; copy: ClusterCopy } {
  const graph = new Graph(clock);
  const source = new Source('marathon:main', 'marathon', 'http://127.0.0.1', clock, 60_000);
  source.listed(clock.monotonic(), clock.now());
  const copy = graph.addCluster('main', source);
  for (const path of paths) grow(graph, path);
  return { graph, copy };
}

/** Adds the nodes of the path that are missing; ids are the paths. */
export function grow(graph: Graph, path: string): void {
  const names = path.split('/').filter((name) => name !== '');
  for (let depth = 0; depth < Math.min(names.length, TREE_LEVELS.length); depth++) {
    const id = names.slice(0, depth + 1).join('/');
    if (graph.tree.nodes.has(id)) continue;
    graph.tree.put({
      id,
      parentId: depth === 0 ? null : names.slice(0, depth).join('/'),
      depth,
      name: names[depth] as string,
      createdAt: 0,
    });
  }
}
