import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SetScalingModeDocument, SetScalingRuleDocument, WhySizeDocument } from '../generated/operations.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';
import { appOfTwo, sizeOf } from '../support/sized.ts';

let running: Running;
let app: string;

beforeAll(async () => {
  running = await startCanopy();
  ({ app } = appOfTwo(running));
});
afterAll(() => running.stop());

const size = () => sizeOf(running, app);
const why = async () => (await running.ask(WhySizeDocument, { id: `App:sandbox:${app}` })).data?.why ?? [];
/** Each that took effect has made a deployment. */
const writes = async () => (await running.sandbox.ledger()).writes.filter(({ deploymentId }) => deploymentId !== null).length;
/** Bounds alone: nothing has to be told. */
const atLeast = async (min: number) => {
  const { subject } = await mutate(running.ask, SetScalingRuleDocument, {
    ...{ app, cluster: 'sandbox', rule: { min, max: 9, metrics: [{ metric: 'CPU_IDLE', target: 50 }] } },
  });
  await mutate(running.ask, SetScalingModeDocument, { id: subject?.id ?? '', mode: 'ACT' });
};

describe('a Marathon that does not do as it is told', () => {
  it('is told of with its answer, asked again ever more seldom, and does it once it can', async () => {
    const before = await writes();
    await running.sandbox.control('/faults', { tooManyDeployments: true });
    await atLeast(3);
    await until(async () => (await why())[0]?.outcome === 'HOLD' && /tried again/.test((await why())[0]?.reason ?? ''), 20_000);
    const [held, tried] = await why();
    expect(tried).toMatchObject({ outcome: 'CHANGE', plan: { state: 'STOPPED', steps: [{ verb: 'scale', outcome: 'REFUSED' }] } });
    expect(held?.rejected[0]?.reason).toMatch(/^HELD: /);
    await until(async () => (await why()).filter((each) => each?.plan?.state === 'STOPPED').length >= 2, 20_000);
    expect([size(), await writes()]).toEqual([2, before]);
    await running.sandbox.control('/faults', { tooManyDeployments: false });
    await until(() => size() === 3, 30_000);
    expect(await writes()).toBe(before + 1);
  });

  it('whose answer is lost is looked at, and not told again', async () => {
    await until(async () => (await why())[0]?.outcome === 'NOTHING_TO_DO' || /few|told/.test((await why())[0]?.reason ?? ''), 20_000);
    const before = await writes();
    await running.sandbox.control('/faults', { loseWrites: 'after' });
    await atLeast(5);
    await until(() => size() === 5, 30_000);
    await until(
      async () => (await why()).some((each) => each?.plan?.steps[0]?.after === 'instances: 5' && each.plan.state === 'DONE'),
      60_000,
    );
    expect(await writes()).toBe(before + 1);
  });
});
