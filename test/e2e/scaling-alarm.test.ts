import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Config } from '../../src/config.ts';
import { Secret } from '../../src/kit/secret.ts';
import { SetScalingModeDocument, SetScalingRuleDocument, WhySizeDocument } from '../generated/operations.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';
import { appOfTwo, slotOf } from '../support/sized.ts';

const TOKEN = 'the-hook-token-of-this-test-0123456789';

let running: Running;
let app: string;

/** Figures are swept so seldom that only an alarm can tell of them in time. */
const sparse = (config: Config): Config => ({
  ...config,
  ...(config.falcon && { falcon: { ...config.falcon, everyMs: 600_000, stepMs: 5_000, hookTokens: [new Secret(TOKEN)] } }),
});

beforeAll(async () => {
  running = await startCanopy({ sandbox: { falconStepS: 5 }, config: sparse });
  ({ app } = appOfTwo(running));
});
afterAll(() => running.stop());

it('an alarm has the figures of its app read anew, and the app made larger by them', async () => {
  const slot = () => slotOf(running, app);
  const rule = { min: 1, max: 6, metrics: [{ metric: 'CPU_IDLE' as const, target: 50 }] };
  const { subject } = await mutate(running.ask, SetScalingRuleDocument, { app, cluster: 'sandbox', rule });
  await mutate(running.ask, SetScalingModeDocument, { id: subject?.id ?? '', mode: 'ACT' });
  const containers = slot()?.containers ?? [];
  for (const { taskId } of containers)
    await running.sandbox.control('/falcon/force', { endpoint: taskId, metric: 'cpu.idle', value: 0, forMs: 600_000 });
  // Until Falcon has such a point, and the app was looked at.
  await new Promise((done) => setTimeout(done, 6_000));
  expect(slot()?.app.instances).toBe(2);
  const told = {
    ...{ endpoint: containers[0]?.taskId ?? '', metric: 'cpu.idle', status: 'PROBLEM', step: '1', priority: '1' },
    time: new Date().toISOString().slice(0, 19).replace('T', ' '),
    ...{ tpl_id: '7', exp_id: '0', stra_id: '11', left_value: '0', tags: '' },
  };
  expect(await (await fetch(`${running.url}/hooks/falcon/${TOKEN}?${new URLSearchParams(told)}`)).text()).toBe('ok');
  await until(() => slot()?.app.instances === 4, 10_000);
  const why = (await running.ask(WhySizeDocument, { id: `App:sandbox:${app}` })).data?.why ?? [];
  expect(why.find((each) => each?.plan?.state === 'DONE')?.causedBy.map(({ kind }) => kind)).toEqual(['ALARM_FIRING']);
});
