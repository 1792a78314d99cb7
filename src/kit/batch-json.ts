/** One element of the array, as the bytes that came. */
export interface CutElement {
  readonly index: number;
  readonly length: number;
  /** Null when it is larger than the limit: its bytes were counted and let go. */
  readonly parts: readonly Uint8Array[] | null;
  /** The first of its bytes, also of one that is too large: they may tell what it is. */
  readonly head: readonly Uint8Array[];
}

export interface CutOptions {
  /** The member of the outermost object that holds the array. */
  readonly member: string;
  readonly maxElementBytes: number;
  /** Hears the bytes around the elements: with `[]` in place of the array they are the rest of the document. */
  readonly onRest?: ((bytes: Uint8Array) => void) | undefined;
}

/** The document is not an object with that array, or ends too early. */
export class CutError extends Error {
  constructor(problem: string, offset: number) {
    super(`${problem} at byte ${offset}`);
    this.name = 'CutError';
  }
}

type Stage =
  | 'start'
  | 'key or end'
  | 'key'
  | 'in key'
  | 'colon'
  | 'value'
  | 'in other value'
  | 'element or end'
  | 'element'
  | 'in element'
  | 'after element'
  | 'after value'
  | 'end';

/** So many pieces of an element that is too large are kept; an element may begin at the very end of a chunk. */
const HEAD_PARTS = 2;

const AFTER = { 'in key': 'colon', 'in other value': 'after value', 'in element': 'after element' } as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const endsScalar = (byte: number): boolean => byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE || isSpace(byte);

/**
 * Cuts a JSON document into the elements of one array while it arrives, by bytes, without parsing them.
 * It finds where values begin and end, no more: whether an element is JSON is for its reader to see.
 */
export class ArrayCutter {
  readonly #member: Buffer;
  readonly #max: number;
  readonly #onRest: ((bytes: Uint8Array) => void) | undefined;
  #stage: Stage = 'start';
  #offset = 0;
  #index = 0;
  #found = false;
  #key: Uint8Array[] = [];
  #parts: Uint8Array[] = [];
  #length = 0;
  // Within a value: how deep, whether in a string, after a backslash, or in a bare word or number.
  #depth = 0;
  #inString = false;
  #escaped = false;
  #scalar = false;

  constructor({ member, maxElementBytes, onRest }: CutOptions) {
    this.#member = Buffer.from(JSON.stringify(member));
    this.#max = maxElementBytes;
    this.#onRest = onRest;
  }

  /** The elements that end in this chunk. Their bytes share the chunk's memory. */
  *push(chunk: Uint8Array): Generator<CutElement> {
    let at = 0;
    let restFrom = 0;
    while (at < chunk.length) {
      if (this.#stage === 'in element' || this.#stage === 'in other value' || this.#stage === 'in key') {
        const from = at;
        at = this.#skip(chunk, at);
        if (this.#stage === 'in element') this.#keep(chunk.subarray(from, at));
        else if (this.#stage === 'in key') this.#key.push(chunk.subarray(from, at));
        if (this.#depth > 0 || this.#inString || this.#scalar) break;
        if (this.#stage === 'in element') yield this.#element();
        this.#stage = AFTER[this.#stage];
      } else if (isSpace(chunk[at] ?? 0)) {
        at++;
      } else {
        const wasInArray = this.#inArray();
        at += this.#step(chunk[at] ?? 0, at);
        const isInArray = this.#inArray();
        if (isInArray && !wasInArray) this.#onRest?.(chunk.subarray(restFrom, at));
        if (wasInArray && !isInArray) restFrom = at - 1;
      }
    }
    if (!this.#inArray()) this.#onRest?.(chunk.subarray(restFrom));
    this.#offset += chunk.length;
  }

  /** Throws unless the document was complete. */
  end(): void {
    if (this.#stage !== 'end') throw new CutError('the document ends too early', this.#offset);
    if (!this.#found) throw new CutError(`there is no list ${this.#member.toString()}`, this.#offset);
  }

  #inArray(): boolean {
    return this.#stage === 'element or end' || this.#stage === 'element' || this.#stage === 'in element' || this.#stage === 'after element';
  }

  /** Looks at one byte between values; returns how many bytes were used (a value's first byte is left to `#skip`). */
  #step(byte: number, at: number): 0 | 1 {
    switch (this.#stage) {
      case 'start':
        return this.#expect(byte === OPEN_BRACE, 'key or end', at, 'expected an object');
      case 'key or end':
        if (byte === CLOSE_BRACE) return this.#expect(true, 'end', at, '');
        return this.#beginKey(byte, at);
      case 'key':
        return this.#beginKey(byte, at);
      case 'colon':
        return this.#expect(byte === COLON, 'value', at, 'expected a colon');
      case 'value':
        if (!this.#isMember(at)) return this.#begin('in other value', byte, at);
        if (this.#found) throw this.#wrong(`a second ${this.#member.toString()}`, at);
        this.#found = true;
        return this.#expect(byte === OPEN_BRACKET, 'element or end', at, `expected a list in ${this.#member.toString()}`);
      case 'element or end':
        if (byte === CLOSE_BRACKET) return this.#expect(true, 'after value', at, '');
        return this.#begin('in element', byte, at);
      case 'element':
        return this.#begin('in element', byte, at);
      case 'after element':
        if (byte === CLOSE_BRACKET) return this.#expect(true, 'after value', at, '');
        return this.#expect(byte === COMMA, 'element', at, 'expected a comma or the end of the list');
      case 'after value':
        if (byte === CLOSE_BRACE) return this.#expect(true, 'end', at, '');
        return this.#expect(byte === COMMA, 'key', at, 'expected a comma or the end of the object');
      default:
        throw this.#wrong('more than one document', at);
    }
  }

  #expect(fits: boolean, next: Stage, at: number, problem: string): 1 {
    if (!fits) throw this.#wrong(problem, at);
    this.#stage = next;
    return 1;
  }

  #beginKey(byte: number, at: number): 0 {
    if (byte !== QUOTE) throw this.#wrong('expected a name', at);
    this.#key = [];
    return this.#begin('in key', byte, at);
  }

  #begin(stage: 'in element' | 'in other value' | 'in key', byte: number, at: number): 0 {
    if (endsScalar(byte) || byte === COLON) throw this.#wrong('expected a value', at);
    this.#stage = stage;
    this.#scalar = byte !== QUOTE && byte !== OPEN_BRACE && byte !== OPEN_BRACKET;
    return 0;
  }

  /** Names may hold escapes, so an unusual one is parsed before it is compared. */
  #isMember(at: number): boolean {
    const key = Buffer.concat(this.#key);
    if (key.equals(this.#member)) return true;
    if (!key.includes(BACKSLASH)) return false;
    try {
      return JSON.stringify(JSON.parse(key.toString())) === this.#member.toString();
    } catch {
      throw this.#wrong('a name that is not JSON', at);
    }
  }

  #wrong(problem: string, at: number): CutError {
    return new CutError(problem, this.#offset + at);
  }

  #keep(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#length > this.#max) this.#parts.length = Math.min(this.#parts.length, HEAD_PARTS);
    if (this.#length <= this.#max || this.#parts.length < HEAD_PARTS) this.#parts.push(bytes);
  }

  #element(): CutElement {
    const parts = this.#length > this.#max ? null : this.#parts;
    const element = { index: this.#index++, length: this.#length, parts, head: this.#parts };
    this.#parts = [];
    this.#length = 0;
    return element;
  }

  /** The hot loop: from within a value to its end or the chunk's; returns the place after it. */
  #skip(chunk: Uint8Array, from: number): number {
    const end = chunk.length;
    let at = from;
    if (this.#scalar) {
      while (at < end && !endsScalar(chunk[at] ?? 0)) at++;
      if (at < end) this.#scalar = false;
      return at;
    }
    let depth = this.#depth;
    let inString = this.#inString;
    if (this.#escaped && at < end) {
      this.#escaped = false;
      at++;
    }
    while (at < end) {
      const byte = chunk[at++];
      if (inString) {
        if (byte === BACKSLASH) {
          if (at === end) this.#escaped = true;
          else at++;
        } else if (byte === QUOTE) {
          inString = false;
          if (depth === 0) break;
        }
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) break;
    }
    this.#depth = depth;
    this.#inString = inString;
    return at;
  }
}
