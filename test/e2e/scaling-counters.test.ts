import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BacktestDocument,
  SetScalingModeDocument,
  SetScalingRuleDocument,
  WhySizeDocument,
  type ScalingMetricInput,
} from '../generated/operations.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';
import { appOfTwo, push, quick, runningOf, sizeOf } from '../support/sized.ts';

let running: Running;
let app: string;
/** Of each container, and of all together. */
let told: { own: number | null; all: number | null } = { own: null, all: null };
let driver: NodeJS.Timeout;

const size = () => sizeOf(running, app);

/** As agents of the containers, and a load balancer, push what they count. */
async function tell(): Promise<void> {
  const of = (endpoint: string, metric: string, tags: string, value: number | null) =>
    value === null ? [] : [{ endpoint, metric, tags, value }];
  await push(running, [
    ...runningOf(running, app).flatMap(({ taskId }) => of(taskId, 'jobs.waiting', 'queue=mail', told.own)),
    ...of('lb-1', 'alb.rate', 'service=pay', told.all),
  ]);
}

beforeAll(async () => {
  running = await startCanopy({ sandbox: { falconStepS: 1 }, config: quick });
  ({ app } = appOfTwo(running));
  driver = setInterval(() => void tell(), 300);
});
afterAll(async () => {
  clearInterval(driver);
  await running.stop();
});

const act = async (...metrics: ScalingMetricInput[]) => {
  const rule = { min: 1, max: 8, metrics, down: { stabilisationSeconds: 2 } };
  const { subject, userErrors } = await mutate(running.ask, SetScalingRuleDocument, { app, cluster: 'sandbox', rule });
  expect(userErrors).toEqual([]);
  await mutate(running.ask, SetScalingModeDocument, { id: subject?.id ?? '', mode: 'ACT' });
  return subject;
};

describe('a rule by counters', () => {
  it('follows one that each container tells', async () => {
    told = { own: 200, all: null };
    const subject = await act({ counter: 'jobs.waiting/queue=mail', target: 100 });
    expect(subject?.metrics).toMatchObject([{ metric: null, counter: 'jobs.waiting/queue=mail', endpoint: null }]);
    await until(() => size() >= 4, 20_000);
    told = { own: 100, all: null };
    const why = (await running.ask(WhySizeDocument, { id: `App:sandbox:${app}` })).data?.why ?? [];
    expect(why.some((each) => each?.inputs.some(({ name, value }) => name === 'jobs.waiting/queue=mail' && value.includes('200')))).toBe(
      true,
    );
  });

  it('follows one of an endpoint that is of all of them together', async () => {
    told = { own: null, all: 180 };
    await act({ counter: 'alb.rate/service=pay', endpoint: 'lb-1', target: 30 });
    await until(() => size() === 6, 20_000);
    told = { own: null, all: 60 };
    await until(() => size() === 2, 30_000);
  });

  it('holds where nobody tells it any more', async () => {
    told = { own: null, all: null };
    const why = async () => (await running.ask(WhySizeDocument, { id: `App:sandbox:${app}` })).data?.why?.[0];
    await until(
      async () => (await why())?.outcome === 'HOLD' && ((await why())?.reason ?? '').includes('no container has told it lately'),
      20_000,
    );
    expect(size()).toBe(2);
  });

  it('is tried on the past as well', async () => {
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
    const rule = { min: 1, max: 8, metrics: [{ counter: 'alb.rate/service=pay', endpoint: 'lb-1', target: 30 }] };
    const { data } = await running.ask(BacktestDocument, { rule, app, cluster: 'sandbox', from: ago(40), to: ago(0) });
    expect(data?.backtestScalingRule?.userErrors).toEqual([]);
    expect(Math.max(...(data?.backtestScalingRule?.outcome?.timeline.map(({ instances }) => instances) ?? []))).toBeGreaterThanOrEqual(6);
  });
});
