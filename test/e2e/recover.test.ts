import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { openPlan } from '../actions/open-plan.ts';
import { PlanDocument } from '../generated/operations.ts';
import { testDeps } from '../store/drivers.ts';
import { auditKeyBeside } from '../support/audit-key.ts';
import { startCanopy, startSandboxProcess } from '../support/canopy.ts';

it('starts and answers at once though plans are open and their Marathon hangs, and settles them when it answers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-recover-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'canopy.sqlite');
  const sandbox = await startSandboxProcess();
  onTestFinished(() => sandbox.stop());
  const store = await openStore({ driver: 'sqlite', file }, { ...testDeps(), auditKey: auditKeyBeside(file) });
  for (let n = 0; n < 5; n++) await openPlan(store, `open-${n}`, `/gone/app-${n}`, sandbox.ready.marathon.name);
  await store.close();

  await sandbox.control('/faults', { slowMs: 60_000 });
  const began = performance.now();
  const running = await startCanopy({ process: sandbox, file, adopt: false });
  onTestFinished(() => running.stop());
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
  // Each of the plans is looked at three times, for two seconds.
  expect(performance.now() - began).toBeLessThan(4_000);
  const states = () =>
    Promise.all(Array.from({ length: 5 }, async (_, n) => (await running.ask(PlanDocument, { id: `open-${n}` })).data.plan?.state));
  expect(await states()).toEqual(Array.from({ length: 5 }, () => 'RUNNING'));

  await sandbox.control('/faults', { slowMs: 0 });
  await expect.poll(states, { timeout: 25_000, interval: 200 }).toEqual(Array.from({ length: 5 }, () => 'UNKNOWN'));
});
