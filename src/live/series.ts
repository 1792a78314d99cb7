import DataLoader from 'dataloader';
import type { Container } from '../containers/model.ts';
import type { Host } from '../hosts/model.ts';
import { Breaker } from '../kit/breaker.ts';
import type { Clock } from '../kit/clock.ts';
import { Deadline } from '../kit/deadline.ts';
import { Fault } from '../kit/fault.ts';
import { Gate } from '../kit/gate.ts';
import type { Observed } from '../kit/observed.ts';
import { pieces } from '../kit/pieces.ts';
import { TtlMap } from '../kit/ttl-map.ts';
import type { Places } from '../monitoring/counter.ts';
import { downsample, timeline } from '../monitoring/downsample.ts';
import {
  METRIC_NAMES,
  pairKey,
  withoutMock,
  type CounterRef,
  type History,
  type MetricName,
  type Range,
  type Series,
} from '../monitoring/model.ts';
import { counterAt, figuresOf, hostEndpointOf, isContainers, standOf, type Naming } from '../monitoring/naming.ts';
import { countedOf, isOwnFigure, type FigureName } from '../scaling/figure.ts';
import type { Allowance } from './series-bounds.ts';

/** What Falcon could tell of the pairs, by any order; `failed`: of so many it could not, without saying of which. */
export interface HistoryReader {
  history(
    asked: { readonly endpoints: readonly string[]; readonly counters: readonly string[]; readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): Promise<Observed<{ readonly items: readonly History[]; readonly unreadable: readonly unknown[]; readonly failed: number }>>;
}

export interface SeriesDeps {
  readonly source: string;
  readonly reader: HistoryReader;
  readonly naming: Naming;
  readonly placesOf: (container: Container) => Places;
  readonly clock: Clock;
  /** Questions under way at once, of all callers together. */
  readonly concurrent: number;
  readonly deadlineMs: number;
}

export type FigureTold = (Pick<History, 'stepMs' | 'points'> & { readonly metric: FigureName }) | Error | null;

interface Asked extends CounterRef {
  readonly from: number;
  readonly to: number;
}

/** What was read is good for those who ask shortly after. */
const FRESH_MS = 5_000;
const REMEMBERED = 1_000;
/** Pairs of endpoint and counter in one question. */
const PAIRS = 100;
const BREAKER = { failures: 3, openMs: 10_000 };

/** Histories, on demand: asked once for all who ask together, so many at a time, and not at all while Falcon does not answer. */
export class SeriesReads {
  readonly #loader: DataLoader<Asked, History | null, string>;
  readonly #gate: Gate;
  readonly #breaker: Breaker;
  readonly #closed = new AbortController();

  constructor(private readonly deps: SeriesDeps) {
    const { clock, concurrent } = deps;
    this.#gate = new Gate(concurrent);
    this.#breaker = new Breaker(clock, BREAKER);
    this.#loader = new DataLoader<Asked, History | null, string>((asked) => this.#load(asked), {
      cacheKeyFn: ({ endpoint, counter, from, to }) => `${from} ${to} ${endpoint}\n${counter}`,
      cacheMap: new TtlMap(FRESH_MS, REMEMBERED, () => clock.monotonic()),
      maxBatchSize: 1_000,
    });
  }

  /** The four figures of containers, one series for each of both. */
  async figures(
    containers: readonly Container[],
    metrics: readonly MetricName[],
    range: Range,
    allowance: Allowance,
  ): Promise<readonly (Series | Error)[]> {
    const names = [...new Set(metrics)];
    allowance.take(containers.length * names.length, range);
    const series = containers.flatMap((container) => {
      const refs = figuresOf(this.deps.naming, this.deps.placesOf(container));
      return names.flatMap((metric) => {
        const ref = refs?.[METRIC_NAMES.indexOf(metric)];
        return ref ? [this.#series(ref, metric, range)] : [];
      });
    });
    return Promise.all(series);
  }

  /** All that is kept of figures of containers, whatever its steps: null for what Falcon does not know. */
  histories(containers: readonly Container[], figures: readonly FigureName[], from: number, to: number): Promise<readonly FigureTold[]> {
    const asked = containers.flatMap((container) =>
      figures.flatMap((metric) => {
        const ref = this.#refOf(container, metric);
        return ref ? [{ metric, asked: { ...ref, from, to } }] : [];
      }),
    );
    return Promise.all(asked.map((each) => this.#history(each)));
  }

  /** As above, of figures that are of all containers together. */
  sharedHistories(figures: readonly FigureName[], from: number, to: number): Promise<readonly FigureTold[]> {
    const asked = figures.flatMap((metric) => {
      const { counter = '', endpoint = null } = countedOf(metric) ?? {};
      return endpoint === null ? [] : [{ metric, asked: { counter, endpoint, from, to } }];
    });
    return Promise.all(asked.map((each) => this.#history(each)));
  }

  async #history({ metric, asked }: { readonly metric: FigureName; readonly asked: Asked }): Promise<FigureTold> {
    try {
      const history = await this.#loader.load(asked);
      return history && { metric, stepMs: history.stepMs, points: timeline(history.points.map(withoutMock), this.deps.clock.now()) };
    } catch (error) {
      this.#loader.clear(asked);
      if (error instanceof Error) return error;
      throw error;
    }
  }

  /** Undefined: it cannot be told, or is not the container's alone. */
  #refOf(container: Container, figure: FigureName): CounterRef | undefined {
    const { naming, placesOf } = this.deps;
    if (isOwnFigure(figure)) return figuresOf(naming, placesOf(container))?.[METRIC_NAMES.indexOf(figure)];
    const { counter = '', endpoint = null } = countedOf(figure) ?? {};
    const stand = endpoint === null ? standOf(naming, placesOf(container)) : undefined;
    return stand && { endpoint: stand.endpoint, counter: counterAt(counter, stand.tags) };
  }

  /** Any counters of a container. Where several share an endpoint, its own alone. */
  async ofContainer(
    container: Container,
    counters: readonly string[],
    range: Range,
    allowance: Allowance,
  ): Promise<readonly (Series | Error)[]> {
    allowance.takeCounters(counters, range);
    const stand = standOf(this.deps.naming, this.deps.placesOf(container));
    if (!stand) return [];
    const { endpoint, tags } = stand;
    return Promise.all(counters.map((counter) => this.#series({ endpoint, counter: counterAt(counter, tags) }, null, range)));
  }

  /** Any counters of a host, but not those of the containers on it: whoever sees the host may not see them all. */
  async ofHost(host: Host, counters: readonly string[], range: Range, allowance: Allowance): Promise<readonly (Series | Error)[]> {
    allowance.takeCounters(counters, range);
    const { naming } = this.deps;
    const others = counters.find((counter) => isContainers(naming, counter));
    if (others !== undefined) throw new Fault('BAD_USER_INPUT', `counters: ${others} is a container's: ask the container for it.`);
    const endpoint = hostEndpointOf(naming, host);
    if (endpoint === undefined) return [];
    return Promise.all(counters.map((counter) => this.#series({ endpoint, counter: counterAt(counter, NO_TAGS) }, null, range)));
  }

  close(): void {
    this.#closed.abort();
  }

  async #series(ref: CounterRef, metric: MetricName | null, { from, to, maxPoints }: Range): Promise<Series | Error> {
    const asked = { ...ref, from, to };
    try {
      const history = await this.#loader.load(asked);
      const told = metric === null ? (history?.points ?? []) : (history?.points ?? []).map(withoutMock);
      const points = downsample(timeline(told, this.deps.clock.now()), maxPoints);
      return { ...ref, metric, stepMs: history && history.stepMs > 0 ? history.stepMs : null, points };
    } catch (error) {
      // A failure is told to those who asked together, and not remembered.
      this.#loader.clear(asked);
      if (error instanceof Error) return error;
      throw error;
    }
  }

  async #load(asked: readonly Asked[]): Promise<(History | null | Error)[]> {
    const found = new Map<Asked, History | null | Error>();
    const late = () => new Fault('UPSTREAM_TIMEOUT', `No history in ${this.deps.deadlineMs} ms.`, { source: this.deps.source });
    const deadline = new Deadline(this.deps.clock, { signal: this.#closed.signal, timeoutMs: this.deps.deadlineMs, late });
    try {
      await Promise.all(questionsOf(asked).map((question) => this.#ask(question, deadline.signal, found)));
    } finally {
      deadline.end();
    }
    return asked.map((each) => found.get(each) ?? null);
  }

  async #ask({ keys, ...question }: Question, signal: AbortSignal, found: Map<Asked, History | null | Error>): Promise<void> {
    try {
      const { items, unreadable, failed } = await this.#gate.run(() => this.#admitted(question, signal), signal);
      const byName = new Map(items.map((item) => [pairKey(item), item]));
      const lost = failed + unreadable.length;
      const fault = () =>
        new Fault('UPSTREAM_UNAVAILABLE', `${lost} of ${keys.length} histories could not be read, and which is not said.`, {
          source: this.deps.source,
        });
      // What is missing beside none that failed is what nobody knows.
      for (const key of keys) found.set(key, byName.get(pairKey(key)) ?? (lost > 0 ? fault() : null));
    } catch (error) {
      for (const key of keys) found.set(key, error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #admitted(question: Omit<Question, 'keys'>, signal: AbortSignal) {
    if (!this.#breaker.admits()) {
      const message = `Not asked: it did not answer the last ${BREAKER.failures} times.`;
      throw new Fault('UPSTREAM_UNAVAILABLE', message, { source: this.deps.source });
    }
    try {
      const { value } = await this.deps.reader.history(question, signal);
      this.#breaker.succeeded();
      return value;
    } catch (error) {
      const away = error instanceof Fault && (error.code === 'UPSTREAM_UNAVAILABLE' || error.code === 'UPSTREAM_TIMEOUT');
      if (away) this.#breaker.failed();
      else this.#breaker.succeeded();
      throw error;
    }
  }
}

interface Question {
  readonly endpoints: readonly string[];
  readonly counters: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly keys: readonly Asked[];
}

const NO_TAGS: ReadonlyMap<string, string> = new Map();

/** Falcon answers for every endpoint with every counter: together go those that want the same counters of the same time. */
function questionsOf(asked: readonly Asked[]): Question[] {
  const alike = Map.groupBy(asked, ({ endpoint, from, to }) => `${from} ${to} ${endpoint}`);
  const byWant = Map.groupBy(alike.values(), (keys) => {
    const [first] = keys as [Asked];
    return `${first.from} ${first.to} ${[...new Set(keys.map(({ counter }) => counter))].sort().join('\n')}`;
  });
  return [...byWant.values()].flatMap((group) => {
    const { from, to } = (group[0] as Asked[])[0] as Asked;
    const counters = [...new Set((group[0] as Asked[]).map(({ counter }) => counter))];
    return [...pieces(group, Math.max(1, Math.floor(PAIRS / counters.length)))].map((part) => ({
      ...{ from, to, counters, endpoints: part.map((keys) => (keys[0] as Asked).endpoint) },
      keys: part.flat(),
    }));
  });
}
