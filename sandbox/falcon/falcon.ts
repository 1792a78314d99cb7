import type { Network } from '../address.ts';
import { listen } from '../address.ts';
import type { Faults } from '../faults.ts';
import type { Ledger } from '../ledger.ts';
import type { State } from '../marathon/state.ts';
import type { Options } from '../options.ts';
import type { Supervisor } from '../supervise.ts';
import { expressionRoutes } from './api/expressions.ts';
import { graphRoutes } from './api/graphs.ts';
import { hostgroupRoutes } from './api/hostgroups.ts';
import { hostRoutes } from './api/hosts.ts';
import { nodataRoutes } from './api/nodata.ts';
import { apiServer } from './api/server.ts';
import { strategyRoutes } from './api/strategies.ts';
import { teamRoutes } from './api/teams.ts';
import { templateRoutes } from './api/templates.ts';
import { userRoutes } from './api/users.ts';
import { Computed } from './computed.ts';
import { Daily } from './daily.ts';
import { Graph } from './graph.ts';
import { Forced, Silences } from './overrides.ts';
import { Portal } from './portal.ts';
import { agentServer, transferServer } from './push-servers.ts';
import { Reporter } from './reporter.ts';
import { Transfer } from './transfer.ts';
import { Uic } from './uic.ts';

interface Deps {
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly network: Network;
  readonly options: Options;
}

/** The modules of an Open-Falcon, wired as they are in a real one, in one process. */
export async function openFalcon({ state, supervisor, ledger, faults, network, options }: Deps) {
  const step = options.falconStepS;
  const [forced, silences, uic] = [new Forced(), new Silences(), new Uic()];
  const computed = new Computed({ state, daily: new Daily(options.seed), forced, silences, step });
  const graph = new Graph(computed, step);
  const transfer = new Transfer({ graph, forced, minStep: options.falconMinStepS });
  const portal = new Portal();
  const wrote = (kind: string, target: string | number) => {
    portal.revision += 1;
    ledger.write(`falcon.${kind}`, String(target), null);
  };
  const tables = { portal, wrote };
  const routes = [
    ...[...userRoutes(uic), ...teamRoutes({ uic, wrote }), ...graphRoutes({ graph, faults, wrote })],
    ...[...hostgroupRoutes(tables), ...hostRoutes(tables), ...templateRoutes(tables), ...strategyRoutes(tables)],
    ...[...expressionRoutes(tables), ...nodataRoutes(tables)],
  ];

  const servers = {
    api: apiServer({ uic, routes, ledger, faults }),
    transfer: transferServer({ transfer, ledger, faults }),
    agent: agentServer({ transfer, ledger, faults }),
  };
  const ip = network.ip(0, 11);
  const ports = {
    api: await listen(servers.api, ip, 8_080),
    transfer: await listen(servers.transfer, ip, 6_060),
    agent: await listen(servers.agent, ip, 1_988),
  };
  const url = (name: keyof typeof ports) => `http://${ip}:${ports[name]}`;
  const reporter = new Reporter({ state, supervisor, silences, agentUrl: url('agent'), step });
  reporter.start();
  const now = () => Date.now() / 1000;
  portal.heartbeat(state.agents);

  return {
    place: {
      api: url('api'),
      transfer: url('transfer'),
      agent: url('agent'),
      user: 'root',
      password: uic.password,
      defaultToken: uic.defaultToken,
    },
    servers: Object.values(servers),
    /** Nothing is heard of a host, or it is heard again. False when there is no such host. */
    silence(host: string, silent: boolean): boolean {
      if (!state.agents.some(({ hostname }) => hostname === host)) return false;
      silences.set(host, silent, now());
      return true;
    },
    force(endpoint: string, metric: string, value: number, forMs: number): boolean {
      if (!graph.has(endpoint) && !state.tasks.has(endpoint)) return false;
      forced.force(endpoint, metric, value, now(), now() + forMs / 1000);
      return true;
    },
    stop: () => reporter.stop(),
  };
}

export type Falcon = Awaited<ReturnType<typeof openFalcon>>;
