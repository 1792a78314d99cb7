import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Ledger } from './ledger.ts';

/** Writes a request to a system down, and how it ended. */
export function recorded(system: string, ledger: Ledger, request: IncomingMessage, response: ServerResponse): Asked {
  const entry = ledger.request(system, request.method ?? 'GET', request.url ?? '/');
  response.on('close', () => {
    entry.status = response.headersSent ? response.statusCode : null;
    entry.ms = Date.now() - entry.at;
  });
  return entry;
}

/** How a system fails: it hangs up, never answers, or answers with this status; and how late it is. */
export interface Disturbance {
  readonly down: 'refuse' | 'hang' | number | null;
  readonly slowMs: number;
}

/** The switches that make a system slow, broken or gone. True when the request has been dealt with. */
export async function disturbed({ down, slowMs }: Disturbance, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (down === 'refuse') {
    request.socket.destroy();
    return true;
  }
  if (down === 'hang') return true;
  if (slowMs > 0) await sleep(slowMs);
  if (down === null) return false;
  response.writeHead(down, { 'content-type': 'text/plain; charset=utf-8' }).end();
  return true;
}
