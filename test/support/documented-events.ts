import { readFileSync } from 'node:fs';

/** The bodies of each kind by docs/events.md, each as the names of its members: a kind may have more than one. */
export function documentedEvents(): Map<string, string[][]> {
  const rows = readFileSync('docs/events.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\|[^|]*\|([^|]*)\|/gm);
  return new Map(
    [...rows].map(([, kind = '', body = '']) => [kind, [...body.matchAll(/`\{(.*?)\}`/g)].map(([, text = '']) => membersOf(text))]),
  );
}

/** Of `a, b?: B, c: { d, e }` the names a, b and c. */
function membersOf(text: string): string[] {
  const flat = text.replace(/\{[^}]*\}/g, '');
  return flat
    .split(',')
    .map((each) => each.trim().replace(/[?:].*/, ''))
    .toSorted();
}

/** What an event's body has that the table does not say, or the other way round; undefined: they agree. */
export function undocumented({ kind, body }: { readonly kind: string; readonly body: unknown }): string | undefined {
  const members = Object.keys(body as object)
    .toSorted()
    .join(', ');
  const known =
    documentedEvents()
      .get(kind)
      ?.map((each) => each.join(', ')) ?? [];
  return known.includes(members) ? undefined : `${kind} has { ${members} }, documented is { ${known.join(' } or { ')} }`;
}
