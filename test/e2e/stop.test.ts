import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { IdleAppDocument, ScaleAppDocument } from '../generated/operations.ts';
import { testDeps } from '../store/drivers.ts';
import { auditKeyBeside } from '../support/audit-key.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, until } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';
import { httpWire, json } from '../support/wire.ts';

it('a mutation that is under way when the process stops gets its true outcome, and leaves no plan running', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-stop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'canopy.sqlite');
  const running = await startCanopy({ file });
  onTestFinished(() => running.stop());
  const { marathonId, instances } = nodesOf((await running.ask(IdleAppDocument)).data.apps)[0]!;
  const requests = async (method: string) =>
    (await running.sandbox.ledger()).requests.filter((each) => each.method === method && each.path.includes(marathonId));

  const before = (await requests('GET')).length;
  await running.sandbox.control('/faults', { slowMs: 500 });
  const payload = mutate(running.ask, ScaleAppDocument, { app: marathonId, instances: instances + 1 });
  // The judgement's reading is on its way: precondition, intent and write are still to come.
  await until(async () => (await requests('GET')).length > before);
  const stopped = running.canopy.stop();
  expect(await payload).toMatchObject({ userErrors: [], plan: { state: 'DONE' } });
  await stopped;

  expect(await requests('PUT')).toHaveLength(1);
  const store = await openStore({ driver: 'sqlite', file }, { ...testDeps(), auditKey: auditKeyBeside(file) });
  onTestFinished(() => store.close());
  expect(await store.plansIn('RUNNING', 10)).toEqual([]);
  expect(await store.openIntents()).toEqual([]);
});

it('a process that stops leaves no connection to Mesos open', async () => {
  const masters = await Promise.all([1, 2].map(() => httpWire((_, response) => json(response, 200, { slaves: [] }))));
  onTestFinished(async () => {
    for (const master of masters) await master[Symbol.asyncDispose]();
  });
  const [all, own] = masters.map(({ url }) => ({ urls: [url], everyMs: 60_000, timeoutMs: 2_000 }));
  const running = await startCanopy({
    adopt: false,
    config: (config) => ({ ...config, mesos: all, marathons: config.marathons.map((each) => ({ ...each, mesos: own })) }),
  });
  onTestFinished(() => running.stop());
  await until(() => masters.every(({ asked }) => asked.length > 0) && running.canopy.graph.sources.every(({ synced }) => synced));
  const isOpen = () => masters.map(({ asked }) => asked.some(({ socket }) => !socket.destroyed));
  expect(isOpen()).toEqual([true, true]);
  await running.canopy.stop();
  // Sooner than an idle connection closes by itself.
  await expect.poll(isOpen, { timeout: 2_000 }).toEqual([false, false]);
});
