import { Recent } from '../../kit/recent.ts';
import type { Told } from './model.ts';

/** Of all groups together, however many there are. */
const KEPT_BYTES = 48 * 1024 * 1024;
/** Of an entry beside its text. */
const ENTRY_BYTES = 400;

/** Words of what was told last: many come back at once, and ask for the same. */
export class Words {
  readonly #told: Recent<Told>;
  #groups = 0;

  constructor(bytes = KEPT_BYTES) {
    // As text two bytes a character, if only one of them is not Latin; and as what goes over each kind of wire.
    this.#told = new Recent(
      bytes,
      (key, { text, cursor }) => ENTRY_BYTES + key.length + 2 * cursor.length + 2 * text.length + 2 * Buffer.byteLength(text),
    );
  }

  /** A group of its own: words of one that is gone are never those of another. */
  open(): WordsOfGroup {
    const group = (++this.#groups).toString(36);
    return {
      get: (seq) => this.#told.get(`${group}:${seq}`),
      set: (told) => this.#told.set(`${group}:${told.seq}`, told),
    };
  }
}

/** With their cursor, whose sealing costs more than all else that a replay does for an event, and with what is sent of them. */
export interface WordsOfGroup {
  get(seq: number): Told | undefined;
  set(told: Told): void;
}
