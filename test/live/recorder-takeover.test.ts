import { expect, it, vi } from 'vitest';
import { type TaskRecord } from '../../src/apps/model.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { onDrivers } from '../store/drivers.ts';
import { aTask } from '../support/graph.ts';
import { seeded } from '../support/seeded.ts';
import { Process } from './process.ts';

onDrivers('recorders of several processes', ['sqlite', 'mariadb'], ({ open, fresh }) => {
  it('that takes over with an old copy brings it up to now before it compares', async () => {
    const store = await open();
    const one = new Process(store, 'one');
    one.reads([aTask()]);
    await one.record().begun();
    // Another replica, whose copy is from before the change that the first one has told.
    const two = new Process(store, 'two');
    two.reads([aTask()]);
    const changed = [aTask({ health: 'UNHEALTHY' }), aTask({ taskId: 't2', ip: null })];
    two.refreshes = () => {
      two.reads(changed);
      two.copy.source.listed(systemClock.monotonic(), systemClock.now());
    };
    two.record({ alone: false });
    one.reads(changed);
    const story = ['CONTAINER_HEALTH_CHANGED Container:main:t1', 'CONTAINER_STARTED Container:main:t2'];
    await one.tells(story);
    await one.stop();
    await expect.poll(() => store.lease('recorder:marathon:main', 'nobody', 1)).toBeUndefined();
    two.reads([aTask({ health: 'HEALTHY' }), aTask({ taskId: 't2', ip: null })]);
    await two.tells([...story, 'CONTAINER_HEALTH_CHANGED Container:main:t1']).catch(async () => {
      // Told by the comparison, when it came after the change.
      expect(await two.told()).toEqual([...story, 'CONTAINER_CHANGED Container:main:t1']);
    });
    await two.stop();
  });

  it('leaves the source to replicas that see it, while it does not', async () => {
    const store = await open();
    const one = new Process(store, 'one');
    one.reads([aTask()]);
    await one.record().begun();
    one.copy.source.lost('no connection');
    await one.tells(['SOURCE_LOST']);
    await expect.poll(() => store.lease('recorder:marathon:main', 'two', 60_000), { timeout: 8_000 }).toMatchObject({ owner: 'two' });
    await one.stop();
  });

  it('that sees its lease gone lets go of what it has not written: the holder has told it', async () => {
    const store = await open();
    const one = new Process(store, 'one');
    one.reads([aTask()]);
    one.refreshes = () => one.copy.source.listed(systemClock.monotonic(), systemClock.now());
    await one.record({ alone: false }).begun();
    await one.settles();
    await store.release('recorder:marathon:main', 'one');
    await store.lease('recorder:marathon:main', 'two', 60_000);
    await store.write(async (tx) => tx.putRecorded('marathon:main', new Map([['task t1', 'RUNNING|UNHEALTHY']])));
    // When it renews, and sees that it does not hold it any more, a change waits to be written.
    const take = store.lease.bind(store);
    const renewed = vi.spyOn(store, 'lease').mockImplementation(async (name, owner, forMs) => {
      const lease = await take(name, owner, forMs);
      if (owner === 'one') one.reads([aTask({ health: 'UNHEALTHY' })]);
      return lease;
    });
    await expect.poll(() => renewed.mock.calls.length, { timeout: 8_000 }).toBeGreaterThan(0);
    await new Promise((done) => setTimeout(done, 300));
    expect(await one.told()).toEqual([]);
    renewed.mockRestore();
    await one.stop();
  });

  it('that lost its lease while it was stopped writes nothing more, and takes over anew', async () => {
    const store = await open();
    const one = new Process(store, 'one');
    one.reads([aTask()]);
    await one.record().begun();
    // As if this process had been stopped for a while: another holds the lease, and has told of the change.
    await store.release('recorder:marathon:main', 'one');
    await store.lease('recorder:marathon:main', 'two', 60_000);
    await store.write(async (tx) => tx.putRecorded('marathon:main', new Map([['task t1', 'RUNNING|HEALTHY']])));
    one.reads([aTask({ health: 'UNHEALTHY' })]);
    await new Promise((done) => setTimeout(done, 200));
    expect(await one.told()).toEqual([]);
    await store.release('recorder:marathon:main', 'two');
    await one.tells(['CONTAINER_CHANGED Container:main:t1']);
    await one.stop();
  });

  it.each(['before-events', 'after-events'] as const)('that is killed %s leaves no change untold and none told twice', async (point) => {
    const options = await fresh();
    const one = new Process(await open(options));
    one.reads([aTask()]);
    const killed = Promise.withResolvers<void>();
    let batches = 0;
    const crashAt = (here: string) => {
      // The baseline is the first.
      if (here !== point || ++batches < 2) return;
      killed.resolve();
      return new Promise<void>(() => {});
    };
    await one.record({ crashAt }).begun();
    one.reads([aTask({ health: 'UNHEALTHY' }), aTask({ taskId: 't2', ip: null })]);
    await killed.promise;
    await one.store.close();

    const two = new Process(await open(options), 'two');
    two.reads([aTask({ health: 'UNHEALTHY' }), aTask({ taskId: 't2', ip: null })]);
    await two.store.release('recorder:marathon:main', 'one');
    two.record();
    await two.settles();
    // The rows may be read a moment before the process that wrote them has told its own listeners.
    const subjects = async () => (await two.told()).map((each) => each.split(' ')[1]).sort();
    await expect.poll(subjects).toEqual(['Container:main:t1', 'Container:main:t2']);
    await two.stop();
  });

  it('keeps one story of each task over random changes, kills and takeovers', { timeout: 60_000 }, async () => {
    const options = await fresh();
    const random = seeded(20_261_125);
    let tasks: TaskRecord[] = [];
    let made = 0;
    const change = (): void => {
      const at = Math.floor(random() * (tasks.length + 1));
      const task = tasks[at];
      if (!task) tasks = [...tasks, aTask({ taskId: `t${++made}`, ip: null, state: 'STAGING', startedAt: null })];
      else if (random() < 0.3) tasks = tasks.filter((each) => each !== task);
      else if (task.state === 'STAGING') tasks = tasks.with(at, { ...task, state: 'RUNNING', startedAt: 3 });
      else tasks = tasks.with(at, { ...task, health: random() < 0.5 ? 'HEALTHY' : 'UNHEALTHY' });
    };
    for (let round = 0; round < 20; round++) {
      const process = new Process(await open(options), `process ${round}`);
      // A database that several processes share would hold the dead one's lease until it runs out.
      await process.store.release('recorder:marathon:main', `process ${round - 1}`);
      process.reads(tasks);
      const killed = Promise.withResolvers<void>();
      let left = Math.floor(random() * 6);
      const crashAt = () => (left-- > 0 ? undefined : (killed.resolve(), new Promise<void>(() => {})));
      process.record({ crashAt });
      const changing = (async () => {
        for (let n = 0; n < 40; n++) {
          change();
          process.reads(tasks);
          await new Promise((done) => setTimeout(done, Math.floor(random() * 20)));
        }
      })();
      await Promise.race([killed.promise, changing]);
      await changing;
      await process.store.close();
    }
    const last = new Process(await open(options), 'last');
    await last.store.release('recorder:marathon:main', 'process 19');
    last.reads(tasks);
    last.record();
    await last.settles();
    const stories = new Map<string, string[]>();
    for (const each of await last.told(/^CONTAINER/)) {
      const [kind = '', subject = ''] = each.split(' ');
      stories.set(subject, [...(stories.get(subject) ?? []), kind]);
    }
    for (const [subject, story] of stories) {
      // A task that was there at the baseline never started in the log; each other one starts first and ends at most once, last.
      expect(story.lastIndexOf('CONTAINER_STARTED'), `${subject}: ${story.join(', ')}`).toBeLessThanOrEqual(0);
      const end = story.indexOf('CONTAINER_ENDED');
      if (end >= 0) expect(end, subject).toBe(story.length - 1);
      expect(end >= 0, subject).toBe(!tasks.some(({ taskId }) => subject.endsWith(`:${taskId}`)));
    }
    await last.stop();
  });
});
