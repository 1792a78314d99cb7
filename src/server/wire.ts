import { isObject, notJson } from '../kit/json.ts';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Fault } from '../kit/fault.ts';

import type { Operation } from './lane.ts';

export const VARY = 'Authorization, Cookie, Accept, Accept-Encoding, Origin';
const JSON_TYPE = 'application/json; charset=utf-8';
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

/** An answer ready to be sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

/** The whole body as text, or a refusal once it is over the limit. By callback: a promise would cost more than the reading. */
export function readBody(request: Readable, limit: number, done: (error: Fault | undefined, body: string) => void): void {
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let size = 0;
  let settled = false;
  const settle = (error: Fault | undefined, body: string): void => {
    if (settled) return;
    settled = true;
    done(error, body);
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) {
      // What still comes is read and dropped, so that the refusal can be read.
      first = more = undefined;
      settle(new Fault('PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes.`, { details: { limit } }), '');
    } else if (first === undefined) first = chunk;
    else (more ??= [first]).push(chunk);
  });
  request.on('end', () => settle(undefined, more ? Buffer.concat(more).toString('utf8') : (first?.toString('utf8') ?? '')));
  request.on('error', () => settle(new Fault('BAD_REQUEST', 'The body could not be read.'), ''));
}

/** A browser that opens the address, rather than a program that asks a query. */
export function wantsPage({ method, url = '', headers }: IncomingMessage): boolean {
  return method === 'GET' && !url.includes('?') && (headers.accept?.includes('text/html') ?? false);
}

/** Where a request comes from: of a proxy that is ours, whom that names last. */
export function addressOf({ headers, socket }: IncomingMessage, proxies: ReadonlySet<string>): string | null {
  const near = plainAddress(socket.remoteAddress ?? '');
  if (near === '') return null;
  if (!proxies.has(near)) return near;
  const told = headers['x-forwarded-for'];
  const named = (Array.isArray(told) ? told.join(',') : (told ?? '')).split(',').map((each) => plainAddress(each.trim()));
  // From the right: what stands left of the first that is none of ours anybody may have written.
  return named.findLast((each) => each !== '' && each.length <= LONGEST_ADDRESS && !proxies.has(each)) ?? near;
}

const LONGEST_ADDRESS = 45;
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new Fault('BAD_REQUEST', `The body is ${notJson(error, body)}.`);
  }
}

const MEMBERS = ['variables', 'extensions'] as const;
const TEXTS = ['query', 'documentId', 'operationName'] as const;
const PARAMETERS = [...TEXTS, ...MEMBERS] as const;

/** The operation that a body, or one place of a batch, holds. What is none goes no further: nobody behind us asks whether it may run. */
export function operationIn(value: unknown, where = 'The body'): Operation {
  if (!isObject(value)) throw new Fault('BAD_REQUEST', `${where} is no operation: a JSON object with a query is expected.`);
  for (const name of TEXTS) expected(value[name], typeof value[name] === 'string', `${where}: ${name}`, 'a string');
  for (const name of MEMBERS) expected(value[name], isObject(value[name]), `${where}: ${name}`, 'an object');
  const { query, documentId, extensions } = value;
  if (query == null && documentId == null && extensions == null)
    throw new Fault('BAD_REQUEST', `${where} holds neither a query nor the id or hash of one.`);
  return value;
}

/** Undefined for a list, whose places are looked at one by one. */
export function fromBody(body: string): Operation | undefined {
  const parsed = parseJson(body);
  return Array.isArray(parsed) ? undefined : operationIn(parsed);
}

export function fromUrl(url: string): Operation {
  const at = url.indexOf('?');
  const search = new URLSearchParams(at < 0 ? '' : url.slice(at));
  const given: Record<string, unknown> = {};
  for (const name of PARAMETERS) {
    const [first, second] = search.getAll(name);
    // Of two, whoever comes behind us might read the other one.
    if (second !== undefined) throw new Fault('BAD_REQUEST', `The URL has more than one ${name}.`);
    if (first !== undefined) given[name] = name === 'variables' || name === 'extensions' ? parameter(name, first) : first;
  }
  return operationIn(given, 'The URL');
}

function expected(value: unknown, holds: boolean, what: string, kind: string): void {
  if (value !== undefined && value !== null && !holds) throw new Fault('BAD_REQUEST', `${what} is expected to be ${kind}.`);
}

function parameter(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('BAD_REQUEST', `The URL: ${name} is not JSON.`);
  }
}

export const isJson = (type: string | undefined): boolean =>
  type === 'application/json' || (type !== undefined && /^application\/json\s*(;|$)/i.test(type));

/** The question as a URL holds it: by the method that asked for it, which decides what may run. */
export function searchOf({ query, operationName, variables, extensions }: Operation): string {
  const search = new URLSearchParams();
  if (typeof query === 'string') search.set('query', query);
  if (typeof operationName === 'string') search.set('operationName', operationName);
  if (isObject(variables)) search.set('variables', JSON.stringify(variables));
  if (isObject(extensions)) search.set('extensions', JSON.stringify(extensions));
  return `?${search.toString()}`;
}

/** The same question as a body holds it: what is not there is no member, which Apollo would take for a wrong one. */
export const bodyOf = (operation: Operation): unknown =>
  Object.fromEntries(Object.entries(operation).filter(([, value]) => value !== undefined));

/** The two types that we speak, or anything. */
export const acceptable = (accept: string | undefined): boolean =>
  accept === undefined ||
  accept === '*/*' ||
  accept.includes('application/json') ||
  accept.includes('application/graphql-response+json') ||
  accept.includes('*/*') ||
  accept.includes('application/*') ||
  accept === '';

export const typeFor = (accept: string | undefined): string =>
  accept?.includes('application/graphql-response+json') ? RESPONSE_TYPE : JSON_TYPE;

export const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''));

/** Who asks, by the headers of a request or the init of a socket. */
export function clientOf(said: Readonly<Record<string, unknown>>): string {
  const name = said['apollographql-client-name'] ?? said['x-client-name'];
  if (typeof name !== 'string') return 'unnamed';
  const version = said['apollographql-client-version'] ?? said['x-client-version'];
  return `${name.slice(0, 64)}${typeof version === 'string' ? `@${version.slice(0, 32)}` : ''}`;
}
