import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { falconFaults, type Faults } from '../../faults.ts';
import { disturbed, recorded } from '../../gate.ts';
import type { Asked, Ledger } from '../../ledger.ts';
import { parseJson, readBody, send, type Answer, type Json } from '../../web.ts';
import type { Uic, User } from '../uic.ts';
import { Refused, type Call, type Route } from './call.ts';
import { checked, sessionOf } from './session.ts';
import { openRoutes } from './users.ts';

interface Deps {
  readonly uic: Uic;
  readonly routes: readonly Route[];
  readonly ledger: Ledger;
  readonly faults: Faults;
}

const BASE = '/api/v1';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
/** These are written with a slash at the end, and answer a redirect without it. */
const SLASHED = /^\/nodata$/;

/** The API module: everything that is not pushed. */
export function apiServer(deps: Deps): Server {
  return createServer((request, response) => {
    const entry = recorded('falcon', deps.ledger, request, response);
    serve(request, response, entry, deps).catch(() => response.destroy());
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, entry: Asked, deps: Deps): Promise<void> {
  if (await disturbed(falconFaults(deps.faults), request, response)) return;
  for (const [name, value] of Object.entries(cors(request))) response.setHeader(name, value);
  if (request.method === 'OPTIONS') return send(request, response, { status: 200 });
  const text = await readBody(request);
  deps.ledger.body(entry, text);
  send(request, response, answer(request, text, deps));
}

function answer(request: IncomingMessage, text: string, { uic, routes }: Deps): Answer {
  const url = new URL(request.url ?? '/', 'http://falcon');
  const method = request.method ?? 'GET';
  if (!url.pathname.startsWith(`${BASE}/`)) return notFound;
  const path = decodeURIComponent(url.pathname.slice(BASE.length));
  if (SLASHED.test(path) && (method === 'POST' || method === 'PUT')) return { status: 307, headers: { location: `${url.pathname}/` } };
  const plain = path.replace(/(.)\/$/, '$1');
  try {
    for (const [wanted, form, handle] of openRoutes(uic)) {
      if (wanted === method && form.test(plain)) return ok(handle(callOf(request, url, text, {}), request));
    }
    for (const [wanted, form, handle] of routes) {
      const match = wanted === method ? form.exec(plain) : null;
      if (!match) continue;
      const user = checked(uic, sessionOf(request));
      return ok(handle(callOf(request, url, text, { params: match.slice(1), user })));
    }
    return notFound;
  } catch (error) {
    if (error instanceof Refused) return { status: error.status, headers: JSON_TYPE, body: { error: error.message } };
    console.error(error);
    return { status: 500 };
  }
}

const ok = (made: Json): Answer => ({ status: 200, headers: JSON_TYPE, body: typeof made === 'string' ? { message: made } : made });
const notFound: Answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' };

/**
 * JSON only when it is called so: a body of another type is read as a form, and has no fields in it. Nothing
 * is read before a handler wants it.
 */
function callOf(
  request: IncomingMessage,
  url: URL,
  text: string,
  { params = [], user }: { readonly params?: readonly string[]; readonly user?: User | undefined },
): Call {
  const asked = request.method === 'GET';
  const form = asked || !(request.headers['content-type'] ?? '').startsWith('application/json');
  return {
    ...{ params, user, query: url.searchParams, form },
    get input() {
      return form ? fieldsOf(asked ? url.searchParams : new URLSearchParams(text)) : bodyOf(text);
    },
  };
}

function bodyOf(text: string): Json {
  if (text.trim() === '') throw new Refused('EOF');
  try {
    return parseJson(text);
  } catch {
    throw new Refused(`invalid character '${text.trim().charAt(0)}' looking for beginning of value`);
  }
}

function fieldsOf(form: URLSearchParams): Json {
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, several(form.getAll(name))]));
}

const several = (values: readonly string[]): Json => (values.length === 1 ? (values[0] ?? '') : values);

function cors({ headers }: IncomingMessage): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': headers.origin ?? '',
    'Access-Control-Max-Age': '86400',
    'Access-Control-Allow-Methods': 'POST, GET, OPTIONS, PUT, DELETE, UPDATE, PATCH',
    'Access-Control-Allow-Headers': 'Content-Type, Content-Length, Apitoken',
    'Access-Control-Expose-Headers': 'Content-Length',
    'Access-Control-Allow-Credentials': 'true',
  };
}
