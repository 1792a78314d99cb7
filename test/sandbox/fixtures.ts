import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const FOLDER = fileURLToPath(new URL('../../../shared/contracts/fixtures/', import.meta.url));

/** Third-party examples are read where they lie; they are not part of this repository. */
export const present = existsSync(FOLDER);

// What an example holds is looked at, key by key; its type is what is being tested.

export function fixture(path: string): any {
  return JSON.parse(readFileSync(`${FOLDER}${path}`, 'utf8'));
}

export const lines = (path: string) => readFileSync(`${FOLDER}${path}`, 'utf8').split(/\r?\n/);

export const names = (path: string) => (present ? readdirSync(`${FOLDER}${path}`) : []);

/**
 * Where an answer differs from the example, key by key: missing, of another type, null where the example is not.
 * Keys that the answer has on top are named too. Lists are compared by their first elements.
 */
export function differences(example: unknown, answer: unknown, path = ''): string[] {
  const [wanted, got] = [typeName(example), typeName(answer)];
  if (wanted !== got) return [`${path}: ${wanted} → ${got}`];
  if (Array.isArray(example) && Array.isArray(answer)) {
    return example.length > 0 && answer.length > 0 ? differences(example[0], answer[0], `${path}[]`) : [];
  }
  if (!isRecord(example) || !isRecord(answer)) return [];
  const keys = [...new Set([...Object.keys(example), ...Object.keys(answer)])].toSorted();
  return keys.flatMap((key) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (!(key in answer)) return [`${at}: absent`];
    if (!(key in example)) return [`${at}: extra`];
    return differences(example[key], answer[key], at);
  });
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
