import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Config } from '../../src/config.ts';
import {
  BacktestDocument,
  ScalingObservedDocument,
  SetScalingModeDocument,
  SetScalingRuleDocument,
  type ScalingRuleInput,
} from '../generated/operations.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';

let running: Running;
let app: string;
let load = 100;
let driver: NodeJS.Timeout;

const quick = (config: Config): Config => ({
  ...config,
  ...(config.falcon && { falcon: { ...config.falcon, everyMs: 200, stepMs: 1_000 } }),
});
const slot = () => running.canopy.graph.clusters.get('sandbox')?.slots.get(app);
const size = () => slot()?.app.instances ?? 0;

/** Shared by those that run. */
async function drive(): Promise<void> {
  const up = (slot()?.containers ?? []).filter(({ state }) => state === 'RUNNING');
  const item = { metric: 'jobs.waiting', tags: '', counterType: 'GAUGE', step: 1, timestamp: Math.floor(Date.now() / 1_000) };
  const items = up.map(({ taskId }) => ({ ...item, endpoint: taskId, value: load / up.length }));
  const { transfer = '' } = running.sandbox.ready.falcon ?? {};
  await fetch(`${transfer}/api/push`, {
    method: 'POST',
    body: JSON.stringify(items),
    headers: { 'content-type': 'application/json' },
  }).catch(() => undefined);
}

beforeAll(async () => {
  running = await startCanopy({ sandbox: { falconStepS: 1 }, config: quick });
  const slots = [...(running.canopy.graph.clusters.get('sandbox')?.slots.values() ?? [])];
  const found = slots.find(
    ({ app: each, node }) => each.instances === 2 && each.label('sandbox.simulated') === 'true' && node.entity?.level === 'JOB',
  );
  app = found?.app.marathonId ?? '';
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
