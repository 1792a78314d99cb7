import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hearing, type Heard, type Told } from '../judge.ts';
import { Reaped } from '../reaped.ts';
import type { Book } from './book.ts';
import type { Mortal } from './house.ts';
import type { Following, Line } from './words.ts';

/** A subscriber in a process of its own, by the file that it writes: held against the log as it grows. */
export class Followed implements Mortal {
  readonly #following: Following;
  readonly #logFile: string;
  readonly #hearing = new Hearing();
  #process: Reaped | undefined;
  /** Up to here its file has been read, whole lines alone. */
  #offset = 0;
  #waiting: Heard[] = [];
  #wrongs = 0;

  constructor(
    readonly name: string,
    folder: string,
    how: Pick<Following, 'way' | 'ports'>,
  ) {
    this.#following = { ...how, file: join(folder, `${name}.told`) };
    this.#logFile = join(folder, `${name}.log`);
    closeSync(openSync(this.#following.file, 'a'));
  }

  async start(): Promise<void> {
    const program = fileURLToPath(new URL('follower.js', import.meta.url));
    this.#process = new Reaped([process.execPath, program, JSON.stringify(this.#following)], { logFile: this.#logFile });
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  get told(): Told {
    return this.#hearing.told;
  }

  /** Whether anything has gone wrong since it was last asked. */
  isWronged(): boolean {
    const { lost, doubled, disordered, untrue } = this.told;
    const before = this.#wrongs;
    this.#wrongs = lost + doubled + disordered + untrue;
    return this.#wrongs > before;
  }

  /** Takes what it has been told of what the book has; answers up to where that is. */
  read(book: Book): number | undefined {
    this.#waiting.push(...this.#lines().map((line) => heardOf(line, book)));
    const later = this.#waiting.findIndex((heard) => (heard.type === 'gap' ? heard.to : heard.seq) > book.seq);
    const known = this.#waiting.splice(0, later < 0 ? this.#waiting.length : later);
    for (const heard of known) this.#hearing.take(heard, (seq) => book.at(seq));
    return this.#hearing.place;
  }

  #lines(): Line[] {
    const file = openSync(this.#following.file, 'r');
    const pieces: Buffer[] = [];
    try {
      for (let at = this.#offset; ;) {
        const piece = Buffer.alloc(65_536);
        const size = readSync(file, piece, 0, piece.length, at);
        if (size === 0) break;
        pieces.push(piece.subarray(0, size));
        at += size;
      }
    } finally {
      closeSync(file);
    }
    const text = Buffer.concat(pieces);
    const whole = text.subarray(0, text.lastIndexOf('\n') + 1);
    this.#offset += whole.length;
    return whole
      .toString()
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
  }
}

function heardOf(line: Line, book: Book): Heard {
  if (line.type === 'gap') return { type: 'gap', from: book.place(line.from), to: book.place(line.to) };
  const seq = book.place(line.cursor);
  return line.type === 'beat' ? { type: 'beat', seq } : { type: 'event', seq, kind: line.kind, subject: line.subject };
}
