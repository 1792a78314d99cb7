import { createServer, type Server } from 'node:http';
import { listen } from './address.ts';
import type { Ledger } from './ledger.ts';
import type { Agent, Task } from './marathon/model.ts';
import type { State } from './marathon/state.ts';
import { send, type JsonObject } from './web.ts';

/** The Mesos master that the tasks would run under: who the agents are and what they have. */
export function mesosServer(state: State, ledger: Ledger): Server {
  const startedAt = Date.now();
  return createServer((request, response) => {
    const asked = ledger.request('mesos', request.method ?? 'GET', request.url ?? '/');
    response.on('close', () => (asked.status = response.statusCode));
    const path =
      (request.url ?? '/')
        .split('?')[0]
        ?.replace(/\/+$/, '')
        .replace(/\.json$/, '') ?? '';
    const self = `${request.socket.localAddress}:${request.socket.localPort}`;
    const name = path.replace(/^\/master(\(1\))?/, '');
    const body = bodyOf(name, state, self, startedAt);
    send(request, response, body ? { status: 200, body } : { status: 404, body: 'Not Found' });
  });
}

export async function openMesos(server: Server, ip: string): Promise<string> {
  const port = await listen(server, ip, 5_050);
  return `http://${ip}:${port}`;
}

function bodyOf(name: string, state: State, self: string, startedAt: number): JsonObject | undefined {
  switch (name) {
    case '/slaves':
      return { slaves: state.agents.map(slaveJson), recovered_slaves: [] };
    case '/state':
      return stateJson(state, self, startedAt);
    case '/health':
      return {};
    case '/version':
      return {
        version: '1.4.1',
        build_date: '2017-11-18 02:19:33',
        build_time: 1_510_971_573,
        build_user: 'root',
      };
    default:
      return undefined;
  }
}

function slaveJson(agent: Agent): JsonObject {
  const { id, hostname, ip, cpus, mem, disk, used, rack } = agent;
  const [cluster = ''] = hostname.split('-');
  const registered = agent.registeredAt / 1000;
  const ports = '[31000-32000]';
  return {
    ...{ id, hostname, port: 5051, pid: `slave(1)@${ip}:5051` },
    attributes: { rack, idc: cluster, cluster },
    ...{ registered_time: registered, reregistered_time: registered },
    resources: { cpus, mem, disk, gpus: 0, ports },
    used_resources: {
      cpus: round(used.cpus),
      mem: used.mem,
      disk: used.disk,
      gpus: 0,
      ports: ranges(used.ports),
    },
    offered_resources: { cpus: 0, mem: 0, disk: 0, gpus: 0 },
    reserved_resources: {},
    unreserved_resources: { cpus, mem, disk, gpus: 0, ports },
    ...{ active: !agent.lost, version: '1.4.1', capabilities: ['MULTI_ROLE'] },
  };
}

function stateJson(state: State, self: string, startedAt: number): JsonObject {
  return {
    version: '1.4.1',
    ...{ build_date: '2017-11-18 02:19:33', build_time: 1_510_971_573, build_user: 'root' },
    ...{
      start_time: startedAt / 1000,
      elected_time: startedAt / 1000,
      id: state.frameworkId.slice(0, 36),
    },
    ...{
      pid: `master@${self}`,
      hostname: self.split(':')[0] ?? '',
      leader: `master@${self}`,
      cluster: 'acme',
    },
    ...{
      activated_slaves: state.agents.filter(({ lost }) => !lost).length,
      ...{
        deactivated_slaves: 0,
        unreachable_slaves: state.agents.filter(({ lost }) => lost).length,
      },
    },
    flags: { quorum: '1', port: self.split(':')[1] ?? '' },
    slaves: state.agents.map(slaveJson),
    frameworks: [frameworkJson(state)],
    ...{ completed_frameworks: [], orphan_tasks: [], unregistered_frameworks: [] },
  };
}

function frameworkJson(state: State): JsonObject {
  const tasks = [...state.tasks.values()].map((task) => taskJson(task, state));
  return {
    ...{
      id: state.frameworkId,
      name: 'marathon',
      active: true,
      checkpoint: true,
      user: 'root',
      role: '*',
    },
    ...{
      failover_timeout: 604_800,
      hostname: 'localhost',
      registered_time: 0,
      unregistered_time: 0,
    },
    ...{ tasks, completed_tasks: [], offers: [] },
  };
}

function taskJson(task: Task, state: State): JsonObject {
  const definition = state.appOf(task)?.definition;
  return {
    ...{
      id: task.id,
      name: task.appId.slice(1).split('/').toReversed().join('.'),
      executor_id: '',
    },
    ...{ framework_id: state.frameworkId, slave_id: task.agentId, state: task.state },
    resources: {
      ...{
        cpus: definition?.cpus ?? 0,
        mem: definition?.mem ?? 0,
        disk: definition?.disk ?? 0,
        gpus: 0,
      },
      ports: ranges(new Set(task.ports)),
    },
    statuses: [
      {
        ...{ state: task.state, timestamp: (task.startedAt ?? task.stagedAt) / 1000 },
        container_status: {
          network_infos: [{ ip_addresses: [{ protocol: 'IPv4', ip_address: task.ip }] }],
        },
      },
    ],
    discovery: { visibility: 'FRAMEWORK', name: task.appId, ports: { ports: [] } },
  };
}

/** `[31000-31001, 31005-31005]` */
function ranges(ports: ReadonlySet<number>): string {
  const parts: [number, number][] = [];
  for (const port of [...ports].toSorted((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && last[1] === port - 1) last[1] = port;
    else parts.push([port, port]);
  }
  return `[${parts.map(([from, to]) => `${from}-${to}`).join(', ')}]`;
}

const round = (value: number) => Math.round(value * 1000) / 1000;
