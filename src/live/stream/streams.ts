import type { EventRecord } from '../../events/model.ts';
import { Breather } from '../../kit/breathe.ts';
import { every } from '../../kit/every.ts';
import { Beats, ROUNDS } from './beats.ts';
import { Group, Member, Part } from './group.ts';
import type { Asker, Gathering, Outlet, Told, Wanted } from './model.ts';
import { Replay, type ReplayDeps } from './replay.ts';
import { Selections } from './selections.ts';
import { Tail } from './tail.ts';
import { Words } from './words.ts';

export interface StreamDeps<A extends Asker> extends Omit<ReplayDeps<A>, 'tail' | 'position' | 'join'> {
  /** The same somebody by what they hold now. */
  readonly again: (asker: A) => A;
  readonly gathering: Gathering;
}

/** What a subscriber leaves with. */
export interface Subscribed {
  end(): void;
}

/** So many words may be on their way to those of one part, before they count as slow. */
const PENDING = 1_000;
/** More than these wait for the tree: they are read again when it is there. */
const WAITING = 20_000;
const HELD_MS = 100;
/** So long, and for so many, what is told may wait for what comes behind it: most of what a message costs is handing it to the system. */
const GATHER_MS = 100;
const MOST_GATHERED = 100;
/** Read at a time, of what happened before this process began. */
const PORTION = 500;

/**
 * Everyone who listens to the log. What is committed is told in order: to each group once in words, to each of its members who may
 * see it. Who comes with a cursor, was too slow, or has other rights than before is read to alone, and then joins the others.
 */
export class Streams<A extends Asker> {
  readonly #groups = new Map<string, Group<A>>();
  readonly #selections = new Selections<Group<A>>();
  readonly #members = new Set<Member<A>>();
  /** Those who are read to alone. */
  readonly #reading = new Set<Member<A>>();
  readonly #words = new Words();
  readonly #tail: Tail;
  readonly #replay: Replay<A>;
  readonly #beats: Beats<A>;
  readonly #breather = new Breather();
  /** Everything up to here has been told to those who are live. */
  #position: number;
  #heard: number;
  #waiting: EventRecord[] = [];
  #telling = false;
  #delivering = false;
  #held = false;
  /** Between two events everybody is to hear that nothing is withheld. */
  #beatDue = false;
  #parts = 0;

  constructor(
    private readonly deps: StreamDeps<A>,
    seq: number,
  ) {
    this.#position = seq;
    this.#heard = seq;
    this.#tail = new Tail(seq, deps.limits.tail);
    this.#replay = new Replay({ ...deps, tail: this.#tail, position: () => this.#position, join: (member) => this.#join(member) });
    this.#beats = new Beats({
      ...deps,
      groups: this.#groups,
      reading: this.#reading,
      position: () => this.#position,
      alone: (member) => void this.#replay.beat(member).catch(deps.onError),
      lagged: (member) => this.#readTo(member, 'lagged'),
    });
  }

  get figures(): { readonly subscribers: number; readonly reading: number; readonly gaps: Replay<A>['gaps'] } {
    return { subscribers: this.#members.size, reading: this.#reading.size, gaps: this.#replay.gaps };
  }

  /** Begins with a heartbeat that says from where; `after` null: from now on. */
  subscribe(wanted: Wanted<A>, asker: A, outlet: Outlet, after: number | null): Subscribed {
    let group = this.#groups.get(wanted.key);
    if (!group) {
      group = new Group(wanted, this.#words.open(), this.deps.cursor);
      this.#groups.set(wanted.key, group);
      this.#selections.add(group);
    }
    group.size++;
    // Their rights may have changed since they were asked for, and will not change again for this.
    const member = new Member(group, this.deps.again(asker), outlet, after ?? this.#position);
    this.#members.add(member);
    this.#reading.add(member);
    void this.#replay.run(member);
    return { end: () => this.#leave(member) };
  }

  /** In the order of the log, as the store tells it. */
  hear(events: readonly EventRecord[]): void {
    const fresh = events.filter(({ seq }) => seq > this.#heard);
    const [first] = fresh;
    if (!first) return;
    if (first.seq !== this.#heard + 1 || this.#waiting.length > WAITING) this.#waiting = [];
    this.#heard = fresh.at(-1)?.seq ?? this.#heard;
    this.#waiting.push(...fresh);
    if (!this.#telling) void this.#tell();
  }

  /** Somebody's rights have changed. */
  rescope(): void {
    // Many of the same caller, or of callers who are known as one.
    const known = new Map<A, A>();
    for (const member of this.#members) {
      const before = member.asker;
      const asker = known.get(before) ?? this.deps.again(before);
      known.set(before, asker);
      const same = member.group.keyOf(asker) === member.group.keyOf(before);
      if (same) continue;
      member.asker = asker;
      if (member.live) this.#readTo(member);
    }
  }

  /** Tells everyone, by and by, that nothing is withheld; until the signal ends it. */
  async beats(): Promise<void> {
    const { clock, limits, signal, onError } = this.deps;
    const beat = () => {
      // Never between an event and those who have not been given it yet.
      if (this.#delivering) this.#beatDue = true;
      else this.#beats.beat();
    };
    await every(limits.heartbeatMs / ROUNDS, beat, { clock, signal, onError });
  }

  /** What happened last before this process began: those who were cut off when its forerunner ended come back, and need not ask the store. */
  async warm(): Promise<void> {
    const { store, limits, signal } = this.deps;
    for (let taken = true; taken && this.#tail.length < limits.tail && !signal.aborted;) {
      const found = await store.events({ before: this.#tail.begins + 1, limit: PORTION, order: 'newest' });
      taken = this.#tail.precede(found.reverse());
    }
  }

  async #tell(): Promise<void> {
    const { ready, clock, signal, onError, gathering } = this.deps;
    this.#telling = true;
    while (this.#waiting.length > 0 && !signal.aborted) {
      const last = this.#heard;
      try {
        await ready(last);
        this.#held = false;
      } catch (error) {
        // Said once, not for as long as it lasts.
        if (!this.#held && !signal.aborted) onError(error);
        this.#held = true;
        await clock.sleep(HELD_MS, signal);
        continue;
      }
      const events = this.#waiting.filter(({ seq }) => seq <= last);
      this.#waiting = this.#waiting.filter(({ seq }) => seq > last);
      this.#delivering = true;
      try {
        await this.#deliver(events);
      } catch (error) {
        onError(error);
        this.#hole(last);
      }
      this.#delivering = false;
      // Whatever happens meanwhile is told together.
      await gathering.release();
    }
    this.#telling = false;
  }

  async #deliver(events: readonly EventRecord[]): Promise<void> {
    const [first] = events;
    if (first && first.seq !== this.#position + 1) this.#hole(first.seq - 1);
    const { gathering, clock, signal } = this.deps;
    const alone = events.length === 1;
    gathering.hold();
    let [sinceMono, gathered] = [clock.monotonic(), 0];
    for (const event of events) {
      // Before anyone is told: who joins from here on has read it.
      this.#tail.push(event);
      this.#position = event.seq;
      for (const group of this.#selections.of(event)) await this.#toGroup(group, event, alone);
      if (this.#beatDue) {
        this.#beatDue = false;
        this.#beats.beat();
      }
      if (this.#breather.due) await this.#breather.breathe();
      if (signal.aborted) return;
      if (++gathered < MOST_GATHERED && clock.monotonic() - sinceMono < GATHER_MS) continue;
      await gathering.release();
      gathering.hold();
      [sinceMono, gathered] = [clock.monotonic(), 0];
    }
  }

  /** Something up to there was never told here: everyone is read to, and learns of it if it is not kept. */
  #hole(seq: number): void {
    this.#tail.restart(seq);
    this.#position = seq;
    for (const member of this.#members) if (member.live) this.#readTo(member);
  }

  async #toGroup(group: Group<A>, event: EventRecord, alone: boolean): Promise<void> {
    let told: Told | Promise<Told> | undefined;
    for (const part of group.parts.values()) {
      if (this.#breather.due) await this.#breather.breathe();
      if (!part.visible.event(event)) continue;
      if (!group.wanted.linked) told ??= group.event(event, part.asker);
      if (told === undefined || told instanceof Promise) {
        const words = told;
        // Words that are at hand all the same are behind only because nobody else has had a turn.
        if (part.pending >= PENDING) await this.#breather.breathe();
        this.#chained(part, event, () => words ?? group.event(event, part.asker));
        continue;
      }
      for (const member of part.members) {
        this.#give(member, told, alone);
        if (this.#breather.due) await this.#breather.breathe();
      }
    }
  }

  /** Words that take time are waited for by those who asked for them, and by nobody else. */
  #chained(part: Part<A>, event: EventRecord, words: () => Told | Promise<Told>): void {
    if (part.pending >= PENDING) {
      for (const member of part.members) this.#readTo(member, 'lagged');
      return;
    }
    part.pending++;
    part.chain = part.chain
      .then(words)
      .then((told) => {
        // While words were found a node may have gone to where it is not seen.
        if (part.visible.event(event)) for (const member of part.members) this.#give(member, told);
      })
      .catch((error: unknown) => {
        this.deps.onError(error);
        for (const member of part.members) this.#readTo(member);
      })
      .finally(() => part.pending--);
  }

  #give(member: Member<A>, told: Told, alone = false): void {
    if (!member.live || told.seq <= member.position) return;
    if (member.outlet.waiting > this.deps.limits.bufferBytes) {
      // All before it was given, or was not for them: what they are behind counts from here.
      member.position = told.seq - 1;
      return this.#readTo(member, 'lagged');
    }
    member.position = told.seq;
    member.outlet.send(told, alone);
  }

  #join(member: Member<A>): void {
    const { group, asker } = member;
    const key = group.keyOf(asker);
    let part = group.parts.get(key);
    if (!part) {
      part = new Part(key, asker, this.deps.visible(asker), this.#beats.first(this.#parts++));
      group.parts.set(key, part);
    }
    this.#reading.delete(member);
    part.members.add(member);
    member.part = part;
    member.live = true;
    member.lagged = false;
  }

  #readTo(member: Member<A>, why?: 'lagged'): void {
    this.#part(member);
    member.lagged = why === 'lagged';
    this.#reading.add(member);
    // Not within the step that found it so.
    setImmediate(() => void this.#replay.run(member));
  }

  #part(member: Member<A>): void {
    const { part, group } = member;
    member.live = false;
    member.part = undefined;
    part?.members.delete(member);
    if (part?.members.size === 0 && group.parts.get(part.key) === part) group.parts.delete(part.key);
  }

  #leave(member: Member<A>): void {
    if (!this.#members.delete(member)) return;
    member.ended = true;
    this.#reading.delete(member);
    this.#part(member);
    const { group } = member;
    if (--group.size > 0) return;
    this.#groups.delete(group.wanted.key);
    this.#selections.delete(group);
  }
}
