import type { App } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';

/** Counters of a subtree. Integers only (millicores, KiB), so that adding and taking away cancel exactly. */
export const TALLY = {
  apps: 0,
  instances: 1,
  askedMilli: 2,
  askedKiB: 3,
  total: 4,
  running: 5,
  staged: 6,
  other: 7,
  healthy: 8,
  unhealthy: 9,
  unknown: 10,
} as const;
const SIZE = 11;

export type Delta = Float64Array;

export const zero = (): Delta => new Float64Array(SIZE);

export function addApp(delta: Delta, app: App, sign: 1 | -1): void {
  add(delta, TALLY.apps, sign);
  add(delta, TALLY.instances, sign * app.instances);
  add(delta, TALLY.askedMilli, sign * app.instances * Math.round(app.cpus * 1000));
  add(delta, TALLY.askedKiB, sign * app.instances * Math.round(app.memMiB * 1024));
}

export function addContainer(delta: Delta, container: Container, sign: 1 | -1): void {
  const { state, health } = container;
  add(delta, TALLY.total, sign);
  add(delta, state === 'RUNNING' ? TALLY.running : state === 'STAGING' || state === 'STARTING' ? TALLY.staged : TALLY.other, sign);
  add(delta, health === 'HEALTHY' ? TALLY.healthy : health === 'UNHEALTHY' ? TALLY.unhealthy : TALLY.unknown, sign);
}

export function addAll(into: Delta, delta: Delta, sign: 1 | -1 = 1): void {
  for (let i = 0; i < SIZE; i++) add(into, i, sign * (delta[i] as number));
}

export function equalDelta(a: Delta, b: Delta): boolean {
  return a.every((value, i) => value === b[i]);
}

function add(delta: Delta, at: number, by: number): void {
  delta[at] = (delta[at] as number) + by;
}

/** How many containers each host runs in a subtree: a host counts once, however many it runs. */
export class HostCounts {
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#counts.size;
  }

  names(): IterableIterator<string> {
    return this.#counts.keys();
  }

  entries(): IterableIterator<[string, number]> {
    return this.#counts.entries();
  }

  equals(other: HostCounts): boolean {
    return this.size === other.size && [...this.#counts].every(([host, count]) => other.get(host) === count);
  }

  get(host: string): number {
    return this.#counts.get(host) ?? 0;
  }

  add(host: string, by: number): void {
    const count = this.get(host) + by;
    if (count === 0) this.#counts.delete(host);
    else this.#counts.set(host, count);
  }
}
