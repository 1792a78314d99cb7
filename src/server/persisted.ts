import { isObject } from '../kit/json.ts';
import type { Operation } from './lane.ts';

const BYTES = 32 * 1024 * 1024;
/** Two bytes a character at worst, and what a map takes for an entry: a million tiny texts are not small. */
const sizeOf = (text: string): number => 2 * text.length + 200;

/** Texts that clients registered by their hash (automatic persisted queries): the longest unused is dropped first. */
export class PersistedTexts {
  readonly #texts = new Map<string, string>();
  #bytes = 0;

  constructor(private readonly budget = BYTES) {}

  get bytes(): number {
    return this.#bytes;
  }

  get(hash: string): string | undefined {
    const text = this.#texts.get(hash);
    if (text === undefined) return undefined;
    this.#texts.delete(hash);
    this.#texts.set(hash, text);
    return text;
  }

  set(hash: string, text: string): void {
    this.delete(hash);
    this.#texts.set(hash, text);
    this.#bytes += sizeOf(text);
    for (const oldest of this.#texts.keys()) {
      if (this.#bytes <= this.budget) return;
      this.delete(oldest);
    }
  }

  delete(hash: string): boolean {
    const text = this.#texts.get(hash);
    if (text === undefined) return false;
    this.#bytes -= sizeOf(text);
    return this.#texts.delete(hash);
  }
}

/** The hash that an operation gives in place of its text; undefined where Apollo would not look one up either. */
export function hashGiven({ query, extensions }: Operation): string | undefined {
  if (query !== undefined && query !== null) return undefined;
  const persisted = isObject(extensions) ? extensions['persistedQuery'] : undefined;
  if (!isObject(persisted) || persisted['version'] !== 1) return undefined;
  return typeof persisted['sha256Hash'] === 'string' ? persisted['sha256Hash'] : undefined;
}

/** Nothing in them asks for more than the answer: whom a client is built with, say. What registers a text is Apollo's. */
export function isPlain(extensions: unknown): boolean {
  return extensions === undefined || extensions === null || (isObject(extensions) && !('persistedQuery' in extensions));
}
