import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BacktestDocument, KillContainerDocument, type ScalingRuleInput } from '../generated/operations.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';

let running: Running;
let app: string;

beforeAll(async () => {
  running = await startCanopy({ sandbox: { falconStepS: 1 } });
  const slots = [...(running.canopy.graph.clusters.get('sandbox')?.slots.values() ?? [])];
  app = slots.find(({ containers }) => containers.filter(({ state }) => state === 'RUNNING').length >= 2)?.app.marathonId ?? '';
});
afterAll(() => running.stop());

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
const rule = (target: number, over: Partial<ScalingRuleInput> = {}): ScalingRuleInput => ({
  ...{ min: 1, max: 12, metrics: [{ metric: 'CPU_IDLE' as const, target }], ...over },
});
const ask = async (given: ScalingRuleInput, over: { from?: string; to?: string; app?: string; compareWith?: ScalingRuleInput[] } = {}) => {
  const { data, errors } = await running.ask(BacktestDocument, {
    rule: given,
    app,
    cluster: 'sandbox',
    from: ago(30),
    to: ago(0),
    ...over,
  });
  return { tried: data?.backtestScalingRule, errors };
};

describe('a rule on the past', () => {
  it('tells what it would have done, beside others, what was there, and what Kubernetes would have done', async () => {
    const enough = async () => ((await ask(rule(50))).tried?.actual?.timeline.length ?? 0) > 0;
    await until(enough, 20_000);
    await new Promise((done) => setTimeout(done, 4_000));
    const { tried, errors } = await ask(rule(99), { compareWith: [rule(1), rule(99, { max: 3 })] });
    expect([errors, tried?.userErrors]).toEqual([undefined, []]);
    expect(tried).toMatchObject({ resolutionSeconds: 1 });
    expect(tried?.containers).toBeGreaterThanOrEqual(2);
    // One percent of load each is far less than what there is: it grows, as far as it may.
    expect(tried?.outcome?.scaleOuts).toBeGreaterThanOrEqual(1);
    expect(Math.max(...(tried?.outcome?.timeline ?? []).map(({ instances }) => instances))).toBeGreaterThan(3);
    // It could be smaller, and not before five minutes are known.
    expect(tried?.compared[0]).toMatchObject({ scaleOuts: 0, scaleIns: 0 });
    expect(Math.max(...(tried?.compared[1]?.timeline ?? []).map(({ instances }) => instances))).toBe(3);
    expect(tried?.kubernetes?.scaleOuts).toBeGreaterThanOrEqual(1);
    expect(tried?.actual?.underCapacitySeconds).toBeGreaterThan(0);
  });

  it('counts in whom the log tells of, though they are gone', async () => {
    const before = (await ask(rule(50))).tried?.containers ?? 0;
    const { containers } =
      [...(running.canopy.graph.clusters.get('sandbox')?.slots.values() ?? [])].find((slot) => slot.app.marathonId === app) ?? {};
    const taskId = containers?.[0]?.taskId ?? '';
    expect((await mutate(running.ask, KillContainerDocument, { taskId })).userErrors).toEqual([]);
    await until(async () => ((await ask(rule(50), { from: ago(60) })).tried?.containers ?? 0) > before, 20_000);
  });

  it('is refused at the place of each mistake, and tells what Falcon does not have', async () => {
    const wrong = await ask(rule(0, { min: 4, max: 2 }), { compareWith: [rule(50), { ...rule(50), metrics: [] }] });
    expect(wrong.tried?.userErrors.map(({ path }) => path.join('.'))).toEqual([
      'rule.max',
      'rule.metrics.0.target',
      'compareWith.1.metrics',
    ]);
    expect(wrong.tried?.outcome).toBeNull();
    const year = 365 * 86_400;
    const none = await ask(rule(50), { from: ago(year + 600), to: ago(year) });
    expect(none.tried?.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['from'] }]);
    expect((await ask(rule(50), { app: '/acme/nobody' })).tried).toBeNull();
    expect((await ask(rule(50), { from: ago(0), to: ago(10) })).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    const many = await ask(rule(50), { compareWith: Array.from({ length: 6 }, () => rule(50)) });
    expect(many.tried?.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['compareWith'] }]);
  });
});
