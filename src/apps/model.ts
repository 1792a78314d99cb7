import { Entity } from '../kit/entity.ts';

/** A name and its value; sorted by name wherever it is listed. */
export class Label {
  constructor(
    readonly name: string,
    readonly value: string,
  ) {}
}

/** The last task of an app that failed, as Marathon tells it. */
export class TaskFailure {
  constructor(
    readonly taskId: string,
    readonly state: string,
    readonly message: string,
    readonly host: string | null,
    readonly at: number,
    readonly version: number | null,
  ) {}
}

/** What a readiness check said of a task; there only while a deployment waits for it. */
export class Readiness {
  constructor(
    readonly name: string,
    readonly taskId: string,
    readonly ready: boolean,
    /** Of the last answer, where Marathon keeps that. */
    readonly httpStatus: number | null,
  ) {}
}

/** What Marathon says of an app, without its tasks. Immutable: a change makes a new one. */
export interface AppRecord {
  readonly cluster: string;
  readonly marathonId: string;
  readonly image: string | null;
  readonly command: string | null;
  /** Per instance: cores, MiB. */
  readonly cpus: number;
  readonly memMiB: number;
  readonly diskMiB: number;
  readonly gpus: number;
  readonly instances: number;
  readonly tasksRunning: number;
  readonly tasksStaged: number;
  readonly tasksHealthy: number;
  readonly tasksUnhealthy: number;
  readonly deploymentIds: readonly string[];
  /** The identity of the definition: Marathon's version timestamp, in ms. */
  readonly version: number;
  readonly lastScalingAt: number | null;
  readonly lastConfigChangeAt: number | null;
  readonly labels: readonly Label[];
  readonly lastTaskFailure: TaskFailure | null;
  readonly readiness: readonly Readiness[];
  /** True when the app has at least one health check: only then is silence about health UNKNOWN rather than "not checked". */
  readonly checked: boolean;
}

/** An app with its tasks as one read gave them. */
export interface AppReading {
  readonly app: AppRecord;
  readonly tasks: readonly TaskRecord[];
  /** Tasks of the answer that could not be read. */
  readonly unreadable: readonly Unreadable[];
}

export const CONTAINER_STATES = [
  'STAGING',
  'STARTING',
  'RUNNING',
  'KILLING',
  'UNREACHABLE',
  'FINISHED',
  'FAILED',
  'KILLED',
  'ERROR',
  'LOST',
  'GONE',
  'DROPPED',
  'UNKNOWN',
] as const;
export type ContainerState = (typeof CONTAINER_STATES)[number];
/** Of a task that is over. */
export const ENDED_STATES: ReadonlySet<string> = new Set<ContainerState>([
  'FINISHED',
  'FAILED',
  'KILLED',
  'ERROR',
  'LOST',
  'GONE',
  'DROPPED',
]);

export const HEALTHS = ['HEALTHY', 'UNHEALTHY', 'UNKNOWN'] as const;
export type Health = (typeof HEALTHS)[number];

/** A Marathon task. Holds nothing that changes by itself (`lastSuccess`, counters), or every re-list would be a change. */
export interface TaskRecord {
  readonly taskId: string;
  readonly host: string | null;
  readonly slaveId: string | null;
  readonly ip: string | null;
  readonly ports: readonly number[];
  readonly state: ContainerState;
  readonly health: Health;
  readonly stagedAt: number | null;
  readonly startedAt: number | null;
  readonly version: number | null;
}

/** A part of an answer that could not be read; the rest goes on. */
export interface Unreadable {
  /** App or task id, or a place in the answer when even that is missing. */
  readonly id: string;
  readonly problem: string;
}

export const DEPLOYMENT_ACTIONS = [
  'START_APPLICATION',
  'STOP_APPLICATION',
  'SCALE_APPLICATION',
  'RESTART_APPLICATION',
  'RESOLVE_ARTIFACTS',
  'START_POD',
  'STOP_POD',
  'SCALE_POD',
  'RESTART_POD',
  'UNKNOWN',
] as const;
export type DeploymentActionKind = (typeof DEPLOYMENT_ACTIONS)[number];

export class DeploymentAction {
  constructor(
    readonly action: DeploymentActionKind,
    /** App or pod id. */
    readonly target: string,
  ) {}
}

export interface DeploymentRecord {
  readonly cluster: string;
  readonly deploymentId: string;
  readonly version: number;
  readonly affectedApps: readonly string[];
  readonly currentStep: number;
  readonly totalSteps: number;
  readonly currentActions: readonly DeploymentAction[];
  readonly steps: readonly (readonly DeploymentAction[])[];
}

/** Why instances of an app wait: Marathon's launch queue. */
export interface PendingRecord {
  readonly marathonId: string;
  readonly count: number;
  readonly since: number | null;
  /** Backoff left, in ms; 0 when offers are awaited. */
  readonly delayMs: number;
  readonly overdue: boolean;
  readonly processedOffers: number | null;
  readonly unusedOffers: number | null;
  readonly lastUnusedOfferAt: number | null;
  readonly lastUsedOfferAt: number | null;
  /** Offers declined, by Marathon's reason, in its order. */
  readonly reasons: readonly PendingReason[];
}

export class PendingReason {
  constructor(
    readonly reason: string,
    readonly declined: number,
    readonly processed: number,
  ) {}
}

/** A whole app definition as Marathon stores it; shown as a diff, never kept live. */
export type AppDefinition = { readonly [key: string]: unknown };

const COUNTS = ['tasksStaged', 'tasksRunning', 'tasksHealthy', 'tasksUnhealthy', 'taskStats'];
const RUNS = ['tasks', 'deployments', 'lastTaskFailure', 'readinessCheckResults'];
/** What Marathon adds to a definition when it shows one, and does not take back. */
export const SHOWN_ONLY: ReadonlySet<string> = new Set(['version', 'versionInfo', ...RUNS, ...COUNTS]);

/** An app among those of all Marathons. */
export const appKey = (cluster: string, marathonId: string): string => `${cluster}:${marathonId}`;

/** The other way round: a Marathon's name holds no colon. */
export function appOfKey(key: string): { readonly cluster: string; readonly marathonId: string } {
  const at = key.indexOf(':');
  return { cluster: key.slice(0, at), marathonId: key.slice(at + 1) };
}

/** As callers name an app, and as events and decisions name their subject. */
export const idOfApp = (cluster: string, marathonId: string): string => `App:${appKey(cluster, marathonId)}`;

export const idOfDeployment = (cluster: string, deploymentId: string): string => `Deployment:${cluster}:${deploymentId}`;

/** An app as callers see it. */
export class App extends Entity {
  readonly id: string;
  /** Unique over all Marathons. */
  readonly key: string;
  readonly cluster: string;
  readonly marathonId: string;
  readonly image: string | null;
  readonly command: string | null;
  readonly cpus: number;
  readonly memMiB: number;
  readonly diskMiB: number;
  readonly gpus: number;
  readonly instances: number;
  readonly tasksRunning: number;
  readonly tasksStaged: number;
  readonly tasksHealthy: number;
  readonly tasksUnhealthy: number;
  readonly deploymentIds: readonly string[];
  readonly version: number;
  readonly lastScalingAt: number | null;
  readonly lastConfigChangeAt: number | null;
  readonly labels: readonly Label[];
  readonly lastTaskFailure: TaskFailure | null;
  readonly readiness: readonly Readiness[];
  readonly checked: boolean;

  constructor(record: AppRecord) {
    super();
    this.key = appKey(record.cluster, record.marathonId);
    this.id = idOfApp(record.cluster, record.marathonId);
    this.cluster = record.cluster;
    this.marathonId = record.marathonId;
    this.image = record.image;
    this.command = record.command;
    this.cpus = record.cpus;
    this.memMiB = record.memMiB;
    this.diskMiB = record.diskMiB;
    this.gpus = record.gpus;
    this.instances = record.instances;
    this.tasksRunning = record.tasksRunning;
    this.tasksStaged = record.tasksStaged;
    this.tasksHealthy = record.tasksHealthy;
    this.tasksUnhealthy = record.tasksUnhealthy;
    this.deploymentIds = record.deploymentIds;
    this.version = record.version;
    this.lastScalingAt = record.lastScalingAt;
    this.lastConfigChangeAt = record.lastConfigChangeAt;
    this.labels = record.labels;
    this.lastTaskFailure = record.lastTaskFailure;
    this.readiness = record.readiness;
    this.checked = record.checked;
  }

  get deploying(): boolean {
    return this.deploymentIds.length > 0;
  }

  label(name: string): string | undefined {
    return this.labels.find((label) => label.name === name)?.value;
  }
}

export class Deployment extends Entity {
  readonly id: string;
  readonly cluster: string;
  readonly deploymentId: string;
  readonly version: number;
  readonly affectedApps: readonly string[];
  readonly currentStep: number;
  readonly totalSteps: number;
  readonly currentActions: readonly DeploymentAction[];

  constructor(record: DeploymentRecord) {
    super();
    this.id = idOfDeployment(record.cluster, record.deploymentId);
    this.cluster = record.cluster;
    this.deploymentId = record.deploymentId;
    this.version = record.version;
    this.affectedApps = record.affectedApps;
    this.currentStep = record.currentStep;
    this.totalSteps = record.totalSteps;
    this.currentActions = record.currentActions;
  }
}

/** One earlier definition of an app, read on demand. */
export interface AppVersion {
  readonly version: number;
  readonly current: boolean;
  readonly image: string | null;
  readonly command: string | null;
  readonly instances: number;
  readonly cpus: number;
  readonly memMiB: number;
  readonly labels: readonly Label[];
}
