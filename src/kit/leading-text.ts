const STRING = /"(?:[^"\\]|\\.)*"/y;
const SPACE = /\s*/y;
const SCALAR = /[^\s,[\]{}":]+(?=[\s,[\]{}])/y;
const BRACKET_OR_STRING = /[[\]{}]|"(?:[^"\\]|\\.)*"/g;

/**
 * The text of a member of a JSON object of which the end is broken or was never kept. Everything before the member must
 * be JSON: null as soon as anything is not, because a guess may name another thing.
 */
export function leadingText(json: string, member: string): string | null {
  const opened = after(SPACE, json, 0) ?? 0;
  if (json[opened] !== '{') return null;
  for (let at: number | null = opened + 1; at !== null; at = afterComma(json, at)) {
    const [key, keyEnd] = valueAt(json, at);
    const colon = keyEnd === null ? null : after(SPACE, json, keyEnd);
    if (typeof key !== 'string' || colon === null || json[colon] !== ':') return null;
    const [value, end] = valueAt(json, colon + 1);
    if (end === null) return null;
    if (key === member) return typeof value === 'string' ? value : null;
    at = end;
  }
  return null;
}

/** The value that begins there and the place after it; null when it does not end, or is none. */
function valueAt(json: string, from: number): readonly [unknown, number | null] {
  const begin = after(SPACE, json, from) ?? from;
  const end = endOf(json, begin);
  if (end === null) return [undefined, null];
  try {
    return [JSON.parse(json.slice(begin, end)), end];
  } catch {
    return [undefined, null];
  }
}

/** The place after the value that begins there; null when it does not end. */
export function endOf(json: string, begin: number): number | null {
  const first = json[begin];
  if (first === '"') return after(STRING, json, begin);
  if (first !== '{' && first !== '[') return after(SCALAR, json, begin);
  let depth = 0;
  BRACKET_OR_STRING.lastIndex = begin;
  for (let found = BRACKET_OR_STRING.exec(json); found; found = BRACKET_OR_STRING.exec(json)) {
    if (found[0] === '{' || found[0] === '[') depth++;
    else if ((found[0] === '}' || found[0] === ']') && --depth === 0) return BRACKET_OR_STRING.lastIndex;
  }
  return null;
}

function afterComma(json: string, at: number): number | null {
  const comma = after(SPACE, json, at) ?? at;
  return json[comma] === ',' ? comma + 1 : null;
}

function after(pattern: RegExp, json: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(json) ? pattern.lastIndex : null;
}
