const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

/** Reads the answers of one HTTP/1.1 connection and keeps nothing of them but their beginning and their size: the chunks fed may be reused. */
export class AnswerReader {
  status = 0;
  /** Body bytes of the answer that ended last. */
  size = 0;
  /** The first bytes of its body: enough to tell data from errors. */
  start = '';
  #pending: Buffer | undefined;
  #left = -1;
  #chunked = false;
  #inHead = true;
  #size = 0;
  #start = '';

  /** True when this chunk ended an answer. One request is under way at a time, so nothing can follow it. */
  feed(chunk: Buffer): boolean {
    let data = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk;
    this.#pending = undefined;
    if (this.#inHead) {
      const end = data.indexOf(HEAD_END);
      if (end < 0) {
        this.#pending = Buffer.from(data);
        return false;
      }
      this.#head(data.toString('latin1', 0, end));
      data = data.subarray(end + 4);
    }
    return this.#chunked ? this.#chunks(data) : this.#plain(data);
  }

  #head(head: string): void {
    this.#inHead = false;
    this.#size = 0;
    this.#start = '';
    this.status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    this.#chunked = length === null;
    this.#left = length ? Number(length[1]) : -1;
  }

  #plain(data: Buffer): boolean {
    this.#body(data);
    this.#left -= data.length;
    return this.#left > 0 ? false : this.#end();
  }

  /** Chunked: `#left` is what is missing of the chunk with its line end, -1 before its size is known. */
  #chunks(data: Buffer): boolean {
    let rest = data;
    while (rest.length > 0) {
      if (this.#left < 0) {
        const end = rest.indexOf(LINE_END);
        if (end < 0) break;
        const size = parseInt(rest.toString('latin1', 0, end), 16);
        if (size === 0) {
          if (rest.length < end + 4) break;
          this.#left = -1;
          return this.#end();
        }
        rest = rest.subarray(end + 2);
        this.#left = size + 2;
      }
      const here = rest.subarray(0, Math.min(this.#left, rest.length));
      this.#body(here.subarray(0, Math.max(0, Math.min(here.length, this.#left - 2))));
      this.#left -= here.length;
      rest = rest.subarray(here.length);
      if (this.#left === 0) this.#left = -1;
    }
    if (rest.length > 0) this.#pending = Buffer.from(rest);
    return false;
  }

  #body(data: Buffer): void {
    this.#size += data.length;
    if (this.#start.length < 16) this.#start += data.toString('latin1', 0, 16 - this.#start.length);
  }

  #end(): true {
    this.#inHead = true;
    this.#left = -1;
    this.size = this.#size;
    this.start = this.#start;
    return true;
  }
}
