import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Config } from '../../src/config.ts';
import { openStore } from '../../src/store/store.ts';
import { auditKeyBeside } from '../support/audit-key.ts';
import { startSandboxProcess, until, type SandboxProcess } from '../support/canopy.ts';
import { startGuarded, type Guarded } from '../support/guarded.ts';
import { socketUrl } from '../support/ways.ts';
import { testDeps } from '../store/drivers.ts';

let sandbox: SandboxProcess;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox?.stop());

const HERE = '127.0.0.1';

/** What the audit log holds of refusals once a Canopy has stopped: who, from where, by which code, how often. */
async function refusalsOf(act: (house: Guarded) => Promise<void>, config: (from: Config) => Config = (from) => from) {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-refusals-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'canopy.sqlite');
  const house = await startGuarded({ file, process: sandbox, adopt: false, config });
  try {
    await act(house);
  } finally {
    await house.stop();
  }
  const store = await openStore({ driver: 'sqlite', file }, { ...testDeps(), auditKey: auditKeyBeside(file) });
  onTestFinished(() => store.close());
  const entries = await store.audits({ limit: 1_000 });
  // Those of one kind may lie in two minutes.
  const counts = new Map<string, number>();
  for (const { action, actor, address, code, count } of entries) {
    const key = JSON.stringify([actor, address, code]);
    if (action === 'REFUSED') counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return [...counts].map(([key, count]) => [...(JSON.parse(key) as string[]), count]).toSorted();
}

const open = async (house: Guarded, headers: Readonly<Record<string, string>>) => {
  const ws = new WebSocket(socketUrl(house.running), 'graphql-transport-ws', { headers });
  const messages: { type: string; id?: string }[] = [];
  ws.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as { type: string }));
  const closed = new Promise<number>((done) => ws.once('close', done));
  await once(ws, 'open');
  ws.send('{"type":"connection_init"}');
  await until(() => messages.length > 0 || ws.readyState !== ws.OPEN);
  const ask = async (id: string, query: string) => {
    ws.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
    await until(() => messages.some((each) => each.id === id));
  };
  return { ws, closed, ask };
};

it('of a socket too many are told with whose it is', async () => {
  const told = await refusalsOf(
    async (house) => {
      const ann = await house.bearer('ann');
      const first = await open(house, ann);
      expect(await (await open(house, ann)).closed).toBe(4429);
      first.ws.close();
      await first.closed;
    },
    (from) => ({ ...from, sockets: { ...from.sockets, perCaller: 1 } }),
  );
  expect(told).toEqual([['acme:ann', HERE, 'TOO_MANY_REQUESTS', 1]]);
});
