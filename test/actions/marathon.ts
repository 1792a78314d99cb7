import type { AppDefinition, AppReading, AppRecord, DeploymentRecord, TaskRecord } from '../../src/apps/model.ts';
import type { Accepted, MarathonPort } from '../../src/actions/ports.ts';
import { Fault } from '../../src/kit/fault.ts';

export function anApp(over: Partial<AppRecord> & { readonly marathonId: string }): AppRecord {
  return {
    cluster: 'main',
    image: 'shop:1',
    command: null,
    cpus: 0.5,
    memMiB: 128,
    diskMiB: 0,
    gpus: 0,
    instances: 3,
    tasksRunning: 3,
    tasksStaged: 0,
    tasksHealthy: 3,
    tasksUnhealthy: 0,
    deploymentIds: [],
    version: 1_000,
    lastScalingAt: 1_000,
    lastConfigChangeAt: 1_000,
    labels: [],
    lastTaskFailure: null,
    readiness: [],
    checked: true,
    ...over,
  };
}

export const aTask = (taskId: string, over: Partial<TaskRecord> = {}): TaskRecord => ({
  taskId,
  host: 'host-1',
  slaveId: 'S1',
  ip: null,
  ports: [],
  state: 'RUNNING',
  health: 'HEALTHY',
  stagedAt: 1,
  startedAt: 2,
  version: 1_000,
  ...over,
});

/** What goes wrong with a write: nothing, before it is sent, after it was sent and before it is done, or only its answer. */
export type Accident = 'none' | 'not-sent' | 'lost-before' | 'lost-after' | Fault;

interface Kept {
  record: AppRecord;
  definition: AppDefinition;
  tasks: TaskRecord[];
  readonly versions: Map<number, AppDefinition>;
}

/** A Marathon in memory: it keeps apps, makes deployments, and can lose answers. */
export class TestMarathon implements MarathonPort {
  readonly cluster: string;
  readonly writeDeadlineMs = 10_000;
  readonly apps = new Map<string, Kept>();
  readonly listed: DeploymentRecord[] = [];
  /** Every write that arrived, in order. */
  readonly arrived: string[] = [];
  /** Every write that had an effect. */
  readonly effects: string[] = [];
  readonly reads: string[] = [];
  /** Taken by the next writes, in order. */
  readonly accidents: Accident[] = [];
  /** Reads that fail, from the next one on. */
  failingReads = 0;
  /** Called when a write has arrived, before it is done. */
  onArrival: (what: string) => void | Promise<void> = () => {};
  #version = 10_000;

  constructor(cluster = 'main') {
    this.cluster = cluster;
  }

  /** Its calls, one by one, for a test that puts another in the place of some. */
  port(): MarathonPort {
    return {
      cluster: this.cluster,
      writeDeadlineMs: this.writeDeadlineMs,
      app: (id) => this.app(id),
      definition: (id) => this.definition(id),
      definitionAt: (id, version) => this.definitionAt(id, version),
      deployments: () => this.deployments(),
      createApp: (definition) => this.createApp(definition),
      updateApp: (id, change, force) => this.updateApp(id, change, force),
      replaceApp: (id, definition, force) => this.replaceApp(id, definition, force),
      restartApp: (id, force) => this.restartApp(id, force),
      deleteApp: (id, force) => this.deleteApp(id, force),
      killTask: (id, taskId, scale) => this.killTask(id, taskId, scale),
      cancelDeployment: (id, force) => this.cancelDeployment(id, force),
    };
  }

  put(record: AppRecord, definition: AppDefinition = {}, tasks: TaskRecord[] = []): void {
    const whole = { id: record.marathonId, instances: record.instances, ...definition };
    this.apps.set(record.marathonId, { record, definition: whole, tasks, versions: new Map([[record.version, whole]]) });
  }

  async app(marathonId: string): Promise<AppReading | undefined> {
    this.#read(`app ${marathonId}`);
    const kept = this.apps.get(marathonId);
    return kept && { app: kept.record, tasks: kept.tasks, unreadable: [] };
  }

  async definition(marathonId: string): Promise<AppDefinition | undefined> {
    this.#read(`definition ${marathonId}`);
    const kept = this.apps.get(marathonId);
    return kept && { ...kept.definition, version: new Date(kept.record.version).toISOString() };
  }

  async definitionAt(marathonId: string, version: number): Promise<AppDefinition | undefined> {
    this.#read(`definition ${marathonId} ${version}`);
    const at = this.apps.get(marathonId)?.versions.get(version);
    return at && { ...at, version: new Date(version).toISOString() };
  }

  async deployments(): Promise<readonly DeploymentRecord[]> {
    this.#read('deployments');
    return this.listed;
  }

  createApp(definition: AppDefinition): Promise<Accepted> {
    const marathonId = String(definition['id']);
    return this.#write(`create ${marathonId}`, () => {
      if (this.apps.has(marathonId)) throw refusal('ALREADY_EXISTS', `An app with id [${marathonId}] already exists.`);
      this.put(anApp({ cluster: this.cluster, marathonId, instances: 1, version: 0 }));
      return this.#deploy(marathonId, (kept) => ({ ...kept.definition, ...definition }), true);
    });
  }

  updateApp(marathonId: string, change: AppDefinition, force: boolean): Promise<Accepted> {
    return this.#write(`update ${marathonId} ${JSON.stringify(change)}`, () => {
      this.#unlocked(marathonId, force);
      return this.#deploy(marathonId, (kept) => ({ ...kept.definition, ...change }), Object.keys(change).join() !== 'instances');
    });
  }

  replaceApp(marathonId: string, definition: AppDefinition, force: boolean): Promise<Accepted> {
    return this.#write(`replace ${marathonId}`, () => {
      this.#unlocked(marathonId, force);
      const { version: _, ...whole } = definition;
      return this.#deploy(marathonId, () => whole, true);
    });
  }

  restartApp(marathonId: string, force: boolean): Promise<Accepted> {
    return this.#write(`restart ${marathonId}`, () => {
      this.#unlocked(marathonId, force);
      return this.#deploy(marathonId, (kept) => kept.definition, true);
    });
  }

  deleteApp(marathonId: string, force: boolean): Promise<Accepted> {
    return this.#write(`delete ${marathonId}`, () => {
      this.#unlocked(marathonId, force);
      this.apps.delete(marathonId);
      return { deploymentId: `d${++this.#version}`, version: this.#version };
    });
  }

  killTask(marathonId: string, taskId: string, scale: boolean): Promise<Accepted> {
    return this.#write(`kill ${taskId} ${scale}`, () => {
      const kept = this.#kept(marathonId);
      if (!kept.tasks.some((task) => task.taskId === taskId)) throw refusal('NOT_FOUND', `Task '${taskId}' does not exist`);
      kept.tasks = kept.tasks.filter((task) => task.taskId !== taskId);
      return { deploymentId: null, version: null };
    });
  }

  cancelDeployment(id: string, force: boolean): Promise<Accepted> {
    return this.#write(`cancel ${id} ${force}`, () => {
      const at = this.listed.findIndex(({ deploymentId }) => deploymentId === id);
      const [gone] = at < 0 ? [] : this.listed.splice(at, 1);
      if (!gone) throw refusal('NOT_FOUND', `DeploymentPlan ${id} does not exist`);
      if (force) return { deploymentId: null, version: null };
      const deploymentId = `d${++this.#version}`;
      this.listed.push({ ...gone, deploymentId, version: this.#version });
      return { deploymentId, version: this.#version };
    });
  }

  async #write(what: string, effect: () => Accepted): Promise<Accepted> {
    const accident = this.accidents.shift();
    if (accident === 'not-sent') throw lost(false);
    this.arrived.push(what);
    await this.onArrival(what);
    if (accident === 'lost-before') throw lost(true);
    if (accident instanceof Fault) throw accident;
    const accepted = effect();
    this.effects.push(what);
    if (accident === 'lost-after') throw lost(true);
    return accepted;
  }

  #deploy(marathonId: string, change: (kept: Kept) => AppDefinition, config: boolean): Accepted {
    const kept = this.#kept(marathonId);
    const version = ++this.#version;
    const definition = change(kept);
    const instances = Number(definition['instances'] ?? kept.record.instances);
    kept.definition = definition;
    kept.versions.set(version, definition);
    kept.record = { ...kept.record, instances, version, ...(config && { lastConfigChangeAt: version }), deploymentIds: [`d${version}`] };
    return { deploymentId: `d${version}`, version };
  }

  #kept(marathonId: string): Kept {
    const kept = this.apps.get(marathonId);
    if (!kept) throw refusal('NOT_FOUND', `App '${marathonId}' does not exist`);
    return kept;
  }

  #unlocked(marathonId: string, force: boolean): void {
    const { deploymentIds } = this.#kept(marathonId).record;
    if (deploymentIds.length > 0 && !force)
      throw refusal('CONFLICT', 'App is locked by one or more deployments.', { deployments: deploymentIds });
  }

  #read(what: string): void {
    this.reads.push(what);
    if (this.failingReads > 0) {
      this.failingReads--;
      throw lost(true);
    }
  }
}

const lost = (sent: boolean) =>
  new Fault('UPSTREAM_UNAVAILABLE', 'PUT /v2/apps: the answer broke off', { source: 'marathon:main', details: { sent } });

export const refusal = (code: 'NOT_FOUND' | 'CONFLICT' | 'ALREADY_EXISTS' | 'BAD_USER_INPUT', message: string, details: object = {}) =>
  new Fault(code, message, { source: 'marathon:main', details: { sent: true, ...details } });
