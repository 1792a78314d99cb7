import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { listen, type Network } from './address.ts';
import { openChronos } from './chronos/chronos.ts';
import { makeCompany } from './company.ts';
import { Control } from './control.ts';
import { openEngines } from './docker/engine.ts';
import { openFalcon } from './falcon/falcon.ts';
import { noFaults } from './faults.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { AppRoutes } from './marathon/apps.ts';
import { Callbacks } from './marathon/callbacks.ts';
import { Deployments } from './marathon/deployments.ts';
import { Election } from './marathon/election.ts';
import { eraOf } from './marathon/era.ts';
import { Bus } from './marathon/events.ts';
import { GroupRoutes } from './marathon/groups.ts';
import { HealthChecks } from './marathon/health.ts';
import { Hosts } from './marathon/hosts.ts';
import { Lifecycle } from './marathon/lifecycle.ts';
import { ProcessExecutor } from './marathon/processes.ts';
import { MarathonServer } from './marathon/server.ts';
import { SimulatedExecutor } from './marathon/simulated.ts';
import { State } from './marathon/state.ts';
import { TaskRoutes } from './marathon/tasks.ts';
import { mesosServer, openMesos } from './mesos.ts';
import { openPeople } from './oidc/people.ts';
import type { Options } from './options.ts';
import { Random } from './random.ts';
import { seed } from './seed.ts';
import type { JsonObject } from './web.ts';
import { Supervisor } from './supervise.ts';

const READY_WITHIN_MS = 20_000;

/** Builds the whole sandbox and waits until every real task of the company runs. */
export async function openSandbox(options: Options, network: Network, folder: string) {
  const random = new Random(options.seed);
  const ledger = new Ledger();
  const faults = noFaults();
  const state = new State(eraOf(options.version), `${randomUUID()}-0000`);
  const bus = new Bus(ledger, faults);
  const supervisor = new Supervisor(join(folder, 'tasks'));
  const simulated = new SimulatedExecutor(random, options, () => lifecycle);
  const executor = new ProcessExecutor(network, supervisor, simulated, () => lifecycle);
  const lifecycle: Lifecycle = new Lifecycle({ state, bus, random, executor });
  const health = new HealthChecks({
    state,
    bus,
    lifecycle,
    folderOf: (id) => supervisor.folderOf(id),
  });
  const deployments = new Deployments({ state, bus, lifecycle, ledger, faults });
  const apps = new AppRoutes({ state, bus, deployments });
  const load = new Load({ state, bus, apps, lifecycle, random });
  const hosts = new Hosts({ state, lifecycle, executor });
  const election = new Election();
  election.onChange = () => health.forget();

  const mesos = mesosServer(state, ledger);
  const mesosUrl = await openMesos(mesos, network.ip(0, 10));
  const routes = {
    ...{ state, ledger, apps, deployments, lifecycle, mesosUrl, outstanding: options.outstanding },
    tasks: new TaskRoutes({ state, lifecycle, deployments, ledger }),
    groups: new GroupRoutes({ state, deployments, apps }),
    callbacks: new Callbacks(bus),
    leader: () => election.hostPort(),
    abdicate: () => election.abdicate(),
  };
  const urls: string[] = [];
  for (let index = 0; index < options.leaders; index += 1) {
    const { outstanding, heartbeatMs } = options;
    const instance = new MarathonServer({
      routes,
      bus,
      ledger,
      faults,
      election,
      outstanding,
      heartbeatMs,
    });
    election.instances.push(instance);
    urls.push(await instance.open(network.ip(0, 2 + index)));
  }

  const { company, real } = options;
  const simulatedTasks = options.simulatedTasks ?? (company === 'full' ? 2_000 : 200);
  seed(makeCompany(random, { company, real, simulatedTasks }), {
    state,
    apps,
    lifecycle,
    random,
    network,
  });
  const engines = await openEngines({
    state,
    supervisor,
    ledger,
    faults,
    network,
    simulate: options.simulateDocker,
  });
  const falcon = options.falcon ? await openFalcon({ state, supervisor, ledger, faults, network, options }) : undefined;
  const { chronos: version } = options;
  const chronos = version === 'off' ? undefined : await openChronos({ version, ledger, faults, network, options, folder });
  const levers = {
    crash: (id: string) => supervisor.crash(id),
    sicken: (id: string) => health.sicken(id),
    oom: (id: string) => engines.events.oom(id),
    scale: (count: number, tasksPerApp: number) => load.scale(count, tasksPerApp),
    churn: (perSecond: number, forMs: number, under: string) => load.churn(perSecond, forMs, under),
    change: (wanted: Parameters<Load['change']>[0]) => load.change(wanted),
    lose: (hostname: string, lost: boolean) => {
      // A host that is cut off is not heard by anybody.
      falcon?.silence(hostname, lost);
      return hosts.lose(hostname, lost);
    },
    publish: (eventType: string, fields: JsonObject) => bus.publish(eventType, fields),
    status: () => ({
      apps: state.records.size,
      tasks: state.tasks.size,
      agents: state.agents.length,
      deployments: state.deployments.size,
    }),
  };
  const people = options.people ? await openPeople(folder) : undefined;
  const control = new Control({ faults, ledger, election, levers, falcon });
  const controlServer = control.server();
  const controlPort = await listen(controlServer, network.ip(0, 1), 0);
  await untilStarted(state);

  return {
    places: {
      marathon: { name: options.name, urls },
      mesos: { url: mesosUrl },
      docker: { template: engines.template },
      control: { url: `http://${network.ip(0, 1)}:${controlPort}`, token: control.token },
      network: network.cidr,
      ...(people && { people: people.place }),
      ...(falcon && { falcon: falcon.place }),
      ...(chronos && { chronos: chronos.place }),
    },
    async close(): Promise<void> {
      lifecycle.stop();
      health.stop();
      falcon?.stop();
      for (const instance of election.instances) instance.close();
      for (const server of [mesos, controlServer, ...engines.servers, ...(falcon?.servers ?? []), ...(chronos ? [chronos.server] : [])]) {
        server.close();
        server.closeAllConnections();
      }
      await people?.close();
      await chronos?.stop();
      await supervisor.stopAll();
    },
  };
}

/** Tasks that crash on purpose never count as started for long; those that wait for room are not launched. */
async function untilStarted(state: State): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const staged = () => [...state.tasks.values()].some(({ startedAt }) => startedAt === null);
  while (staged() && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
}
