import { expect } from 'vitest';
import { Deployment, type AppReading, type DeploymentRecord, type TaskRecord } from '../../src/apps/model.ts';
import { systemClock } from '../../src/kit/clock.ts';
import type { ClusterCopy } from '../../src/live/cluster.ts';
import type { Graph } from '../../src/live/graph.ts';
import { MarathonRecorded } from '../../src/live/record-marathon.ts';
import { Recorder, type Recorded, type RecorderDeps } from '../../src/live/recorder.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { aGraph, anApp } from '../support/graph.ts';

export const quiet = { info: () => {}, warn: () => {} };
export const APP = '/a/b/c/d/e/f/g/h';

/** One process that records: a graph as it has read it, and the recorder over a store. */
export class Process {
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

export const aDeployment: DeploymentRecord = {
  cluster: 'main',
  deploymentId: 'd1',
  version: 1,
  affectedApps: [APP],
  currentStep: 1,
  totalSteps: 2,
  currentActions: [],
  steps: [],
};

/** What the stream says of a task. */
export const aWord = {
  kind: 'task',
  taskId: 't1',
  appId: APP,
  state: 'RUNNING',
  message: '',
  host: 'h1',
  slaveId: 's1',
  version: 1,
  at: 1,
} as const;
