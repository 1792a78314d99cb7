import type { ServerResponse } from 'node:http';
import type { Ended, Running, Supervisor } from '../supervise.ts';
import type { JsonObject } from '../web.ts';
import type { Container, Containers } from './container.ts';

const KEPT = 64;

type Action = 'start' | 'die' | 'oom';

/** Starts and deaths of containers, and kills within them; like the real one it keeps only a few, and those in memory. */
export class ContainerEvents {
  readonly #containers: Containers;
  readonly #recent: { hostIp: string; event: JsonObject; at: number }[] = [];
  readonly #listeners = new Set<{ hostIp: string; response: ServerResponse; passes: (event: JsonObject) => boolean }>();

  constructor(supervisor: Supervisor, containers: Containers) {
    this.#containers = containers;
    supervisor.onStart = (process) => this.#tell('start', process);
    supervisor.onEnd = (process) => this.#tell('die', process);
  }

  stream(hostIp: string, query: URLSearchParams, response: ServerResponse): void {
    response.setHeader('content-type', 'application/json');
    response.flushHeaders();
    const since = Number(query.get('since') ?? Infinity) * 1000;
    const until = Number(query.get('until') ?? Infinity) * 1000;
    const passes = passing(query.get('filters'));
    for (const each of this.#recent) {
      if (each.hostIp === hostIp && each.at >= since && each.at <= until && passes(each.event))
        response.write(`${JSON.stringify(each.event)}\n`);
    }
    if (until <= Date.now()) return void response.end();
    const listener = { hostIp, response, passes };
    this.#listeners.add(listener);
    // An instant to come is waited for.
    const ends = until === Infinity ? undefined : setTimeout(() => response.end(), until - Date.now()).unref();
    response.on('close', () => {
      clearTimeout(ends);
      this.#listeners.delete(listener);
    });
  }

  /** The kernel killed something in the container of that task for want of memory, and the container lives on. */
  oom(taskId: string): boolean {
    return this.#tell('oom', { id: taskId });
  }

  #tell(action: Action, process: Running | Ended | { readonly id: string }): boolean {
    const container = this.#containers.byTask(process.id);
    if (!container) return false;
    const at = Date.now();
    const event = eventJson(container, action, at, 'code' in process ? process.code : null);
    this.#recent.push({ hostIp: container.hostIp, event, at });
    if (this.#recent.length > KEPT) this.#recent.shift();
    for (const { hostIp, response, passes } of this.#listeners) {
      if (hostIp === container.hostIp && passes(event)) response.write(`${JSON.stringify(event)}\n`);
    }
    return true;
  }
}

/** By type, event and container, as the real one filters. */
function passing(filters: string | null): (event: JsonObject) => boolean {
  const wanted =
    filters === null ? {} : (JSON.parse(filters) as Readonly<Record<string, readonly string[] | Readonly<Record<string, boolean>>>>);
  const names = (key: string) => {
    const value = wanted[key];
    return value === undefined ? undefined : Array.isArray(value) ? value : Object.keys(value);
  };
  return (event) => has(names('type'), event['Type']) && has(names('event'), event['Action']) && has(names('container'), event['id']);
}

const has = (wanted: readonly string[] | undefined, value: unknown): boolean =>
  wanted === undefined || wanted.some((each) => each === value);

function eventJson({ id, image, name, labels }: Container, Action: string, at: number, code: number | null): JsonObject {
  const Attributes = {
    image,
    name: name.slice(1),
    ...labels,
    ...(Action === 'die' && { exitCode: String(code ?? 137) }),
  };
  return {
    ...{
      status: Action,
      id,
      from: image,
      Type: 'container',
      Action,
      Actor: { ID: id, Attributes },
    },
    ...{ scope: 'local', time: Math.floor(at / 1000), timeNano: at * 1_000_000 },
  };
}
