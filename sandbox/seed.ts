import type { Network } from './address.ts';
import type { Company, SeedApp } from './company.ts';
import type { AppRoutes } from './marathon/apps.ts';
import type { Lifecycle } from './marathon/lifecycle.ts';
import { healthy, type Agent, type App, type Definition, type Task } from './marathon/model.ts';
import { place } from './marathon/placement.ts';
import { timestamp, type State } from './marathon/state.ts';
import type { Random } from './random.ts';

const DAY = 86_400_000;

interface Deps {
  readonly state: State;
  readonly apps: AppRoutes;
  readonly lifecycle: Lifecycle;
  readonly random: Random;
  readonly network: Network;
}

/** Fills an empty Marathon: records are there at once, real tasks are launched the ordinary way. */
export function seed(company: Company, deps: Deps): void {
  const { state, lifecycle } = deps;
  for (const agent of agentsOf(company, deps)) state.agents.push(agent);
  const apps = company.apps.map((each) => put(each, deps));
  // Real ones first: they get a place even when the records would fill every host.
  for (const app of apps) if (!isSimulated(app)) lifecycle.pump(app);
  apps.forEach((app, index) => {
    const from = company.apps[index];
    if (from && isSimulated(app)) fill(app, from, deps);
  });
  for (const app of apps) if (isSimulated(app)) lifecycle.pump(app);
}

const isSimulated = ({ definition }: App) => definition.labels['sandbox.simulated'] === 'true';

function agentsOf({ hosts }: Company, { network, random }: Deps): Agent[] {
  const master = random.uuid();
  // On a single address the ports are shared by all hosts.
  const shared = network.wide ? null : new Set<number>();
  return hosts.map((host, index) => ({
    ...host,
    id: `${master}-S${index}`,
    ip: network.ip(1, index + 1),
    registeredAt: Date.now() - random.between(30, 400) * DAY,
    lost: false,
    used: { cpus: 0, mem: 0, disk: 0, ports: shared ?? new Set() },
  }));
}

function put({ app, ageDays }: SeedApp, { state, apps, random }: Deps): App {
  const changed = Date.now() - ageDays * DAY + random.between(0, DAY / 4);
  const scaled = changed + random.between(0, (ageDays * DAY) / 2);
  const definition: Definition = {
    ...apps.read(app),
    version: timestamp(scaled),
    versionInfo: { lastScalingAt: timestamp(scaled), lastConfigChangeAt: timestamp(changed) },
  };
  return state.put(definition);
}

/** Simulated tasks that were running long before the sandbox was. */
function fill(app: App, from: SeedApp, { state, lifecycle, random }: Deps): void {
  const { definition } = app;
  const since = Date.parse(definition.version);
  for (let index = 0; index < definition.instances; index += 1) {
    const found = place(app, state.agents);
    if (found instanceof Map) break;
    const at = since + random.between(0, Math.max(1, Date.now() - since - 60_000));
    const task = lifecycle.stage(app, found, true, at);
    task.state = 'TASK_RUNNING';
    task.startedAt = at + random.between(400, 6_000);
    task.health = definition.healthChecks.map(() => healthy((task.startedAt ?? at) + 3_000));
    if (index < (from.sick ?? 0)) sicken(task);
  }
  if (from.lastFailure) fail(app, from.lastFailure, state);
}

function sicken(task: Task): void {
  const at = Date.now() - 600_000;
  task.health = task.health.map(
    (each) =>
      each && {
        ...{ ...each, alive: false, consecutiveFailures: 61, lastFailure: at },
        lastFailureCause: 'AskTimeoutException: 503 Service Unavailable',
      },
  );
}

function fail(app: App, { message, hoursAgo }: NonNullable<SeedApp['lastFailure']>, state: State): void {
  const { id, version } = app.definition;
  const agent = state.agents[0];
  if (!agent) return;
  app.lastFailure = {
    ...{ appId: id, host: agent.hostname, message, state: 'TASK_FAILED', version },
    ...{
      taskId: `${id.slice(1).replaceAll('/', '_')}.instance-0f0e0d0c-1111-11e6-9999-020406080a0c._app`,
    },
    ...{ timestamp: timestamp(Date.now() - hoursAgo * 3_600_000), slaveId: agent.id },
  };
}
