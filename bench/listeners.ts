import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { answerCalls } from './ipc.ts';
import { MARK, SUBSCRIPTION, wallNow } from './tell.ts';

export interface Opening {
  readonly port: number;
  /** What each says it is: in the header of the upgrade, and to a server that takes none, in its init. */
  readonly ears: readonly { readonly authorization?: string; readonly params?: Readonly<Record<string, unknown>> }[];
  /** Where each goes on from, as they were told; false: from now on. */
  readonly resumes: boolean;
}

export interface Heard {
  readonly lost: number;
  readonly doubled: number;
  readonly gaps: number;
  readonly closed: number;
}

/** Fewer than may wait for their init at once, of one address (sockets.beforeInit). */
const AT_ONCE = 80;
const mark = Buffer.from(MARK);
const heartbeat = Buffer.from('"Heartbeat"');
const gap = Buffer.from('"Gap"');
/** All sockets read into this one buffer, for each chunk is done with before the next is read. */
const buffer = Buffer.allocUnsafeSlow(262_144);

/** A frame as a client sends it, masked by nothing. */
function masked(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < 126 ? Buffer.from([opcode, 0x80 | length]) : Buffer.from([opcode, 0x80 | 126, length >> 8, length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** One subscriber on a socket of its own, which looks at no more of a message than it must. */
class Ear {
  #socket: Socket | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #upgraded = false;
  #acknowledged = false;
  /** Ids as graphql-ws makes them: no two are alike. */
  readonly #id = randomUUID();
  readonly #mine = Buffer.from(`{"id":"${this.#id}",`);
  cursor: string | undefined;
  next: number | undefined;

  constructor(
    private readonly all: Ears,
    private readonly as: Opening['ears'][number],
  ) {}

  open(port: number, resumes: boolean): void {
    this.#rest = Buffer.alloc(0);
    this.#upgraded = this.#acknowledged = false;
    const onread = { buffer, callback: (size: number) => (this.#take(buffer.subarray(0, size)), true) };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    this.#socket = socket;
    const { authorization, params } = this.as;
    const key = Buffer.alloc(16).toString('base64');
    socket.on('connect', () =>
      socket.write(
        `GET /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\nsec-websocket-protocol: graphql-transport-ws\r\n${authorization === undefined ? '' : `authorization: ${authorization}\r\n`}\r\n`,
      ),
    );
    socket.on('error', () => socket.destroy());
    socket.on('close', () => socket === this.#socket && this.all.closed++);
    this.#begin = () => {
      socket.write(masked(0x81, JSON.stringify({ type: 'connection_init', payload: params })));
    };
    this.#subscribe = () => {
      const variables = resumes ? { after: this.cursor } : {};
      socket.write(masked(0x81, JSON.stringify({ id: this.#id, type: 'subscribe', payload: { query: SUBSCRIPTION, variables } })));
    };
  }

  #begin: () => void = () => {};
  #subscribe: () => void = () => {};

  cut(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.resetAndDestroy();
  }

  #take(chunk: Buffer): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (!this.#upgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return this.#keep(data);
      if (!data.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) throw new Error(data.toString('latin1', 0, 300));
      this.#upgraded = true;
      this.#begin();
      data = data.subarray(end + 4);
    }
    let at = 0;
    while (data.length - at >= 2) {
      const short = (data[at + 1] as number) & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length - at < head) break;
      const size = short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
      if (data.length - at < head + size) break;
      this.#frame(data[at] as number, data.subarray(at + head, at + head + size));
      at += head + size;
    }
    this.#keep(data.subarray(at));
  }

  #keep(rest: Buffer): void {
    // The buffer is read into again.
    this.#rest = rest.length === 0 ? rest : Buffer.from(rest);
  }

  #frame(first: number, payload: Buffer): void {
    if (first === 0x89) return void this.#socket?.write(masked(0x8a, payload.toString('latin1')));
    if (first !== 0x81) return;
    if (!this.#acknowledged) {
      this.#acknowledged = true;
      this.#subscribe();
      this.all.acknowledged++;
      return;
    }
    if (this.all.keepsCursors) this.cursor = /"(?:cursor|to)":"([^"]+)"/.exec(payload.toString('latin1'))?.[1] ?? this.cursor;
    const found = payload.indexOf(mark);
    if (found < 0) {
      if (payload.includes(heartbeat)) this.all.beats++;
      if (payload.includes(gap)) this.all.gaps++;
      return;
    }
    if (payload.compare(this.#mine, 0, this.#mine.length, 0, this.#mine.length) !== 0) throw new Error('a message of another came');
    let n = 0;
    for (let at = found + mark.length; isDigit(payload[at]); at++) n = 10 * n + (payload[at] as number) - 48;
    const wanted = this.next ?? n;
    if (n < wanted) this.all.doubled++;
    else {
      this.all.lost += n - wanted;
      this.next = n + 1;
    }
    this.all.event();
  }
}

class Ears {
  readonly #ears: Ear[];
  #events = 0;
  #wanted: { readonly count: number; done(at: number): void } | undefined;
  #heard: Promise<number> = Promise.resolve(0);
  acknowledged = 0;
  beats = 0;
  gaps = 0;
  lost = 0;
  doubled = 0;
  closed = 0;
  keepsCursors = false;

  constructor(opening: Opening) {
    this.#ears = opening.ears.map((as) => new Ear(this, as));
  }

  event(): void {
    this.#events++;
    if (!this.#wanted || this.#events < this.#wanted.count) return;
    this.#wanted.done(wallNow());
    this.#wanted = undefined;
  }

  /** From now on so many are to be heard. */
  expect(count: number): void {
    this.#events = 0;
    this.#heard = new Promise((done) => {
      this.#wanted = { count, done };
      this.#stayAwake(this.#wanted);
    });
  }

  /**
   * Who waits for something looks for it without pause: a server is not to pay for waking the process that counts, as it would for
   * each message on one machine, and for none that goes to another.
   */
  #stayAwake(wanted: object): void {
    setImmediate(() => {
      if (this.#wanted === wanted) this.#stayAwake(wanted);
    });
  }

  /** Resolves with the time when all that were expected have been heard. */
  get heard(): Promise<number> {
    return this.#heard;
  }

  /** Resolves when all are subscribed as far as they can tell. */
  async open({ port, resumes }: Pick<Opening, 'port' | 'resumes'>): Promise<void> {
    this.acknowledged = this.beats = this.closed = 0;
    for (const [n, ear] of this.#ears.entries()) {
      ear.open(port, resumes);
      while (n - this.acknowledged >= AT_ONCE && this.closed === 0) await new Promise((done) => setTimeout(done, 1));
      if (this.closed > 0) throw new Error(`${this.closed} sockets were closed`);
    }
    while (this.acknowledged < this.#ears.length) await new Promise((done) => setTimeout(done, 2));
  }

  cut(): void {
    for (const ear of this.#ears) ear.cut();
  }

  get state(): Heard & { readonly beats: number } {
    const { lost, doubled, gaps, closed, beats } = this;
    return { lost, doubled, gaps, closed, beats };
  }
}

const sets = new Map<string, Ears>();
const of = (name: unknown): Ears => {
  const ears = sets.get(String(name));
  if (!ears) throw new Error(`nobody listens as ${String(name)}`);
  return ears;
};

answerCalls({
  open: async (argument) => {
    const { name, ...opening } = argument as Opening & { readonly name: string };
    sets.set(name, new Ears(opening));
    await of(name).open(opening);
  },
  expect: (argument) => {
    const { name, count } = argument as { name: string; count: number };
    of(name).expect(count);
  },
  heard: (name) => of(name).heard,
  keepCursors: (name) => {
    of(name).keepsCursors = true;
  },
  cut: (name) => of(name).cut(),
  again: async (argument) => {
    const { name, port } = argument as { name: string; port: number };
    await of(name).open({ port, resumes: true });
  },
  state: (name) => of(name).state,
});
