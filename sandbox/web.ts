import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { [key: string]: Json | undefined };

export interface Answer {
  readonly status: number;
  readonly body?: Json | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function readBody(
  request: IncomingMessage,
  limit = 16 * 1024 * 1024,
): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
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
  return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
