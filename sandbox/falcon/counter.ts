export type Tags = Readonly<Record<string, string>>;

/** `k=v,k=v` as it is pushed: blanks are dropped, and what is no pair is ignored. */
export function tagsOf(text: string): Tags {
  const tags: Record<string, string> = {};
  for (const pair of text.replaceAll(' ', '').split(',')) {
    const at = pair.indexOf('=');
    if (at >= 0) tags[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return tags;
}

export function sortedTags(tags: Tags): string {
  return Object.keys(tags)
    .toSorted()
    .map((key) => `${key}=${tags[key] ?? ''}`)
    .join(',');
}

/** What a series is called at its endpoint: the metric, and its tags by key when it has any. */
export function counterOf(metric: string, tags: Tags): string {
  const sorted = sortedTags(tags);
  return sorted === '' ? metric : `${metric}/${sorted}`;
}

export const aligned = (timestamp: number, step: number) => timestamp - (timestamp % step);
