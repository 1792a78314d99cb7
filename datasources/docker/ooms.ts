import type { DockerFacts } from '../../src/containers/model.ts';
import { endOf } from '../../src/kit/leading-text.ts';
import { fields, fieldsAt, Misfit, numberAt, textAt } from '../../src/kit/fields.ts';

/** A kill for want of memory, as the engine remembers it. */
export interface Oom {
  readonly dockerId: string;
  /** ms since 1970, of the engine's clock. */
  readonly at: number;
}

/** Events come one after the other, with a line's end between them or without. Engines before 1.22 tell `id`, not `Actor`. */
export function decodeOoms(text: string): Oom[] {
  return documentsIn(text).map((document) => {
    const wire = fields(parsed(document));
    const actor = fieldsAt(wire, 'Actor');
    const nanos = numberAt(wire, 'timeNano');
    return {
      dockerId: (actor && textAt(actor, 'ID')) ?? textAt(wire, 'id') ?? '',
      at: nanos === null ? 1_000 * (numberAt(wire, 'time') ?? 0) : nanos / 1e6,
    };
  });
}

/**
 * At least so many since the container started: what the kernel counts where the engine tells it, what the engine
 * remembers, and its own end. Null: nothing tells.
 */
export function oomKillsOf(facts: DockerFacts, counted: number | null, remembered: readonly Oom[] | null): number | null {
  const since = facts.startedAt ?? 0;
  const own = remembered?.filter(({ dockerId, at }) => dockerId === facts.dockerId && at >= since).length;
  const known = [counted ?? [], own ?? [], facts.oomKilled ? 1 : []].flat();
  return known.length === 0 ? null : Math.max(...known);
}

function documentsIn(text: string): string[] {
  const documents: string[] = [];
  for (let begin = text.indexOf('{'); begin >= 0;) {
    const end = endOf(text, begin);
    if (end === null) break;
    documents.push(text.slice(begin, end));
    begin = text.indexOf('{', end);
  }
  return documents;
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw new Misfit('', 'JSON');
  }
}
