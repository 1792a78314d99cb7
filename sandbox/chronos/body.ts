import { isObject, type Json, type JsonObject } from '../web.ts';

/* How Jackson reads a member, whatever type it was sent with: absent and null are the default. */

export const textIn = (from: JsonObject, key: string, otherwise = ''): string => {
  const value = from[key];
  return value === undefined || value === null ? otherwise : asText(value);
};

export function numberIn(from: JsonObject, key: string, otherwise: number): number {
  const number = Number(textIn(from, key, String(otherwise)));
  return Number.isFinite(number) ? number : 0;
}

export const flagIn = (from: JsonObject, key: string, otherwise = false): boolean => textIn(from, key, String(otherwise)) === 'true';

export function listIn(from: JsonObject, key: string): readonly Json[] {
  const value = from[key];
  return isList(value) ? value : [];
}

export const textsIn = (from: JsonObject, key: string): string[] => listIn(from, key).map(asText);

export const objectsIn = (from: JsonObject, key: string): JsonObject[] => listIn(from, key).filter(isObject);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const asText = (value: Json): string => (typeof value === 'object' ? '' : String(value));
