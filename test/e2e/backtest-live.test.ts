import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BacktestDocument,
  ScalingObservedDocument,
  SetScalingModeDocument,
  SetScalingRuleDocument,
  type ScalingRuleInput,
} from '../generated/operations.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';
import { appOfTwo, push, quick, runningOf, sizeOf } from '../support/sized.ts';

let running: Running;
let app: string;
let load = 100;
let driver: NodeJS.Timeout;

const size = () => sizeOf(running, app);

/** Shared by those that run. */
async function drive(): Promise<void> {
  const up = runningOf(running, app);
  await push(
    running,
    up.map(({ taskId }) => ({ endpoint: taskId, metric: 'jobs.waiting', value: load / up.length })),
  );
}

beforeAll(async () => {
  running = await startCanopy({ sandbox: { falconStepS: 1 }, config: quick });
  ({ app } = appOfTwo(running));
  driver = setInterval(() => void drive(), 250);
});
afterAll(async () => {
  clearInterval(driver);
  await running.stop();
});

it('what a rule did live is what it does over what was recorded of it', async () => {
  const rule: ScalingRuleInput = {
    min: 1,
    max: 9,
    metrics: [{ counter: 'jobs.waiting', target: 50 }],
    up: { stabilisationSeconds: 3 },
    down: { stabilisationSeconds: 4 },
  };
  const from = new Date();
  const { subject } = await mutate(running.ask, SetScalingRuleDocument, { app, cluster: 'sandbox', rule });
  await mutate(running.ask, SetScalingModeDocument, { id: subject?.id ?? '', mode: 'ACT' });
  for (const [wanted, expected] of [
    [200, 4],
    [400, 8],
    [100, 2],
  ] as const) {
    await new Promise((done) => setTimeout(done, 3_000));
    load = wanted;
    await until(() => size() === expected, 30_000);
  }
  await new Promise((done) => setTimeout(done, 3_000));
  const live = (await running.ask(ScalingObservedDocument, { app })).data?.app?.scalingObserved;
  const { data } = await running.ask(BacktestDocument, {
    rule,
    app,
    cluster: 'sandbox',
    from: from.toISOString(),
    to: new Date().toISOString(),
  });
  const tried = data?.backtestScalingRule;
  expect(tried?.userErrors).toEqual([]);
  expect(tried?.resolutionSeconds).toBe(1);
  const sizes = (list: readonly { readonly instances: number }[] = []) =>
    list.map(({ instances }) => instances).filter((each, n, all) => each !== all[n - 1]);
  const happened = live?.happened.map(({ to }) => to) ?? [];
  expect(happened.length).toBeGreaterThanOrEqual(3);
  expect(sizes(tried?.outcome?.timeline)).toEqual([2, ...happened]);
}, 120_000);
