import type { EventMessage, GapReason } from '../../events/model.ts';
import { isSelected } from '../../events/selection.ts';
import type { EventRecord } from '../../events/model.ts';
import { Breather } from '../../kit/breathe.ts';
import type { Clock } from '../../kit/clock.ts';
import { Gate } from '../../kit/gate.ts';
import type { EventQuery, LogHead } from '../../plans/ports.ts';
import type { Visible } from '../visible.ts';
import type { Member } from './group.ts';
import type { Asker, StreamLimits } from './model.ts';
import type { Tail } from './tail.ts';

export interface ReplayDeps<A extends Asker> {
  readonly store: {
    events(query: EventQuery): Promise<EventRecord[]>;
    /** Read anew: another replica may have dropped what is old. */
    readHead(): Promise<LogHead>;
  };
  readonly tail: Tail;
  readonly clock: Clock;
  readonly limits: StreamLimits;
  readonly visible: (asker: A) => Visible;
  readonly cursor: (seq: number) => string;
  /** Another text each time: that it stays as it was would tell that nothing happens elsewhere. */
  readonly standing: (seq: number) => string;
  /** Where those stand who are told together. */
  readonly position: () => number;
  /** The member stands there too: from now on it is told with them. */
  readonly join: (member: Member<A>) => void;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const PORTION = 500;
/** Pages of the store at a time, for however many come back. */
const READS = 4;
const DRAIN_MS = 25;
const RETRY_MS = 500;

/** Reads to one subscriber from where it stands, until it stands where all others do. */
export class Replay<A extends Asker> {
  readonly #gate = new Gate(READS);
  readonly #breather = new Breather();

  constructor(private readonly deps: ReplayDeps<A>) {}

  /** Resolves when nothing lies between the member and the others, or when it has gone. */
  async run(member: Member<A>): Promise<void> {
    while (!member.ended) {
      try {
        if (await this.#portion(member)) return;
      } catch (error) {
        if (this.deps.signal.aborted) return;
        this.deps.onError(error);
        await this.deps.clock.sleep(RETRY_MS, this.deps.signal);
        if (!member.ended) await this.beat(member);
      }
    }
  }

  /** The first word of all, and after every gap. */
  async beat(member: Member<A>): Promise<void> {
    const cursor = this.deps.standing(member.position);
    await this.#say(member, { __typename: 'Heartbeat', cursor, at: this.deps.clock.now() }, cursor);
  }

  async #portion(member: Member<A>): Promise<boolean> {
    const { tail, limits } = this.deps;
    if (member.outlet.waiting > limits.bufferBytes) await this.#drained(member);
    if (member.ended) return true;
    if (member.lagged && this.deps.position() - member.position > limits.behind) await this.#leaveOut(member);
    const recent = tail.after(member.position, PORTION);
    if (recent === undefined) {
      await this.#fromStore(member);
    } else {
      if (recent.length === 0) {
        // Within the same step: what comes next must find it there.
        this.deps.join(member);
        return true;
      }
      await this.#give(member, recent);
    }
    if (this.#breather.due) await this.#breather.breathe();
    if (this.deps.clock.monotonic() - member.heardMono >= limits.heartbeatMs) await this.beat(member);
    return false;
  }

  async #fromStore(member: Member<A>): Promise<void> {
    const { store, tail, visible, signal } = this.deps;
    const { selection } = member.group;
    const from = member.position;
    const upTo = tail.begins;
    const query: EventQuery = {
      after: from,
      before: upTo + 1,
      kinds: selection.kinds ?? undefined,
      severities: selection.severities ?? undefined,
      under: selection.under ?? undefined,
      subject: selection.subject ?? undefined,
      actor: selection.actor ?? undefined,
      since: selection.since ?? undefined,
      until: selection.until ?? undefined,
      nodeIds: visible(member.asker).nodeIds,
      limit: PORTION,
      order: 'oldest',
    };
    const found = await this.#gate.run(() => store.events(query), signal);
    // Asked for afterwards: what was dropped before the page was read shows in it.
    const { oldest } = await store.readHead();
    if (from < oldest - 1) return this.#gap(member, oldest - 1, 'NOT_KEPT', null);
    await this.#give(member, found);
    if (found.length < PORTION) member.position = Math.max(member.position, upTo);
  }

  async #give(member: Member<A>, events: readonly EventRecord[]): Promise<void> {
    const { group, outlet } = member;
    let visible = this.deps.visible(member.asker);
    for (const event of events) {
      // What is left of the portion is read again, as it may be seen then.
      if (member.ended || outlet.waiting > this.deps.limits.bufferBytes) return;
      if (isSelected(group.selection, event) && visible.event(event)) {
        const told = group.event(event, member.asker);
        outlet.send(told instanceof Promise ? await told : told);
        member.heardMono = this.deps.clock.monotonic();
      }
      member.position = event.seq;
      if (!this.#breather.due) continue;
      await this.#breather.breathe();
      visible = this.deps.visible(member.asker);
    }
  }

  /** Who takes nothing at all is not waited for. */
  async #drained(member: Member<A>): Promise<void> {
    const { clock, limits, signal } = this.deps;
    const since = clock.monotonic();
    while (!member.ended && member.outlet.waiting > limits.bufferBytes / 2) {
      if (clock.monotonic() - since > limits.stallMs) {
        member.ended = true;
        member.outlet.end('Nothing was read for too long.');
        return;
      }
      await clock.sleep(DRAIN_MS, signal);
      if (signal.aborted) member.ended = true;
    }
  }

  async #leaveOut(member: Member<A>): Promise<void> {
    const { tail, visible } = this.deps;
    const to = this.deps.position();
    const left = tail.after(member.position, to - member.position);
    const sees = visible(member.asker);
    const missed = left?.filter((event) => isSelected(member.group.selection, event) && sees.event(event)).length ?? null;
    await this.#gap(member, to, 'TOO_SLOW', missed);
  }

  async #gap(member: Member<A>, to: number, reason: GapReason, missed: number | null): Promise<void> {
    const { cursor, standing } = this.deps;
    const end = standing(to);
    await this.#say(member, { __typename: 'Gap', from: cursor(member.position), to: end, missed, reason }, end);
    member.position = to;
    await this.beat(member);
  }

  async #say(member: Member<A>, message: EventMessage, cursor: string): Promise<void> {
    const told = member.group.say(message, { seq: member.position, cursor }, member.asker);
    const words = told instanceof Promise ? await told : told;
    if (member.ended) return;
    member.outlet.send(words);
    member.heardMono = this.deps.clock.monotonic();
  }
}
