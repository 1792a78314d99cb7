import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventsDocument, UnmonitoredDocument } from '../generated/operations.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';

describe('since when something is unmonitored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-since-'));
  const file = join(folder, 'canopy.sqlite');
  let sandbox: SandboxProcess;
  beforeAll(async () => {
    sandbox = await startSandboxProcess({ falconStepS: 1 });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const lacking = async ({ ask }: Running) => {
    const all = nodesOf((await ask(UnmonitoredDocument, { first: 1000 })).data.unmonitored);
    return all.map(({ id, lacks }) => [id, ...lacks.map(({ what, since }) => `${what} ${since}`)]);
  };
  const told = async ({ ask }: Running) =>
    nodesOf((await ask(EventsDocument, { filter: { kinds: ['MONITORING_LACKING'] }, last: 1000 })).data.events).length;

  it('outlives the process: another one goes on with what was told, and tells nothing anew', async () => {
    const first = await startCanopy({ process: sandbox, file });
    await until(async () => (await told(first)) > 0 && (await told(first)) === (await lacking(first)).length);
    const before = await lacking(first);
    const events = await told(first);
    await first.stop();
    const second = await startCanopy({ process: sandbox, file, adopt: false });
    await until(async () => (await lacking(second).catch(() => [])).length === before.length);
    expect(await lacking(second)).toEqual(before);
    expect(await told(second)).toBe(events);
    await second.stop();
  });
});
