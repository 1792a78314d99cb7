import { randomBytes } from 'node:crypto';
import DataLoader from 'dataloader';
import type { EventPageArgs } from '../context.ts';
import type { EventFilterFacts, EventRecord } from '../events/model.ts';
import { Fault } from '../kit/fault.ts';
import { Connection } from '../kit/page.ts';
import type { Seal } from '../kit/seal.ts';
import type { EventQuery, Store } from '../plans/ports.ts';
import { parseNodeName } from '../tree/jobname.ts';
import { pageSize, WALK_MAX } from './cursors.ts';
import type { Visible } from './visible.ts';

const PORTION = 1_000;
const STANDING_MS = 25;

/** Refuses what is no name of a node. */
export function requireNodeName(scope: string): void {
  const parsed = parseNodeName(scope);
  if (!parsed.ok) throw new Fault('BAD_USER_INPUT', parsed.userErrors[0]?.message ?? 'scope: not a JobName.');
}

/** Reads of the event log; its cursors are sealed, for plain numbers tell strangers how much happens elsewhere. */
export class LogReads {
  #last = { seq: -1, sealed: '' };
  #standing = { seq: -1, mono: -Infinity, sealed: '' };
  #exact = { seq: -1, mono: -Infinity, sealed: '' };

  constructor(
    private readonly store: Store,
    private readonly seal: Seal,
  ) {}

  /** Enough of the log's id to know a cursor of another log. */
  get #log(): string {
    return this.store.head().logId.slice(0, 8);
  }

  cursor(seq: number): string {
    if (this.#last.seq !== seq) this.#last = { seq, sealed: this.seal.seal(JSON.stringify(['e', this.#log, seq])) };
    return this.#last.sealed;
  }

  /**
   * Up to where answers hold, for whoever is answered: another text each time, and none that tells by staying as it was that
   * nothing has happened meanwhile in what they may not see. Older by a moment at most, which is safe.
   */
  standing(seq: number, mono: number): string {
    if (mono - this.#standing.mono >= STANDING_MS || seq < this.#standing.seq) this.#standing = { seq, mono, sealed: this.#salted(seq) };
    return this.#standing.sealed;
  }

  /** The same of this very place, for subscribers: from an older one they would be told again what they have been told. */
  standingAt(seq: number, mono: number): string {
    if (mono - this.#exact.mono >= STANDING_MS || seq !== this.#exact.seq) this.#exact = { seq, mono, sealed: this.#salted(seq) };
    return this.#exact.sealed;
  }

  #salted(seq: number): string {
    return this.seal.seal(JSON.stringify(['e', this.#log, seq, randomBytes(6).toString('base64url')]));
  }

  place(cursor: string): number {
    const seq = this.#seq(cursor);
    if (seq === undefined) throw new Fault('BAD_USER_INPUT', 'This is not a cursor of the event log.');
    return seq;
  }

  /** The event at a cursor; undefined for what is no cursor of this log, or whose event is no longer kept. */
  async at(cursor: string, visible: Visible): Promise<EventRecord | undefined> {
    const seq = this.#seq(cursor);
    const event = seq === undefined ? undefined : await this.store.event(seq);
    return event && visible.event(event) ? event : undefined;
  }

  #seq(cursor: string): number | undefined {
    const text = this.seal.open(cursor);
    const parts = text === undefined ? undefined : (JSON.parse(text) as unknown[]);
    return parts?.[0] === 'e' && parts[1] === this.#log && typeof parts[2] === 'number' ? parts[2] : undefined;
  }

  /** Events by their places, of one request: all that are asked for together are one read. */
  batched(visible: Visible): (places: readonly number[]) => Promise<readonly EventRecord[]> {
    const loader = new DataLoader<number, EventRecord | undefined>(async (places) => {
      const found = new Map((await this.store.eventsAt(places)).map((event) => [event.seq, event]));
      return places.map((place) => found.get(place));
    });
    return async (places) => {
      const found = await loader.loadMany(places);
      const failed = found.find((each) => each instanceof Error);
      if (failed) throw failed;
      return found.flatMap((each) => (each === undefined || each instanceof Error || !visible.event(each) ? [] : [each]));
    };
  }

  async page(
    filter: EventFilterFacts | null | undefined,
    { first, after, last, before }: EventPageArgs,
    visible: Visible,
    partial: boolean,
  ): Promise<Connection<EventRecord>> {
    if (first != null && last != null) throw new Fault('BAD_USER_INPUT', 'first and last: give one of them.');
    const newest = last != null || (first == null && before != null);
    const size = pageSize(newest ? last : first, newest ? 'last' : 'first');
    const from = after == null ? undefined : this.place(after);
    const { oldest } = this.store.head();
    if (from !== undefined && from < oldest - 1) {
      throw new Fault('BAD_USER_INPUT', 'after: events that followed this place are no longer kept; begin without a cursor.', {
        details: { argument: 'after' },
      });
    }
    if (filter?.scope) requireNodeName(filter.scope);
    const query: EventQuery = {
      after: from,
      before: before == null ? undefined : this.place(before),
      kinds: filter?.kinds ?? undefined,
      severities: filter?.severities ?? undefined,
      under: filter?.scope ?? undefined,
      subject: filter?.subject ?? undefined,
      actor: filter?.actor ?? undefined,
      since: filter?.from ?? undefined,
      until: filter?.to ?? undefined,
      limit: size + 1,
      order: newest ? 'newest' : 'oldest',
    };
    const found = visible.all ? await this.store.events(query) : await this.#seen(query, visible);
    const more = { next: found.length > size, previous: (newest ? before : after) != null };
    return new Connection(found.slice(0, size), null, more, (event) => this.cursor(event.seq), partial);
  }

  /**
   * The store is asked for what the caller may see, by its nodes; what is left out shows in no count of questions. Of who sees too
   * many to name, what they may not see is left out here, in portions of one size.
   */
  async #seen(query: EventQuery, visible: Visible): Promise<EventRecord[]> {
    const seen: EventRecord[] = [];
    const limit = Math.max(PORTION, query.limit);
    for (let part: EventQuery = { ...query, nodeIds: visible.nodeIds }, walked = 0; ; walked += limit) {
      const found = await this.store.events({ ...part, limit });
      seen.push(...found.filter(visible.event));
      const last = found.at(-1);
      if (!last || found.length < limit || seen.length >= query.limit) return seen;
      if (walked + limit >= WALK_MAX) {
        throw new Fault('TOO_BROAD', `${WALK_MAX} events were walked without filling the page: give a scope or a time.`, {
          details: { limit: WALK_MAX },
        });
      }
      part = query.order === 'oldest' ? { ...part, after: last.seq } : { ...part, before: last.seq };
    }
  }
}
