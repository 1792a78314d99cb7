import type { EventMessage } from '../../events/model.ts';
import type { EventRecord } from '../../events/model.ts';
import type { Visible } from '../visible.ts';
import type { Asker, Outlet, Told, Wanted } from './model.ts';

/** One who listens. */
export class Member<A extends Asker> {
  /** Everything up to this place of the log has been given, or was not asked for. */
  position: number;
  /** In its group, where it is told with the others; else it is read to from where it stands. */
  live = false;
  /** It was told with the others, and could not follow. */
  lagged = false;
  ended = false;
  heardMono = 0;
  part: Part<A> | undefined;

  constructor(
    readonly group: Group<A>,
    public asker: A,
    readonly outlet: Outlet,
    position: number,
  ) {
    this.position = position;
  }
}

/** Those of a group who see the same. */
export class Part<A extends Asker> {
  readonly members = new Set<Member<A>>();
  /** What is being found for it, each after the one before. */
  chain: Promise<void> = Promise.resolve();
  pending = 0;

  constructor(
    readonly key: string,
    readonly asker: A,
    readonly visible: Visible,
    /** When it hears that nothing is withheld. */
    readonly round: number,
  ) {}
}

const KEPT = 1_000;

/** Those who are told the same in the same words, as far as they see it. */
export class Group<A extends Asker> {
  readonly parts = new Map<string, Part<A>>();
  size = 0;
  /** Words for what came last: many come back at once, and ask for the same. */
  readonly #told = new Map<number, Told>();

  constructor(
    readonly wanted: Wanted<A>,
    private readonly cursor: (seq: number) => string,
  ) {}

  get selection() {
    return this.wanted.selection;
  }

  keyOf({ scope, viewer }: A): string {
    return this.wanted.linked ? `${scope.key} ${viewer.name}` : scope.key;
  }

  /** Words that are the same for all. */
  event(event: EventRecord, asker: A): Told | Promise<Told> {
    const known = this.#told.get(event.seq);
    if (known) return known;
    const cursor = this.cursor(event.seq);
    const told = this.say({ __typename: 'EventDelivery', cursor, event }, { seq: event.seq, cursor }, asker);
    if (this.wanted.linked || told instanceof Promise) return told;
    this.#told.set(event.seq, told);
    if (this.#told.size > KEPT) this.#told.delete(this.#told.keys().next().value as number);
    return told;
  }

  say(message: EventMessage, { seq, cursor }: { readonly seq: number; readonly cursor: string }, asker: A): Told | Promise<Told> {
    const told = (text: string): Told => ({ seq, cursor, text, frames: new Map() });
    const text = this.wanted.tell(message, asker);
    return typeof text === 'string' ? told(text) : text.then(told);
  }
}
