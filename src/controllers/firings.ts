import { requireLease, type LeaseHold } from '../actions/lease.ts';
import type { Place } from '../actions/spec.ts';
import type { EventDraft } from '../events/model.ts';
import type { Store, Writes } from '../plans/ports.ts';
import { endOf, firingAfter, type Timed } from '../scaling/timed.ts';
import type { Executor, FiringRecord } from '../scaling/timed-model.ts';

/** A schedule, and where what it is set on hangs. */
export interface Firing extends Timed {
  readonly on: string;
  readonly executor: Executor;
  readonly setAt: number;
  readonly place: Place | null;
}

/** So long a Chronos is waited for. */
export const GRACE_MS = 60_000;
/** So much earlier than it is due here a call counts: less than there is between two firings. */
const AHEAD_MS = 5_000;
/** Older ones are of no use to anybody. */
const BACK_MS = 72 * 3_600_000;
/** Of one schedule, at once, the newest: that it was away for longer shows in the first of them. */
const MOST_MISSED = 20;
/** In one transaction. */
const PIECE = 100;

/** What comes of a call: it fires; it has already; nothing is due. */
export type Called = 'FIRED' | 'AGAIN' | 'NOT_DUE';

/** That schedules have fired: once for each instant, whoever sees to it, and however often. What holds is told by the clock alone. */
export class Firings {
  /** By schedule, the newest that is recorded. */
  #newest: Map<string, number> | undefined;

  constructor(
    private readonly store: Pick<Store, 'write' | 'firings'>,
    private readonly actor: string,
  ) {}

  /** Another may have recorded since. */
  forget(): void {
    this.#newest = undefined;
  }

  /** Whether what fired last counts already: a Chronos is waited for, but not for long. */
  counts({ schedule, series, executor }: Firing, now: number): boolean {
    if (executor === 'CANOPY') return true;
    const at = series.last(now);
    return at === null || now >= at + GRACE_MS || at <= (this.#newest?.get(schedule.id) ?? -Infinity);
  }

  /** As it counts: where a Chronos is waited for, as if the newest firing had not been yet, which the one before may outlast. */
  counted<T extends Firing>(each: T, now: number): T {
    if (this.counts(each, now)) return each;
    const { series } = each;
    const pending = series.last(now);
    const last = (at: number) => (series.last(at) === pending && pending !== null ? series.last(pending - 1) : series.last(at));
    return {
      ...each,
      series: { ...series, zone: series.zone, next: (at: number) => series.next(at), told: (at: number) => series.told(at), last },
    };
  }

  /** Records what has fired since it was looked last. Answers whether anything was. */
  async look(schedules: readonly Firing[], now: number, lease: LeaseHold): Promise<boolean> {
    if (schedules.length === 0) return false;
    await this.#load(now);
    const due = schedules.flatMap((each) => this.#due(each, now).map((record) => ({ each, record })));
    if (due.length === 0) return false;
    for (let from = 0; from < due.length; from += PIECE) await this.#put(due.slice(from, from + PIECE), lease);
    return true;
  }

  /** A Chronos has called: what is due counts from now on. Whoever holds the lease hears of it by the log. */
  async called(each: Firing, now: number): Promise<Called> {
    const { schedule, series, executor, setAt } = each;
    // Its clock may be ahead of this one.
    const at = series.last(now + AHEAD_MS);
    const counts = at !== null && at >= setAt && now < endOf(schedule, at) && firingAfter(each, at - 1) === at;
    if (executor !== 'CHRONOS' || !counts) return 'NOT_DUE';
    const record = recordOf(each, at, 'FIRED', now);
    return (await this.#put([{ each, record }])) > 0 ? 'FIRED' : 'AGAIN';
  }

  /** It is recorded, by whomever. */
  heard(scheduleId: string, at: number): void {
    this.#newest?.set(scheduleId, Math.max(at, this.#newest.get(scheduleId) ?? 0));
  }

  async #load(now: number): Promise<void> {
    if (this.#newest) return;
    const newest = new Map<string, number>();
    // A Chronos whose clock is ahead may have called already.
    for (const { scheduleId, at } of await this.store.firings(now - BACK_MS, now + AHEAD_MS + 1)) newest.set(scheduleId, at);
    this.#newest = newest;
  }

  #due(each: Firing, now: number): FiringRecord[] {
    const { schedule, series, setAt } = each;
    const last = series.last(now);
    const known = this.#newest?.get(schedule.id) ?? -Infinity;
    // Of one that has just been set, what was due before still holds, and is no firing of it.
    const since = Math.max(known, setAt - 1, now - BACK_MS);
    if (!schedule.enabled || last === null || last <= since) return [];
    const found: number[] = [];
    for (let at: number | null = last; at !== null && at > since && found.length < MOST_MISSED; at = series.last(at - 1))
      if (firingAfter(each, at - 1) === at) found.unshift(at);
    return found.flatMap((at) => {
      const newest = at === last;
      if (newest && !this.counts(each, now)) return [];
      const inTime = newest && now < endOf(schedule, at);
      return [recordOf(each, at, inTime ? 'FIRED' : 'MISSED', now, 'CANOPY')];
    });
  }

  async #put(due: readonly { readonly each: Firing; readonly record: FiringRecord }[], lease?: LeaseHold): Promise<number> {
    const { value } = await this.store.write(async (tx: Writes) => {
      if (lease) await requireLease(tx, lease);
      let count = 0;
      for (const { each, record } of due) {
        if (!(await tx.putFiring(record))) continue;
        tx.event(firedEvent(each, record, this.actor));
        count++;
      }
      return count;
    });
    for (const { record } of due) this.heard(record.scheduleId, record.at);
    return value;
  }
}

const recordOf = (
  { schedule, executor }: Firing,
  at: number,
  outcome: FiringRecord['outcome'],
  now: number,
  by = executor,
): FiringRecord => ({
  ...{ scheduleId: schedule.id, at, outcome, by, recordedAt: now },
});

function firedEvent(each: Firing, { at, outcome, by, recordedAt }: FiringRecord, actor: string): EventDraft {
  const { schedule, on, place } = each;
  const when = new Date(at).toISOString();
  return {
    ...{ kind: 'SCALING_SCHEDULE_FIRED', kindVersion: 1, at: recordedAt, actor },
    ...{ nodeId: place?.nodeId ?? null, jobName: place?.jobName ?? null, subject: on },
    summary:
      outcome === 'FIRED'
        ? `The schedule ${schedule.name} fires, due at ${when}`
        : `The schedule ${schedule.name} was not seen to at ${when}`,
    body: { schedule: schedule.id, at, until: endOf(schedule, at), outcome, by },
  };
}
