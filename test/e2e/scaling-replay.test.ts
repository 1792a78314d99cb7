import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { SetScalingModeDocument, SetScalingRuleDocument } from '../generated/operations.ts';
import { startCanopy, startSandboxProcess, until } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';
import { appOfTwo, quick, runningOf, sizeOf } from '../support/sized.ts';
import { runSql } from '../store/drivers.ts';

/** As `npm run scaling:replay` runs it. */
function replay(file: string, ...words: readonly string[]) {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const [, ...args] = scripts['scaling:replay']?.split(' ') ?? [];
  const env = { PATH: process.env['PATH'], NODE_OPTIONS: '--disable-warning=ExperimentalWarning', CANOPY_STORE_FILE: file };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...words], { encoding: 'utf8', env });
  return { status, out: stdout.trimEnd(), stderr };
}

it('what was judged live is judged again in the same way after a restart, which goes on; and an altered answer is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-replay-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'canopy.sqlite');
  const sandbox = await startSandboxProcess({ falconStepS: 1 });
  onTestFinished(() => sandbox.stop());
  const start = (adopt: boolean) => startCanopy({ ...{ file, adopt, process: sandbox }, config: quick });
  const first = await start(true);
  const { app } = appOfTwo(first);
  const id = `App:sandbox:${app}`;
  const force = async (value: number) => {
    for (const { taskId } of runningOf(first, app))
      await sandbox.control('/falcon/force', { endpoint: taskId, metric: 'cpu.idle', value, forMs: 120_000 });
  };
  await force(0);
  const rule = { min: 1, max: 4, metrics: [{ metric: 'CPU_IDLE' as const, target: 50 }], down: { stabilisationSeconds: 5 } };
  const { subject } = await mutate(first.ask, SetScalingRuleDocument, { app, cluster: 'sandbox', rule });
  await mutate(first.ask, SetScalingModeDocument, { id: subject?.id ?? '', mode: 'ACT' });
  await until(() => sizeOf(first, app) === 4, 20_000);
  await first.stop();

  const second = await start(false);
  onTestFinished(() => second.stop());
  const looks = async () => (await second.canopy.store.looks(id, 0)).flatMap((row) => row.looks);
  const before = (await looks()).length;
  await until(async () => (await looks()).length > before, 30_000);
  // Whoever takes over knows of the change, and does not make it again.
  expect((await second.canopy.store.looks(id, Date.now())).at(0)?.begins?.history.changes).toMatchObject([{ from: 2, to: 4 }]);
  expect(replay(file)).toMatchObject({ status: 0, out: expect.stringMatching(/^Judged again in the same way: \d+ looks at 1 app\.$/) });
  expect(replay(file, '--app', 'App:sandbox:/none')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Nothing was looked at of'),
  });
  await second.canopy.stop();
  await runSql({ driver: 'sqlite', file }, `update scaling_looks set looks = replace(looks, 'SCALE_OUT 4 ', 'SCALE_OUT 3 ')`);
  expect(replay(file, '--app', id)).toMatchObject({ status: 1, out: expect.stringContaining('it was "SCALE_OUT 3') });
}, 60_000);
