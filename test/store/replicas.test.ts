import { expect, it } from 'vitest';
import type { EventRecord } from '../../src/events/model.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { clockAt, onDrivers } from './drivers.ts';
import { startProcess } from './processes.ts';
import { anEvent } from './records.ts';

onDrivers('replicas', ['mariadb'], ({ open, fresh }) => {
  it('hear every event of each other once, in order, with nothing left out', async () => {
    const options = await fresh();
    const [one, other, reader] = await Promise.all([open(options), open(options), open(options)]);
    const heard = [one, other, reader].map((store) => {
      const events: EventRecord[] = [];
      store.onEvents((more) => events.push(...more));
      return events;
    });
    const child = startProcess('append', options, 'child');
    const append = (store: OpenStore, name: string) =>
      Array.from({ length: 500 }, (_, n) => store.write(async (tx) => tx.event(anEvent({ subject: `${name} ${n}` }))));
    const written = await Promise.all([...append(one, 'one'), ...append(other, 'other')]);
    await expect.poll(() => reader.head().seq, { timeout: 20_000 }).toBe(1_500);
    await expect.poll(() => [one.head().seq, other.head().seq]).toEqual([1_500, 1_500]);
    expect(child.lines).toEqual(['open']);

    const everyPlace = Array.from({ length: 1_500 }, (_, n) => n + 1);
    for (const events of heard) expect(events.map(({ seq }) => seq)).toEqual(everyPlace);
    expect(heard[0]).toEqual(heard[2]);
    expect(heard[1]).toEqual(heard[2]);
    expect(new Set(written.map(({ seq }) => seq)).size).toBe(1_000);
    for (const [index, { seq }] of written.entries()) {
      const subject = index < 500 ? `one ${index}` : `other ${index - 500}`;
      expect(heard[2]?.[seq - 1]?.subject).toBe(subject);
    }
  });

  it('never see a place whose predecessors are still to come', async () => {
    const options = await fresh();
    const stores = await Promise.all([open(options), open(options)]);
    const reader = await open(options);
    let writing = true;
    const writers = Promise.all(
      stores.flatMap((store) =>
        Array.from({ length: 8 }, async () => {
          for (let n = 0; n < 25; n++) await store.write(async (tx) => tx.event(anEvent()));
        }),
      ),
    ).finally(() => (writing = false));
    let reads = 0;
    while (writing) {
      const [newest] = await reader.events({ limit: 1, order: 'newest' });
      const all = await reader.events({ before: (newest?.seq ?? 0) + 1, limit: 1_000, order: 'oldest' });
      expect(all).toHaveLength(newest?.seq ?? 0);
      reads++;
    }
    await writers;
    expect(reads).toBeGreaterThan(5);
  });

  it('have heard what came before their own event by the time its write returns', async () => {
    const options = await fresh();
    const [one, other] = await Promise.all([open(options), open(options, { clock: clockAt({ now: 0 }) })]);
    const heard: number[] = [];
    other.onEvents((events) => heard.push(...events.map(({ seq }) => seq)));
    await one.write(async (tx) => tx.event(anEvent()));
    await other.write(async (tx) => tx.event(anEvent()));
    expect(heard).toEqual([1, 2]);
    expect(other.head().seq).toBe(2);
  });

  it('go on within ten seconds when one stops in the middle of a transaction, which finds its place later', async () => {
    const options = await fresh();
    const store = await open(options);
    const stopped = startProcess('hold', options);
    await stopped.said('inside');
    stopped.child.kill('SIGSTOP');
    const since = performance.now();
    await store.write(async (tx) => {
      await tx.putAlias({ jobName: 'cop.contended', nodeId: 'ours', since: 1 });
      tx.event(anEvent({ subject: 'ours' }));
    });
    const waited = performance.now() - since;
    expect(waited).toBeLessThan(10_000);

    stopped.goOn();
    await stopped.said('written');
    const events = await store.events({ limit: 10, order: 'oldest' });
    expect(events.map(({ seq, subject }) => [seq, subject])).toEqual([
      [1, 'ours'],
      [2, 'child'],
    ]);
  });

  it('that lock each other out both succeed in the end: the transaction which is taken away is run again', async () => {
    const options = await fresh();
    const stores = await Promise.all([open(options), open(options)]);
    let inside = 0;
    let runs = 0;
    const names = ['cop.a', 'cop.b'];
    const crossing = stores.map((store, index) =>
      store.write(async (tx) => {
        const run = ++runs;
        const [mine = '', theirs = ''] = index === 0 ? names : names.toReversed();
        const nodeId = `store ${index}`;
        await tx.putAlias({ jobName: mine, nodeId, since: 1 });
        inside++;
        while (inside < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        // A work that ignores its failure, and one that waits for nothing, must not commit half of themselves.
        const rest = [theirs, `cop.run-${run}`].map((jobName) => tx.putAlias({ jobName, nodeId, since: 1 }));
        await Promise.allSettled(rest);
        await tx.putAlias({ jobName: `cop.end-${run}`, nodeId, since: 1 }).catch(() => {});
        tx.event(anEvent({ subject: nodeId }));
      }),
    );
    await Promise.all(crossing);
    const [store] = stores;
    const { aliases, seq } = await store.facts();
    const owner = (jobName: string) => aliases.find((alias) => alias.jobName === jobName)?.nodeId;
    expect(runs).toBe(3);
    expect(seq).toBe(2);
    expect(owner('cop.a')).toBe(owner('cop.b'));
    // Two of the three runs, each whole.
    const parts = aliases.map(({ jobName }) => jobName.replace(/\d/, ''));
    expect(parts).toEqual(['cop.a', 'cop.b', 'cop.end-', 'cop.end-', 'cop.run-', 'cop.run-']);
  });
});
