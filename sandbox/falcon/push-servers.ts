import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { falconFaults, type Faults } from '../faults.ts';
import { disturbed, recorded } from '../gate.ts';
import type { Ledger } from '../ledger.ts';
import { parseJson, readBody, send, type Answer, type Json } from '../web.ts';
import type { Transfer } from './transfer.ts';

/** How the hosts' own agents call themselves; their reports are not what a ledger is for. */
export const OWN_AGENT = 'sandbox-agent';

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

interface Deps {
  readonly transfer: Transfer;
  readonly ledger: Ledger;
  readonly faults: Faults;
}

/** An agent says that all is well before anybody has looked at what it was given. */
export function agentServer({ transfer, ledger }: Deps): Server {
  return createServer((request, response) => {
    if (request.headers['user-agent'] !== OWN_AGENT) recorded('falcon', ledger, request, response);
    answer(request, response, async () => {
      if (pathOf(request) !== '/v1/push') return notFound;
      if (isBlank(request)) return wrong('body is blank');
      const body = await decoded(request);
      if (body === undefined || !transfer.take(body)) return wrong('connot decode body');
      return { status: 200, headers: TEXT, body: 'success' };
    });
  });
}

/** Transfer counts what it drops, and answers 200 even when that is all. */
export function transferServer({ transfer, ledger, faults }: Deps): Server {
  return createServer((request, response) => {
    const entry = recorded('falcon', ledger, request, response);
    answer(request, response, async () => {
      if (await disturbed(falconFaults(faults), request, response)) return undefined;
      if (pathOf(request) === '/health') return { status: 200, headers: TEXT, body: 'ok\n' };
      if (pathOf(request) !== '/api/push') return notFound;
      if (isBlank(request)) return wrong('blank body');
      const began = Date.now();
      const body = await decoded(request, (text) => ledger.body(entry, text));
      const taken = body === undefined ? undefined : transfer.take(body);
      if (!taken) return wrong('decode error');
      const data = { Message: 'ok', Total: taken.total, Invalid: taken.invalid, Latency: Date.now() - began };
      return { status: 200, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: { msg: 'success', data } };
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, make: () => Promise<Answer | undefined>): void {
  make().then(
    (made) => made && send(request, response, made),
    () => response.destroy(),
  );
}

/** A body that comes in chunks has no length, and passes. */
function isBlank({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

async function decoded(request: IncomingMessage, told: (text: string) => void = () => {}): Promise<Json | undefined> {
  const text = await readBody(request);
  told(text);
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const pathOf = ({ url }: IncomingMessage) => (url ?? '/').split('?')[0];
const notFound: Answer = { status: 404, headers: TEXT, body: '404 page not found\n' };
const wrong = (why: string): Answer => ({ status: 400, headers: TEXT, body: `${why}\n` });
