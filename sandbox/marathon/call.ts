import type { Answer, Json, JsonObject } from '../web.ts';
import { isObject, parseJson } from '../web.ts';
import { Refusal } from './refusal.ts';

/** One request, read: path without its trailing slash, query, body. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly clientIp: string;
  readonly accept: string;
}

export type Route = (call: Call) => Answer | undefined;

export function flag(call: Call, name: string, otherwise: boolean): boolean {
  const value = call.query.get(name);
  return value === null ? otherwise : value !== 'false';
}

export function bodyOf(call: Call): Json {
  try {
    return parseJson(call.body);
  } catch (error) {
    const details = error instanceof Error ? error.message : 'unreadable';
    throw new Refusal(400, 'Invalid JSON', { details });
  }
}

export function objectOf(value: Json): JsonObject {
  if (isObject(value)) return value;
  throw new Refusal(400, 'Invalid JSON', {
    details: [{ path: '', errors: ['error.expected.jsobject'] }],
  });
}

export function arrayOf(value: Json): readonly Json[] {
  if (isArray(value)) return value;
  throw new Refusal(400, 'Invalid JSON', {
    details: [{ path: '', errors: ['error.expected.jsarray'] }],
  });
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
