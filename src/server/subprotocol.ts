import type { WebSocket as GraphQLWsSocket } from 'graphql-ws';
import type { WebSocket } from 'ws';

export const MODERN = 'graphql-transport-ws';
/** The name that the retired subscriptions-transport-ws used, and clients of that age still offer. */
export const LEGACY = 'graphql-ws';

/** A client said what is no message: graphql-ws closes with this for its own part. */
const BAD_MESSAGE = [4400, 'Invalid message received'] as const;

/** A socket as the protocol's server wants it. */
export function modernSocket(ws: WebSocket, onUnknown: (error: unknown) => void): GraphQLWsSocket {
  return {
    protocol: MODERN,
    send: (data) => sent(ws, data),
    close: (code, reason) => ws.close(code, reason),
    onMessage: (handle) => {
      ws.on('message', (data) => {
        handle(textOf(data)).catch((error: unknown) => {
          // A message that only a server sends passes for one there, and is thrown at us.
          if (error instanceof Error && error.message.startsWith('Unexpected message of type')) return ws.close(...BAD_MESSAGE);
          onUnknown(error);
          ws.close(4500, 'Something went wrong on our side.');
        });
      });
    },
  };
}

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

const TO_MODERN: ReadonlyMap<string, string> = new Map([
  ['connection_init', 'connection_init'],
  ['start', 'subscribe'],
  ['stop', 'complete'],
]);
const TO_LEGACY: ReadonlyMap<string, string> = new Map([['next', 'data']]);

/** Translates the older protocol, word for word, so that one server speaks both. */
export function legacySocket(ws: WebSocket, onUnknown: (error: unknown) => void): GraphQLWsSocket {
  const modern = modernSocket(ws, onUnknown);
  let keepAlive: NodeJS.Timeout | undefined;
  // Clients of that age send their operations right behind the init, without waiting for its answer.
  let initialised: Promise<void> | undefined;
  ws.once('close', () => clearInterval(keepAlive));
  return {
    ...modern,
    send: async (data) => {
      const message = JSON.parse(data) as Message;
      if (message.type === 'error') {
        // Errors of an operation that never ran came as data there, then complete.
        await modern.send(JSON.stringify({ id: message.id, type: 'data', payload: { errors: message.payload } }));
        return modern.send(JSON.stringify({ id: message.id, type: 'complete' }));
      }
      await modern.send(JSON.stringify({ ...message, type: TO_LEGACY.get(message.type) ?? message.type }));
      if (message.type !== 'connection_ack') return;
      await modern.send(JSON.stringify({ type: 'ka' }));
      keepAlive = setInterval(() => void modern.send(JSON.stringify({ type: 'ka' })), 30_000);
    },
    onMessage: (handle) => {
      modern.onMessage(async (data) => {
        const message = messageOf(data);
        if (message === undefined) return ws.close(...BAD_MESSAGE);
        if (message.type === 'connection_terminate') return ws.close(1000, 'Bye.');
        const type = TO_MODERN.get(message.type);
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

/** Undefined for what is no message. */
function messageOf(data: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
      ? (value as Message)
      : undefined;
  } catch {
    return undefined;
  }
}

/** What can no longer be sent is not missed: the socket's own events tell of its end. */
function sent(ws: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (ws.readyState !== ws.OPEN) return resolve();
    ws.send(data, () => resolve());
  });
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
