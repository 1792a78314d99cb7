import type { Operation } from './lane.ts';

/** What they may take together, as characters. */
const BUDGET = 32 * 1024 * 1024;

/** Texts that clients registered by their hash (automatic persisted queries): the longest unused is dropped first. */
export class PersistedTexts {
  readonly #texts = new Map<string, string>();
  #size = 0;

  constructor(private readonly budget = BUDGET) {}

  get size(): number {
    return this.#size;
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
    this.#size += text.length;
    for (const oldest of this.#texts.keys()) {
      if (this.#size <= this.budget) return;
      this.delete(oldest);
    }
  }

  delete(hash: string): boolean {
    this.#size -= this.#texts.get(hash)?.length ?? 0;
    return this.#texts.delete(hash);
  }
}

/** The hash that an operation gives in place of its text; undefined where Apollo would not look one up either. */
export function hashGiven({ query, extensions }: Operation): string | undefined {
  if (query !== undefined && query !== null) return undefined;
  const persisted = memberOf(extensions, 'persistedQuery');
  const hash = memberOf(persisted, 'sha256Hash');
  return memberOf(persisted, 'version') === 1 && typeof hash === 'string' ? hash : undefined;
}

/** Nothing in them asks for more than the answer: whom a client is built with, say. What registers a text is Apollo's. */
export function isPlain(extensions: unknown): boolean {
  if (extensions === undefined || extensions === null) return true;
  return typeof extensions === 'object' && !Array.isArray(extensions) && !('persistedQuery' in extensions);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
