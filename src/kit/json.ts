export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Neither a list nor null. */
export const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What is wrong with a text that should have been JSON, from what `JSON.parse` threw: the place alone. V8's own words repeat the
 * text around it, and with that the pieces of secrets. Of some mistakes it tells no place: with `text` that is looked for.
 */
export function notJson(error: unknown, text?: string): string {
  const words = error instanceof Error ? error.message : '';
  if (words === 'Unexpected end of JSON input') return 'not JSON: it ends too early';
  // Only at their end: before it may stand anything that the text says.
  const [, place] = / JSON at (position \d+(?: \(line \d+ column \d+\))?)$/.exec(words) ?? [];
  if (place !== undefined) return `not JSON at ${place}`;
  return text === undefined || text.length > LONGEST_LOOKED_AT ? 'not JSON' : `not JSON at position ${firstWrong(text)}`;
}

const LONGEST_LOOKED_AT = 65_536;

/** The place of the first character with which no JSON goes on. */
function firstWrong(text: string): number {
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (mayGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

/** Whether it is JSON, or lacks only what comes behind it. */
function mayGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    return words === 'Unexpected end of JSON input' || new RegExp(` at position ${text.length}(?: \\(|$)`).test(words);
  }
}

/** Whether lists and objects lie in each other deeper than that. Looks no deeper itself: walks of such a value end with the stack. */
export function deeperThan(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((member) => deeperThan(member, most - 1));
}

/** JSON with keys in order, so that equal values give equal text (hashes, digests). Undefined members are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

/** Whether an object within this JSON text names a member twice: `JSON.parse` takes the last of them, and says nothing. */
export function repeatsKey(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  // Strings, and what opens, closes and parts; a string before a colon is a name.
  for (const [token, , colon] of text
    .matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)
    .map((found) => [found[0], found[1], found[2]] as const)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const names = open.at(-1);
      const name = JSON.parse(token.slice(0, token.length - colon.length)) as string;
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}
