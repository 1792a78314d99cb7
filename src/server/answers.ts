import { createHash } from 'node:crypto';
import type { ReadList } from '../kit/cell.ts';
import type { Emission, Slot } from '../kit/emit/compile.ts';
import { SLOT } from '../kit/emit/compile.ts';
import type { Source } from '../live/source.ts';
import type { KnownDocument } from './documents.ts';

/** A finished answer: `data`, what it rests on, and the parts that only the instant of sending knows. */
export class Answer {
  /** The text of `data` between its slots; one part when it has none. */
  readonly parts: readonly string[];
  readonly slots: readonly Slot[];
  #bytes: Buffer | undefined;
  #etag: string | undefined;
  #latin1: string | undefined;

  constructor(
    emission: Emission,
    readonly reads: ReadList,
    readonly sources: ReadonlySet<Source>,
    readonly document: KnownDocument,
    /** The clock alone changes part of it. */
    readonly timed = emission.slots.length > 0,
  ) {
    this.slots = emission.slots;
    this.parts = this.slots.length > 0 ? `{"data":${emission.text}`.split(SLOT) : [`{"data":${emission.text}`];
  }

  /** About what it takes in memory. */
  get size(): number {
    const text = this.parts.reduce((sum, part) => sum + part.length, 0);
    return text + 200 + this.reads.size * 16 + this.slots.length * 64;
  }

  /** Up to the extensions; made at the second sending, when it is clear that there will be more. */
  bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.parts[0] as string);
    return this.#bytes;
  }

  /** Of the data alone: the extensions tell the instant, and change with it. Weak for that reason; none with timed fields. */
  etag(): string | undefined {
    if (this.timed) return undefined;
    this.#etag ??= `W/"${createHash('sha1').update(this.bytes()).digest('base64url')}"`;
    return this.#etag;
  }

  /** The bytes as a string of one character each, made once: what goes out together with a head of the same kind. */
  latin1(): string {
    this.#latin1 ??= this.bytes().toString('latin1');
    return this.#latin1;
  }

  /** The text up to the extensions, as of now. */
  text(context: unknown): string {
    let text = this.parts[0] as string;
    for (let i = 0; i < this.slots.length; i++) text += (this.slots[i] as Slot).write(context) + (this.parts[i + 1] as string);
    return text;
  }
}

/** Finished answers by (scope, request), admitted on second sight, bounded by bytes, the longest unused dropped first. */
export class Answers {
  readonly #answers = new Map<string, Answer>();
  #seen = new Set<string>();
  #bytes = 0;
  hits = 0;
  misses = 0;

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
    if (answer === undefined) {
      this.misses++;
      return undefined;
    }
    if (!answer.reads.holds()) {
      this.#drop(key, answer);
      this.misses++;
      return undefined;
    }
    this.hits++;
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
    if (answer.size > this.budget / 4) return;
    const before = this.#answers.get(key);
    if (before) this.#drop(key, before);
    this.#answers.set(key, answer);
    this.#bytes += answer.size + key.length;
    for (const [oldest, each] of this.#answers) {
      if (this.#bytes <= this.budget) return;
      this.#drop(oldest, each);
    }
  }

  #drop(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#bytes -= answer.size + key.length;
  }
}
