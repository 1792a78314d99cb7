import type { Answer, Told } from '../support/ask.ts';
import type { Seat } from './seats.ts';
import { RANDOM } from './things.ts';

/** Something that was told to somebody whom it is hidden from. */
export interface Leak {
  /** MARK: something hidden is named. TWIN: the answer is another one than where nothing is hidden. ROLE: a field was shown below its role, or refused above it. */
  readonly sort: 'MARK' | 'TWIN' | 'ROLE' | 'HIDDEN' | 'ETAG' | 'CALLS' | 'AGAIN';
  readonly who: string;
  /** What was asked. */
  readonly asked: string;
  readonly said: string;
}

/** Changes with the clock, or with each sealing. */
const MOVING = new Set(
  'ageMs resetAt observedAt syncedAt cursor startCursor endCursor lastUsedAt stale delayMs overdue processedOffers unusedOffers lastUnusedOfferAt lastUsedOfferAt declined processed used resolutionSeconds startSeconds'.split(
    ' ',
  ),
);
/** What an engine says at this instant. */
const LIVE = new Set(['rateLimit', 'seq', 'requestId', 'address', 'docker', 'filesystems', 'network', 'top', 'logs']);

const SERIES = new Set(['metrics', 'series']);
/** What comes of what Falcon holds at that moment. */
const TRIED = new Set(['outcome', 'actual', 'kubernetes', 'compared', 'timeline']);
/** Two who read Falcon a moment apart hold other figures, of the same containers. */
const MEASURED: Readonly<Record<string, readonly string[]>> = {
  MetricPoint: ['value', 'at'],
  MetricSummary: ['mean', 'worst', 'p95'],
  MetricsSummary: ['at'],
};

const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** An answer without what may differ between two that say the same; `timeless`: nor when that was. */
export function plain({ data, errors }: Answer, known: ReadonlySet<string>, timeless = false): unknown {
  const ids = new Map<string, string>();
  const named = (text: string): string =>
    text
      .replace(RANDOM, (id) => {
        if (known.has(id)) return id;
        const name = ids.get(id) ?? `#${ids.size}`;
        ids.set(id, name);
        return name;
      })
      .replace(/^Event:.+$/, 'Event')
      .replace(/^Request \S+ of/, 'Request of');
  const clean = (value: unknown, key: string): unknown => {
    if (MOVING.has(key)) return key;
    // Also that an engine of a busy machine says nothing in time.
    if (LIVE.has(key)) return key;
    if (TRIED.has(key) && typeof value === 'object') return key;
    if (value === null || value === undefined) return null;
    if ((SERIES.has(key) && Array.isArray(value)) || isTyped(value, 'MetricSeries')) return key;
    if (Array.isArray(value)) return value.map((each) => clean(each, key));
    for (const [type, names] of Object.entries(MEASURED))
      if (isTyped(value, type)) return clean({ ...value, __typename: '', ...Object.fromEntries(names.map((name) => [name, name])) }, key);
    if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, clean(each, name)]));
    return typeof value === 'string' ? named(timeless ? value.replace(INSTANT, 'then') : value) : value;
  };
  const late = ({ path = [], extensions }: Told) =>
    extensions['code'] === 'UPSTREAM_TIMEOUT' && path.some((each) => LIVE.has(String(each)));
  const told = (errors ?? [])
    .filter((each) => !late(each))
    .map(({ message, path = [], extensions }) => {
      const { requestId: _, ...rest } = extensions ?? {};
      const place = nulled(data, path);
      // Of all that fails below what is null in the end, executors tell one or several.
      return JSON.stringify(place.length < path.length ? [place] : [message, path, rest]);
    });
  return { data: clean(data, ''), errors: [...new Set(told.map(named))].sort() };
}

const isTyped = (value: unknown, type: string): value is object =>
  typeof value === 'object' && value !== null && '__typename' in value && value.__typename === type;

/** The path as far as there is something. */
function nulled(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  let at = data;
  for (const [n, key] of path.entries()) {
    if (at === null || at === undefined) return path.slice(0, n);
    at = (at as Record<string | number, unknown>)[key];
  }
  return path;
}

/** The first place where two values differ; undefined: they do not. */
export function difference(a: unknown, b: unknown, at = ''): string | undefined {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${at}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return a === b ? undefined : `${at}: ${JSON.stringify(a)?.slice(0, 300)} | ${JSON.stringify(b)?.slice(0, 300)}`;
}

const SEALED = /"(cursor|startCursor|endCursor)":"[^"]*"|"Event:[^"]*"/g;

/** What of an answer is forbidden to the seat. In its words, what was asked for by name may be named. */
export function marked(answer: Answer, { forbidden }: Seat, asked: string): string | undefined {
  if (!forbidden) return undefined;
  // What is sealed is letters by chance.
  const text = JSON.stringify([answer.data, answer.errors]).replace(SEALED, '');
  const found = forbidden.exec(text);
  if (!found) return undefined;
  const given = [...asked.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, each = '']) => each).filter((each) => forbidden.test(each));
  const words = text.replace(/"message":"(?:[^"\\]|\\.)*"/g, (message) =>
    given.toSorted((a, b) => b.length - a.length).reduce((rest, each) => rest.replaceAll(each, ''), message),
  );
  const still = forbidden.exec(words);
  return still ? `…${words.slice(Math.max(0, still.index - 150), still.index + 100)}…` : undefined;
}
