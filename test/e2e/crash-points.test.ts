import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest';
import { untoldOf, type Tasks } from '../../bench/judge.ts';
import type { Passing } from '../../src/crash.ts';
import { openStore, type OpenStore, type StoreOptions } from '../../src/store/store.ts';
import { CreateTreeNodeDocument } from '../generated/operations.ts';
import { onDrivers, runSql, testDeps } from '../store/drivers.ts';
import { startSandboxProcess, until, type SandboxProcess } from '../support/canopy.ts';
import { built } from '../support/built.ts';
import { Follower } from '../support/follow.ts';
import { freePort } from '../support/free-port.ts';
import { mutate } from '../support/mutate.ts';
import { settleIn, startReplica, type Replica } from '../support/replica.ts';
import { replaceableApps, replaceTasks, tasksNow, tasksSince } from '../support/tasks.ts';

/** Where the recorder commits what happened, and where what is committed is handed to those who listen. */
const POINTS: readonly Passing[] = ['before-events', 'after-events', 'before-delivery', 'after-delivery'];

beforeAll(built, 120_000);

onDrivers('a Canopy that is killed between what happens and who hears of it', ['sqlite', 'mariadb'], ({ fresh }) => {
  let house: House;
  beforeAll(async () => {
    house = await aHouse(await fresh());
    const first = await house.start();
    await settleIn(first, house.sandbox);
    await house.look();
    // It lets go of its leases, so that the next one records at once.
    await first.signal('SIGTERM');
  }, 120_000);
  afterEach(() => house.killAll());
  afterAll(() => house?.stop());

  it.for(POINTS)('loses nothing, tells nothing twice and all in order, at %s', { timeout: 60_000 }, async (point) => {
    const listener = new Follower('WebSocket');
    const doomed = await house.start(point);
    await listener.connect(doomed);
    const name = `meant-${point}`;
    const attempt = create(doomed, name).catch(() => undefined);
    const happened = [...(await house.change())];
    expect(await doomed.ended).toBe('SIGKILL');
    const told = await attempt;
    await listener.cut();
    happened.push(...(await house.change()));

    await house.forgetLeases();
    const second = await house.start();
    await listener.connect(second);
    // The same key: whether it was done before the end, or is done now.
    const meant = await create(second, name);
    expect([undefined, meant]).toContain(told);
    happened.push(...(await house.change()), { kind: 'TREE_NODE_CREATED', subject: meant });
    happened.push({ kind: 'TREE_NODE_CREATED', subject: await create(second, `last-${point}`) });
    await until(listener.hears(...happened), 20_000);
    await second.signal('SIGTERM');
    await listener.cut();

    const store = await house.open();
    onTestFinished(() => store.close());
    expect(await listener.judged(store)).toMatchObject({ gaps: 0, lost: 0, doubled: 0, disordered: 0, untrue: 0, behind: 0 });
    const log = await store.events({ before: store.head().seq + 1, limit: 1e6, order: 'oldest' });
    expect(untoldOf(await house.tasks(), log)).toEqual({ lost: 0, doubled: 0, disordered: 0 });
    expect(log.filter(({ kind, subject }) => kind === 'TREE_NODE_CREATED' && subject === meant)).toHaveLength(1);
  });
});

async function create({ ask }: Replica, name: string): Promise<string> {
  const { subject, userErrors } = await mutate(ask, CreateTreeNodeDocument, { name }, { idempotencyKey: `key of ${name}` });
  expect(userErrors).toEqual([]);
  return subject!.id;
}

interface House {
  readonly sandbox: SandboxProcess;
  start(crashAt?: Passing): Promise<Replica>;
  /** Takes note of what there is. */
  look(): Promise<void>;
  change(): ReturnType<typeof replaceTasks>;
  /** Where several processes share a database, the leases of a dead one run out by themselves, later than a test waits. */
  forgetLeases(): Promise<void>;
  tasks(): Promise<Tasks>;
  open(): Promise<OpenStore>;
  killAll(): Promise<void>;
  stop(): Promise<void>;
}

async function aHouse(store: StoreOptions): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-crash-'));
  const [sandbox, port] = [await startSandboxProcess(), await freePort()];
  const started: Replica[] = [];
  let before: ReadonlySet<string> = new Set();
  let apps: readonly string[] = [];
  let changes = 0;
  const killAll = async () => {
    await Promise.all(started.map((replica) => replica.signal('SIGKILL')));
  };
  return {
    sandbox,
    killAll,
    start: async (crashAt) => {
      const name = `canopy-${started.length}`;
      const replica = await startReplica({ folder, name, port, sandbox, store, ...(crashAt && { crashAt }) });
      started.push(replica);
      return replica;
    },
    look: async () => {
      before = await tasksNow(sandbox);
      apps = await replaceableApps(sandbox);
    },
    change: () => replaceTasks(sandbox, apps[changes++ % apps.length]),
    forgetLeases: async () => {
      if (store.driver === 'mysql') await runSql(store, 'update leases set expires_at = 0');
    },
    tasks: () => tasksSince(before, sandbox),
    open: () => openStore(store, testDeps()),
    stop: async () => {
      await killAll();
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
