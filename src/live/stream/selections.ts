import type { EventRecord, Selection } from '../../events/model.ts';
import { isSelected, namesOver } from '../../events/selection.ts';

interface Selecting {
  readonly selection: Selection;
}

/** Whom an event concerns: each waits under the narrowest of what it asks for, so that an event looks at few of them. */
export class Selections<T extends Selecting> {
  readonly #bySubject = new Map<string, Set<T>>();
  readonly #byPlace = new Map<string, Set<T>>();
  readonly #byKind = new Map<string, Set<T>>();
  readonly #rest = new Set<T>();

  add(item: T): void {
    const places = this.#places(item);
    for (const [map, key] of places) {
      const held = map.get(key);
      if (held) held.add(item);
      else map.set(key, new Set([item]));
    }
    // Of no kind at all is nothing.
    if (places.length === 0 && item.selection.kinds === null) this.#rest.add(item);
  }

  delete(item: T): void {
    for (const [map, key] of this.#places(item)) {
      const held = map.get(key);
      held?.delete(item);
      if (held?.size === 0) map.delete(key);
    }
    this.#rest.delete(item);
  }

  *of(event: EventRecord): Generator<T> {
    yield* chosen(this.#rest, event);
    yield* chosen(this.#byKind.get(event.kind), event);
    if (event.subject !== null) yield* chosen(this.#bySubject.get(event.subject), event);
    if (event.jobName !== null && this.#byPlace.size > 0)
      for (const name of namesOver(event.jobName)) yield* chosen(this.#byPlace.get(name), event);
  }

  #places({ selection: { subject, under, kinds } }: T): [Map<string, Set<T>>, string][] {
    if (subject !== null) return [[this.#bySubject, subject]];
    if (under !== null) return [[this.#byPlace, under]];
    return kinds === null ? [] : [...new Set(kinds)].map((kind) => [this.#byKind, kind]);
  }
}

function* chosen<T extends Selecting>(items: Iterable<T> | undefined, event: EventRecord): Generator<T> {
  if (items) for (const item of items) if (isSelected(item.selection, event)) yield item;
}
