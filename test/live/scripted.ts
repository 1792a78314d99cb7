import type { ServerResponse } from 'node:http';
import { afterEach, expect } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import type { ClusterCopy } from '../../src/live/cluster.ts';
import { Graph } from '../../src/live/graph.ts';
import { MarathonMirror, type MirrorOptions } from '../../src/live/marathon.ts';
import { Source } from '../../src/live/source.ts';
import { marathonAt } from '../support/marathon.ts';
import { httpWire, json, type Wire } from '../support/wire.ts';

/** What a test leaves open, closed after it. */
export const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const quiet = { info: () => {}, warn: () => {} };
const OPTIONS: MirrorOptions = { relistMs: 600_000, coalesceMs: 10, canaryMs: 600_000 };

interface Task {
  readonly id: string;
}
export interface App {
  readonly id: string;
  readonly version?: string;
  readonly tasks?: readonly (Task & Record<string, unknown>)[];
  readonly [name: string]: unknown;
}

/** A Marathon whose answers are the test's; each may be held back until the test lets it go. */
export class Scripted {
  readonly apps = new Map<string, App>();
  readonly answers = new Map<string, (response: ServerResponse) => void>();
  readonly asked: string[] = [];
  readonly embeds = new Map<string, string>();
  readonly streams: ServerResponse[] = [];
  deployments: readonly object[] = [];
  queue: readonly object[] = [];
  /** What becomes of an event stream: open, refused, or over at once. */
  stream: 'open' | 'refused' | 'over' = 'open';
  wire!: Wire;

  async start(): Promise<this> {
    this.wire = await httpWire((request, response) => {
      const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
      this.asked.push(path);
      this.embeds.set(path, /\?.*$/.exec(request.url ?? '')?.[0] ?? '');
      const own = this.answers.get(path);
      if (own) return own(response);
      if (path === '/v2/events') return this.#events(response);
      if (path === '/v2/apps') return json(response, 200, { apps: [...this.apps.values()] });
      if (path === '/v2/deployments') return json(response, 200, this.deployments);
      if (path === '/v2/queue') return json(response, 200, { queue: this.queue });
      if (path === '/v2/info') return json(response, 200, { version: '1.5.0' });
      if (path === '/ping') return void response.end('pong');
      const app = this.apps.get(path.slice('/v2/apps'.length));
      return app ? json(response, 200, { app }) : json(response, 404, { message: `App '${path}' does not exist` });
    });
    open.push(async () => this.wire[Symbol.asyncDispose]());
    return this;
  }

  put(...apps: readonly App[]): void {
    for (const app of apps) this.apps.set(app.id, { cmd: 'run', cpus: 1, mem: 1, instances: 1, version: VERSION, ...app });
  }

  /** So often the path is answered with what an overrun Marathon says. */
  fails(path: string, times: number): void {
    let left = times;
    this.answers.set(path, (response) => {
      if (--left <= 0) this.answers.delete(path);
      json(response, 503, { message: 'too many requests' });
    });
  }

  tell(eventType: string, more: object = {}): void {
    const data = JSON.stringify({ eventType, timestamp: VERSION, ...more });
    for (const stream of this.streams) stream.write(`event: ${eventType}\r\ndata: ${data}\r\n\r\n`);
  }

  /** From now on the path is answered only when the test says so, as things were when it was asked. */
  holds(path: string): { readonly asked: Promise<void>; release(): void } {
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const once = (response: ServerResponse): void => {
      this.answers.delete(path);
      const body = JSON.stringify(path === '/v2/apps' ? { apps: [...this.apps.values()] } : { app: this.apps.get(path.slice(8)) });
      asked.resolve();
      void released.promise.then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
    };
    this.answers.set(path, once);
    return { asked: asked.promise, release: () => released.resolve() };
  }

  #events(response: ServerResponse): void {
    if (this.stream === 'refused') return json(response, 405, { message: 'no streams here' });
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
    if (this.stream === 'over') return void response.end();
    this.streams.push(response);
    response.write(`event: event_stream_attached\r\ndata: {"eventType":"event_stream_attached","timestamp":"${VERSION}"}\r\n\r\n`);
  }
}

export const VERSION = '2026-01-01T00:00:00.000Z';
export const aTask = (id: string, over: object = {}) => ({
  id,
  host: 'h',
  ports: [1],
  startedAt: VERSION,
  stagedAt: VERSION,
  state: 'TASK_RUNNING',
  ...over,
});

/** The live copy of the Marathon at that address, followed while the test lasts. */
export function mirror(
  url: string,
  options: Partial<MirrorOptions> & { readonly timeoutMs?: number; readonly listTimeoutMs?: number } = {},
): { graph: Graph; copy: ClusterCopy; mirror: MarathonMirror } {
  const graph = new Graph(systemClock);
  const copy = graph.addCluster('c', new Source('marathon:c', 'marathon', url, systemClock, 1_200_000));
  const { timeoutMs = 1_000, listTimeoutMs, ...own } = options;
  const marathon = marathonAt([url], { timeoutMs, listTimeoutMs });
  const followed = new MarathonMirror({
    graph,
    copy,
    marathon,
    options: { ...OPTIONS, ...own },
    clock: systemClock,
    random: () => 0,
    log: quiet,
  });
  const stop = new AbortController();
  const running = followed.run(stop.signal);
  open.push(async () => {
    stop.abort();
    await running;
    await marathon.close();
  });
  return { graph, copy, mirror: followed };
}

export const synced = (copy: ClusterCopy) => expect.poll(() => copy.source.synced, { timeout: 10_000 }).toBe(true);
export const tasksOf = (copy: ClusterCopy, id: string) => copy.slots.get(id)?.containers.map(({ taskId }) => taskId);
