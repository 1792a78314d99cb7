import { headLength, putHead } from './frame.ts';

/** So much is put together at a time: more costs more memory than it saves calls of the system. */
const MOST_BYTES = 65_536;
const LEAST_BYTES = 1_024;

/**
 * The one piece of memory on which frames are put together, for one receiver after the other: the system has taken what one is sent
 * before the next one's is written over it. Where the next is sent the same, only what is around it is written anew.
 */
export class Slate {
  #bytes = Buffer.alloc(0);
  #laid = this.#bytes;
  /** What stands on it, how long what comes before each is, and where that is. */
  #rests: readonly Buffer[] = [];
  #beginLength = 0;
  readonly #places: number[] = [];

  /** What was put together last. */
  get laid(): Buffer {
    return this.#laid;
  }

  /** Puts together frames, each `begin` and one of the rests, from that one on; answers how many found room, which may be none. */
  lay(begin: Buffer, rests: readonly Buffer[], from: number): number {
    if (!this.#isLaid(begin, rests, from)) this.#layAnew(begin, rests, from);
    else for (const place of this.#places) this.#bytes.set(begin, place);
    return this.#rests.length;
  }

  /** Who was sent it has not taken it: it is theirs now. */
  leave(): void {
    this.#bytes = this.#laid = Buffer.alloc(0);
    this.#rests = [];
  }

  #isLaid({ length }: Buffer, rests: readonly Buffer[], from: number): boolean {
    const laid = this.#rests;
    if (length !== this.#beginLength || laid.length === 0 || laid.length !== this.#fit(length, rests, from)) return false;
    for (let n = 0; n < laid.length; n++) if (laid[n] !== rests[from + n]) return false;
    return true;
  }

  #fit(beginLength: number, rests: readonly Buffer[], from: number): number {
    let count = 0;
    for (let bytes = 0; from + count < rests.length; count++) {
      bytes += sizeOf(beginLength, rests[from + count] as Buffer);
      if (bytes > MOST_BYTES) break;
    }
    return count;
  }

  #layAnew(begin: Buffer, rests: readonly Buffer[], from: number): void {
    const fitting = rests.slice(from, from + this.#fit(begin.length, rests, from));
    this.#makeRoom(fitting.reduce((sum, rest) => sum + sizeOf(begin.length, rest), 0));
    this.#rests = fitting;
    this.#beginLength = begin.length;
    this.#places.length = 0;
    let at = 0;
    for (const rest of fitting) {
      const place = putHead(this.#bytes, at, begin.length + rest.length);
      this.#places.push(place);
      this.#bytes.set(begin, place);
      this.#bytes.set(rest, place + begin.length);
      at = place + begin.length + rest.length;
    }
    this.#laid = this.#bytes.subarray(0, at);
  }

  /** No more than a few times what is needed: who does not take it keeps all of it. */
  #makeRoom(needed: number): void {
    const room = Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(needed)));
    if (this.#bytes.length < needed || this.#bytes.length > 4 * room) this.#bytes = Buffer.allocUnsafeSlow(room);
  }
}

const sizeOf = (beginLength: number, { length }: Buffer): number => headLength(beginLength + length) + beginLength + length;
