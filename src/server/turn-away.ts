import type { Duplex } from 'node:stream';
import { Fault } from '../kit/fault.ts';

/** Node has taken its hands off a socket that asks for an upgrade: nobody else listens for its errors, nor ends it. */
export function turnAway(socket: Duplex, status: string, said = ''): void {
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  const head = ['connection: close', 'content-type: text/plain; charset=utf-8', `content-length: ${Buffer.byteLength(said)}`];
  if (status.startsWith('503')) head.push('retry-after: 1');
  socket.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${said}`);
}

const CODES: Readonly<Record<string, number>> = { UNAUTHENTICATED: 4401, TOO_MANY_REQUESTS: 4429 };
const LATER: [number, string] = [1013, 'Try again later.'];

/** Code and reason by which a socket is closed: whether another token would help, or the end of another socket, or time alone. */
export function closeOf(error: unknown): [code: number, reason: string] {
  if (!(error instanceof Fault)) return LATER;
  const code = CODES[error.code];
  return code === undefined ? LATER : [code, error.message.slice(0, 120)];
}
