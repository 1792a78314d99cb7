import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A tiny server of a test: what it was asked, and a way to end it with all its connections. */
export interface Wire extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly asked: IncomingMessage[];
}

async function listening(server: Server, asked: IncomingMessage[], host: string): Promise<Wire> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers HTTP with `handle`. */
export function httpWire(handle: (request: IncomingMessage, response: ServerResponse) => void, host = '127.0.0.1'): Promise<Wire> {
  const asked: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(request);
    handle(request, response);
  };
  return listening(createServer(listener), asked, host);
}

/** Answers bytes with bytes. */
export function tcpWire(handle: (socket: Socket) => void, host = '127.0.0.1'): Promise<Wire> {
  return listening(createTcpServer(handle), [], host);
}

export function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(value === undefined ? '' : JSON.stringify(value));
}

/** A port where nothing listens. */
export async function deadUrl(): Promise<string> {
  const wire = await tcpWire(() => {});
  await wire[Symbol.asyncDispose]();
  return wire.url;
}
