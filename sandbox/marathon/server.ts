import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../address.ts';
import { applies, type Faults } from '../faults.ts';
import type { Asked, Ledger } from '../ledger.ts';
import { readBody, send, type Answer } from '../web.ts';
import type { Call } from './call.ts';
import type { Election } from './election.ts';
import type { Bus } from './events.ts';
import { embedsOf, filterOf, malformed, sendList } from './list.ts';
import { proxy } from './proxy.ts';
import { Refusal } from './refusal.ts';
import { route, type Routes } from './router.ts';
import { startStream, Stream } from './stream.ts';

interface Deps {
  readonly routes: Routes;
  readonly bus: Bus;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly election: Election;
  readonly outstanding: number;
  readonly heartbeatMs: number;
}

const isWrite = (method: string) => method !== 'GET' && method !== 'HEAD';

/** One Marathon instance. All instances of a sandbox share their state; only the leader speaks for it. */
export class MarathonServer {
  readonly streams = new Set<Stream>();
  readonly #deps: Deps;
  readonly #server: Server;
  hostPort = '';

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 30_000;
  }

  async open(ip: string): Promise<string> {
    const port = await listen(this.#server, ip, 8_080);
    this.hostPort = `${ip}:${port}`;
    return `http://${this.hostPort}`;
  }

  closeStreams(): void {
    for (const stream of this.streams) stream.close();
  }

  /** Bytes that no Marathon would send, for readers that must survive them. */
  writeRaw(text: string): void {
    for (const stream of this.streams) stream.writeRaw(text);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { ledger, faults } = this.#deps;
    const url = new URL(request.url ?? '/', 'http://marathon');
    const asked = ledger.request('marathon', request.method ?? 'GET', request.url ?? '/');
    response.on('close', () => {
      asked.status = response.headersSent ? response.statusCode : null;
      asked.ms = Date.now() - asked.at;
    });
    try {
      if (faults.refuse) return void request.socket.destroy();
      if (faults.slowMs > 0 && applies(faults, url.pathname)) await sleep(faults.slowMs);
      if (faults.status !== null && applies(faults, url.pathname)) throw new Refusal(faults.status, 'Injected by a fault switch');
      await this.#answer(request, response, url, asked);
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      send(request, response, errorAnswer(error));
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, url: URL, asked: Asked): Promise<void> {
    const { election, routes } = this.#deps;
    for (const [name, value] of Object.entries(noCache)) response.setHeader(name, value);
    const path = url.pathname.replace(/\/+$/, '') || '/';
    if (path === '/v2/events') return this.#events(request, response, url);
    const leads = election.leads(this);
    // Each instance answers these for itself.
    if (!leads && path !== '/ping' && path !== '/metrics') {
      return proxy(request, response, election.leaderUrl(), this.hostPort, routes.state.era);
    }
    const leader = election.leaderUrl();
    if (leader !== null) response.setHeader('X-Marathon-Leader', leader);
    const body = await readBody(request);
    this.#deps.ledger.body(asked, body);
    const call = callOf(request, url, path, body);
    if (!isWrite(call.method) && (await this.#list(call, request, response))) return;
    this.#loseOr(call, 'before', request);
    const answer = route(call, this.hostPort, routes);
    this.#loseOr(call, 'after', request);
    if (request.socket.destroyed) return;
    // The header came with 1.4.
    const { 'Marathon-Deployment-Id': id, ...headers } = answer.headers ?? {};
    const named = id !== undefined && routes.state.era.everyChange;
    send(request, response, {
      ...answer,
      headers: named ? { ...headers, 'Marathon-Deployment-Id': id } : headers,
    });
  }

  /** The lists that are streamed: all apps, and the apps of a group. True when it was one of them. */
  async #list(call: Call, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { routes, faults } = this.#deps;
    const { state } = routes;
    const embeds = embedsOf(call.query.getAll('embed'));
    if (call.path === '/v2/apps') {
      const apps = [...state.apps()].filter(filterOf(call.query));
      await sendList(request, response, state, faults, { name: 'apps', apps, embeds });
      return true;
    }
    const group = /^\/v2\/apps(\/.*)?\/\*$/.exec(call.path);
    if (group) {
      const apps = state.under(group[1] ?? '/');
      await sendList(request, response, state, faults, {
        name: '*',
        apps,
        embeds: { ...embeds, tasks: true },
      });
      return true;
    }
    const wrong = state.app(call.path.slice('/v2/apps'.length));
    if (!call.path.startsWith('/v2/apps/') || !wrong || wrong.definition.id !== faults.malformedApp) return false;
    response.setHeader('content-type', 'application/json');
    response.end(`{"app":${malformed(wrong, state, { ...embeds, tasks: true }).toString()}}`);
    return true;
  }

  #events(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const { election, routes, bus, faults, outstanding, heartbeatMs } = this.#deps;
    const { era } = routes.state;
    // Equality, as the servlet does it: a list that contains the type is not accepted.
    if (request.method !== 'GET' || request.headers.accept !== 'text/event-stream') {
      return send(request, response, {
        status: 405,
        headers: { 'content-type': 'text/html;charset=iso-8859-1' },
        body: 'HTTP method GET is not supported by this URL',
      });
    }
    if (!election.leads(this)) {
      const leader = election.leaderUrl();
      const manner = election.standbyEvents ?? era.standbyEvents;
      if (manner === 'redirect' && leader !== null) {
        return send(request, response, {
          status: 302,
          headers: { Location: `${leader}${request.url ?? ''}` },
        });
      }
      if (manner === 'proxy' && leader !== null) return void proxy(request, response, leader, this.hostPort, era);
      startStream(response);
      return void response.end();
    }
    const stream = new Stream(request, response, url, {
      era,
      bus,
      faults,
      outstanding,
      heartbeatMs,
    });
    this.streams.add(stream);
    stream.onClose = () => this.streams.delete(stream);
  }

  #loseOr({ method }: Call, when: 'before' | 'after', request: IncomingMessage): void {
    const { faults } = this.#deps;
    if (faults.loseWrites !== when || !isWrite(method)) return;
    faults.loseWrites = null;
    request.socket.destroy();
    if (when === 'before') throw new Error('lost before it took effect');
  }
}

const noCache = {
  'Cache-Control': 'no-cache, no-store, must-revalidate',
  Pragma: 'no-cache',
  Expires: '0',
};

function callOf(request: IncomingMessage, url: URL, path: string, body: string): Call {
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(path).replaceAll('//', '/'),
    query: url.searchParams,
    body,
    clientIp: request.socket.remoteAddress ?? '',
    accept: request.headers.accept ?? '',
  };
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof Refusal) return { status: error.status, body: { message: error.message, ...error.more } };
  console.error(error);
  return {
    status: 500,
    body: { message: error instanceof Error ? error.message : 'unknown error' },
  };
}
