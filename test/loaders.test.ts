import { MalformedReads } from '../src/live/malformed-reads.ts';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../src/kit/clock.ts';
import { Seal } from '../src/kit/seal.ts';
import { AuditReads } from '../src/live/audit-reads.ts';
import { Graph } from '../src/live/graph.ts';
import { LogReads } from '../src/live/log-reads.ts';
import { Scope } from '../src/live/scope.ts';
import { VersionReads } from '../src/live/versions.ts';
import { loadersOf } from '../src/loaders.ts';
import { openStore } from '../src/store/store.ts';
import { testDeps } from './store/drivers.ts';
import { aDecision } from './store/records.ts';

it('decisions of long ago are found behind a hundred newer ones', async () => {
  const store = await openStore({ driver: 'sqlite', file: ':memory:' }, testDeps());
  onTestFinished(() => store.close());
  await store.write(async (tx) => {
    for (let at = 1; at <= 250; at++) await tx.putDecision(aDecision(`d${at}`, { at }));
  });
  const graph = new Graph(systemClock);
  const logReads = new LogReads(store, new Seal(store.cursorKey()));
  const loaders = loadersOf({
    graph,
    store,
    logReads,
    auditReads: new AuditReads(store, new Seal(store.cursorKey())),
    malformedCalls: new MalformedReads(store, new Seal(store.cursorKey())),
    versions: new VersionReads(new Map(), systemClock),
    docker: undefined,
    falcon: undefined,
    backtests: undefined,
  }).open({
    scope: Scope.everything(graph.tree),
    viewer: { name: 'ann' },
  });
  const subject = aDecision('d').subject ?? '';
  expect((await loaders.decisionsOf(subject, 2)).map(({ id }) => id)).toEqual(['d2', 'd1']);
  expect((await loaders.decisionsOf(subject, 200)).map(({ at }) => at)).toEqual(Array.from({ length: 100 }, (_, n) => 200 - n));
  expect(await loaders.decisionsOf(subject, null)).toHaveLength(100);
});
