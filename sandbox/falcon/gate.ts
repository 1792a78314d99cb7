import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults.ts';
import type { Asked, Ledger } from '../ledger.ts';

/** Writes a request down, and how it ended. */
export function recorded(ledger: Ledger, request: IncomingMessage, response: ServerResponse): Asked {
  const entry = ledger.request('falcon', request.method ?? 'GET', request.url ?? '/');
  response.on('close', () => {
    entry.status = response.headersSent ? response.statusCode : null;
    entry.ms = Date.now() - entry.at;
  });
  return entry;
}

/** The switches that make Falcon slow, broken or gone. True when the request has been dealt with. */
export async function disturbed(
  { falconDown, falconSlowMs }: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (falconDown === 'refuse') {
    request.socket.destroy();
    return true;
  }
  if (falconSlowMs > 0) await sleep(falconSlowMs);
  if (falconDown === null) return false;
  response.writeHead(falconDown, { 'content-type': 'text/plain; charset=utf-8' }).end();
  return true;
}
