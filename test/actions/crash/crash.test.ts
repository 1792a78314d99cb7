import { expect, it, type TestContext } from 'vitest';
import type { Inputs, MutationName } from '../../../src/actions/inputs.ts';
import { CRASH_POINTS, type CrashPoint, type Outcome } from '../../../src/actions/ports.ts';
import type { StoreOptions } from '../../../src/store/store.ts';
import { onDrivers } from '../../store/drivers.ts';
import { anApp, aTask, TestMarathon } from '../marathon.ts';
import { comeAfter, runChild, type Aftermath as Process } from './harness.ts';
import type { Assignment } from './messages.ts';

const shop = anApp({ marathonId: '/shop' });

interface Aftermath extends Omit<Process, 'again'> {
  readonly marathon: TestMarathon;
  readonly again: () => Promise<Outcome>;
}

/** Runs the mutation in a process that ends itself at the point, and opens its store when it is gone. */
async function crash<M extends MutationName>(
  { onTestFinished }: TestContext,
  store: StoreOptions,
  point: CrashPoint,
  mutation: M,
  input: Inputs[M],
): Promise<Aftermath> {
  const marathon = new TestMarathon();
  marathon.put(shop, { cmd: 'run', env: { DB_PASSWORD: 'before' } }, [aTask('t1')]);
  const call = { mutation, input, key: 'key-1' };
  const assignment: Assignment = {
    store,
    calls: [call],
    lanes: 1,
    crash: { point, passing: 1 },
    apps: [shop],
    tasks: [{ taskId: 't1', marathonId: '/shop' }],
  };
  expect(await runChild(assignment, marathon)).toMatchObject({ code: null, signal: 'SIGKILL' });
  const after = await comeAfter(assignment, marathon);
  onTestFinished(() => after.store.close());
  return { ...after, marathon, again: () => after.again(call) };
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
