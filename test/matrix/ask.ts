import { once } from 'node:events';
import { WebSocket } from 'ws';
import { read, type Answer } from '../support/ask.ts';
import type { Running } from '../support/canopy.ts';
import { socketUrl } from '../support/ways.ts';
import type { Seat } from './seats.ts';

/** So many operations are one batch. */
const TOGETHER = 60;

export async function post({ post: send }: Running, { headers }: Seat, query: string): Promise<Answer> {
  return read(await send(JSON.stringify({ query }), headers));
}

/** Many at once, each answered as if it had come alone. */
export async function batch({ post: send }: Running, { headers }: Seat, queries: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < queries.length; at += TOGETHER) {
    const part = queries.slice(at, at + TOGETHER).map((query) => ({ query }));
    const told = await read<Answer[]>(await send(JSON.stringify(part), headers));
    if (!Array.isArray(told)) throw new Error(`no batch: ${JSON.stringify(told)}`);
    answers.push(...told);
  }
  return answers;
}

export interface Got {
  readonly status: number;
  readonly etag: string | null;
  readonly answer: Answer | undefined;
}

export async function get({ url }: Running, { headers }: Seat, query: string, etag?: string): Promise<Got> {
  const response = await fetch(`${url}/graphql?${new URLSearchParams({ query })}`, {
    headers: { ...headers, ...(etag !== undefined && { 'if-none-match': etag }) },
  });
  const text = await response.text();
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    answer: text === '' ? undefined : (JSON.parse(text) as Answer),
  };
}

/** A socket of somebody, by either protocol, that stays open. */
export class Line {
  readonly #ws: WebSocket;
  readonly #protocol: string;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #asked = 0;

  private constructor(ws: WebSocket, protocol: string) {
    this.#ws = ws;
    this.#protocol = protocol;
    ws.on('message', (data: Buffer) => {
      const { id, type, payload } = JSON.parse(data.toString()) as { id?: string; type: string; payload?: unknown };
      if (id === undefined || (type !== 'next' && type !== 'data' && type !== 'error')) return;
      const answer = type === 'error' ? { data: null, errors: [payload].flat() } : payload;
      this.#waiting.get(id)?.(answer as Answer);
      this.#waiting.delete(id);
    });
  }

  static async open(running: Running, { headers }: Seat, protocol: 'graphql-transport-ws' | 'graphql-ws'): Promise<Line> {
    const ws = new WebSocket(socketUrl(running), protocol, { headers });
    await once(ws, 'open');
    ws.send(JSON.stringify({ type: 'connection_init' }));
    await once(ws, 'message');
    return new Line(ws, protocol);
  }

  ask(query: string): Promise<Answer> {
    const id = String(++this.#asked);
    return new Promise((done) => {
      this.#waiting.set(id, done);
      this.#ws.send(JSON.stringify({ id, type: this.#protocol === 'graphql-ws' ? 'start' : 'subscribe', payload: { query } }));
    });
  }

  close(): void {
    this.#ws.close();
  }
}
