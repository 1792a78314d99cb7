import type { Entity } from '../entity.ts';

const RUNS_PER_TYPE = 128;
/** A numbering that is full lasts at least so long: with more runs in use than there are places, renewing would never end. */
const EPOCH_MS = 600_000;

/**
 * Numbers the runs of own fields that documents ask of each type, and keeps the budget of the text that entities carry.
 * Over budget all text is dropped, a slice at a time: what is still asked for comes back at the next emission. When a type
 * has no number left all are given anew, so that documents which nobody asks any more leave their places.
 */
export class EntityTexts {
  readonly #slots = new Map<string, Map<string, number>>();
  #bytes = 0;
  #sweeping = false;
  #epoch = 0;
  #began: number;

  constructor(
    private readonly budget: number,
    private readonly entities: () => Iterable<Entity>,
    /** Milliseconds that never go back. */
    private readonly now: () => number,
  ) {
    this.#began = now();
  }

  /** Which numbering is in force: what was compiled under another one keeps no text, and is to be compiled again. */
  get epoch(): number {
    return this.#epoch;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The place of a run on its type's entities; undefined when the type has its fill of them. */
  slot(typeName: string, run: string): number | undefined {
    let runs = this.#slots.get(typeName);
    if (!runs) this.#slots.set(typeName, (runs = new Map<string, number>()));
    let slot = runs.get(run);
    if (slot === undefined && runs.size < RUNS_PER_TYPE) runs.set(run, (slot = runs.size));
    if (slot === undefined && this.now() - this.#began >= EPOCH_MS) this.#renew();
    return slot;
  }

  keep(entity: Entity, slot: number, text: string, epoch: number): string {
    if (epoch !== this.#epoch) return text;
    // Read a character so that V8 flattens the rope once, here, and not at each send.
    text.charCodeAt(text.length - 1);
    if (entity.epoch !== epoch) {
      this.release(entity);
      entity.epoch = epoch;
    }
    (entity.texts ??= [])[slot] = text;
    this.#bytes += text.length;
    if (this.#bytes > this.budget && !this.#sweeping) this.#sweep();
    return text;
  }

  /** The entity left the graph: its text no longer counts. */
  release(entity: Entity): void {
    if (!entity.texts) return;
    // While a sweep starts the count anew, what goes is not taken from it a second time.
    if (!this.#sweeping) for (const text of entity.texts) this.#bytes -= text?.length ?? 0;
    entity.texts = undefined;
  }

  #renew(): void {
    this.#epoch++;
    this.#began = this.now();
    this.#slots.clear();
  }

  #sweep(): void {
    this.#sweeping = true;
    // Entities that were replaced took their text along uncounted here and there: begin at nothing.
    this.#bytes = 0;
    const items = this.entities()[Symbol.iterator]();
    const slice = (): void => {
      for (let i = 0; i < 20_000; i++) {
        const item = items.next();
        if (item.done) {
          this.#sweeping = false;
          return;
        }
        this.release(item.value);
      }
      setImmediate(slice);
    };
    slice();
  }
}
