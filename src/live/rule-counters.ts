import type { Container } from '../containers/model.ts';
import { Breather, GENTLE_MS } from '../kit/breathe.ts';
import type { Clock } from '../kit/clock.ts';
import { pieces } from '../kit/pieces.ts';
import { isTold, pairKey, type CounterRef, type LastPoint, type Point } from '../monitoring/model.ts';
import { countedOf } from '../scaling/figure.ts';
import { restOf, type LastPointsReader } from './metrics.ts';
import type { AppSlot } from './node.ts';

/** An app, and the figures that its rule goes by. */
export interface Counting {
  readonly slot: AppSlot;
  readonly figures: readonly string[];
}

export interface RuleCountersDeps {
  readonly reader: LastPointsReader;
  /** The apps whose rules go by something else than the four figures. */
  readonly counting: () => Iterable<Counting>;
  /** Where a counter of a container is; undefined: it cannot be told yet. */
  readonly refOf: (container: Container, counter: string) => CounterRef | undefined;
  readonly everyMs: number;
  /** Counters in one request, at most. */
  readonly batch: number;
  readonly clock: Clock;
  readonly onChanged: (slot: AppSlot) => void;
  readonly log: { warn(details: object, message: string): void };
}

/** The newest points of the counters that rules go by beside the four figures, which are swept for everybody. */
export class RuleCounters {
  #points = new Map<string, Point>();
  #failing = false;

  constructor(private readonly deps: RuleCountersDeps) {}

  point(ref: CounterRef): Point | undefined {
    return this.#points.get(pairKey(ref));
  }

  pointOf(container: Container, counter: string): Point | undefined {
    const ref = this.deps.refOf(container, counter);
    return ref && this.point(ref);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, everyMs } = this.deps;
    for (let tookMs = 0; !signal.aborted;) {
      await clock.sleep(restOf(everyMs, tookMs), signal);
      const began = clock.monotonic();
      if (!signal.aborted) await this.sweep(signal);
      tookMs = clock.monotonic() - began;
    }
  }

  /** Asks for all of them once. What could not be read stays, and grows too old by itself. */
  async sweep(signal: AbortSignal): Promise<void> {
    const { counting, log } = this.deps;
    const wanted = new Map<string, { readonly ref: CounterRef; readonly slots: Set<AppSlot> }>();
    const breather = new Breather(GENTLE_MS);
    for (const { slot, figures } of counting()) {
      for (const ref of this.#refsOf(slot, figures)) {
        const held = wanted.get(pairKey(ref)) ?? { ref, slots: new Set() };
        wanted.set(pairKey(ref), held);
        held.slots.add(slot);
      }
      if (breather.due) await breather.breathe();
    }
    for (const key of this.#points.keys()) if (!wanted.has(key)) this.#points.delete(key);
    try {
      await this.#ask([...wanted.values()], signal);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing && !signal.aborted) log.warn({ err: error }, 'counters that rules go by could not be read');
      this.#failing = true;
    }
  }

  /** Of one app alone, at once. */
  async measure({ slot, figures }: Counting, signal: AbortSignal): Promise<void> {
    const wanted = this.#refsOf(slot, figures).map((ref) => ({ ref, slots: new Set([slot]) }));
    await this.#ask(wanted, signal);
  }

  #refsOf(slot: AppSlot, figures: readonly string[]): CounterRef[] {
    const running = slot.containers.filter(({ state }) => state === 'RUNNING');
    return figures.flatMap((figure) => {
      const counted = countedOf(figure);
      if (!counted) return [];
      const { counter, endpoint } = counted;
      return endpoint === null ? running.flatMap((container) => this.deps.refOf(container, counter) ?? []) : [{ counter, endpoint }];
    });
  }

  async #ask(wanted: readonly { readonly ref: CounterRef; readonly slots: ReadonlySet<AppSlot> }[], signal: AbortSignal): Promise<void> {
    const { reader, batch, clock, onChanged } = this.deps;
    for (const piece of pieces(wanted, batch)) {
      const slots = new Map(piece.map(({ ref, slots: of }) => [pairKey(ref), of]));
      const { value } = await reader.lastPoints(
        piece.map(({ ref }) => ref),
        signal,
      );
      const changed = new Set<AppSlot>();
      for (const point of value.items)
        if (this.#take(point, clock.now())) for (const slot of slots.get(pairKey(point)) ?? []) changed.add(slot);
      for (const slot of changed) onChanged(slot);
    }
  }

  #take(point: LastPoint, now: number): boolean {
    const held = this.#points.get(pairKey(point));
    if (!isTold(point, now) || (held && (point.at < held.at || (point.at === held.at && point.value === held.value)))) return false;
    this.#points.set(pairKey(point), { at: point.at, value: point.value });
    return true;
  }
}
