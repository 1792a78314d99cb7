import { connect, type Socket } from 'node:net';
import { percentile } from './figures.ts';
import { answerCalls } from './ipc.ts';
import { AnswerReader } from './wire.ts';

/** What is sent to one server, in a closed loop, for a bounded time. */
export interface Load {
  readonly port: number;
  /** Request bodies, sent in turn. `#######` in a body is replaced by a number never used before. */
  readonly bodies: readonly string[];
  /** Who sends each of them: the header of the body at the same place; undefined: nobody in particular. */
  readonly authorizations?: readonly string[];
  readonly connections: number;
  readonly forMs: number;
  /** The first number for `#######`. */
  readonly firstNumber: number;
  /** Between an answer and the next request, as a portal that polls; undefined: none. */
  readonly pauseMs?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly mostMs: number;
  readonly bytes: number;
}

const NUMBER = '#######';
const SAMPLES = 400_000;

/** The load generator: raw sockets, kept alive, one request under way on each. */
class Generator {
  readonly #samples = new Float64Array(SAMPLES);
  readonly #messages: readonly (Buffer | readonly [string, string])[];
  /** All sockets read into this one buffer, for each chunk is done with before the next is read. */
  readonly #buffer = Buffer.allocUnsafeSlow(262_144);
  #requests = 0;
  #failed = 0;
  #bytes = 0;
  #number: number;
  #turn = 0;

  constructor(private readonly load: Load) {
    this.#number = load.firstNumber;
    this.#messages = load.bodies.map((body, n) => {
      const authorization = load.authorizations ? `authorization: ${load.authorizations[n]}\r\n` : '';
      const head = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${load.port}\r\ncontent-type: application/json\r\naccept: application/json\r\n${authorization}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
      const at = body.indexOf(NUMBER);
      return at < 0 ? Buffer.from(head + body) : [head + body.slice(0, at), body.slice(at + NUMBER.length)];
    });
  }

  async run(): Promise<LoadResult> {
    const began = performance.now();
    const until = began + this.load.forMs;
    await Promise.all(Array.from({ length: this.load.connections }, () => this.#connection(until)));
    const elapsed = performance.now() - began;
    const sorted = this.#samples.subarray(0, Math.min(this.#requests, SAMPLES)).sort();
    return {
      requests: this.#requests,
      failed: this.#failed,
      perSecond: (this.#requests / elapsed) * 1000,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      mostMs: sorted.at(-1) ?? 0,
      bytes: this.#bytes,
    };
  }

  #connection(until: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const reader = new AnswerReader();
      const { port, pauseMs } = this.load;
      let sentAt = 0;
      const send = () => {
        sentAt = performance.now();
        this.#send(socket);
      };
      const heard = (chunk: Buffer): void => {
        if (!reader.feed(chunk)) return;
        const now = performance.now();
        this.#samples[this.#requests % SAMPLES] = now - sentAt;
        this.#requests++;
        this.#bytes += reader.size;
        if (reader.status !== 200 || !reader.start.startsWith('{"data":{"')) this.#failed++;
        if (now >= until) end();
        else if (pauseMs === undefined) send();
        else setTimeout(() => (performance.now() < until ? send() : end()), pauseMs);
      };
      const onread = {
        buffer: this.#buffer,
        callback: (size: number, buffer: Uint8Array) => {
          heard(Buffer.from(buffer.buffer, buffer.byteOffset, size));
          return true;
        },
      };
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
      const end = () => {
        socket.destroy();
        resolve();
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('close', () => resolve());
    });
  }

  #send(socket: Socket): void {
    const message = this.#messages[this.#turn++ % this.#messages.length];
    if (Buffer.isBuffer(message)) socket.write(message);
    else if (message) socket.write(`${message[0]}${String(this.#number++).padStart(NUMBER.length, '0')}${message[1]}`, 'latin1');
  }
}

answerCalls({ load: (load) => new Generator(load as Load).run() });
