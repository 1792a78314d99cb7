import type { Entity } from '../entity.ts';

const RUNS_PER_TYPE = 128;

/**
 * Numbers the runs of own fields that documents ask of each type, and keeps the budget of the text that entities carry.
 * Over budget all text is dropped, a slice at a time: what is still asked for comes back at the next emission.
 */
export class EntityTexts {
  readonly #slots = new Map<string, Map<string, number>>();
  #bytes = 0;
  #sweeping = false;

  constructor(
    private readonly budget: number,
    private readonly entities: () => Iterable<Entity>,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  /** The place of a run on its type's entities; undefined when the type has its fill of them. */
  slot(typeName: string, run: string): number | undefined {
    let runs = this.#slots.get(typeName);
    if (!runs) this.#slots.set(typeName, (runs = new Map<string, number>()));
    let slot = runs.get(run);
    if (slot === undefined && runs.size < RUNS_PER_TYPE) runs.set(run, (slot = runs.size));
    return slot;
  }

  keep(entity: Entity, slot: number, text: string): string {
    // Read a character so that V8 flattens the rope once, here, and not at each send.
    text.charCodeAt(text.length - 1);
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
