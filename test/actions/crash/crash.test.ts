import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, type TestContext } from 'vitest';
import type { Inputs, MutationName } from '../../../src/actions/inputs.ts';
import { createActions } from '../../../src/actions/pipeline.ts';
import { CRASH_POINTS, type CrashPoint, type Outcome } from '../../../src/actions/ports.ts';
import { openStore, type OpenStore, type StoreOptions } from '../../../src/store/store.ts';
import { onDrivers } from '../../store/drivers.ts';
import { StoppedClock } from '../../support/clock.ts';
import { anApp, aTask, TestMarathon } from '../marathon.ts';
import { TestWorld } from '../world.ts';
import { KEY, START, type Asked, type Assignment } from './messages.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const shop = anApp({ marathonId: '/shop' });
const child = new URL('./child.ts', import.meta.url);

interface Aftermath {
  readonly marathon: TestMarathon;
  readonly store: OpenStore;
  readonly world: TestWorld;
  readonly recover: () => Promise<unknown>;
  /** The same call, with the same key, of the process that comes after. */
  readonly again: () => Promise<Outcome>;
}

/** Runs the mutation in a process that ends itself at the point, and opens its store when it is gone. */
async function crash<M extends MutationName>(
  { onTestFinished }: TestContext,
  options: StoreOptions,
  point: CrashPoint,
  mutation: M,
  input: Inputs[M],
): Promise<Aftermath> {
  const marathon = new TestMarathon();
  marathon.put(shop, { cmd: 'run', env: { DB_PASSWORD: 'before' } }, [aTask('t1')]);
  const tasks = [{ taskId: 't1', marathonId: '/shop' }];
  const assignment: Assignment = { store: options, point, mutation, input, apps: [shop], tasks };
  await run(assignment, marathon);

  const clock = new StoppedClock(START + 60_000);
  const store = await openStore(options, { clock: clock.patient, log: quiet, newId: () => 'log-2' });
  onTestFinished(() => store.close());
  const world = new TestWorld(clock, ['main'], await store.facts());
  world.put(shop);
  const live = marathon.apps.get('/shop')?.tasks ?? [];
  for (const task of live)
    world.containers.set(task.taskId, Object.assign(Object.create(null), task, { cluster: 'main', marathonId: '/shop' }));
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
  const again = () => actions.run(mutation, input, { mode: 'APPLY', planToken: null, idempotencyKey: KEY, caller: 'ann', requestId: 'r2' });
  return { marathon, store, world, again, recover: () => actions.recover() };
}

async function run(assignment: Assignment, marathon: TestMarathon): Promise<void> {
  const process = fork(child, [JSON.stringify(assignment)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const tell = (message: object) => process.connected && process.send(message, () => {});
  const calls: Promise<void>[] = [];
  marathon.onArrival = () => void tell({ arrived: true });
  process.on('message', ({ id, method, args }: Asked) =>
    calls.push(answer(marathon, method, args).then((value) => void tell({ id, value }))),
  );
  const [code, signal] = await once(process, 'exit');
  await Promise.all(calls);
  expect([code, signal]).toEqual([null, 'SIGKILL']);
}

function answer(marathon: TestMarathon, method: string, args: readonly unknown[]): Promise<unknown> {
  const call: unknown = Reflect.get(marathon, method);
  if (typeof call !== 'function') throw new Error(`There is no ${method}.`);
  return Promise.resolve(Reflect.apply(call, marathon, args));
}

/** Whatever the point: one truth, the same each time it is asked for, and nothing left open. */
async function truth({
  again,
  store,
  marathon,
}: Aftermath): Promise<{ readonly state: string; readonly codes: readonly string[]; readonly effects: number }> {
  const outcome = await again();
  const replay = await again();
  expect(replay).toMatchObject({ plan: { id: outcome.plan?.id, state: outcome.plan?.state }, userErrors: outcome.userErrors });
  expect(await store.openIntents()).toEqual([]);
  expect(await store.plansIn('RUNNING', 10)).toEqual([]);
  return { state: outcome.plan?.state ?? 'none', codes: outcome.userErrors.map(({ code }) => code), effects: marathon.effects.length };
}

const done = { state: 'DONE', codes: [], effects: 1 };
const notDone = { state: 'STOPPED', codes: ['UPSTREAM_UNAVAILABLE'], effects: 0 };
const unknown = { state: 'UNKNOWN', codes: ['OUTCOME_UNKNOWN'], effects: 0 };
const NOTHING_SENT: readonly CrashPoint[] = ['after-intent', 'before-send'];

onDrivers('a process that is killed during a mutation', ['sqlite', 'mariadb'], ({ fresh }) => {
  it.concurrent.for(CRASH_POINTS)('leaves a scale that its key finishes, at %s', async (point, test) => {
    expect(await truth(await crash(test, await fresh(), point, 'scaleApp', { app: '/shop', instances: 5 }))).toEqual(done);
  });

  it.concurrent.for(CRASH_POINTS)('leaves a scale that the next process finishes by itself, at %s', async (point, test) => {
    const after = await crash(test, await fresh(), point, 'scaleApp', { app: '/shop', instances: 5 });
    await after.recover();
    expect(await after.store.plansIn('RUNNING', 10)).toEqual([]);
    expect(await truth(after)).toEqual(done);
  });

  it.concurrent.for(CRASH_POINTS)('leaves a deploy that its caller’s input finishes, at %s', async (point, test) => {
    const after = await crash(test, await fresh(), point, 'deployApp', {
      app: '/shop',
      env: [{ name: 'DB_PASSWORD', value: 'after-the-crash' }],
    });
    expect(await truth(after)).toEqual(done);
    expect(await after.marathon.definition('/shop')).toMatchObject({ env: { DB_PASSWORD: 'after-the-crash' } });
  });

  it.concurrent.for(CRASH_POINTS)('never restarts twice, at %s', async (point, test) => {
    expect(await truth(await crash(test, await fresh(), point, 'restartApp', { app: '/shop' }))).toEqual(
      NOTHING_SENT.includes(point) ? notDone : done,
    );
  });

  it.concurrent.for(CRASH_POINTS)('never kills twice, at %s', async (point, test) => {
    expect(await truth(await crash(test, await fresh(), point, 'killContainer', { taskId: 't1' }))).toEqual(
      NOTHING_SENT.includes(point) ? unknown : done,
    );
  });

  it.concurrent.for(['before-record', 'after-record', 'before-reply'] as const)('makes a node once, at %s', async (point, test) => {
    const after = await crash(test, await fresh(), point, 'createTreeNode', { parent: null, name: 'acme' });
    expect(await truth(after)).toEqual({ ...done, effects: 0 });
    expect((await after.store.facts()).nodes.map(({ name }) => name)).toEqual(['acme']);
  });

  it('a deploy that was not sent is ended, not guessed, when its caller does not come back', async (test) => {
    const after = await crash(test, await fresh(), 'before-send', 'deployApp', {
      app: '/shop',
      env: [{ name: 'DB_PASSWORD', value: 'x' }],
    });
    await after.recover();
    expect(await truth(after)).toEqual(notDone);
  });
});
