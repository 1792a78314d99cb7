/** One event of a `text/event-stream`. */
export interface SseFrame {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

export interface SseOptions {
  /** A frame larger than this is left out and told to `onOversize`. */
  readonly maxFrameBytes: number;
  readonly onOversize?: (() => void) | undefined;
  /** Takes a line that begins with `{` as data: some servers break data into lines without naming it again. */
  readonly looseData?: boolean | undefined;
}

const LF = 0x0a;
const CR = 0x0d;

/** Cuts bytes into events as the HTML standard tells: lines end in CR, LF or CRLF, chunks end anywhere. */
export class SseParser {
  readonly #options: SseOptions;
  #line: Uint8Array[] = [];
  #lineBytes = 0;
  #frameBytes = 0;
  #first = true;
  #afterCr = false;
  #event = '';
  #data: string[] = [];
  #id: string | undefined;

  constructor(options: SseOptions) {
    this.#options = options;
  }

  /** The events that end in this chunk. */
  *push(chunk: Uint8Array): Generator<SseFrame> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte !== LF && byte !== CR) {
        this.#afterCr = false;
        continue;
      }
      const secondHalf = byte === LF && this.#afterCr;
      this.#afterCr = byte === CR;
      if (!secondHalf) {
        const frame = this.#endLine(chunk.subarray(from, at));
        if (frame) yield frame;
      }
      from = at + 1;
    }
    this.#hold(chunk.subarray(from));
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#lineBytes += bytes.length;
    if (this.#frameBytes + this.#lineBytes > this.#options.maxFrameBytes) this.#line = [];
    else this.#line.push(bytes);
  }

  #endLine(tail: Uint8Array): SseFrame | undefined {
    this.#hold(tail);
    this.#frameBytes += this.#lineBytes;
    const empty = this.#lineBytes === 0;
    const oversize = this.#frameBytes > this.#options.maxFrameBytes;
    const line = empty || oversize ? '' : Buffer.concat(this.#line).toString();
    this.#line = [];
    this.#lineBytes = 0;
    if (empty) return this.#dispatch(oversize);
    this.#field(this.#first ? line.replace(/^\uFEFF/, '') : line);
    this.#first = false;
    return undefined;
  }

  #field(line: string): void {
    if (this.#options.looseData && line.startsWith('{')) return void this.#data.push(line);
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#event = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
  }

  #dispatch(oversize: boolean): SseFrame | undefined {
    const frame = { event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id };
    const full = this.#data.length > 0;
    this.#event = '';
    this.#data = [];
    this.#frameBytes = 0;
    if (oversize) this.#options.onOversize?.();
    return full && !oversize ? frame : undefined;
  }
}
