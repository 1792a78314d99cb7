import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createActions } from '../../../src/actions/pipeline.ts';
import type { Outcome } from '../../../src/actions/ports.ts';
import { Fault } from '../../../src/kit/fault.ts';
import { openStore, type OpenStore } from '../../../src/store/store.ts';
import { AUDIT_KEY } from '../../support/audit-key.ts';
import { StoppedClock } from '../../support/clock.ts';
import type { TestMarathon } from '../marathon.ts';
import { TestWorld } from '../world.ts';
import { START, type Acknowledged, type Answered, type Assignment, type Asked, type KeyedCall, type Said } from './messages.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const child = new URL('./child.ts', import.meta.url);

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly acknowledged: readonly Acknowledged[];
}

/** Wrongs that a test wants done to the child or its Marathon. */
export interface Trouble {
  /** From when its calls begin. */
  readonly killAfterMs?: number;
  /** Before each answer of Marathon. */
  readonly latencyMs?: () => number;
}

/** Runs the calls in a process of its own against a Marathon that outlives it. */
export async function runChild(assignment: Assignment, marathon: TestMarathon, { killAfterMs, latencyMs }: Trouble = {}): Promise<Ended> {
  // Models have parameter properties, which is more than types to strip.
  const execArgv = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
  const process = fork(child, [JSON.stringify(assignment)], { execArgv });
  const tell = (message: Answered) => process.connected && process.send(message, () => {});
  const answers: Promise<void>[] = [];
  const acknowledged: Acknowledged[] = [];
  let timer: NodeJS.Timeout | undefined;
  marathon.onArrival = () => void tell({ arrived: true });
  process.on('message', (said: Said) => {
    if ('acknowledged' in said) acknowledged.push(said.acknowledged);
    else if ('id' in said) answers.push(answer(marathon, said, latencyMs?.() ?? 0).then((message) => void tell(message)));
    else if (killAfterMs !== undefined) timer = setTimeout(() => process.kill('SIGKILL'), killAfterMs);
  });
  const [code, signal] = (await once(process, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the process ended by itself, with ${code}`);
  // What it had sent arrives, whether or not it lives.
  await Promise.all(answers);
  return { code, signal, acknowledged };
}

async function answer(marathon: TestMarathon, { id, method, args }: Asked, latencyMs: number): Promise<Answered> {
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  const call: unknown = Reflect.get(marathon, method);
  if (typeof call !== 'function') throw new Error(`There is no ${method}.`);
  try {
    return { id, value: await Promise.resolve(Reflect.apply(call, marathon, args)) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { id, fault: { code: error.code, message: error.message, details: error.details ?? null } };
  }
}

export interface Aftermath {
  readonly store: OpenStore;
  readonly world: TestWorld;
  readonly recover: () => Promise<unknown>;
  /** The same call, with the same key, of the process that comes after. */
  again(call: KeyedCall): Promise<Outcome>;
}

/** A server's time passes by itself: for whoever asks it, it is as much later as the clock says. */
function later(store: OpenStore, clock: StoppedClock): OpenStore {
  if (store.kind === 'sqlite') return store;
  const now = async () => (await store.now()) + clock.now() - START;
  return new Proxy(store, {
    get: (whole, name) => {
      const member: unknown = name === 'now' ? now : Reflect.get(whole, name);
      return typeof member === 'function' ? member.bind(whole) : member;
    },
  });
}

/** The process that comes after, a minute later, over the store that the first has left. */
export async function comeAfter({ store: options, apps }: Assignment, marathon: TestMarathon): Promise<Aftermath> {
  const clock = new StoppedClock(START + 60_000);
  const store = later(await openStore(options, { clock: clock.patient, log: quiet, newId: () => 'log-2', auditKey: AUDIT_KEY }), clock);
  const world = new TestWorld(clock, ['main'], await store.facts());
  for (const app of apps) world.put(app);
  for (const [marathonId, { tasks }] of marathon.apps)
    for (const task of tasks) world.containers.set(task.taskId, Object.assign(Object.create(null), task, { cluster: 'main', marathonId }));
  let ids = 0;
  const actions = createActions({
    store,
    world,
    marathons: new Map([['main', marathon]]),
    clock,
    newId: () => `after-${++ids}`,
    owner: 'after',
    log: quiet,
    reflected: () => world.follow(store),
  });
  const again = ({ mutation, input, key }: KeyedCall) =>
    actions.run(mutation, input, {
      mode: 'APPLY',
      planToken: null,
      idempotencyKey: key,
      caller: 'ann',
      requestId: 'r2',
      permit: 'ALL',
      address: null,
    });
  return { store, world, again, recover: () => actions.recover() };
}
