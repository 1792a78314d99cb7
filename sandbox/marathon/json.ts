import { wire, withoutNulls, type Json, type JsonObject } from '../web.ts';
import type { Era } from './era.ts';
import type { App, Definition, Health, HealthCheck, Task } from './model.ts';
import { healthAt } from './passing.ts';
import { counts, timestamp, type State } from './state.ts';

const stamp = (at: number | null): string | null => (at === null ? null : timestamp(at));
const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** Left out when empty from 1.5 on (`pragma.omitEmpty` in its RAML). */
const omitted = ['args', 'constraints', 'dependencies', 'env', 'fetch', 'healthChecks', 'readinessChecks', 'secrets'];

export function definitionJson(definition: Definition, era: Era): JsonObject {
  return era.explicitNulls ? oldShape(definition, era) : newShape(definition, era);
}

function newShape(definition: Definition, era: Era): JsonObject {
  const { healthChecks, ...rest } = definition;
  const all: JsonObject = wire(rest);
  if (healthChecks.length > 0) all['healthChecks'] = healthChecks.map((check) => healthCheckJson(check, era));
  for (const key of omitted) if (isEmpty(all[key])) delete all[key];
  if (definition.networks.every(({ mode }) => mode !== 'host')) delete all['portDefinitions'];
  if (era.byTypes) all['role'] = '*';
  return all;
}

/** 1.4 and before: the network inside `container.docker`, `ports` and `uris` beside their successors, nulls written out. */
function oldShape(definition: Definition, era: Era): JsonObject {
  const { networks, container, unreachableStrategy: _, killSelection: __, gpus: ___, ...rest } = definition;
  const mode = networks[0]?.mode ?? 'host';
  const all: JsonObject = wire(rest);
  const mappings = container?.portMappings ?? [];
  const docker = container?.docker && {
    ...container.docker,
    network: { host: 'HOST', 'container/bridge': 'BRIDGE', container: 'USER' }[mode],
    ...(mode === 'host' ? {} : { portMappings: mappings }),
  };
  const box = container && {
    type: container.type,
    volumes: container.volumes,
    ...(docker && { docker }),
  };
  return {
    ...{
      cmd: null,
      args: null,
      user: null,
      acceptedResourceRoles: null,
      ipAddress: null,
      residency: null,
    },
    ...all,
    healthChecks: definition.healthChecks.map((check) => healthCheckJson(check, era)),
    container: box ? wire(box) : null,
    uris: definition.fetch.map(({ uri }) => uri),
    storeUrls: [],
    ports: mode === 'host' ? definition.portDefinitions.map(({ port }) => port) : mappings.map(({ servicePort }) => servicePort),
  };
}

export function healthCheckJson(check: HealthCheck, era: Era): JsonObject {
  const { delaySeconds, ...rest } = check;
  return wire(era.everyChange ? { ...rest, delaySeconds } : rest);
}

export function servicePortsOf(definition: Definition): number[] {
  const host = definition.networks.some(({ mode }) => mode === 'host');
  if (host) return definition.portDefinitions.map(({ port }) => port);
  return (definition.container?.portMappings ?? []).map(({ servicePort }) => servicePort);
}

export function taskJson(task: Task, definition: Definition, era: Era): JsonObject {
  const health = healthAt(task, { definition }, Date.now()).flatMap((each) => (each ? [healthJson(each, task, era)] : []));
  const started = stamp(task.startedAt);
  return {
    appId: task.appId,
    ...(health.length > 0 && { healthCheckResults: health }),
    host: task.host,
    id: task.id,
    ipAddresses: [{ ipAddress: task.ip, protocol: 'IPv4' }],
    ports: task.ports,
    servicePorts: servicePortsOf(definition),
    slaveId: task.agentId,
    ...(era.taskState && { state: task.state }),
    stagedAt: timestamp(task.stagedAt),
    ...((started !== null || era.explicitNulls) && { startedAt: started }),
    version: task.version,
    ...(!era.explicitNulls && { localVolumes: [] }),
    ...(era.incarnations && { region: 'default', zone: task.host.split('-')[0] ?? '', role: '*' }),
  };
}

function healthJson(health: Health, task: Task, era: Era): JsonObject {
  const history = {
    firstSuccess: stamp(health.firstSuccess),
    lastFailure: stamp(health.lastFailure),
    lastSuccess: stamp(health.lastSuccess),
    lastFailureCause: health.lastFailureCause,
  };
  return {
    alive: health.alive,
    consecutiveFailures: health.consecutiveFailures,
    ...(era.byTypes ? withoutNulls(history) : history),
    ...(era.everyChange ? { instanceId: task.instanceId } : { taskId: task.id }),
  };
}

export interface Embeds {
  readonly tasks: boolean;
  readonly lastTaskFailure: boolean;
  readonly readiness: boolean;
  readonly taskStats: boolean;
}

export function appJson(app: App, state: State, embeds: Embeds): JsonObject {
  const { definition } = app;
  const readiness = [...app.tasks.values()].flatMap((task) => [...task.readiness]);
  return {
    ...definitionJson(definition, state.era),
    ...counts(app),
    deployments: state.deploymentsOf(definition.id).map(({ id }) => ({ id })),
    ...(embeds.readiness && { readinessCheckResults: readiness }),
    ...(embeds.tasks && { tasks: tasksJson(app, state) }),
    ...(embeds.lastTaskFailure && app.lastFailure && { lastTaskFailure: { ...app.lastFailure } }),
    ...(embeds.taskStats && { taskStats: taskStats(app) }),
  };
}

export function tasksJson(app: App, state: State): JsonObject[] {
  return [...app.tasks.values()].map((task) => taskJson(task, app.definition, state.era));
}

function taskStats(app: App): JsonObject {
  const { version, versionInfo } = app.definition;
  const all = [...app.tasks.values()];
  const part = (tasks: readonly Task[]): Json | undefined => {
    if (tasks.length === 0) return undefined;
    const sum = counts({ ...app, tasks: new Map(tasks.map((task) => [task.id, task])) });
    const lives = tasks.map(({ startedAt }) => (startedAt === null ? 0 : (Date.now() - startedAt) / 1000));
    const sorted = lives.toSorted((a, b) => a - b);
    return {
      stats: {
        counts: {
          staged: sum.tasksStaged,
          running: sum.tasksRunning,
          healthy: sum.tasksHealthy,
          unhealthy: sum.tasksUnhealthy,
        },
        lifeTime: {
          averageSeconds: lives.reduce((total, life) => total + life, 0) / lives.length,
          medianSeconds: sorted[Math.floor(sorted.length / 2)] ?? 0,
        },
      },
    };
  };
  return {
    startedAfterLastScaling: part(all.filter((task) => task.version === version)),
    withLatestConfig: part(all.filter((task) => task.configVersion >= versionInfo.lastConfigChangeAt)),
    withOutdatedConfig: part(all.filter((task) => task.configVersion < versionInfo.lastConfigChangeAt)),
    totalSummary: part(all),
  };
}
