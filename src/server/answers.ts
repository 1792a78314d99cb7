import { createHash } from 'node:crypto';
import type { ReadList } from '../kit/cell.ts';
import type { Emission, Slot } from '../kit/emit/compile.ts';
import { SLOT } from '../kit/emit/compile.ts';
import type { Source } from '../live/source.ts';
import type { KnownDocument } from './documents.ts';

/** Below this an answer is sent as one string with its head; above, its bytes go out as they are. */
const SMALL = 8_192;

/** A finished answer: `data`, what it rests on, and the parts that only the instant of sending knows. */
export class Answer {
  /** The text of `data` between its slots; one part when it has none. Empty once the bytes of a kept answer stand for it. */
  #parts: readonly string[];
  readonly slots: readonly Slot[];
  #bytes: Buffer | undefined;
  #etag: string | undefined;
  /** Of a kept answer that is small: its bytes as a string of one character each, as it goes out with a head of the same kind. */
  small: string | undefined;
  /** Of a kept answer that is not: its bytes. */
  large: Buffer | undefined;
  /** What it takes in memory, with its key, once it is kept. */
  size = 0;

  constructor(
    emission: Emission,
    readonly reads: ReadList,
    readonly sources: ReadonlySet<Source>,
    readonly document: KnownDocument,
    /** The clock alone changes part of it. */
    readonly timed = emission.slots.length > 0,
    /** In points: what whoever is sent it pays. */
    readonly cost = 1,
  ) {
    this.slots = emission.slots;
    this.#parts = this.slots.length > 0 ? `{"data":${emission.text}`.split(SLOT) : [`{"data":${emission.text}`];
  }

  /** Takes the one form in which it is sent again: text, string and buffer of it together would take three times the memory. */
  hold(key: string): void {
    let held = 0;
    if (this.timed) for (const part of this.#parts) held += bytesOf(part);
    else {
      const bytes = this.bytes();
      if (bytes.length < SMALL) this.small = bytes.toString('latin1');
      else {
        // Node leaves room for three bytes a character in what it encodes: here it would stay.
        this.large = Buffer.allocUnsafeSlow(bytes.length);
        bytes.copy(this.large);
      }
      this.#bytes = undefined;
      this.#parts = [];
      held = bytes.length;
    }
    this.size = held + bytesOf(key) + 400 + this.reads.size * 16 + this.slots.length * 64;
  }

  /** Up to the extensions. */
  bytes(): Buffer {
    if (this.large) return this.large;
    if (this.small !== undefined) return Buffer.from(this.small, 'latin1');
    this.#bytes ??= Buffer.from(this.#parts[0] as string);
    return this.#bytes;
  }

  /** Of the data alone: the extensions tell the instant, and change with it. Weak for that reason; none with timed fields. */
  etag(): string | undefined {
    if (this.timed) return undefined;
    this.#etag ??= `W/"${createHash('sha1').update(this.bytes()).digest('base64url')}"`;
    return this.#etag;
  }

  /** The text up to the extensions, as of now, of an answer that is not kept or has timed parts. */
  text(context: unknown): string {
    let text = this.#parts[0] as string;
    for (let i = 0; i < this.slots.length; i++) text += (this.slots[i] as Slot).write(context) + (this.#parts[i + 1] as string);
    return text;
  }
}

/** What V8 takes for a text: two bytes a character as soon as one of them needs two. */
const bytesOf = (text: string): number => (Buffer.byteLength(text) === text.length ? text.length : 2 * text.length);

/** Finished answers by (scope, request), admitted on second sight, bounded by bytes, the longest unused dropped first. */
export class Answers {
  readonly #answers = new Map<string, Answer>();
  #seen = new Set<string>();
  #bytes = 0;

  constructor(private readonly budget: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#answers.size;
  }

  /** The answer, while all that it rests on still holds. */
  find(key: string): Answer | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    if (!answer.reads.holds()) {
      this.#drop(key, answer);
      return undefined;
    }
    // Only a crowded store needs its order of use.
    if (this.#bytes > this.budget / 2) {
      this.#answers.delete(key);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  /** True from the second time on that the request is seen: then its answer is worth keeping. */
  admits(key: string): boolean {
    // Requests may be long: what is remembered of one that may never come again is a few bytes.
    const short = key.length <= 64 ? key : createHash('sha1').update(key).digest('base64');
    if (this.#seen.has(short)) return true;
    if (this.#seen.size >= 10_000) this.#seen = new Set();
    this.#seen.add(short);
    return false;
  }

  keep(key: string, answer: Answer): void {
    answer.hold(key);
    if (answer.size > this.budget / 4) return;
    const before = this.#answers.get(key);
    if (before) this.#drop(key, before);
    this.#answers.set(key, answer);
    this.#bytes += answer.size;
    for (const [oldest, each] of this.#answers) {
      if (this.#bytes <= this.budget) return;
      this.#drop(oldest, each);
    }
  }

  #drop(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#bytes -= answer.size;
  }
}
