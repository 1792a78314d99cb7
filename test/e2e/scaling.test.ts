import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../src/scaling/decide.ts';
import { replayed } from '../../src/scaling/looks.ts';
import {
  RemoveFreezeDocument,
  ScalingDecisionsDocument,
  ScalingDecisionsToldDocument,
  ScalingObservedDocument,
  SetFreezeDocument,
  SetScalingModeDocument,
  SetScalingRuleDocument,
  WhyNotDocument,
  WhySizeDocument,
  type ScalingRuleInput,
} from '../generated/operations.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { listen } from '../support/listen.ts';
import { mutate } from '../support/mutate.ts';
import { appOfTwo, quick, runningOf, sizeOf } from '../support/sized.ts';

let running: Running;
let app: string;
let jobName: string;
let load = 0;
let driver: NodeJS.Timeout;

const size = () => sizeOf(running, app);
const id = () => `App:sandbox:${app}`;

/** The load, shared by those that run. */
async function drive(): Promise<void> {
  const up = runningOf(running, app);
  const value = 100 - Math.min(100, load / Math.max(1, up.length));
  for (const { taskId } of up)
    await running.sandbox.control('/falcon/force', { endpoint: taskId, metric: 'cpu.idle', value, forMs: 60_000 }).catch(() => undefined);
}

beforeAll(async () => {
  running = await startCanopy({ sandbox: { falconStepS: 1 }, config: quick });
  ({ app, jobName } = appOfTwo(running));
  load = 100;
  driver = setInterval(() => void drive(), 200);
});
afterAll(async () => {
  clearInterval(driver);
  await running.stop();
});

const rule: ScalingRuleInput = {
  ...{ min: 1, max: 6, metrics: [{ metric: 'CPU_IDLE', target: 50 }] },
  down: { stabilisationSeconds: 3 },
};
const why = async () => (await running.ask(WhySizeDocument, { id: id() })).data?.why ?? [];
const newest = async () => (await why()).find((each) => each?.actor === 'controller:scaling');

describe('a rule on a live app', () => {
  let ruleId: string;
  let freeze: string;

  it('says what it would do, and does nothing, until it may', async () => {
    const { subject, userErrors } = await mutate(running.ask, SetScalingRuleDocument, { app, cluster: 'sandbox', rule });
    expect(userErrors).toEqual([]);
    ruleId = subject?.id ?? '';
    load = 200;
    await until(async () => (await newest())?.plan?.steps[0]?.after === 'instances: 4', 20_000);
    const decision = await newest();
    expect(decision).toMatchObject({ outcome: 'CHANGE', plan: { state: 'PLANNED', steps: [{ verb: 'scale', outcome: 'PLANNED' }] } });
    expect(decision?.inputs.find(({ name }) => name === 'CPU_IDLE')).toMatchObject({
      source: 'falcon',
      value: expect.stringContaining('4 containers'),
    });
    expect(size()).toBe(2);
  });

  it('makes it larger, once, and says why', async () => {
    await mutate(running.ask, SetScalingModeDocument, { id: ruleId, mode: 'ACT' });
    await until(() => size() === 4, 20_000);
    await until(async () => (await newest())?.plan?.state === 'DONE' || (await why()).some((each) => each?.plan?.state === 'DONE'), 20_000);
    const done = (await why()).filter((each) => each?.plan?.state === 'DONE' && each.plan.steps.length > 0);
    expect(done.map((each) => each?.plan?.steps.map(({ before, after }) => [before, after]))).toEqual([[['instances: 2', 'instances: 4']]]);
  });

  it('makes it smaller after the window, and holds under a freeze', async () => {
    load = 100;
    await until(() => size() === 2, 40_000);
    const frozen = await mutate(running.ask, SetFreezeDocument, { jobName, reason: 'holiday' });
    freeze = frozen.subject?.freezes?.[0]?.id ?? '';
    load = 300;
    await until(async () => (await newest())?.outcome === 'HOLD' && /frozen/.test((await newest())?.reason ?? ''), 20_000);
    expect(size()).toBe(2);
  });

  it('tells why it was not done, and what was decided, page by page and as it happens', async () => {
    const not = async (action: string) => (await running.ask(WhyNotDocument, { id: id(), action })).data?.whyNot ?? [];
    expect((await not('scaleOut'))[0]).toMatchObject({ outcome: 'HOLD', rejected: [{ reason: expect.stringContaining('frozen') }] });
    expect(
      (await not('scaleIn')).some((each) =>
        each?.rejected.some(({ reason }) => reason.startsWith('WINDOW') || reason.startsWith('STABILISATION')),
      ),
    ).toBe(true);
    expect(await not('deployApp')).toEqual([]);
    // What stays as it is is counted; that is kept with the looks.
    await until(async () => ((await not('scaleOut'))[0]?.again ?? 0) >= 1, 40_000);
    const told = async (first: number, after?: string) =>
      (await running.ask(ScalingDecisionsDocument, { filter: { scope: jobName }, first, after: after ?? null })).data?.scalingDecisions;
    const all = await told(100);
    const ids = all?.nodes.map((each) => each?.id) ?? [];
    expect(ids.length).toBeGreaterThanOrEqual(4);
    expect(all?.nodes.every((each) => each?.subject?.id === id())).toBe(true);
    const page = await told(2);
    const rest = await told(100, page?.pageInfo.endCursor ?? '');
    expect([...(page?.nodes ?? []), ...(rest?.nodes ?? [])].map((each) => each?.id)).toEqual(ids);
    const listener = await listen(running, 'server-sent events', ScalingDecisionsToldDocument, { scope: jobName });
    await mutate(running.ask, RemoveFreezeDocument, { id: freeze });
    await until(() => listener.events().some(({ kind }) => kind === 'DECISION_MADE'), 30_000);
    listener.close();
  }, 90_000);

  it('holds what it would have done against what happened', async () => {
    const observed = async () => (await running.ask(ScalingObservedDocument, { app })).data?.app?.scalingObserved;
    await until(async () => ((await observed())?.happened.length ?? 0) >= 2, 20_000);
    const told = await observed();
    expect(told?.wouldHave[0]).toMatchObject({ from: 2, to: 4 });
    expect(told?.happened[0]).toMatchObject({ from: 2, to: 4 });
    expect(told?.underCapacitySeconds).toBeGreaterThan(0);
    expect(told?.agreedShare).toBeLessThan(1);
    const none = await running.ask(ScalingObservedDocument, { app, to: '2020-01-01T00:00:00Z' });
    expect(none.data?.app?.scalingObserved).toBeNull();
  });

  it('is judged again in the same way from what is kept', async () => {
    const { store } = running.canopy;
    const rows = await store.looks(id(), 0);
    const again = replayed(rows);
    expect(again.looks).toBeGreaterThan(10);
    expect(again.differing).toEqual([]);
    const altered = replayed(rows, (policy, seen) => decide({ ...policy, max: 3 }, seen));
    expect(altered.differing.length).toBeGreaterThan(0);
  });
});
