import { describe, expect, it } from 'vitest';
import { App, type Health } from '../../src/apps/model.ts';
import { Container } from '../../src/containers/model.ts';
import { appEvent, healthChanged, type At } from '../../src/events/live.ts';
import type { EventDraft, EventRecord } from '../../src/events/model.ts';
import { Reflected } from '../../src/live/reflected.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';

const APP = '/a/b/c/d/e/f/g/h';
const at: At = { at: 0, actor: 'source:marathon:main', nodeId: null, jobName: null };

function setUp({ records = false }: { records?: boolean } = {}) {
  const clock = new StoppedClock();
  const { graph, copy } = aGraph(clock, ['a/b/c/d/e/f/g/h']);
  const tree = { seq: 0, reflected: () => Promise.resolve() };
  const reads: { readonly key: string; done(): void; failed(): void }[] = [];
  const reflected = new Reflected({
    graph,
    clock,
    tree,
    records: () => records,
    confirm: (cluster, marathonId) =>
      new Promise((done, failed) => reads.push({ key: `${cluster}:${marathonId}`, done, failed: () => failed(new Error('away')) })),
  });
  /** Another replica has put this into the log. */
  const told = (draft: EventDraft | undefined) => {
    clock.pass(1);
    const event: EventRecord = { ...(draft as EventDraft), severity: 'INFO', seq: ++tree.seq };
    reflected.hear([event]);
    clock.pass(1);
  };
  const holds = (tasks = [aTask()], app = {}) =>
    graph.applyApp(copy, { app: anApp(app), tasks, unreadable: [] }, '', { mono: clock.monotonic(), wall: clock.now() });
  const settled = () => new Promise((done) => setImmediate(done));
  return { clock, copy, reflected, reads, told, holds, settled, tree };
}

const scaled = appEvent(new App(anApp()), new App(anApp({ instances: 5, version: 2_000 })), at);
const changed = ({ health }: { health: Health }) => healthChanged(new Container('main', APP, aTask(), 1, 1), 'UNKNOWN', health, at);

describe('the place up to which the log is shown', () => {
  it('passes what this replica has read already, and reads nothing for it', () => {
    const { reflected, reads, told, holds } = setUp();
    holds([aTask({ health: 'HEALTHY' })], { instances: 5, version: 2_000 });
    told(scaled);
    told(changed({ health: 'HEALTHY' }));
    expect([reflected.seq, reads.length]).toEqual([2, 0]);
  });

  it('stays before what another replica recorded first, until a read that began afterwards is held', async () => {
    const { reflected, reads, told, holds, settled } = setUp();
    holds();
    told(scaled);
    told(changed({ health: 'UNHEALTHY' }));
    expect(reflected.seq).toBe(0);
    expect(reads.map(({ key }) => key)).toEqual([`main:${APP}`]);
    let reached = false;
    void reflected.reached(2).then(() => (reached = true));
    // The read began before the second event was heard: one more.
    reads[0]?.done();
    await settled();
    expect([reflected.seq, reached, reads.length]).toEqual([0, false, 2]);
    reads[1]?.done();
    await settled();
    expect([reflected.seq, reached, reads.length]).toEqual([2, true, 2]);
  });

  it('is not moved on by a read that began before the event, whatever was let go meanwhile', async () => {
    const { clock, copy, reflected, reads, told, holds, settled } = setUp();
    holds();
    told(scaled);
    copy.source.listed(clock.monotonic(), clock.now());
    reflected.look();
    told(changed({ health: 'UNHEALTHY' }));
    expect(reflected.seq).toBe(1);
    // It was asked for the first event, which the list has shown; of the second it tells nothing.
    reads[0]?.done();
    await settled();
    expect(reflected.seq).toBe(1);
  });

  it('passes once the stream of its own has led to the read', () => {
    const { reflected, told, holds } = setUp();
    holds();
    told(scaled);
    holds([aTask()], { instances: 6, version: 3_000 });
    reflected.look();
    expect(reflected.seq).toBe(1);
  });

  it('waits for a Marathon that does not answer, and passes with the whole list when it is back', async () => {
    const { clock, copy, reflected, reads, told, holds, settled } = setUp();
    holds();
    told(scaled);
    reads[0]?.failed();
    await settled();
    expect([reflected.seq, reads.length]).toEqual([0, 1]);
    reflected.look();
    expect(reads.length).toBe(2);
    copy.source.listed(clock.monotonic(), clock.now());
    reflected.look();
    expect(reflected.seq).toBe(1);
  });

  it('does not wait for what this process itself recorded, nor for what no copy shows', () => {
    const own = setUp({ records: true });
    own.holds();
    own.told(scaled);
    expect(own.reflected.seq).toBe(1);
    const other = setUp();
    other.told({ ...at, kind: 'DECISION_MADE', kindVersion: 1, subject: 'Decision:1', summary: '', body: {} });
    expect(other.reflected.seq).toBe(1);
  });

  it('waits for the app that a plan has changed, whoever ran it', () => {
    const { reflected, reads, told, holds } = setUp({ records: true });
    holds();
    const plan = (to: string): EventDraft => ({
      ...at,
      actor: 'ann',
      kind: 'PLAN_CHANGED',
      kindVersion: 1,
      subject: 'Plan:1',
      summary: '',
      body: { to, about: `App:main:${APP}` },
    });
    told(plan('PLANNED'));
    expect([reflected.seq, reads.length]).toEqual([1, 0]);
    told(plan('DONE'));
    expect([reflected.seq, reads.length]).toEqual([1, 1]);
  });

  it('reads few apps at a time, however many are told at once', () => {
    const { reads, told } = setUp();
    for (let n = 0; n < 20; n++) told(appEvent(undefined, new App(anApp({ marathonId: `/app${n}` })), at));
    expect(reads.length).toBe(4);
  });
});
