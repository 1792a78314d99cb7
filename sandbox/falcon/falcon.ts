import type { Network } from '../address.ts';
import { listen } from '../address.ts';
import type { Faults } from '../faults.ts';
import type { Ledger } from '../ledger.ts';
import type { State } from '../marathon/state.ts';
import type { Options } from '../options.ts';
import type { Supervisor } from '../supervise.ts';
import { Alarm } from './alarm.ts';
import { alarmRoutes } from './api/alarms.ts';
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
import { Cases } from './cases.ts';
import { Computed } from './computed.ts';
import { Daily } from './daily.ts';
import { Graph } from './graph.ts';
import { Judge } from './judge.ts';
import { NodataWatch } from './nodata.ts';
import { Forced, Silences } from './overrides.ts';
import { Portal } from './portal.ts';
import { agentServer, transferServer } from './push-servers.ts';
import { Reporter } from './reporter.ts';
import { rulesOf } from './rules.ts';
import { storm } from './storm.ts';
import { Repeated, tempoOf, type Tempo } from './tempo.ts';
import { everyStep } from './ticker.ts';
import { Transfer } from './transfer.ts';
import { Uic } from './uic.ts';
import { Zone } from './zone.ts';

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
  const [portal, cases, zone] = [new Portal(), new Cases(), new Zone(options.falconZone)];
  const tempo = tempoOf(options);
  const alarm = new Alarm({ portal, uic, cases, ledger, zone });
  const judge = new Judge({ computed, tempo, send: (event) => alarm.push(event) });
  transfer.onMetric = (metric) => judge.receive(metric);
  const nodata = new NodataWatch({ portal, graph, transfer, tempo });
  const wrote = (kind: string, target: string | number) => {
    portal.revision += 1;
    ledger.write(`falcon.${kind}`, String(target), null);
  };
  const tables = { portal, wrote };
  const routes = [
    ...[...userRoutes(uic), ...teamRoutes({ uic, wrote }), ...graphRoutes({ graph, faults, wrote })],
    ...[...hostgroupRoutes(tables), ...hostRoutes(tables), ...templateRoutes(tables), ...strategyRoutes(tables)],
    ...[...expressionRoutes(tables), ...nodataRoutes(tables), ...alarmRoutes({ cases, zone, wrote })],
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
  let known = '';
  const reload = new Repeated(
    () => tempo.reloadS,
    () => {
      portal.heartbeat(state.agents);
      const clock = zone.clock(now());
      // Large groups are not worked through for nothing: the time of day counts by the minute, repairs by the second.
      const stamp = `${portal.revision} ${clock} ${portal.isMaintained() ? now() : ''}`;
      if (stamp !== known) judge.rules = rulesOf(portal, now(), clock);
      known = stamp;
    },
  );
  const silence = new Repeated(
    () => tempo.nodataEveryS,
    () => nodata.look(Math.floor(now())),
  );
  const stopTicks = everyStep(step, (timestamp) => void judge.tick(timestamp));

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
    storm: (wanted: Parameters<typeof storm>[0]) => storm(wanted, { state, portal, ledger, zone }),
    tune(wanted: Partial<Tempo>): Tempo {
      Object.assign(tempo, wanted);
      reload.rearm();
      silence.rearm();
      return { ...tempo };
    },
    messages: () => alarm.messages,
    /** The judge begins anew, without a memory of what it said. */
    forget: () => judge.forget(),
    status: () => ({ waiting: alarm.waiting(), hosts: judge.rules.strategies.size }),
    stop(): void {
      reporter.stop();
      silence.stop();
      reload.stop();
      stopTicks();
    },
  };
}

export type Falcon = Awaited<ReturnType<typeof openFalcon>>;
