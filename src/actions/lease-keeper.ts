import type { Clock } from '../kit/clock.ts';
import { every } from '../kit/every.ts';
import type { Lease, Store } from '../plans/ports.ts';
import type { LeaseHold, Renewal } from './lease.ts';

/** One process of several is at it: takes a lease and keeps it for as long as it can. */
export class LeaseKeeper implements LeaseHold {
  #held: Renewal | undefined;

  constructor(
    readonly name: string,
    private readonly deps: {
      readonly store: Pick<Store, 'lease' | 'release'>;
      readonly clock: Clock;
      readonly owner: string;
      readonly forMs: number;
    },
  ) {}

  renewal(): Renewal | undefined {
    return this.#held;
  }

  /** Whether it is held after the call; renewed when a third of it has passed. A store that does not answer leaves it to run out. */
  async keep(): Promise<boolean> {
    const { store, clock, owner, forMs } = this.deps;
    const begunAt = clock.monotonic();
    if (this.#held && begunAt < this.#held.begunAt + forMs / 3) return true;
    const lease: Lease | undefined = await store.lease(this.name, owner, forMs);
    this.#held = lease && { lease, begunAt, forMs };
    return lease !== undefined;
  }

  /** Keeps it while the work lasts, however long a part of it takes. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const { clock, forMs } = this.deps;
    const done = new AbortController();
    const keeping = every(forMs / 4, () => this.keep(), { clock, signal: done.signal, onError: () => undefined });
    try {
      return await work();
    } finally {
      done.abort();
      await keeping;
    }
  }

  async release(): Promise<void> {
    this.#held = undefined;
    await this.deps.store.release(this.name, this.deps.owner);
  }
}
