import type { Marathon } from '../../datasources/marathon/client.ts';
import type { App, AppDefinition, AppVersion } from '../apps/model.ts';
import { versionOf } from '../apps/version.ts';
import type { Clock } from '../kit/clock.ts';
import { Deadline } from '../kit/deadline.ts';
import { Fault } from '../kit/fault.ts';
import { Gate } from '../kit/gate.ts';
import { Joined } from '../kit/joined.ts';
import { Recent } from '../kit/recent.ts';

const FIRST_MAX = 20;
/** Of all requests together: the pool of connections is shared with the reads that keep the live copy. */
const AT_ONCE = 4;
/** For all that is read of one app, its turns included. */
const DEADLINE_MS = 5_000;
/** Definitions that are kept: one of a given instant never changes. */
const KEPT = 200;

interface Cluster {
  readonly marathon: Marathon;
  readonly gate: Gate;
}

/**
 * Earlier definitions of apps, which a Marathon tells one by one: the only reads of it that a query causes. What several
 * ask for at once is read once, and goes on when one of them leaves.
 */
export class VersionReads {
  readonly #clusters: ReadonlyMap<string, Cluster>;
  readonly #underWay = new Joined();
  readonly #definitions = new Recent<AppDefinition>(KEPT);

  constructor(
    marathons: ReadonlyMap<string, Marathon>,
    private readonly clock: Clock,
  ) {
    this.#clusters = new Map([...marathons].map(([name, marathon]) => [name, { marathon, gate: new Gate(AT_ONCE) }]));
  }

  async newest(app: App, first: number): Promise<readonly AppVersion[]> {
    if (first < 0 || first > FIRST_MAX) {
      throw new Fault('BAD_USER_INPUT', `first: ${first} is not within 0 and ${FIRST_MAX}.`, {
        details: { argument: 'first', limit: FIRST_MAX },
      });
    }
    const cluster = this.#clusters.get(app.cluster);
    if (!cluster) return [];
    return this.#inTime(cluster, app, (signal) =>
      Promise.race([this.#read(cluster, app, first), new Promise<never>((_, late) => onAbort(signal, late))]),
    );
  }

  async #read({ marathon, gate }: Cluster, app: App, first: number): Promise<AppVersion[]> {
    const { id, marathonId, version: current } = app;
    const shared = <T>(key: string, ask: (signal: AbortSignal) => Promise<{ readonly value: T }>): Promise<T> =>
      this.#underWay.run(key, () =>
        this.#inTime({ marathon, gate }, app, (signal) => gate.run(async () => (await ask(signal)).value, signal)),
      );
    const stamps = (await shared(id, (signal) => marathon.versions(marathonId, signal))) ?? [];
    const newest = [...stamps].sort((a, b) => Date.parse(b) - Date.parse(a)).slice(0, first);
    const found = await Promise.all(
      newest.map(async (stamp) => {
        const key = `${id} ${stamp}`;
        const definition = this.#definitions.get(key) ?? (await shared(key, (signal) => marathon.versionOf(marathonId, stamp, signal)));
        if (definition === undefined) return [];
        this.#definitions.set(key, definition);
        return versionOf(definition, Date.parse(stamp), current);
      }),
    );
    return found.flat();
  }

  async #inTime<T>({ marathon }: Cluster, { marathonId }: App, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = (): Fault =>
      new Fault('UPSTREAM_TIMEOUT', `The versions of ${marathonId} did not come within ${DEADLINE_MS} ms.`, { source: marathon.source });
    const limit = new Deadline(this.clock, { timeoutMs: DEADLINE_MS, late });
    try {
      return await work(limit.signal);
    } finally {
      limit.end();
    }
  }
}

const onAbort = (signal: AbortSignal, then: (reason: Error) => void): void =>
  signal.addEventListener('abort', () => then(signal.reason as Error), { once: true });
