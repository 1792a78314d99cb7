import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import { Fault, type FaultCode } from '../../src/kit/fault.ts';
import { fields, listAt, Misfit, needText, numberAt, objectsAt, textAt, fieldsAt } from '../../src/kit/fields.ts';
import { decodeOoms, type Oom } from './ooms.ts';

/** Versions are 1.x; this is the newest x whose answers are known here. Older engines are asked in their own. */
const NEWEST = 41;
const ONE_SHOT_SINCE = 41;
/** From here on instants may be told to the millisecond. */
const FRACTIONS_SINCE = 22;

export interface FoundContainer {
  readonly dockerId: string;
  readonly running: boolean;
}

/** The Docker engine of one host, in the version it speaks. Every failure is a Fault that names the host. */
export class Engine {
  readonly #host: string;
  readonly #address: Docker.DockerOptions;
  readonly #agent: HttpAgent;
  #docker: Promise<Docker> | null = null;
  #version = 0;
  /** Containers without a label, whose task had to be read from their environment. It never changes while they are there. */
  readonly #taskOf = new Map<string, string | null>();

  constructor(host: string, address: Docker.DockerOptions, sockets: number) {
    this.#host = host;
    this.#address = address;
    const options = { keepAlive: true, maxSockets: sockets, maxFreeSockets: 2 };
    this.#agent = address.protocol === 'https' ? new HttpsAgent(options) : new HttpAgent(options);
  }

  get host(): string {
    return this.#host;
  }

  get source(): string {
    return `docker:${this.#host}`;
  }

  /** Whether stats may be had at once; older engines take a second to take two samples. */
  get oneShot(): boolean {
    return this.#version >= ONE_SHOT_SINCE;
  }

  /** The containers of Mesos tasks on this host, by task id: by their label, or by the environment of those Mesos named. */
  async containers(signal: AbortSignal, wanted: ReadonlySet<string>): Promise<Map<string, FoundContainer>> {
    const found = new Map<string, FoundContainer>();
    const add = (taskId: string, container: FoundContainer): void => {
      // A task that was started again leaves its old container behind; lists begin with the newest.
      if (!found.has(taskId) || (container.running && !found.get(taskId)?.running)) found.set(taskId, container);
    };
    for (const { taskId, ...container } of await this.#list(signal, { label: ['MESOS_TASK_ID'] }))
      if (taskId !== null) add(taskId, container);
    if ([...wanted].every((taskId) => found.has(taskId))) return found;
    const listed = await this.#list(signal, { name: ['mesos-'] });
    const there = new Set(listed.map(({ dockerId }) => dockerId));
    for (const dockerId of this.#taskOf.keys()) if (!there.has(dockerId)) this.#taskOf.delete(dockerId);
    for (const { taskId, ...container } of listed) {
      const known = taskId ?? (await this.#taskInside(container.dockerId, signal));
      if (known !== null) add(known, container);
    }
    return found;
  }

  inspect(dockerId: string, sizes: boolean, signal: AbortSignal): Promise<unknown> {
    return this.#ask(`/containers/${short(dockerId)}/json`, signal, (docker) =>
      docker.getContainer(dockerId).inspect({ ...(sizes && { size: true }), abortSignal: signal }),
    );
  }

  stats(dockerId: string, signal: AbortSignal): Promise<unknown> {
    const options = () => ({ stream: false as const, ...(this.oneShot && { 'one-shot': true }), abortSignal: signal });
    return this.#ask(`/containers/${short(dockerId)}/stats`, signal, (docker) => docker.getContainer(dockerId).stats(options()));
  }

  /** Kills for want of memory, as far back as the engine remembers; both times are of its own clock. It would wait for an `until` to come. */
  async ooms(sinceMs: number, untilMs: number, signal: AbortSignal): Promise<Oom[]> {
    const filters = { type: ['container' as const], event: ['oom'] };
    const until = () => (this.#version >= FRACTIONS_SINCE ? Math.floor(untilMs) / 1000 : Math.floor(untilMs / 1000));
    const asked = () => ({ since: Math.floor(sinceMs / 1000), until: until(), filters, abortSignal: signal });
    const told = await this.#ask('/events', signal, async (docker) => wholeOf(await docker.getEvents(asked())));
    return this.#read('/events', () => decodeOoms(told));
  }

  top(dockerId: string, signal: AbortSignal): Promise<unknown> {
    return this.#ask(`/containers/${short(dockerId)}/top`, signal, (docker) => docker.getContainer(dockerId).top({ abortSignal: signal }));
  }

  async logs(dockerId: string, options: { tail: number; stdout: boolean; stderr: boolean }, signal: AbortSignal): Promise<Buffer> {
    const asked = { ...options, follow: false as const, timestamps: true, abortSignal: signal };
    return this.#ask(`/containers/${short(dockerId)}/logs`, signal, (docker) => docker.getContainer(dockerId).logs(asked));
  }

  close(): void {
    this.#agent.destroy();
  }

  async #list(signal: AbortSignal, filters: Record<string, string[]>): Promise<(FoundContainer & { taskId: string | null })[]> {
    const answer = await this.#ask('/containers/json', signal, (docker) =>
      docker.listContainers({ all: true, filters, abortSignal: signal }),
    );
    return this.#read('/containers/json', () =>
      objectsAt({ containers: answer }, 'containers').map((wire) => {
        const labels = fieldsAt(wire, 'Labels');
        const running = textAt(wire, 'State')?.toLowerCase() === 'running' || (textAt(wire, 'Status') ?? '').startsWith('Up');
        return { dockerId: needText(wire, 'Id'), running, taskId: labels && textAt(labels, 'MESOS_TASK_ID') };
      }),
    );
  }

  async #taskInside(dockerId: string, signal: AbortSignal): Promise<string | null> {
    const known = this.#taskOf.get(dockerId);
    if (known !== undefined) return known;
    try {
      const config = fieldsAt(fields(await this.inspect(dockerId, false, signal)), 'Config');
      const line = config && listAt(config, 'Env').find((each) => typeof each === 'string' && each.startsWith('MESOS_TASK_ID='));
      const taskId = typeof line === 'string' ? line.slice('MESOS_TASK_ID='.length) : null;
      this.#taskOf.set(dockerId, taskId);
      return taskId;
    } catch (error) {
      // One container that cannot be inspected must not hide the others.
      if (signal.aborted || !(error instanceof Fault || error instanceof Misfit)) throw error;
      return null;
    }
  }

  /** `call` is made once more, in a version that is agreed on anew, where the engine is another one by now. */
  async #ask<T>(route: string, signal: AbortSignal, call: (docker: Docker) => Promise<T>): Promise<T> {
    const spoken = this.#spoken(signal);
    const docker = await spoken;
    opaque(signal);
    try {
      return await this.#named(route, signal, call(docker));
    } catch (error) {
      if (!isOfVersion(error)) throw error;
      // Many may find it out together: the first lets go of the old version, all wait for the new one.
      if (this.#docker === spoken) this.#docker = null;
      return this.#named(route, signal, call(await this.#spoken(signal)));
    }
  }

  /** The first question is in which version to ask, once for all who wait; an engine that did not tell is asked again. */
  #spoken(signal: AbortSignal): Promise<Docker> {
    if (this.#docker) return this.#docker;
    const spoken = this.#negotiate(signal);
    this.#docker = spoken;
    spoken.catch(() => {
      if (this.#docker === spoken) this.#docker = null;
    });
    return spoken;
  }

  async #negotiate(signal: AbortSignal): Promise<Docker> {
    opaque(this.#agent);
    opaque(signal);
    const options = { ...this.#address, agent: this.#agent };
    const plain = new Docker(options);
    const version: (asked: { abortSignal: AbortSignal }) => Promise<unknown> = plain.version.bind(plain);
    const answer = await this.#named('/version', signal, version({ abortSignal: signal }));
    this.#version = this.#read('/version', () => {
      const wire = fields(answer);
      const newest = minorOf(textAt(wire, 'ApiVersion'));
      if (newest === 0) throw new Misfit('ApiVersion', 'a version');
      return Math.max(Math.min(newest, NEWEST), minorOf(textAt(wire, 'MinAPIVersion')));
    });
    const spoken = { ...options, version: `v1.${this.#version}` };
    return new Docker(spoken);
  }

  /** Waits no longer than the signal, also for a call that does not heed it. */
  async #named<T>(route: string, signal: AbortSignal, call: Promise<T>): Promise<T> {
    const stopped = Promise.withResolvers<never>();
    const stop = (): void => stopped.reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await Promise.race([call, stopped.promise]);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw this.#fault(route, error);
    } finally {
      signal.removeEventListener('abort', stop);
      stopped.promise.catch(() => {});
      call.catch(() => {});
    }
  }

  #read<T>(route: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      throw new Fault('UPSTREAM_MALFORMED', `GET ${route} of ${this.#host}: ${error.message}`, { source: this.source, cause: error });
    }
  }

  #fault(route: string, error: unknown): Fault {
    const wire = error instanceof Error ? { ...error, message: error.message } : {};
    const status = numberAt(wire, 'statusCode');
    const message = status === null ? `does not answer (${textAt(wire, 'code') ?? 'broken off'})` : wordsOf(error);
    return new Fault(codeOf(status), `GET ${route} of ${this.#host}: ${message}`, {
      source: this.source,
      cause: error,
      ...(status !== null && { details: { status } }),
    });
  }
}

/** Upgraded or downgraded in place, an engine refuses the version that it spoke before. */
const isOfVersion = (error: unknown): boolean =>
  error instanceof Fault && error.details?.['status'] === 400 && /client version/i.test(error.message);

function codeOf(status: number | null): FaultCode {
  if (status === null || status >= 500) return 'UPSTREAM_UNAVAILABLE';
  return status === 404 ? 'NOT_FOUND' : 'UPSTREAM_REFUSED';
}

/** dockerode keeps the engine's answer beside its own message. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'refused';
  const { json } = { json: null, ...error };
  return typeof json === 'object' && json !== null && 'message' in json ? String(json['message']) : error.message;
}

async function wholeOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
}

const short = (dockerId: string): string => dockerId.slice(0, 12);
const minorOf = (version: string | null): number => Number(/^1\.(\d+)/.exec(version ?? '')?.[1] ?? 0);

/**
 * docker-modem formats every request with `util.inspect`, hidden members and all, for a debug line that nobody reads: with an
 * agent full of sockets that costs more than the request. What says how it is to be shown is not walked.
 */
function opaque(thing: object): void {
  if (!(inspect.custom in thing)) Object.defineProperty(thing, inspect.custom, { value: () => '[opaque]' });
}
