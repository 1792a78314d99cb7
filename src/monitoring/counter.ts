/** Tags of a counter, by name. */
export type Tags = ReadonlyMap<string, string>;

/** What a template of an endpoint or of tags may name. */
export const PLACES = ['taskId', 'host', 'ip', 'app', 'cluster'] as const;
export type Place = (typeof PLACES)[number];
export type Places = { readonly [place in Place]: string | null };

const PLACE = /\{(\w+)\}/g;

/** The places that a template names. */
export const placesIn = (template: string): string[] => [...template.matchAll(PLACE)].map(([, place = '']) => place);

/** Undefined: something that it names is not known of this one. */
export function filled(template: string, places: Places): string | undefined {
  let missing = false;
  const text = template.replace(PLACE, (_, place: string) => {
    const value = places[place as Place] ?? '';
    if (value === '') missing = true;
    return value;
  });
  return missing ? undefined : text;
}

/** `metric` or `metric/k=v,k=v`. */
export function parseCounter(counter: string): { readonly metric: string; readonly tags: Tags } {
  const at = counter.indexOf('/');
  if (at < 0) return { metric: counter, tags: new Map() };
  return { metric: counter.slice(0, at), tags: parseTags(counter.slice(at + 1)) };
}

/** `k=v,k=v`; what has no `=` is left out. */
export function parseTags(text: string): Tags {
  const tags = new Map<string, string>();
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    if (at > 0) tags.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return tags;
}

/** As Falcon names it: tags in the order of their names. */
export function printCounter(metric: string, tags: Tags): string {
  if (tags.size === 0) return metric;
  return `${metric}/${[...tags]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(',')}`;
}

/** The counter with these tags as well; where both say something, they count. */
export function withTags(counter: string, tags: Tags): string {
  if (tags.size === 0) return counter;
  const parsed = parseCounter(counter);
  return printCounter(parsed.metric, new Map([...parsed.tags, ...tags]));
}
