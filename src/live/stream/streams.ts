import type { EventRecord } from '../../events/model.ts';
import { Breather } from '../../kit/breathe.ts';
import { every } from '../../kit/every.ts';
import { Group, Member, Part } from './group.ts';
import type { Asker, Outlet, Told, Wanted } from './model.ts';
import { Replay, type ReplayDeps } from './replay.ts';
import { Selections } from './selections.ts';
import { Tail } from './tail.ts';

export interface StreamDeps<A extends Asker> extends Omit<ReplayDeps<A>, 'tail' | 'position' | 'join'> {
  /** Resolves when the tree and everybody's rights here are as they were, or newer, at this place of the log. */
  readonly ready: (seq: number) => Promise<void>;
  /** The same somebody by what they hold now. */
  readonly again: (asker: A) => A;
}

/** What a subscriber leaves with. */
export interface Subscribed {
  end(): void;
}

/** So many words may be on their way to those of one part, before they count as slow. */
const PENDING = 1_000;
/** Heartbeats go out in so many rounds. */
const ROUNDS = 8;
/** More than these wait for the tree: they are read again when it is there. */
const WAITING = 20_000;

/**
 * Everyone who listens to the log. What is committed is told in order: to each group once in words, to each of its members who may
 * see it. Who comes with a cursor, was too slow, or has other rights than before is read to alone, and then joins the others.
 */
export class Streams<A extends Asker> {
  readonly #groups = new Map<string, Group<A>>();
  readonly #selections = new Selections<Group<A>>();
  readonly #members = new Set<Member<A>>();
  readonly #tail: Tail;
  readonly #replay: Replay<A>;
  readonly #breather = new Breather();
  /** Everything up to here has been told to those who are live. */
  #position: number;
  #heard: number;
  #waiting: EventRecord[] = [];
  #telling = false;
  #delivering: Promise<void> | undefined;
  #held = false;
  #round = 0;
  #parts = 0;

  constructor(
    private readonly deps: StreamDeps<A>,
    seq: number,
  ) {
    this.#position = seq;
    this.#heard = seq;
    this.#tail = new Tail(seq, deps.limits.tail);
    this.#replay = new Replay({ ...deps, tail: this.#tail, position: () => this.#position, join: (member) => this.#join(member) });
  }

  get size(): number {
    return this.#members.size;
  }

  /** Begins with a heartbeat that says from where; `after` null: from now on. */
  subscribe(wanted: Wanted<A>, asker: A, outlet: Outlet, after: number | null): Subscribed {
    let group = this.#groups.get(wanted.key);
    if (!group) {
      group = new Group(wanted, this.deps.cursor);
      this.#groups.set(wanted.key, group);
      this.#selections.add(group);
    }
    group.size++;
    const member = new Member(group, asker, outlet, after ?? this.#position);
    this.#members.add(member);
    this.#replay.beat(member).then(() => this.#replay.run(member), this.deps.onError);
    return { end: () => this.#leave(member) };
  }

  /** In the order of the log, as the store tells it. */
  hear(events: readonly EventRecord[]): void {
    const [first] = events;
    if (!first) return;
    if (first.seq !== this.#heard + 1 || this.#waiting.length > WAITING) this.#waiting = [];
    this.#heard = events.at(-1)?.seq ?? this.#heard;
    this.#waiting.push(...events);
    if (!this.#telling) void this.#tell();
  }

  /** Somebody's rights have changed. */
  rescope(): void {
    for (const member of this.#members) {
      const asker = this.deps.again(member.asker);
      const same = member.group.keyOf(asker) === member.group.keyOf(member.asker);
      member.asker = asker;
      if (!same && member.live) this.#readTo(member);
    }
  }

  /** Tells everyone, by and by, that nothing is withheld; until the signal ends it. */
  async beats(): Promise<void> {
    const { clock, limits, signal, onError } = this.deps;
    await every(limits.heartbeatMs / ROUNDS, () => this.#beat(), { clock, signal, onError });
  }

  async #tell(): Promise<void> {
    this.#telling = true;
    while (this.#waiting.length > 0 && !this.deps.signal.aborted) {
      const last = this.#waiting.at(-1)?.seq ?? 0;
      try {
        await this.deps.ready(last);
        this.#held = false;
      } catch (error) {
        // Said once, not for as long as it lasts.
        if (!this.#held) this.deps.onError(error);
        this.#held = true;
        await this.deps.clock.sleep(100, this.deps.signal);
        continue;
      }
      const events = this.#waiting.filter(({ seq }) => seq <= last);
      this.#waiting = this.#waiting.filter(({ seq }) => seq > last);
      this.#delivering = this.#deliver(events).finally(() => (this.#delivering = undefined));
      await this.#delivering;
    }
    this.#telling = false;
  }

  async #deliver(events: readonly EventRecord[]): Promise<void> {
    const [first] = events;
    if (!first) return;
    if (first.seq !== this.#position + 1) {
      // Something in between was never told here: everyone is read to, and learns of it if it is not kept.
      this.#tail.restart(first.seq - 1);
      for (const member of this.#members) if (member.live) this.#readTo(member);
    }
    for (const event of events) {
      // Before anyone is told: who joins from here on has read it.
      this.#tail.push([event]);
      this.#position = event.seq;
      for (const group of [...this.#selections.of(event)]) await this.#toGroup(group, event);
    }
  }

  async #toGroup(group: Group<A>, event: EventRecord): Promise<void> {
    for (const part of [...group.parts.values()]) {
      if (!part.visible.event(event)) continue;
      const told = group.wanted.linked ? undefined : group.event(event, part.asker);
      if (told === undefined || told instanceof Promise) {
        this.#chained(part, () => told ?? group.event(event, part.asker));
        continue;
      }
      for (const member of [...part.members]) {
        this.#give(member, told);
        if (this.#breather.due) await this.#breather.breathe();
      }
    }
  }

  /** Words that take time are waited for by those who asked for them, and by nobody else. */
  #chained(part: Part<A>, words: () => Told | Promise<Told>): void {
    if (part.pending >= PENDING) {
      for (const member of [...part.members]) this.#readTo(member, 'lagged');
      return;
    }
    part.pending++;
    part.chain = part.chain
      .then(words)
      .then((told) => {
        for (const member of [...part.members]) this.#give(member, told);
      })
      .catch(this.deps.onError)
      .finally(() => part.pending--);
  }

  #give(member: Member<A>, told: Told): void {
    if (!member.live || told.seq <= member.position) return;
    if (member.outlet.waiting > this.deps.limits.bufferBytes) return this.#readTo(member, 'lagged');
    member.position = told.seq;
    member.outlet.send(told);
  }

  #join(member: Member<A>): void {
    const { group, asker } = member;
    const key = group.keyOf(asker);
    let part = group.parts.get(key);
    if (!part) group.parts.set(key, (part = new Part(key, asker, this.deps.visible(asker), this.#parts++ % ROUNDS)));
    part.members.add(member);
    member.part = part;
    member.live = true;
    member.lagged = false;
  }

  #readTo(member: Member<A>, why?: 'lagged'): void {
    this.#part(member);
    member.lagged = why === 'lagged';
    // Not within the step that found it so.
    setImmediate(() => void this.#replay.run(member));
  }

  #part(member: Member<A>): void {
    const { part, group } = member;
    member.live = false;
    member.part = undefined;
    part?.members.delete(member);
    if (part?.members.size === 0) group.parts.delete(part.key);
  }

  #leave(member: Member<A>): void {
    if (!this.#members.delete(member)) return;
    member.ended = true;
    this.#part(member);
    const { group } = member;
    if (--group.size > 0) return;
    this.#groups.delete(group.wanted.key);
    this.#selections.delete(group);
  }

  async #beat(): Promise<void> {
    this.#round = (this.#round + 1) % ROUNDS;
    // Never between an event and those who have not been given it yet.
    while (this.#delivering) await this.#delivering;
    const { clock, standing } = this.deps;
    const at = clock.now();
    const seq = this.#position;
    const cursor = standing(seq);
    for (const group of this.#groups.values())
      for (const part of group.parts.values()) {
        if (part.round !== this.#round) continue;
        const words = () => group.say({ __typename: 'Heartbeat', cursor, at }, { seq, cursor }, part.asker);
        const told = group.wanted.linked || part.pending > 0 ? undefined : words();
        if (told === undefined || told instanceof Promise) {
          this.#beatLater(part, () => told ?? words());
          continue;
        }
        for (const member of [...part.members]) this.#pulse(member, told);
      }
  }

  #beatLater(part: Part<A>, words: () => Told | Promise<Told>): void {
    part.pending++;
    part.chain = part.chain
      .then(words)
      .then((told) => {
        for (const member of [...part.members]) this.#pulse(member, told);
      })
      .catch(this.deps.onError)
      .finally(() => part.pending--);
  }

  /** As an event, also where nothing has happened since the last. */
  #pulse(member: Member<A>, told: Told): void {
    if (!member.live || told.seq < member.position) return;
    if (member.outlet.waiting > this.deps.limits.bufferBytes) return this.#readTo(member, 'lagged');
    member.position = told.seq;
    member.outlet.send(told);
  }
}
