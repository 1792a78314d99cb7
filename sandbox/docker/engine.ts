import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen, type Network } from '../address.ts';
import type { Faults } from '../faults.ts';
import type { Ledger } from '../ledger.ts';
import type { State } from '../marathon/state.ts';
import type { Supervisor } from '../supervise.ts';
import { send, type Answer } from '../web.ts';
import { Containers, type Container } from './container.ts';
import { ContainerEvents } from './events.ts';
import { inspectJson } from './inspect.ts';
import { isSet, listJson } from './list.ts';
import { sendLogs } from './logs.ts';
import { sampleOf, statsJson } from './stats.ts';
import { topJson } from './top.ts';

interface Deps {
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly network: Network;
  readonly simulate: boolean;
}

const API = 1.41;
const SAMPLE_MS = 1_000;

/** One Docker engine per host, all at the same port of their host's address. */
export async function openEngines(deps: Deps): Promise<{ template: string; servers: Server[]; events: ContainerEvents }> {
  const { state, supervisor, simulate, network } = deps;
  const containers = new Containers(state, supervisor, simulate);
  const events = new ContainerEvents(supervisor, containers);
  const hosts = network.wide ? state.agents : state.agents.slice(0, 1);
  for (let port = 2_375; port < 2_475; port += 10) {
    const servers = hosts.map(({ ip, hostname }) => new Engine({ ...deps, containers, events, ip, hostname }).server());
    const ports = await Promise.all(servers.map((server, index) => listen(server, hosts[index]?.ip ?? '127.0.0.1', port)));
    if (ports.every((each) => each === port) || !network.wide) return { template: `http://{ip}:${ports[0] ?? port}`, servers, events };
    for (const server of servers) server.close();
  }
  throw new Error('no port is free on all hosts for the Docker engines');
}

interface EngineDeps extends Deps {
  readonly containers: Containers;
  readonly events: ContainerEvents;
  readonly ip: string;
  readonly hostname: string;
}

class Problem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

class Engine {
  readonly #deps: EngineDeps;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
  }

  server(): Server {
    return createServer((request, response) => void this.#serve(request, response));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { ledger, faults, ip, hostname } = this.#deps;
    const asked = ledger.request(`docker ${hostname}`, request.method ?? 'GET', request.url ?? '/');
    response.on('close', () => {
      asked.status = response.headersSent ? response.statusCode : null;
      asked.ms = Date.now() - asked.at;
    });
    const { dockerDown } = faults;
    if (this.#deps.state.agents.some((agent) => agent.ip === ip && agent.lost && this.#deps.network.wide)) {
      return void request.socket.destroy();
    }
    if (dockerDown !== null && ['*', ip, hostname].includes(dockerDown)) return void request.socket.destroy();
    try {
      if (faults.dockerSlowMs > 0) await sleep(faults.dockerSlowMs);
      const url = new URL(request.url ?? '/', 'http://docker');
      response.setHeader('Api-Version', String(API));
      response.setHeader('Server', 'Docker/20.10.24 (linux)');
      const answer = await this.#answer(url, request, response);
      if (answer) send(request, response, answer);
    } catch (error) {
      const status = error instanceof Problem ? error.status : 500;
      if (!(error instanceof Problem)) console.error(error);
      if (response.headersSent) return void response.destroy();
      send(request, response, {
        status,
        body: { message: error instanceof Error ? error.message : 'failed' },
      });
    }
  }

  /** Undefined when the answer is a stream that has been taken care of. */
  async #answer(url: URL, request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    const { containers, events, ip } = this.#deps;
    const path = withoutVersion(url.pathname);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new Problem(405, 'this engine only answers questions');
    if (path === '/_ping') return { status: 200, body: 'OK', headers: { 'content-type': 'text/plain' } };
    if (path === '/version') return { status: 200, body: version };
    if (path === '/info') return { status: 200, body: this.#info() };
    if (path === '/events') {
      events.stream(ip, url.searchParams, response);
      return undefined;
    }
    if (path === '/containers/json') return { status: 200, body: listJson(containers.of(ip), url.searchParams) };
    const [, wanted, verb] = /^\/containers\/([^/]+)\/([a-z]+)$/.exec(path) ?? [];
    if (wanted === undefined) throw new Problem(404, 'page not found');
    const container = containers.find(ip, decodeURIComponent(wanted));
    if (!container) throw new Problem(404, `No such container: ${wanted}`);
    return this.#ofContainer(container, verb ?? '', url.searchParams, response);
  }

  async #ofContainer(container: Container, verb: string, query: URLSearchParams, response: ServerResponse): Promise<Answer | undefined> {
    switch (verb) {
      case 'json':
        return { status: 200, body: inspectJson(container, isSet(query.get('size'))) };
      case 'top':
        if (container.end) throw new Problem(409, `Container ${container.id} is not running`);
        return { status: 200, body: topJson(container) };
      case 'logs':
        if (!isSet(query.get('stdout')) && !isSet(query.get('stderr'))) {
          throw new Problem(400, 'Bad parameters: you must choose at least one stream');
        }
        sendLogs(response, container, query);
        return undefined;
      case 'stats':
        return this.#stats(container, query, response);
      default:
        throw new Problem(404, 'page not found');
    }
  }

  /** One answer takes two samples a second apart, as with the real engine; `one-shot` takes one. */
  async #stats(container: Container, query: URLSearchParams, response: ServerResponse): Promise<Answer | undefined> {
    let before = sampleOf(container);
    if (isSet(query.get('one-shot'))) return { status: 200, body: statsJson(container, before, null) };
    const stream = query.get('stream') === null || isSet(query.get('stream'));
    response.setHeader('content-type', 'application/json');
    do {
      await sleep(SAMPLE_MS);
      const now = sampleOf(container);
      const body = statsJson(container, now, before);
      if (!stream) return { status: 200, body };
      response.write(`${JSON.stringify(body)}\n`);
      before = now;
    } while (!response.destroyed && this.#deps.containers.find(container.hostIp, container.id)?.end === null);
    response.end();
    return undefined;
  }

  #info() {
    const { containers, ip, hostname, state } = this.#deps;
    const all = containers.of(ip);
    const agent = state.agents.find((each) => each.ip === ip);
    const running = all.filter(({ end }) => end === null).length;
    return {
      ...{
        ID: hostname.toUpperCase(),
        Name: hostname,
        Containers: all.length,
        ContainersRunning: running,
      },
      ...{
        ContainersPaused: 0,
        ContainersStopped: all.length - running,
        Images: 12,
        Driver: 'overlay2',
      },
      ...{
        NCPU: agent?.cpus ?? 0,
        MemTotal: (agent?.mem ?? 0) * 1_048_576,
        OperatingSystem: 'Debian GNU/Linux',
      },
      ...{
        OSType: 'linux',
        Architecture: 'x86_64',
        KernelVersion: '5.10.0',
        ServerVersion: '20.10.24',
      },
      ...{ CgroupDriver: 'cgroupfs', CgroupVersion: '1', DockerRootDir: '/var/lib/docker' },
    };
  }
}

const version = {
  ...{
    Version: '20.10.24',
    ApiVersion: String(API),
    MinAPIVersion: '1.12',
    GitCommit: 'sandbox',
    GoVersion: 'go1.19.8',
  },
  ...{
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '5.10.0',
    BuildTime: '2023-05-18T14:00:00.000000000+00:00',
  },
};

function withoutVersion(path: string): string {
  const [whole, asked] = /^\/v(\d+\.\d+)(?=\/)/.exec(path) ?? [];
  if (whole === undefined || asked === undefined) return path;
  const minor = Number(asked.split('.')[1]);
  if (Number(asked.split('.')[0]) > 1 || minor > 41) {
    throw new Problem(400, `client version ${asked} is too new. Maximum supported API version is ${API}`);
  }
  return path.slice(whole.length);
}
