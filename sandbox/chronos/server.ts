import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { chronosFaults, type Faults } from '../faults.ts';
import { disturbed, recorded } from '../gate.ts';
import type { Asked, Ledger } from '../ledger.ts';
import { isObject, readBody, send, type Answer } from '../web.ts';
import { isList } from './body.ts';
import { thrown, type Route } from './call.ts';
import type { Era } from './era.ts';

interface Deps {
  readonly routes: readonly Route[];
  readonly era: Era;
  readonly ledger: Ledger;
  readonly faults: Faults;
  /** Told after each request that may have changed something. */
  readonly changed: () => void;
}

export function chronosServer(deps: Deps): Server {
  return createServer((request, response) => {
    const entry = recorded('chronos', deps.ledger, request, response);
    serve(request, response, entry, deps).catch(() => response.destroy());
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, entry: Asked, deps: Deps): Promise<void> {
  const { ledger, faults, changed } = deps;
  if (await disturbed(chronosFaults(faults), request, response)) return;
  const body = await readBody(request);
  ledger.body(entry, body);
  if (lost('before', request, faults)) return;
  const made = answer(request, body, deps);
  if (request.method !== 'GET') changed();
  if (!lost('after', request, faults)) send(request, response, made);
}

/** A method that a path does not have is one thing, a path that nobody knows another: there alone 404 is said. */
function answer(request: IncomingMessage, body: string, { routes, era, faults }: Deps): Answer {
  const url = new URL(request.url ?? '/', 'http://chronos');
  if (era.summary && url.pathname === '/leader') return { status: 200, body: { leader: request.headers.host ?? '' } };
  if (!url.pathname.startsWith(`${era.base}/`)) return notFound;
  const path = url.pathname.slice(era.base.length).replace(/(.)\/$/, '$1');
  const here = routes.filter(([, form]) => form.test(path));
  const route = here.find(([method]) => method === request.method);
  if (!route) return here.length > 0 ? { status: 405 } : notFound;
  const [, form, handle] = route;
  const params = (form.exec(path) ?? []).slice(1).map(decodeURIComponent);
  try {
    return spoilt(handle({ params, query: url.searchParams, body }), faults);
  } catch (error) {
    return thrown(era, error);
  }
}

const notFound: Answer = { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><title>Error 404 Not Found</title></html>' };

/** Cuts the connection before or after the next write takes effect, once. */
function lost(when: 'before' | 'after', { method, socket }: IncomingMessage, faults: Faults): boolean {
  if (faults.chronosLoseWrites !== when || method === 'GET') return false;
  faults.chronosLoseWrites = null;
  socket.destroy();
  return true;
}

/** One job of a list with wrong types, by its name. */
function spoilt(made: Answer, { chronosMalformed }: Faults): Answer {
  const { body } = made;
  if (chronosMalformed === null || !isList(body)) return made;
  const wrong = { command: null, successCount: 'many', disabled: 'perhaps' };
  return { ...made, body: body.map((job) => (isObject(job) && job['name'] === chronosMalformed ? { ...job, ...wrong } : job)) };
}
