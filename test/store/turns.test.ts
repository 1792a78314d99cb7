import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventQuery, PruneLimits } from '../../src/plans/ports.ts';
import { openStore, type OpenStore } from '../../src/store/store.ts';
import { runSql, testDeps } from './drivers.ts';

const EVENTS = 400_000;
const PLANS = 60_000;
const NOW = 1_900_000_000_000;
const LIMITS: PruneLimits = {
  now: NOW,
  eventAgeMs: 1e9,
  eventCount: 1e9,
  planAgeMs: 1e9,
  decisionAgeMs: 1e9,
  keyAgeMs: 1e9,
  auditAgeMs: 1e9,
  windowAgeMs: 1e9,
  alarmAgeMs: 1e9,
  lookAgeMs: 1e9,
};

const numbers = (most: number) => `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${most})`;
const job = `'cop.acme_owt.d' || (i % 20) || '_pdl.p'`;
const fill = `
  begin;
  insert into events (seq, kind, kind_version, at, actor, node_id, job_name, subject, subject_hash, summary, body)
    ${numbers(EVENTS)} select i, 'CONTAINER_STARTED', 1, ${NOW - EVENTS} + i, 'source:marathon:main', 'n' || (i % 500), ${job}, null, null, 's', '{}' from n;
  update counter set seq = ${EVENTS};
  insert into plans (id, state, revision, created_at, changed_at, body)
    ${numbers(PLANS)} select 'p' || i, 'DONE', 0, ${NOW} - i, ${NOW} - i, '{}' from n;
  insert into intents (id, plan_id, step, system, target, state, open_hash, sent_at, deadline_at)
    ${numbers(PLANS)} select 'i' || i, 'p' || i, 0, 's', 't', 'DONE', null, 1, 1 from n;
  insert into decisions (id, subject_hash, plan_id, at, body)
    ${numbers(PLANS)} select 'd' || i, null, 'p' || i, ${NOW} - i, '{}' from n;
  commit`;

/** The longest time for which the work let nobody else run. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let shortest = Infinity;
  // What collects garbage, or warms up, does not do so each time.
  for (let times = 0; times < 3; times++) shortest = Math.min(shortest, await longestIn(work));
  return shortest;
}

/** As the thread's own work: what other processes take of the machine does not count. */
const spent = () => process.threadCpuUsage().user / 1_000 + process.threadCpuUsage().system / 1_000;

/** What one statement costs on this machine that looks at every event: what no turn may come to. */
function costOfAll(file: string): number {
  using db = new DatabaseSync(file);
  const looked = db.prepare(
    `select count(*) from events where job_name like '%nobody%' or summary like '%nobody%' or body like '%nobody%'`,
  );
  const costs = Array.from({ length: 5 }, () => {
    const before = spent();
    looked.get();
    return spent() - before;
  });
  return costs.sort((a, b) => a - b)[2] as number;
}

async function longestIn(work: () => Promise<unknown>): Promise<number> {
  let done = false;
  let longest = 0;
  let last = spent();
  const look = () => {
    const now = spent();
    longest = Math.max(longest, now - last);
    last = now;
    if (!done) setImmediate(look);
  };
  setImmediate(look);
  await work().finally(() => (done = true));
  look();
  return longest;
}

describe('a large SQLite store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-test-'));
  const options = { driver: 'sqlite', file: join(folder, 'large.db') } as const;
  let store: OpenStore;
  let all: number;
  beforeAll(async () => {
    await (await openStore(options, testDeps())).close();
    await runSql(options, fill);
    all = costOfAll(options.file);
    store = await openStore(options, testDeps());
  }, 60_000);
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const last = { limit: 2, order: 'newest' } as const;
  const queries: readonly (readonly [string, EventQuery])[] = [
    ['the last of a company', { ...last, under: 'cop.acme' }],
    ['the last of a department', { ...last, under: 'cop.acme_owt.d3_pdl.p' }],
    ['the first from a time on', { limit: 51, order: 'oldest', since: NOW - 3_000 }],
    ['the first of many from a time on', { limit: 51, order: 'oldest', since: NOW - EVENTS / 2 }],
    ['the last until a time', { limit: 51, order: 'newest', until: NOW - EVENTS / 2 }],
    ['the last of many nodes', { ...last, nodeIds: Array.from({ length: 400 }, (_, n) => `n${n}`), kinds: ['APP_CHANGED'] }],
    ['those of a kind that never was', { ...last, kinds: ['APP_CHANGED'] }],
  ];

  it.each(queries)('lets others run while it looks for %s', async (_, query) => {
    expect(await longestTurn(() => store.events(query))).toBeLessThan(all);
  });

  it('lets others run while it looks for what is open', async () => {
    expect(await longestTurn(() => store.openIntents())).toBeLessThan(all);
  });

  it('lets others run while a large company gets its old names as aliases, and while they go', async () => {
    const names = Array.from({ length: 20_000 }, (_, n) => `cop.acme_owt.department-${n}`);
    const aliases = names.map((jobName, n) => ({ jobName, nodeId: `n${n}`, since: 1 }));
    expect(await longestTurn(() => store.write((tx) => tx.putAliases(aliases)))).toBeLessThan(all);
    expect((await store.facts()).aliases).toHaveLength(20_000);
    expect(await longestTurn(() => store.write((tx) => tx.removeAliases(names)))).toBeLessThan(all);
    expect((await store.facts()).aliases).toEqual([]);
  });

  it('lets others run while it prunes, be there nothing to prune, or decisions that stay for their plans, or much', async () => {
    expect(await longestTurn(() => store.prune(LIMITS))).toBeLessThan(all);
    expect(await longestTurn(() => store.prune({ ...LIMITS, decisionAgeMs: 0 }))).toBeLessThan(all);
    let left = EVENTS;
    const some = () => store.prune({ ...LIMITS, eventCount: (left -= 5_000), planAgeMs: PLANS - (EVENTS - left) });
    expect(await longestTurn(async () => expect(await some()).toMatchObject({ events: 5_000, plans: 5_000 }))).toBeLessThan(all);
  });
});
