import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import { marathonAt } from '../support/marathon.ts';
import { httpWire, json, type Wire } from '../support/wire.ts';

export const never = new AbortController().signal;
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

export function kept<T extends AsyncDisposable>(thing: T): T {
  open.push(thing);
  return thing;
}

export const event = (eventType: string, more: object = {}): string =>
  `event: ${eventType}\r\ndata: ${JSON.stringify({ eventType, timestamp: '2026-01-01T00:00:00.000Z', ...more })}\r\n\r\n`;
export const attach = event('event_stream_attached', { remoteAddress: '127.0.0.1' });

interface Bus extends Wire {
  readonly streams: ServerResponse[];
  readonly events: IncomingMessage[];
}

/** A Marathon that has a version and event streams; what goes over them is the test's. */
export async function bus(
  onStream: (response: ServerResponse, request: IncomingMessage, streams: readonly ServerResponse[]) => void,
  version = '1.5.0',
  host?: string,
): Promise<Bus> {
  const streams: ServerResponse[] = [];
  const events: IncomingMessage[] = [];
  const wire = await httpWire((request, response) => {
    if (!request.url?.startsWith('/v2/events')) return json(response, 200, { version });
    events.push(request);
    if (request.headers.accept !== 'text/event-stream') return json(response, 405, { message: 'Accept' });
    streams.push(response);
    onStream(response, request, streams);
  }, host);
  return Object.assign(kept(wire), { streams, events });
}

export const begin = (response: ServerResponse, text = ''): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream;charset=utf-8', connection: 'close' });
  response.flushHeaders();
  if (text !== '') response.write(text);
};

export const at = (urls: readonly string[], over: Parameters<typeof marathonAt>[1] = {}) => kept(marathonAt(urls, over));
