import { OPEN } from '../src/access/model.ts';
import { App, type AppRecord, type TaskRecord } from '../src/apps/model.ts';
import { systemClock as clock } from '../src/kit/clock.ts';
import { Seal } from '../src/kit/seal.ts';
import { AccessMirror } from '../src/live/access.ts';
import { Cursors } from '../src/live/cursors.ts';
import { Graph } from '../src/live/graph.ts';
import { AccessReads } from '../src/live/read-access.ts';
import { Reading } from '../src/live/reading.ts';
import { Scope } from '../src/live/scope.ts';
import { Source } from '../src/live/source.ts';
import { LiveView } from '../src/live/view.ts';
import { spread } from './figures.ts';
import { shown, type Report } from './report.ts';

const ROUNDS = 7;
const TIMES = 500;
const APPS = 500;
const TASKS = 4;
const LISTED = 1_000;

/** What it costs to leave out what somebody may not see: of 1,000 containers in an order in which no two of one app stand together. */
export function whatIsSeen(report: Report): void {
  const graph = company();
  const listed = [...graph.containers.byTask.from()].slice(0, LISTED);
  // Every second product, each by a binding of its own.
  const held = new Map(Array.from({ length: 25 }, (_, n) => [`acme/d${(2 * n) % 5}/p${2 * n}`, 'VIEWER' as const]));
  const scope = new Scope(graph.tree, [[held]], 'bench');
  const everything = Scope.everything(graph.tree);
  const checks: number[] = [];
  const restricted: number[] = [];
  const whole: number[] = [];
  let seen = 0;
  const timed = (work: () => void): number => {
    const began = process.hrtime.bigint();
    for (let n = 0; n < TIMES; n++) work();
    return Number(process.hrtime.bigint() - began) / 1e3 / TIMES;
  };
  const list = (by: Scope) => () => void viewOf(graph, by).containers({}, 'TASK_ID', { first: LISTED });
  for (let round = 0; round < ROUNDS; round++) {
    checks.push(
      timed(() => {
        for (const each of listed) if (scope.sees(graph.slotOf(each)?.node)) seen++;
      }),
    );
    whole.push(timed(list(everything)));
    restricted.push(timed(list(scope)));
  }
  if (seen === 0 || seen >= ROUNDS * TIMES * LISTED) throw new Error('the scope leaves out nothing, or everything');
  report.section(
    'What is seen',
    `Whether each of ${LISTED} containers may be seen, no two of one app beside each other, by somebody with ${held.size} role bindings; ${ROUNDS} rounds of ${TIMES}. Below, a page of ${LISTED} out of ${APPS * TASKS} by task id: of such a caller, who sees half, against an administrator, who sees all.`,
  );
  report.check({ what: `permission check of ${LISTED} containers`, measured: spread(checks), floor: 50, atMost: true, unit: ' us' });
  report.table(
    `A page of ${LISTED}`,
    ['who asks', 'us'],
    [
      ['one who sees half', shown(spread(restricted))],
      ['an administrator', shown(spread(whole))],
    ],
  );
}

function viewOf(graph: Graph, scope: Scope): LiveView {
  const reading = new Reading(graph.tree.shape, 0b1111);
  return new LiveView(graph, reading, cursors, scope, new AccessReads({ tree: graph.tree, access, scope, caller: OPEN, reading }));
}

const cursors = new Cursors(new Seal(new Uint8Array(32)));
const nobody = { bindings: [], tokens: [], signIns: [], version: 0 };
const access = new AccessMirror({
  store: {
    access: () => Promise.resolve(nobody),
    accessVersion: () => Promise.resolve(0),
    signIn: () => Promise.resolve(undefined),
    onEvents: () => () => undefined,
    touchTokens: () => Promise.resolve(),
    write: () => Promise.reject(new Error('nothing is written here')),
  },
  tree: new Graph(clock).tree,
  clock,
  administrators: { users: [], groups: [] },
  maxStaleMs: 1,
});

function company(): Graph {
  const graph = new Graph(clock);
  const source = new Source('marathon:main', 'marathon', 'http://127.0.0.1', clock, 60_000);
  source.listed(clock.monotonic(), clock.now());
  const copy = graph.addCluster('main', source);
  for (let n = 0; n < APPS; n++) {
    const names = ['acme', `d${n % 5}`, `p${n % 50}`, 'c', 'g', `s${n}`, 'j', 'm'];
    grow(graph, names);
    const app: AppRecord = new App({ ...BARE, marathonId: `/${names.join('/')}` });
    const tasks = Array.from({ length: TASKS }, (_, t) => ({ ...TASK, taskId: `task-${t}.${n}` }));
    graph.applyApp(copy, { app, tasks, unreadable: [] }, String(n), { mono: 1, wall: 1 });
  }
  return graph;
}

function grow({ tree }: Graph, names: readonly string[]): void {
  for (const [depth, name] of names.entries()) {
    const id = names.slice(0, depth + 1).join('/');
    const parentId = depth === 0 ? null : names.slice(0, depth).join('/');
    if (!tree.nodes.has(id)) tree.put({ id, parentId, depth, name, createdAt: 0 });
  }
}

const BARE: Omit<AppRecord, 'marathonId'> = {
  ...{ cluster: 'main', image: null, command: 'run', cpus: 1, memMiB: 64, diskMiB: 0, gpus: 0, instances: TASKS },
  ...{ tasksRunning: TASKS, tasksStaged: 0, tasksHealthy: 0, tasksUnhealthy: 0, deploymentIds: [], version: 1, labels: [] },
  ...{ lastScalingAt: null, lastConfigChangeAt: null, lastTaskFailure: null, readiness: [], checked: false },
};
const TASK: Omit<TaskRecord, 'taskId'> = {
  ...{ host: 'h1', slaveId: 's1', ip: '10.0.0.1', ports: [31_000], state: 'RUNNING', health: 'UNKNOWN' },
  ...{ stagedAt: 1, startedAt: 2, version: 1 },
};
