import { Recent } from '../../kit/recent.ts';

/** Of all groups together, however many there are. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** Of an entry beside its text. */
const ENTRY_BYTES = 150;

/** Words of what was told last: many come back at once, and ask for the same. */
export class Words {
  readonly #texts: Recent<string>;
  #groups = 0;

  constructor(bytes = KEPT_BYTES) {
    // Two bytes a character: those of a text with one that is not Latin.
    this.#texts = new Recent(bytes, (key, text) => ENTRY_BYTES + key.length + 2 * text.length);
  }

  /** A group of its own: words of one that is gone are never those of another. */
  open(): WordsOfGroup {
    const group = (++this.#groups).toString(36);
    return {
      get: (seq) => this.#texts.get(`${group}:${seq}`),
      set: (seq, text) => this.#texts.set(`${group}:${seq}`, text),
    };
  }
}

export interface WordsOfGroup {
  get(seq: number): string | undefined;
  set(seq: number, text: string): void;
}
