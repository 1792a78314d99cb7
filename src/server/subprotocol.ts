import type { WebSocket as GraphQLWsSocket } from 'graphql-ws';
import type { WebSocket } from 'ws';

export const MODERN = 'graphql-transport-ws';
/** The name that the retired subscriptions-transport-ws used, and clients of that age still offer. */
export const LEGACY = 'graphql-ws';

/** A socket as the protocol's server wants it. */
export function modernSocket(ws: WebSocket): GraphQLWsSocket {
  return {
    protocol: MODERN,
    send: (data) => sent(ws, data),
    close: (code, reason) => ws.close(code, reason),
    onMessage: (handle) => {
      ws.on('message', (data) => void handle(textOf(data)).catch(() => ws.close(4500, 'Something went wrong on our side.')));
    },
  };
}

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

const TO_MODERN: Record<string, string> = { connection_init: 'connection_init', start: 'subscribe', stop: 'complete' };
const TO_LEGACY: Record<string, string> = { connection_ack: 'connection_ack', next: 'data', complete: 'complete' };

/** Translates the older protocol, word for word, so that one server speaks both. */
export function legacySocket(ws: WebSocket): GraphQLWsSocket {
  const modern = modernSocket(ws);
  let keepAlive: NodeJS.Timeout | undefined;
  // Clients of that age send their operations right behind the init, without waiting for its answer.
  let initialised: Promise<void> | undefined;
  ws.once('close', () => clearInterval(keepAlive));
  return {
    ...modern,
    send: async (data) => {
      const message = JSON.parse(data) as Message;
      if (message.type === 'ping') return modernPong(ws);
      if (message.type === 'error') {
        // Errors of an operation that never ran came as data there, then complete.
        await modern.send(JSON.stringify({ id: message.id, type: 'data', payload: { errors: message.payload } }));
        return modern.send(JSON.stringify({ id: message.id, type: 'complete' }));
      }
      await modern.send(JSON.stringify({ ...message, type: TO_LEGACY[message.type] ?? message.type }));
      if (message.type !== 'connection_ack') return;
      await modern.send(JSON.stringify({ type: 'ka' }));
      keepAlive = setInterval(() => void modern.send(JSON.stringify({ type: 'ka' })), 30_000);
    },
    onMessage: (handle) => {
      modern.onMessage(async (data) => {
        const message = JSON.parse(data) as Message;
        if (message.type === 'connection_terminate') return ws.close(1000, 'Bye.');
        const type = TO_MODERN[message.type];
        if (type === undefined)
          return modern.send(JSON.stringify({ id: message.id, type: 'error', payload: { message: `Unknown message ${message.type}.` } }));
        const { id, payload } = message;
        if (initialised) await initialised;
        const handled = handle(
          JSON.stringify({ type, ...(id !== undefined && { id }), ...(type !== 'complete' && payload != null && { payload }) }),
        );
        if (type === 'connection_init') initialised ??= handled;
        await handled;
      });
    },
  };
}

function modernPong(ws: WebSocket): void {
  ws.pong();
}

function sent(ws: WebSocket, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (ws.readyState !== ws.OPEN) return resolve();
    ws.send(data, (error) => (error ? reject(error) : resolve()));
  });
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
