import { describe, expect, it } from 'vitest';
import { Run, type ActionsDeps } from '../../src/actions/run.ts';
import { asJson, type RemoteRequest } from '../../src/actions/spec.ts';
import { runSteps } from '../../src/actions/steps.ts';
import type { PlanRecord, PlanStep } from '../../src/plans/model.ts';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const was = { version: 1_000, instances: 3, lastConfigChangeAt: 1_000, deploymentIds: [] };
const request = (marathonId: string): RemoteRequest => ({ guards: [], cluster: 'main', marathonId, force: false, was, instances: 5 });
const scale = (marathonId: string): PlanStep => ({
  system: 'marathon:main',
  verb: 'scale',
  target: marathonId,
  before: null,
  after: null,
  request: asJson(request(marathonId)),
  absolute: true,
  dependsOn: { instances: 3 },
  outcome: 'PLANNED',
  said: null,
});
const create = (name: string): PlanStep => ({
  ...scale(name),
  system: 'canopy',
  verb: 'create',
  request: asJson({ guards: [], writes: [{ put: 'node', value: { id: name, parentId: null, depth: 0, name, createdAt: 1 } }], events: [] }),
  dependsOn: { [`node of cop.${name}`]: null },
});

async function running(steps: readonly PlanStep[]): Promise<{ house: House; run: Run; deps: ActionsDeps }> {
  const house = await House.open();
  for (const marathonId of ['/a', '/b']) house.marathon.put(anApp({ marathonId }));
  const plan: PlanRecord = {
    id: 'p1',
    mutation: 'drain',
    caller: 'ann',
    inputHash: '',
    input: null,
    state: 'PLANNED',
    steps,
    nextStep: 0,
    blockedBy: [],
    decisionId: null,
    subject: null,
    nodeId: null,
    createdAt: 1,
    expiresAt: 2,
    deadlineAt: null,
    owner: null,
    fence: 0,
    revision: 0,
  };
  return { house, deps: house.deps, run: new Run(house.deps, plan, { actor: 'ann', input: undefined, stored: false }) };
}

const outcomes = async (house: House) => (await house.store.plan('p1'))?.steps.map(({ outcome }) => outcome);

describe('a plan of several steps', () => {
  it('runs them in order, local ones in a row as one transaction', async () => {
    const { house, run, deps } = await running([scale('/a'), create('x'), create('y'), scale('/b')]);
    await runSteps(run, deps);
    expect(await house.store.plan('p1')).toMatchObject({ state: 'DONE', nextStep: 4, owner: null, deadlineAt: null });
    expect(await outcomes(house)).toEqual(['ACCEPTED', 'DONE', 'DONE', 'ACCEPTED']);
    // Stored with the first intent; each remote step has two transactions; the two local ones share one.
    expect(run.plan.revision).toBe(4);
  });

  it('stops at the first surprise and leaves what is done recorded', async () => {
    const { house, run, deps } = await running([scale('/a'), scale('/b'), create('x')]);
    house.marathon.put(anApp({ marathonId: '/b', instances: 4 }));
    await runSteps(run, deps);
    expect(await house.store.plan('p1')).toMatchObject({ state: 'STOPPED', nextStep: 1 });
    expect(await outcomes(house)).toEqual(['ACCEPTED', 'NOT_DONE', 'SKIPPED']);
    expect(house.marathon.effects).toHaveLength(1);
  });

  it('stops before its next step when it is cancelled', async () => {
    const { house, run, deps } = await running([scale('/a'), scale('/b')]);
    house.marathon.onArrival = async () => {
      await house.done('cancelPlan', { id: 'p1' });
    };
    await runSteps(run, deps);
    expect(await house.store.plan('p1')).toMatchObject({ state: 'CANCELLED', nextStep: 1 });
    expect(await outcomes(house)).toEqual(['ACCEPTED', 'SKIPPED']);
    expect(house.marathon.effects).toHaveLength(1);
  });

  it('is gone on with by another process when its own has left it between two steps', async () => {
    const { house, run, deps } = await running([scale('/a'), create('x'), scale('/b')]);
    const crash = new Error('gone');
    let records = 0;
    const dying = {
      ...deps,
      crashAt: (point: string) => {
        if (point === 'before-intent' && ++records === 2) fail(crash);
      },
    };
    await expect(runSteps(run, dying)).rejects.toBe(crash);
    expect(await house.store.plan('p1')).toMatchObject({ state: 'RUNNING', nextStep: 2 });

    const another = house.another();
    expect(await another.recover()).toMatchObject({ settled: 0, waiting: 1 });
    house.clock.pass(60_000);
    expect(await another.recover()).toMatchObject({ settled: 1, waiting: 0 });
    expect(await house.store.plan('p1')).toMatchObject({ state: 'DONE', fence: 1 });
    expect(await outcomes(house)).toEqual(['ACCEPTED', 'DONE', 'ACCEPTED']);
  });

  it('is let go by a process from which it was taken', async () => {
    const { house, run, deps } = await running([scale('/a'), scale('/b')]);
    house.marathon.onArrival = async () => {
      house.marathon.onArrival = () => {};
      house.clock.pass(60_000);
      await house.another().recover();
    };
    await expect(runSteps(run, deps)).rejects.toThrow('runs elsewhere');
    expect((await house.store.plan('p1'))?.fence).toBe(1);
    expect(await house.store.openIntents()).toEqual([]);
  });

  it('keeps no other plan from being recovered when it cannot be', async () => {
    const { house, run, deps } = await running([{ ...scale('/a'), verb: 'no such verb' }]);
    await expect(runSteps(run, deps)).rejects.toThrow('no such verb');
    house.clock.pass(60_000);
    expect(await house.another().recover()).toEqual({ expired: 0, settled: 0, waiting: 1 });
  });
});

function fail(error: Error): never {
  throw error;
}
