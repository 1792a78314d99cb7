import { Recent } from '../../kit/recent.ts';

/** Of all groups together, however many there are. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** Of an entry beside its text. */
const ENTRY_BYTES = 150;

/** Words of what was told last: many come back at once, and ask for the same. */
export class Words {
  readonly #texts: Recent<Said>;
  #groups = 0;

  constructor(bytes = KEPT_BYTES) {
    // Two bytes a character: those of a text with one that is not Latin.
    this.#texts = new Recent(bytes, (key, { text, cursor }) => ENTRY_BYTES + key.length + cursor.length + 2 * text.length);
  }

  /** A group of its own: words of one that is gone are never those of another. */
  open(): WordsOfGroup {
    const group = (++this.#groups).toString(36);
    return {
      get: (seq) => this.#texts.get(`${group}:${seq}`),
      set: (seq, said) => this.#texts.set(`${group}:${seq}`, said),
    };
  }
}

/** The cursor too: sealing it costs more than all else that a replay does for an event. */
export interface Said {
  readonly text: string;
  readonly cursor: string;
}

export interface WordsOfGroup {
  get(seq: number): Said | undefined;
  set(seq: number, said: Said): void;
}
