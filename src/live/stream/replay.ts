import type { EventMessage, EventRecord, GapReason } from '../../events/model.ts';
import { isSelected } from '../../events/selection.ts';
import { Breather } from '../../kit/breathe.ts';
import { Gate } from '../../kit/gate.ts';
import type { EventQuery, LogHead } from '../../plans/ports.ts';
import type { Group, Member } from './group.ts';
import type { Asker } from './model.ts';
import { Slow, type SlowDeps } from './slow.ts';

export interface ReplayDeps<A extends Asker> extends SlowDeps<A> {
  readonly store: {
    events(query: EventQuery): Promise<EventRecord[]>;
    /** Read anew: another replica may have written, and dropped what is old. */
    readHead(): Promise<LogHead>;
  };
  /** Resolves when the tree and everybody's rights here are as they were, or newer, at this place of the log; rejects while nobody knows. */
  readonly ready: (seq: number) => Promise<void>;
  readonly cursor: (seq: number) => string;
  /** Another text each time: that it stays as it was would tell that nothing happens elsewhere. */
  readonly standing: (seq: number) => string;
  /** The member stands where the others do: from now on it is told with them. */
  readonly join: (member: Member<A>) => void;
  readonly onError: (error: unknown) => void;
}

const PORTION = 500;
/** Pages of the store at a time, for however many come back. */
const READS = 4;
const RETRY_MS = 500;
const AHEAD_MS = 50;

/** Reads to one subscriber from where it stands, until it stands where all others do. */
export class Replay<A extends Asker> {
  readonly #gate = new Gate(READS);
  readonly #breather = new Breather();
  readonly #slow: Slow<A>;
  /** How many were said, by reason. */
  readonly gaps: { [reason in GapReason]: number } = { NOT_KEPT: 0, TOO_SLOW: 0 };
  #failing = false;

  constructor(private readonly deps: ReplayDeps<A>) {
    this.#slow = new Slow(deps);
  }

  /** Resolves when nothing lies between the member and the others, or when it has gone. Never rejects. */
  async run(member: Member<A>): Promise<void> {
    const { clock, signal, onError } = this.deps;
    while (!member.ended && !signal.aborted) {
      try {
        if (await this.#portion(member)) return;
        this.#failing = false;
      } catch (error) {
        if (signal.aborted) return;
        // Said once, not by each of them for as long as it lasts.
        if (!this.#failing) onError(error);
        this.#failing = true;
        await clock.sleep(RETRY_MS, signal);
      }
    }
  }

  /** The first word of all, and after every gap; it never says more than has been given. */
  async beat(member: Member<A>): Promise<void> {
    const { clock, standing } = this.deps;
    member.beatMono = clock.monotonic();
    await this.#say(member, { __typename: 'Heartbeat', cursor: standing(member.position), at: clock.now() });
  }

  async #portion(member: Member<A>): Promise<boolean> {
    const { tail, limits, clock, ready, position, signal } = this.deps;
    if (member.beatMono === -Infinity) await this.beat(member);
    if (member.outlet.waiting > limits.bufferBytes) await this.#slow.drained(member);
    // Nothing that is kept in memory is for who may see what nobody can make sure of now.
    await ready(position());
    if (member.ended || signal.aborted) return true;
    this.#slow.leaveOut(member);
    if (member.left) await this.#saidWhatWasLeft(member);
    if (member.position > position()) return this.#ahead(member);
    const recent = tail.after(member.position, PORTION);
    if (recent === undefined) await this.#fromStore(member);
    else if (recent.length > 0) await this.#give(member, recent);
    else if (clock.monotonic() - member.beatMono > limits.heartbeatMs / 2) await this.beat(member);
    else {
      // Within the same step: what comes next must find it there.
      this.deps.join(member);
      return true;
    }
    if (this.#breather.due) await this.#breather.breathe();
    return false;
  }

  async #fromStore(member: Member<A>): Promise<void> {
    const { store, tail, visible, signal } = this.deps;
    const from = member.position;
    const upTo = tail.begins;
    const sees = visible(member.asker);
    // What belongs to no node is for administrators: they are asked for no nodes at all.
    const nodeIds = sees.all ? undefined : sees.nodeIds;
    const query: EventQuery = { ...asked(member.group), after: from, before: upTo + 1, nodeIds, limit: PORTION, order: 'oldest' };
    const { found, oldest } = await this.#gate.run(async () => {
      const page = await store.events(query);
      // Asked for afterwards: what was dropped before the page was read shows in it.
      return { found: page, oldest: (await store.readHead()).oldest };
    }, signal);
    if (from < oldest - 1) return this.#gap(member, oldest - 1, 'NOT_KEPT', null);
    const given = await this.#give(member, found);
    if (given && found.length < PORTION) member.position = Math.max(member.position, upTo);
  }

  /** Where another replica has told more than this one knows, it waits; a place that the log never came to is of one that was put back. */
  async #ahead(member: Member<A>): Promise<boolean> {
    const { store, clock, signal, position } = this.deps;
    const { seq } = await this.#gate.run(() => store.readHead(), signal);
    if (member.position > Math.max(seq, position())) await this.#gap(member, position(), 'NOT_KEPT', null);
    else await clock.sleep(AHEAD_MS, signal);
    return false;
  }

  /** Answers whether all of it was given. */
  async #give(member: Member<A>, events: readonly EventRecord[]): Promise<boolean> {
    const { group, outlet } = member;
    let visible = this.deps.visible(member.asker);
    for (const event of events) {
      // What is left of the portion is read again, as it may be seen then.
      if (member.ended || outlet.waiting > this.deps.limits.bufferBytes) return false;
      if (isSelected(group.selection, event) && visible.event(event)) {
        const { asker } = member;
        const words = group.event(event, asker);
        const told = words instanceof Promise ? await words : words;
        if (member.ended || member.asker !== asker) return false;
        // While words were found a node may have gone to where it is not seen.
        if (words === told || visible.event(event)) outlet.send(told);
      }
      member.position = event.seq;
      if (!this.#breather.due) continue;
      await this.#breather.breathe();
      visible = this.deps.visible(member.asker);
    }
    return true;
  }

  async #saidWhatWasLeft(member: Member<A>): Promise<void> {
    const { from, missed } = member.left ?? { from: member.position, missed: null };
    member.left = undefined;
    const to = member.position;
    member.position = from;
    await this.#gap(member, to, 'TOO_SLOW', missed);
  }

  async #gap(member: Member<A>, to: number, reason: GapReason, missed: number | null): Promise<void> {
    const { cursor, standing } = this.deps;
    const from = cursor(member.position);
    this.gaps[reason]++;
    member.position = to;
    await this.#say(member, { __typename: 'Gap', from, to: standing(to), missed, reason });
    await this.beat(member);
  }

  async #say(member: Member<A>, message: EventMessage): Promise<void> {
    const words = member.group.say(message, member.position, member.asker);
    const told = words instanceof Promise ? await words : words;
    if (!member.ended) member.outlet.send(told);
  }
}

/** What a group wants, as the store is asked for it. */
const asked = <A extends Asker>({ selection }: Group<A>): Omit<EventQuery, 'limit' | 'order'> => ({
  kinds: selection.kinds ?? undefined,
  severities: selection.severities ?? undefined,
  under: selection.under ?? undefined,
  subject: selection.subject ?? undefined,
  actor: selection.actor ?? undefined,
  since: selection.since ?? undefined,
  until: selection.until ?? undefined,
});
