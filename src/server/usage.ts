import type { KnownDocument } from './documents.ts';

/** What one client asks by one operation. It holds no document: that one may be long gone. */
interface Use {
  readonly client: string;
  readonly operation: string;
  readonly hash: string;
  readonly fields: readonly string[];
  count: number;
}

const OTHER = 'other';
/** A use is a series of its own and one for each of its fields. */
const SERIES_MAX = 20_000;

/**
 * Who uses which field, by (client name and version, operation hash, field): removing one will need that history. Clients
 * and documents are as many as somebody cares to invent, so beyond a bound they are counted together, field by field.
 */
export class Usage {
  readonly #uses = new Map<string, Map<string, Use>>();
  readonly #otherFields = new Map<string, number>();
  #others = 0;
  #series = 0;

  constructor(private readonly max = SERIES_MAX) {}

  count(document: KnownDocument, client: string): void {
    const use = this.#uses.get(client)?.get(document.key);
    if (use) use.count++;
    else if (!this.#begin(document, client)) this.#countOther(document);
  }

  *operations(): Generator<{ client: string; operation: string; hash: string; count: number }> {
    for (const { client, operation, hash, count } of this.#all()) yield { client, operation, hash, count };
    if (this.#others > 0) yield { client: OTHER, operation: OTHER, hash: OTHER, count: this.#others };
  }

  *fields(): Generator<{ client: string; hash: string; field: string; count: number }> {
    for (const { client, hash, fields, count } of this.#all()) for (const field of fields) yield { client, hash, field, count };
    for (const [field, count] of this.#otherFields) yield { client: OTHER, hash: OTHER, field, count };
  }

  *#all(): Generator<Use> {
    for (const uses of this.#uses.values()) yield* uses.values();
  }

  /** False when there is no place for another one. */
  #begin(document: KnownDocument, client: string): boolean {
    const { fields } = document;
    if (this.#series + 1 + fields.length > this.max) return false;
    this.#series += 1 + fields.length;
    const own = copied(client);
    const use: Use = { client: own, operation: copied(document.name), hash: document.hash.slice(0, 16), fields, count: 1 };
    const uses = this.#uses.get(own);
    if (uses) uses.set(copied(document.key), use);
    else this.#uses.set(own, new Map([[copied(document.key), use]]));
    return true;
  }

  #countOther({ fields }: KnownDocument): void {
    this.#others++;
    for (const field of fields) this.#otherFields.set(field, (this.#otherFields.get(field) ?? 0) + 1);
  }
}

/** A part of a text holds on to the whole of it: a name would keep its document, which may be a megabyte. */
const copied = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
