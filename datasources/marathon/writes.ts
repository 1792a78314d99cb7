import { SHOWN_ONLY, type AppDefinition } from '../../src/apps/model.ts';
import { Fault } from '../../src/kit/fault.ts';
import type { Answer } from '../../src/kit/http.ts';
import { decodeAccepted } from './decode-rest.ts';
import type { Accepted } from './model.ts';
import { appPath, segment } from './path.ts';
import type { Transport } from './transport.ts';

export interface WriteOptions {
  /** Replaces a deployment that holds the app, which is cancelled where it stands. Always sent: Marathon's own default differs by route. */
  readonly force?: boolean | undefined;
  readonly signal: AbortSignal;
}

/**
 * Marathon's writes. Each is sent at most once; a Fault's `details.sent` is false only when no byte can have left.
 * Success means accepted, not done: the deployment is still to run.
 */
export class MarathonWrites {
  readonly #transport: Transport;
  readonly #definitionOf: (marathonId: string, version: string, signal: AbortSignal) => Promise<AppDefinition | undefined>;

  constructor(
    transport: Transport,
    definitionOf: (marathonId: string, version: string, signal: AbortSignal) => Promise<AppDefinition | undefined>,
  ) {
    this.#transport = transport;
    this.#definitionOf = definitionOf;
  }

  async createApp(definition: AppDefinition, options: WriteOptions): Promise<Accepted> {
    return this.#write('POST', '/v2/apps', options, definition);
  }

  /** Changes the members named in `patch` and no others. */
  async updateApp(marathonId: string, patch: AppDefinition, options: WriteOptions): Promise<Accepted> {
    return this.#write('PUT', appPath(marathonId), options, patch);
  }

  /** The definition becomes exactly this one. Marathon 1.1 has no such write: there, absent members stay as they were. */
  async replaceApp(marathonId: string, definition: AppDefinition, options: WriteOptions): Promise<Accepted> {
    const kept = Object.fromEntries(Object.entries(definition).filter(([key]) => !SHOWN_ONLY.has(key)));
    return this.#write('PUT', appPath(marathonId), options, kept, { partialUpdate: 'false' });
  }

  async scale(marathonId: string, instances: number, options: WriteOptions): Promise<Accepted> {
    return this.updateApp(marathonId, { instances }, options);
  }

  /** Back to the definition of an earlier version (a timestamp of `versions`), sent whole. */
  async rollback(marathonId: string, version: string, options: WriteOptions): Promise<Accepted> {
    const definition = await this.#definitionOf(marathonId, version, options.signal);
    if (definition) return this.replaceApp(marathonId, definition, options);
    throw new Fault('NOT_FOUND', `${marathonId} has no version ${version}.`, { source: this.#transport.source, details: { sent: false } });
  }

  async restart(marathonId: string, options: WriteOptions): Promise<Accepted> {
    return this.#write('POST', `${appPath(marathonId)}/restart`, options);
  }

  async deleteApp(marathonId: string, options: WriteOptions): Promise<Accepted> {
    return this.#write('DELETE', appPath(marathonId), options);
  }

  /** With `scale` the app loses an instance for good; without, another takes its place. */
  async killTask(marathonId: string, taskId: string, options: WriteOptions & { readonly scale?: boolean | undefined }): Promise<Accepted> {
    return this.#write('DELETE', `${appPath(marathonId)}/tasks/${segment(taskId)}`, options, undefined, {
      scale: String(options.scale ?? false),
    });
  }

  /** Rolls back what the deployment did; with `force` it only ends, and the app stays half way. */
  async cancelDeployment(deploymentId: string, options: WriteOptions): Promise<Accepted> {
    return this.#write('DELETE', `/v2/deployments/${segment(deploymentId)}`, options);
  }

  #write(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    { force = false, signal }: WriteOptions,
    body?: unknown,
    query: Record<string, string> = {},
  ): Promise<Accepted> {
    const decode = (value: unknown, answer: Answer): Accepted => decodeAccepted(value, answer.header('marathon-deployment-id') ?? null);
    return this.#transport.write(method, `${path}?${new URLSearchParams({ force: String(force), ...query })}`, body, signal, decode);
  }
}
