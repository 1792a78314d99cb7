import { expect, it } from 'vitest';
import {
  Deployment,
  TaskFailure,
  type AppReading,
  type ContainerState,
  type DeploymentRecord,
  type TaskRecord,
} from '../../src/apps/model.ts';
import { systemClock } from '../../src/kit/clock.ts';
import type { ClusterCopy } from '../../src/live/cluster.ts';
import type { Graph } from '../../src/live/graph.ts';
import { applyHosts } from '../../src/live/hosts.ts';
import { recordHosts } from '../../src/live/record-hosts.ts';
import { MarathonRecorded } from '../../src/live/record-marathon.ts';
import { Recorder, type Recorded, type RecorderDeps } from '../../src/live/recorder.ts';
import { Source } from '../../src/live/source.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { onDrivers } from '../store/drivers.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';
import { seeded } from '../support/seeded.ts';

const quiet = { info: () => {}, warn: () => {} };
const APP = '/a/b/c/d/e/f/g/h';

/** One process that records: a graph as it has read it, and the recorder over a store. */
class Process {
  readonly graph: Graph;
  readonly copy: ClusterCopy;
  readonly recorded: MarathonRecorded;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #reads = 0;
  /** What a whole list finds that is asked for. */
  refreshes: () => void = () => undefined;

  constructor(
    readonly store: OpenStore,
    private readonly name = 'one',
  ) {
    ({ graph: this.graph, copy: this.copy } = aGraph(systemClock, ['a/b/c/d/e/f/g/h']));
    this.recorded = new MarathonRecorded(this.graph, this.copy, systemClock, () => Promise.resolve(this.refreshes()));
  }

  record(over: Partial<RecorderDeps> = {}): this {
    const { store } = this;
    const recorded: Recorded = this.recorded;
    this.#running = new Recorder({ recorded, store, clock: systemClock, owner: this.name, alone: true, log: quiet, ...over }).run(
      this.#stop.signal,
    );
    return this;
  }

  /** What a read of the app finds. */
  reads(tasks: readonly TaskRecord[], app: Parameters<typeof anApp>[0] = {}, unreadable: AppReading['unreadable'] = []): void {
    const at = { mono: systemClock.monotonic() + ++this.#reads, wall: systemClock.now() };
    this.graph.applyApp(this.copy, { app: anApp(app), tasks, unreadable }, '', at);
  }

  deploys(...running: readonly Partial<DeploymentRecord>[]): void {
    const all = running.map((each) => new Deployment({ ...aDeployment, ...each }));
    const at = { mono: systemClock.monotonic() + ++this.#reads, wall: systemClock.now() };
    this.graph.applyDeployments(this.copy, { items: all, unreadable: [] }, at);
  }

  async told(kinds?: RegExp): Promise<string[]> {
    const { seq } = this.store.head();
    const events = await this.store.events({ before: seq + 1, limit: 1e6, order: 'oldest' });
    return events
      .filter(({ kind }) => kinds?.test(kind) ?? kind !== 'BASELINE')
      .map(({ kind, subject }) => `${kind} ${subject ?? ''}`.trim());
  }

  /** Waits until the log tells exactly this since its beginning. */
  tells(expected: readonly string[], kinds?: RegExp): Promise<void> {
    return expect.poll(() => this.told(kinds), { timeout: 5_000 }).toEqual(expected);
  }

  /** Everything that there is, is known to the log as it is. */
  async settles(): Promise<void> {
    await expect
      .poll(async () => [...(await this.store.recorded('marathon:main'))].filter(([key]) => !/^(baseline|source)$/.test(key)).sort())
      .toEqual(
        [...this.recorded.portions()]
          .flat()
          .map(({ key, digest }) => [key, digest])
          .sort(),
      );
  }

  async begun(): Promise<this> {
    await expect.poll(async () => (await this.store.recorded('marathon:main')).has('baseline')).toBe(true);
    return this;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}

const aDeployment: DeploymentRecord = {
  cluster: 'main',
  deploymentId: 'd1',
  version: 1,
  affectedApps: [APP],
  currentStep: 1,
  totalSteps: 2,
  currentActions: [],
  steps: [],
};

onDrivers('the recorder', ['sqlite', 'mariadb'], ({ open, fresh }) => {
  it('begins with one event, and from there tells each change once', async () => {
    const one = new Process(await open());
    one.reads([aTask()]);
    await one.record().begun();
    await one.tells(['BASELINE'], /./);
    one.reads([aTask({ health: 'UNHEALTHY' })]);
    one.reads([aTask({ health: 'UNHEALTHY' }), aTask({ taskId: 't2', ip: '10.0.0.2' })], { instances: 2 });
    one.recorded.hear({
      kind: 'task',
      taskId: 't1',
      appId: APP,
      state: 'FAILED',
      message: 'out of memory',
      host: null,
      slaveId: null,
      version: null,
      at: 5,
    });
    one.reads([aTask({ taskId: 't2', ip: '10.0.0.2' })], { instances: 2 });
    await one.tells([
      'CONTAINER_HEALTH_CHANGED Container:main:t1',
      `APP_CHANGED App:main:${APP}`,
      'CONTAINER_STARTED Container:main:t2',
      'CONTAINER_ENDED Container:main:t1',
    ]);
    const [ended] = await one.store.events({ kinds: ['CONTAINER_ENDED'], limit: 1, order: 'newest' });
    expect(ended).toMatchObject({
      jobName: expect.stringContaining('cop.a_'),
      body: { ended: { state: 'FAILED', message: 'out of memory' } },
    });
    await one.stop();
  });

  it('finds what happened while nobody recorded, and tells it as corrections', async () => {
    const store = await open();
    const one = new Process(store);
    one.reads([aTask(), aTask({ taskId: 't2', ip: null })]);
    one.deploys({});
    await one.record().begun();
    await one.stop();

    const two = new Process(store, 'two');
    two.reads([aTask({ health: 'HEALTHY' }), aTask({ taskId: 't3', ip: null })], { instances: 2 });
    two.record();
    await two.tells([
      `APP_CHANGED App:main:${APP}`,
      'CONTAINER_CHANGED Container:main:t1',
      'CONTAINER_STARTED Container:main:t3',
      'CONTAINER_ENDED Container:main:t2',
      'DEPLOYMENT_ENDED Deployment:main:d1',
    ]);
    const [ended] = await store.events({ kinds: ['DEPLOYMENT_ENDED'], limit: 1, order: 'newest' });
    expect(ended?.body).toEqual({ success: null, reason: null });
    await two.stop();
  });

  it('tells of a deployment once: its start by the list, its end by the stream, whichever comes first', async () => {
    const one = new Process(await open());
    await one.record().begun();
    const ends = (deploymentId: string, success: boolean) =>
      one.recorded.hear({ kind: 'deployment', deploymentId, success, reason: success ? null : 'no offers', at: 7 });
    one.deploys({});
    ends('d1', true);
    ends('d1', true);
    one.deploys();
    // Over before a list showed it; a list that began before its end still does.
    ends('d2', false);
    one.deploys({ deploymentId: 'd2' });
    one.deploys();
    one.deploys({ deploymentId: 'd3' });
    one.deploys();
    await one.tells(
      [
        'STARTED Deployment:main:d1',
        'ENDED Deployment:main:d1',
        'ENDED Deployment:main:d2',
        'STARTED Deployment:main:d3',
        'ENDED Deployment:main:d3',
      ].map((each) => `DEPLOYMENT_${each}`),
    );
    const bodies = (await one.store.events({ kinds: ['DEPLOYMENT_ENDED'], limit: 9, order: 'oldest' })).map(({ body }) => body['success']);
    expect(bodies).toEqual([true, false, null]);
    await one.stop();
  });

  it('tells how a task ended by the word of the stream, also of one that no read has shown, and a word that comes late', async () => {
    const one = new Process(await open());
    one.reads([aTask(), aTask({ taskId: 't2', ip: null }), aTask({ taskId: 't3', ip: null })]);
    await one.record().begun();
    const ends = (taskId: string, state: ContainerState, message = '') =>
      one.recorded.hear({ kind: 'task', taskId, appId: APP, state, message, host: 'h1', slaveId: null, version: null, at: 5 });
    // It could not even be started: there and gone between two reads.
    ends('never-seen', 'FAILED', 'no such image');
    // One was heard of and all are gone: the read was quicker than the stream.
    ends('t1', 'KILLED');
    one.reads([]);
    ends('t2', 'KILLED');
    // Said again, and shown once more by a read that began earlier.
    ends('t1', 'KILLED');
    one.reads([aTask()]);
    one.reads([]);
    const ended = async () =>
      (await one.store.events({ kinds: ['CONTAINER_ENDED'], limit: 9, order: 'oldest' })).map(({ subject, body }) => [
        subject?.split(':')[2],
        (body['ended'] as { state: string }).state,
      ]);
    await expect.poll(ended, { timeout: 5_000 }).toEqual([
      ['never-seen', 'FAILED'],
      ['t1', 'KILLED'],
      ['t2', 'KILLED'],
      ['t3', 'UNKNOWN'],
    ]);
    expect(await one.told(/STARTED/)).toEqual([]);
    await one.stop();
  });

  it('takes the last failure that the app itself knows for the word that was missed', async () => {
    const one = new Process(await open());
    one.reads([aTask()]);
    await one.record().begun();
    one.reads([], { lastTaskFailure: new TaskFailure('t1', 'TASK_FAILED', 'exit 3', null, 7, null) });
    await expect
      .poll(async () => (await one.store.events({ kinds: ['CONTAINER_ENDED'], limit: 1, order: 'newest' }))[0]?.body['ended'], {
        timeout: 5_000,
      })
      .toEqual({ state: 'FAILED', message: 'exit 3' });
    await one.stop();
  });

  it('tells each change of health once, also when they come faster than reads, and in the end what is so', async () => {
    const one = new Process(await open());
    one.reads([aTask({ health: 'HEALTHY' })]);
    await one.record().begun();
    const says = (healthy: boolean | null, ids: object = { taskId: 't1', instanceId: null }) =>
      one.recorded.hear({ kind: 'health', appId: APP, taskId: null, instanceId: null, ...ids, healthy, at: 5 });
    says(false);
    says(false);
    says(true);
    says(false, { instanceId: 't1' });
    one.reads([aTask({ health: 'UNHEALTHY' })]);
    // A word that no read bears out: another one was lost.
    says(true);
    const flips = async () =>
      (await one.store.events({ kinds: ['CONTAINER_HEALTH_CHANGED'], limit: 9, order: 'oldest' })).map(({ body }) =>
        [body['before'], body['after']].map((each) => (each as { health: string }).health).join(' to '),
      );
    await expect
      .poll(flips, { timeout: 5_000 })
      .toEqual(['HEALTHY to UNHEALTHY', 'UNHEALTHY to HEALTHY', 'HEALTHY to UNHEALTHY', 'UNHEALTHY to HEALTHY', 'HEALTHY to UNHEALTHY']);
    await one.settles();
    await one.stop();
  });

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

  it('tells when a source goes away and comes back, and what of it cannot be read', async () => {
    const one = new Process(await open());
    await one.record().begun();
    one.copy.source.lost('no connection');
    one.copy.source.lost('no connection');
    one.copy.source.up();
    one.reads([], {}, [{ id: 't9', problem: 'state: a string is missing' }]);
    one.graph.markUnreadable(one.copy, { id: APP, problem: 'cpus: a number is missing' }, { mono: 1e12, wall: 0 });
    one.reads([]);
    await one.tells([
      'SOURCE_LOST',
      'SOURCE_RECOVERED',
      `APP_UNREADABLE App:main:${APP}`,
      `APP_CREATED App:main:${APP}`,
      `APP_UNREADABLE App:main:${APP}`,
      `APP_READABLE App:main:${APP}`,
      `APP_READABLE App:main:${APP}`,
    ]);
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

  it('tells of hosts that join, change and leave', async () => {
    const store = await open();
    const { graph } = aGraph(systemClock);
    const copy = graph.addHosts(new Source('mesos:main', 'mesos', 'http://127.0.0.1', systemClock, 60_000));
    copy.source.listed(1, 1);
    const lists = (...hosts: readonly object[]) =>
      applyHosts(graph, copy, { hosts: hosts.map((over) => ({ ...aHost, ...over })), unreadable: [] });
    lists({ name: 'h1' });
    const stop = new AbortController();
    const running = new Recorder({
      recorded: recordHosts(graph, copy, async () => undefined),
      store,
      clock: systemClock,
      owner: 'one',
      alone: true,
      log: quiet,
    }).run(stop.signal);
    await expect.poll(async () => (await store.recorded('mesos:main')).has('baseline')).toBe(true);
    lists({ name: 'h1', usedCpus: 3 }, { name: 'h2' });
    lists({ name: 'h1', active: false }, { name: 'h2' });
    lists({ name: 'h1', active: false });
    const told = async () =>
      (await store.events({ before: 1e9, limit: 100, order: 'oldest' })).map(({ kind, subject }) => `${kind} ${subject ?? ''}`.trim());
    await expect.poll(told).toEqual(['BASELINE', 'HOST_JOINED Host:h2', 'HOST_CHANGED Host:h1', 'HOST_LEFT Host:h2']);
    stop.abort();
    await running;
  });
});

const aHost = {
  name: 'h',
  ip: null,
  agentId: null,
  active: true,
  cpus: 4,
  memMiB: 100,
  diskMiB: 10,
  usedCpus: 1,
  usedMemMiB: 1,
  attributes: [],
  version: null,
  registeredAt: null,
};
