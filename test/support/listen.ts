import { WebSocket } from 'ws';
import type { MessageFragment } from '../generated/operations.ts';
import type { Answer } from './ask.ts';
import { until, type Running } from './canopy.ts';
import { socketUrl } from './ways.ts';

export const STREAM_WAYS = ['WebSocket', 'WebSocket of older clients', 'server-sent events'] as const;
export type StreamWay = (typeof STREAM_WAYS)[number];

export interface Listener {
  /** What was told, whatever the field was called. */
  readonly told: MessageFragment[];
  /** Answers that were no message. */
  readonly refused: Answer[];
  /** The last id of an event stream; of the others undefined. */
  readonly lastId: () => string | undefined;
  readonly ended: Promise<unknown>;
  /** The kinds of the events so far. */
  events(): { readonly id: string; readonly kind: string; readonly subject: string | null; readonly jobName: string | null }[];
  close(): void;
  /** Stops reading, as a client does that cannot follow; false: reads on. */
  pause(still: boolean): void;
}

export interface ListenOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A subscriber over the real wire. Resolves when it was told, or refused, for the first time. */
export async function listen(
  running: Pick<Running, 'url'>,
  way: StreamWay,
  query: { toString(): string },
  variables: object = {},
  options: ListenOptions = {},
): Promise<Listener> {
  const told: MessageFragment[] = [];
  const refused: Answer[] = [];
  const take = (payload: unknown): void => {
    const answer = payload as Answer<Record<string, MessageFragment | null> | null>;
    const message = answer.data && Object.values(answer.data)[0];
    if (message) told.push(message);
    else refused.push(answer);
  };
  const open = way === 'server-sent events' ? overEvents : overSocket;
  const wire = await open(running, way, { query: query.toString(), variables }, take, options);
  await until(() => told.length + refused.length > 0);
  return {
    ...wire,
    told,
    refused,
    events: () => told.flatMap((each) => (each.__typename === 'EventDelivery' && each.event ? [each.event] : [])),
  };
}

type Wire = Pick<Listener, 'close' | 'pause' | 'ended' | 'lastId'>;
type Take = (payload: unknown) => void;

async function overSocket(
  running: Pick<Running, 'url'>,
  way: StreamWay,
  payload: object,
  take: Take,
  { headers }: ListenOptions,
): Promise<Wire> {
  const old = way === 'WebSocket of older clients';
  const ws = new WebSocket(socketUrl(running as Running), old ? 'graphql-ws' : 'graphql-transport-ws', { headers: { ...headers } });
  const ended = new Promise((done) => ws.once('close', (code, reason) => done({ code, reason: reason.toString() })));
  ws.on('open', () => ws.send(JSON.stringify({ type: 'connection_init' })));
  ws.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { type: string; payload?: unknown };
    if (message.type === 'connection_ack') ws.send(JSON.stringify({ id: '1', type: old ? 'start' : 'subscribe', payload }));
    else if (message.type === 'next' || message.type === 'data') take(message.payload);
    else if (message.type === 'error') take({ data: null, errors: Array.isArray(message.payload) ? message.payload : [message.payload] });
  });
  return {
    close: () => ws.close(),
    pause: (still) => (still ? ws.pause() : ws.resume()),
    ended,
    lastId: () => undefined,
  };
}

async function overEvents(
  { url }: Pick<Running, 'url'>,
  _way: StreamWay,
  payload: object,
  take: Take,
  { headers }: ListenOptions,
): Promise<Wire> {
  const giveUp = new AbortController();
  const response = await fetch(`${url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(payload),
    signal: giveUp.signal,
  });
  let last: string | undefined;
  let still: Promise<void> | undefined;
  let goOn: (() => void) | undefined;
  const wire = (ended: Promise<unknown>): Wire => ({
    close: () => giveUp.abort(),
    pause: (on) => {
      if (on) still = new Promise((done) => (goOn = done));
      else goOn?.();
      if (!on) still = undefined;
    },
    ended,
    lastId: () => last,
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    take(await response.json());
    return wire(Promise.resolve('refused'));
  }
  const read = async (): Promise<string> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      await still;
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = new Map(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
        );
        text = text.slice(end + 2);
        last = fields.get('id') ?? last;
        if (fields.get('event') === 'complete') return 'completed';
        if (fields.get('event') === 'next') take(JSON.parse(fields.get('data') ?? 'null'));
      }
    }
    return 'ended';
  };
  return wire(read().catch((error: unknown) => error));
}
