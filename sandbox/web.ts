import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { [key: string]: Json | undefined };

export interface Answer {
  readonly status: number;
  readonly body?: Json | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function readBody(request: IncomingMessage, limit = 16 * 1024 * 1024): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    size += bytes.length;
    if (size > limit) throw new Error('body too large');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** A string body is sent as plain text, anything else as JSON; gzip when the caller takes it. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { status, body, headers = {} } = answer;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  if (body === undefined) {
    response.setHeader('content-length', '0');
    response.end();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain;charset=utf-8' : 'application/json';
  if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
  let bytes: Buffer = Buffer.from(text);
  if (bytes.length > 1024 && takesGzip(request)) {
    bytes = gzipSync(bytes, { level: 1 });
    response.setHeader('content-encoding', 'gzip');
  }
  response.setHeader('content-length', String(bytes.length));
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

export function takesGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON.parse gives nothing but JSON. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}

export function parseJson(text: string): Json {
  const value: unknown = JSON.parse(text);
  if (!isJson(value)) throw new SyntaxError('not JSON');
  return value;
}

/** A record as it would be on the wire: undefined left out, nothing shared with the original. */
export function wire(record: object): JsonObject {
  const value = parseJson(JSON.stringify(record));
  return isObject(value) ? { ...value } : {};
}

/** A name that was sent, whatever type it was sent with. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
