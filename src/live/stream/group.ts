import type { EventMessage } from '../../events/model.ts';
import type { EventRecord } from '../../events/model.ts';
import type { Visible } from '../visible.ts';
import type { Asker, Outlet, Told, Wanted } from './model.ts';
import type { WordsOfGroup } from './words.ts';

/** One who listens. */
export class Member<A extends Asker> {
  /** Everything up to this place of the log has been given, or was not asked for. */
  position: number;
  /** In its group, where it is told with the others; else it is read to from where it stands. */
  live = false;
  /** It was told with the others, and could not follow. */
  lagged = false;
  /** What was left out for that, and has not been said yet. */
  left: LeftOut | undefined;
  ended = false;
  /** When it was last told that nothing is withheld. */
  beatMono = -Infinity;
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

export interface LeftOut {
  /** Where it stood before. */
  readonly from: number;
  /** Null: not known. */
  readonly missed: number | null;
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
    public beatMono: number,
  ) {}
}

/** Those who are told the same in the same words, as far as they see it. */
export class Group<A extends Asker> {
  readonly parts = new Map<string, Part<A>>();
  size = 0;

  constructor(
    readonly wanted: Wanted<A>,
    private readonly words: WordsOfGroup,
    private readonly cursor: (seq: number) => string,
  ) {}

  get selection() {
    return this.wanted.selection;
  }

  keyOf({ scope, viewer }: A): string {
    return this.wanted.linked ? `${scope.key} ${viewer.name}` : scope.key;
  }

  /** Words that are the same for all, or for this one where they are linked. */
  event(event: EventRecord, asker: A): Told | Promise<Told> {
    const { seq } = event;
    const { linked } = this.wanted;
    const known = linked ? undefined : this.words.get(seq);
    if (known) return known;
    const told = this.say({ __typename: 'EventDelivery', cursor: this.cursor(seq), event }, seq, asker);
    if (!linked && !(told instanceof Promise)) this.words.set(told);
    return told;
  }

  say(message: EventMessage, seq: number, asker: A): Told | Promise<Told> {
    const cursor = message.__typename === 'Gap' ? message.to : message.cursor;
    const text = this.wanted.tell(message, asker);
    return typeof text === 'string' ? toldOf(text, seq, cursor) : text.then((words) => toldOf(words, seq, cursor));
  }
}

export const toldOf = (text: string, seq: number, cursor: string): Told => ({
  seq,
  cursor,
  text,
  bytes: { socket: undefined, stream: undefined },
});
