import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { until } from './start.ts';

export interface Received {
  readonly line: string;
  readonly headers: readonly string[];
  readonly query: URLSearchParams;
  readonly path: string;
}

/** Somebody who is called back: keeps what came, and answers what it is told to. */
export async function startReceiver() {
  const received: Received[] = [];
  const answer = { status: 200, body: 'thanks', holdFor: Promise.resolve() };
  let running = 0;
  let most = 0;
  const server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    received.push({ line: `${request.method} ${request.url}`, headers: request.rawHeaders, query: url.searchParams, path: url.pathname });
    running += 1;
    most = Math.max(most, running);
    const { status, body, holdFor } = answer;
    void holdFor.then(() => {
      running -= 1;
      if (status >= 300 && status < 400) response.writeHead(status, { location: body }).end();
      else response.writeHead(status).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer,
    mostAtOnce: () => most,
    next: (what: string, matches: (call: Received) => boolean) => until(`a callback: ${what}`, () => received.find(matches)),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
