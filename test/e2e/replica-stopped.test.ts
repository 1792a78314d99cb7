import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { untoldOf } from '../../bench/judge.ts';
import { openStore, type StoreOptions } from '../../src/store/store.ts';
import { CreateTreeNodeDocument } from '../generated/operations.ts';
import { testDeps } from '../store/drivers.ts';
import { built } from '../support/built.ts';
import { startSandboxProcess, until } from '../support/canopy.ts';
import { Follower } from '../support/follow.ts';
import { freePort } from '../support/free-port.ts';
import { mariadbInstalled, startMariadb } from '../support/mariadb.ts';
import { redisInstalled, startRedis } from '../support/redis.ts';
import { settleIn, startReplica, type Replica } from '../support/replica.ts';
import { replaceableApps, replaceTasks, tasksNow, tasksSince } from '../support/tasks.ts';

const inCi = process.env['CI'] === 'true';
const WRITERS = 3;
/** The longest that a replica which goes on may be held up by one that is stopped. */
const GO_ON_MS = 10_000;

beforeAll(built, 120_000);

describe.runIf((mariadbInstalled && redisInstalled) || inCi)('two replicas on one mariadb, one of which is stopped as a whole', () => {
  it('lose nothing: the other goes on, and who listens to the stopped one hears all of it when it wakes', { timeout: 90_000 }, async () => {
    const [atOne, alsoAtOne, atTwo] = [new Follower('WebSocket'), new Follower('server-sent events'), new Follower('WebSocket')];
    const followers = [atOne, alsoAtOne, atTwo];
    // When the replicas have been killed: one that is stopped takes no leave.
    onTestFinished(async () => {
      await Promise.all(followers.map((each) => each.cut()));
    });
    const { sandbox, store, one, two } = await twoReplicas();
    const before = await tasksNow(sandbox);
    const apps = (await replaceableApps(sandbox)).values();
    const change = () => replaceTasks(sandbox, apps.next().value);
    for (const follower of followers) await follower.connect(follower === atTwo ? two : one);
    const happened = [...(await change())];
    await until(() => followers.every((each) => each.hears(...happened)()));

    // It is the one that records, and in the middle of writing.
    const attempts = new Map<string, Promise<string>>();
    let answered = 0;
    let writing = true;
    const writer = async (n: number) => {
      for (let made = 0; writing; made++) {
        const attempt = create(one, `at-one-${n}-${made}`);
        attempts.set(`at-one-${n}-${made}`, attempt);
        attempt.catch(() => undefined);
        await attempt;
        answered++;
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, n) => writer(n));
    await until(() => answered >= 2 * WRITERS);
    await one.signal('SIGSTOP');
    writing = false;

    const stopped = performance.now();
    const meanwhile = [await create(two, 'at-two-0'), await create(two, 'at-two-1')];
    // What was under way at the other one, asked for again by its key.
    const again = new Map<string, string>();
    for (const name of attempts.keys()) again.set(name, await create(two, name));
    const made = [...meanwhile, ...again.values()].map((subject) => ({ kind: 'TREE_NODE_CREATED', subject }));
    await until(atTwo.hears(...made), GO_ON_MS);
    expect(performance.now() - stopped).toBeLessThan(GO_ON_MS);
    // What happens in Marathon is told when the lease of the stopped one has run out.
    happened.push(...(await change()));
    await until(atTwo.hears(...happened), 30_000);
    for (const each of [...happened.slice(-1), { kind: 'TREE_NODE_CREATED', subject: meanwhile[0]! }])
      expect([atOne.hears(each)(), alsoAtOne.hears(each)()]).toEqual([false, false]);

    await one.signal('SIGCONT');
    await Promise.all(writers);
    for (const [name, attempt] of attempts) expect([name, await attempt]).toEqual([name, again.get(name)]);
    happened.push(...(await change()), ...made, { kind: 'TREE_NODE_CREATED', subject: await create(one, 'last') });
    await until(() => followers.every((each) => each.hears(...happened)()), 30_000);

    const opened = await openStore(store, testDeps());
    onTestFinished(() => opened.close());
    for (const follower of followers)
      expect(await follower.judged(opened)).toMatchObject({ lost: 0, doubled: 0, disordered: 0, untrue: 0, gaps: 0 });
    const log = await opened.events({ before: opened.head().seq + 1, limit: 1e6, order: 'oldest' });
    expect(untoldOf(await tasksSince(before, sandbox), log)).toEqual({ lost: 0, doubled: 0, disordered: 0 });
    for (const { subject } of made)
      expect(log.filter((each) => each.kind === 'TREE_NODE_CREATED' && each.subject === subject)).toHaveLength(1);
  });
});

/** As callers are to do who get no answer, or one that is to be asked for again: with the same key, until there is one. */
async function create(replica: Replica, name: string): Promise<string> {
  let made: string | undefined;
  await until(async () => (made = await attempt(replica, name)) !== undefined, 60_000);
  return made ?? '';
}

async function attempt({ ask }: Replica, name: string): Promise<string | undefined> {
  const variables = { input: { name }, idempotencyKey: `key of ${name}` };
  // A connection that was idle while its server was stopped may be closed when that wakes.
  const answer = await ask(CreateTreeNodeDocument, variables).catch(() => undefined);
  const { subject, userErrors } = answer?.data.createTreeNode ?? {};
  if (answer?.errors) expect(answer.errors[0]?.extensions['retryable']).toBe(true);
  if (!userErrors || userErrors[0]?.code === 'IN_PROGRESS') return undefined;
  expect(userErrors).toEqual([]);
  return subject!.id;
}

async function twoReplicas() {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-stopped-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [mariadb, redis, sandbox] = await Promise.all([startMariadb(), startRedis(), startSandboxProcess()]);
  onTestFinished(async () => {
    await Promise.all([mariadb.stop(), redis.kill(), sandbox.stop()]);
  });
  const store: StoreOptions = { driver: 'mysql', url: await mariadb.create() };
  const start = async (name: string) => {
    const replica = await startReplica({ folder, name, port: await freePort(), sandbox, store, redis: redis.url });
    onTestFinished(() => replica.signal('SIGKILL'));
    return replica;
  };
  const one = await start('one');
  await settleIn(one, sandbox);
  return { sandbox, store, one, two: await start('two') };
}
