import type { Marathon } from '../../datasources/marathon/client.ts';
import type { App, AppDefinition, AppVersion } from '../apps/model.ts';
import { versionOf } from '../apps/version.ts';
import type { Clock } from '../kit/clock.ts';
import { Deadline } from '../kit/deadline.ts';
import { Fault } from '../kit/fault.ts';
import { Gate } from '../kit/gate.ts';

const FIRST_MAX = 20;
/** Of all requests together: the pool of connections is shared with the reads that keep the live copy. */
const AT_ONCE = 4;
/** For all that is read of one app, its turns included. */
const DEADLINE_MS = 5_000;

/** Earlier definitions of apps, which a Marathon tells one by one: the only reads of it that a query causes. */
export class VersionReads {
  readonly #gates: ReadonlyMap<string, Gate>;

  constructor(
    private readonly marathons: ReadonlyMap<string, Marathon>,
    private readonly clock: Clock,
  ) {
    this.#gates = new Map([...marathons.keys()].map((name) => [name, new Gate(AT_ONCE)]));
  }

  /** For one request: what it asks of an app several times is read once. */
  open(): (app: App, first: number) => Promise<readonly AppVersion[]> {
    const asked = new Map<string, VersionsOfApp>();
    return async (app, first) => {
      if (first < 0 || first > FIRST_MAX) {
        throw new Fault('BAD_USER_INPUT', `first: ${first} is not within 0 and ${FIRST_MAX}.`, {
          details: { argument: 'first', limit: FIRST_MAX },
        });
      }
      const marathon = this.marathons.get(app.cluster);
      const gate = this.#gates.get(app.cluster);
      if (!marathon || !gate) return [];
      const of = asked.get(app.id) ?? new VersionsOfApp(marathon, gate, this.clock, app);
      asked.set(app.id, of);
      return of.newest(first);
    };
  }
}

/** One app within one request: the first read of it that fails, or is late, ends the others, and no other app's. */
class VersionsOfApp {
  readonly #stop = new AbortController();
  readonly #definitions = new Map<string, Promise<AppDefinition | undefined>>();
  #stamps: Promise<readonly string[]> | undefined;

  constructor(
    private readonly marathon: Marathon,
    private readonly gate: Gate,
    private readonly clock: Clock,
    private readonly app: App,
  ) {}

  async newest(first: number): Promise<readonly AppVersion[]> {
    const { marathonId, version: current } = this.app;
    const limit = new Deadline(this.clock, { timeoutMs: DEADLINE_MS, late: () => this.#late() });
    limit.signal.addEventListener('abort', () => this.#stop.abort(limit.signal.reason), { once: true });
    try {
      this.#stamps ??= this.#read((signal) => this.marathon.versions(marathonId, signal)).then((stamps = []) =>
        [...stamps].sort((a, b) => Date.parse(b) - Date.parse(a)),
      );
      const stamps = (await this.#stamps).slice(0, first);
      const found = await Promise.all(
        stamps.map(async (stamp) => {
          const definition = await this.#definition(stamp);
          return definition && versionOf(definition, Date.parse(stamp), current);
        }),
      );
      return found.flatMap((each) => each ?? []);
    } catch (error) {
      this.#stop.abort(error);
      throw error;
    } finally {
      limit.end();
    }
  }

  #definition(stamp: string): Promise<AppDefinition | undefined> {
    const known = this.#definitions.get(stamp);
    if (known) return known;
    const read = this.#read((signal) => this.marathon.versionOf(this.app.marathonId, stamp, signal));
    this.#definitions.set(stamp, read);
    return read;
  }

  #read<T>(ask: (signal: AbortSignal) => Promise<{ readonly value: T }>): Promise<T> {
    const { signal } = this.#stop;
    return this.gate.run(async () => (await ask(signal)).value, signal);
  }

  #late(): Fault {
    const message = `The versions of ${this.app.marathonId} did not come within ${DEADLINE_MS} ms.`;
    return new Fault('UPSTREAM_TIMEOUT', message, { source: this.marathon.source });
  }
}
