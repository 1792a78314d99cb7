import type { Clock } from '../kit/clock.ts';
import { Recent } from '../kit/recent.ts';

/** How long a disappearance may wait for the word how it came about: a read is often quicker than the stream. */
export const GRACE_MS = 1_000;
const REMEMBERED = 10_000;

/**
 * What ends is told once: with the stream's word when that comes, before the read that no longer shows it or shortly
 * after, and without it when it does not.
 */
export class Endings<Thing, Ending> {
  readonly #told = new Recent<Ending>(REMEMBERED);
  readonly #vanished = new Map<string, Thing>();
  readonly #feared = new Recent<Ending>(REMEMBERED);
  /** What was told as feared: a later word of the same end is no other. */
  readonly #gone = new Recent<true>(REMEMBERED);

  constructor(
    private readonly clock: Clock,
    /** Undefined: nobody said how. */
    private readonly tell: (id: string, thing: Thing | undefined, ending: Ending | undefined) => void,
  ) {}

  /** The stream's word; the first for an id counts. `held`: what the copy still shows of it. */
  hear(id: string, ending: Ending, held: Thing | undefined): void {
    if (this.#told.get(id) !== undefined || this.#gone.get(id)) return;
    this.#told.set(id, ending);
    const vanished = this.take(id);
    this.tell(id, vanished ?? held, ending);
  }

  /** It may have ended this way, or come back: the word counts once a read no longer shows it. Undefined: it is there. */
  fear(id: string, ending: Ending | undefined): void {
    if (ending === undefined) {
      this.#gone.delete(id);
      return this.#feared.delete(id);
    }
    const vanished = this.take(id);
    if (vanished === undefined) this.#feared.set(id, ending);
    else this.#tellFeared(id, vanished, ending);
  }

  #tellFeared(id: string, thing: Thing, ending: Ending): void {
    this.#gone.set(id, true);
    this.tell(id, thing, ending);
  }

  /** What was feared of it, when a comparison finds it gone. */
  fearOf(id: string): Ending | undefined {
    return this.#feared.get(id);
  }

  /** How it ended, if the stream has said so: what the copy still shows of it is old. */
  of(id: string): Ending | undefined {
    return this.#told.get(id);
  }

  /** A read no longer shows it. */
  vanish(id: string, thing: Thing): void {
    if (this.#told.get(id) !== undefined) return;
    const feared = this.#feared.get(id);
    if (feared !== undefined) {
      this.#feared.delete(id);
      return this.#tellFeared(id, thing, feared);
    }
    this.#vanished.set(id, thing);
    void this.clock.sleep(GRACE_MS).then(() => {
      if (this.#vanished.get(id) === thing && this.#vanished.delete(id)) this.tell(id, thing, undefined);
    });
  }

  /** Takes it out of what waits for a word. */
  take(id: string): Thing | undefined {
    const thing = this.#vanished.get(id);
    this.#vanished.delete(id);
    return thing;
  }
}
