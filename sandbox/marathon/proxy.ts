import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Era } from './era.ts';
import { Refusal } from './refusal.ts';

const NO_LEADER_MS = 2_500;

/** A standby passes a request on to the leader and says so in `X-Marathon-Via`. */
export async function proxy(
  request: IncomingMessage,
  response: ServerResponse,
  leader: string | null,
  self: string,
  era: Era,
): Promise<void> {
  if (leader === null) {
    await sleep(NO_LEADER_MS);
    throw new Refusal(era.noLeaderStatus, 'Could not determine the current leader');
  }
  const via = `1.1 ${self}`;
  if (String(request.headers['x-marathon-via'] ?? '').includes(via)) throw new Refusal(502, 'Detected proxying loop.');
  const target = new URL(request.url ?? '/', leader);
  const headers = { ...request.headers, host: target.host, 'x-marathon-via': via };
  const onward = httpRequest(target, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'X-Marathon-Via': via });
    response.flushHeaders();
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
