import { after, confirmed, expired, unsure, type Changed } from '../alarms/change.ts';
import type { AlarmRecord, AlarmSubject, CaseRecord, CasesAsked } from '../alarms/model.ts';
import { alarmEvent } from '../events/alarms.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault, messageOf } from '../kit/fault.ts';
import { pieces } from '../kit/pieces.ts';
import type { Observed } from '../kit/observed.ts';
import type { Readings } from '../kit/readings.ts';
import type { Lease, Store } from '../plans/ports.ts';
import type { AlarmBook } from './alarms.ts';

export interface CaseReader {
  cases(asked: CasesAsked, signal: AbortSignal): Promise<Observed<Readings<CaseRecord>>>;
}

export interface AlarmHistoryDeps {
  readonly reader: CaseReader;
  readonly store: Store;
  readonly book: AlarmBook;
  readonly clock: Clock;
  /** Of Falcon's: so long a step of a rule takes at least. */
  readonly stepMs: number;
  readonly subjectOf: (told: Pick<CaseRecord, 'endpoint' | 'tags'>) => AlarmSubject;
  /** Its container is not there any more. */
  readonly isGone: (alarm: AlarmRecord) => boolean;
  readonly signal: AbortSignal;
}

/** Falcon hears nothing more of it, so that it never tells an end, and its history says PROBLEM for ever. */
const GONE = 'Its container is gone.';

/** What a look comes to. */
interface Found {
  readonly before: AlarmRecord | undefined;
  readonly changed: Changed;
}

const ENDPOINTS = 200;
/** Alarms of a transaction: whoever calls back meanwhile does not wait for long. */
const WRITTEN = 200;
/** Before the first look: what was missed while no Canopy ran. */
const FIRST_MS = 24 * 3_600_000;
/** Clocks may be apart, and a case takes its time to be written. */
const OVERLAP_MS = 5 * 60_000;
/** Steps without a word, after which nobody knows whether an alarm still holds. */
const STEPS = 3;

/** Looks in Falcon's own history for what was missed, and whether what fires still does. What it cannot confirm becomes UNKNOWN. */
export class AlarmHistory {
  readonly #since: number;
  #lookedAt: number | undefined;
  #lookedMono = -Infinity;
  #looking = false;
  /** When what fires was last known to do so still. */
  #confirmed = new Map<string, number>();

  constructor(private readonly deps: AlarmHistoryDeps) {
    this.#since = deps.clock.now();
  }

  get due(): boolean {
    return !this.#looking && this.deps.clock.monotonic() - this.#lookedMono >= this.deps.stepMs;
  }

  async look(lease: Lease): Promise<void> {
    const { clock, book, stepMs } = this.deps;
    this.#looking = true;
    this.#lookedMono = clock.monotonic();
    try {
      const began = clock.now();
      let why = 'Falcon’s history does not know it.';
      const found = await this.#read().catch((error: unknown) => {
        why = `Falcon’s history cannot be read: ${messageOf(error)}`;
        return undefined;
      });
      const changes: Found[] = [];
      for (const each of found?.values() ?? []) {
        const before = book.get(each.id)?.record;
        const changed = before ? this.#held(before, each, began) : this.#missed(each, began);
        if (changed) changes.push({ before, changed });
      }
      for (const { before, changed } of changes) if (before) this.#confirmed.set(changed.alarm.id, began);
      for (const id of this.#confirmed.keys()) if (book.get(id)?.state !== 'FIRING') this.#confirmed.delete(id);
      const patience = { now: began, afterMs: STEPS * stepMs };
      for (const { record } of book.open.from()) {
        const changed = found?.has(record.id)
          ? undefined
          : this.deps.isGone(record)
            ? unsure(record, GONE)
            : expired(record, { ...patience, since: this.#confirmed.get(record.id) ?? this.#since }, why);
        if (changed) changes.push({ before: record, changed });
      }
      await this.#write(lease, changes);
      if (found) this.#lookedAt = began;
    } finally {
      this.#looking = false;
    }
  }

  /** Of what fires here, and of what has begun or ended since the last look. */
  async #read(): Promise<ReadonlyMap<string, CaseRecord>> {
    const { reader, book, clock, signal } = this.deps;
    const found = new Map<string, CaseRecord>();
    const read = async (asked: CasesAsked) => {
      for (const each of (await reader.cases(asked, signal)).value.items) found.set(each.id, each);
    };
    await read({ since: this.#lookedAt === undefined ? clock.now() - FIRST_MS : this.#lookedAt - OVERLAP_MS });
    const endpoints = [...new Set([...book.open.from()].filter(({ record }) => !found.has(record.id)).map(({ endpoint }) => endpoint))];
    for (const some of pieces(endpoints, ENDPOINTS)) await read({ endpoints: some });
    return found;
  }

  #held(before: AlarmRecord, facts: CaseRecord, now: number): Changed | undefined {
    if (facts.firing && this.deps.isGone(before)) return unsure(before, GONE);
    return confirmed(before, facts, this.deps.subjectOf(facts), now);
  }

  #missed(facts: CaseRecord, heardAt: number): Changed | undefined {
    const told = after(undefined, facts.id, facts, this.deps.subjectOf(facts), heardAt);
    return told && { alarm: { ...told.alarm, condition: facts.condition, note: facts.note, maxStep: facts.maxStep }, change: told.change };
  }

  /** In pieces: what another change came before is passed over alone, and the next look goes by that. */
  async #write(lease: Lease, changes: readonly Found[]): Promise<void> {
    const told = changes.filter(({ changed }) => changed.change !== null);
    for (const some of pieces(told, WRITTEN)) {
      if (await this.#put(lease, some)) continue;
      for (const each of some) await this.#put(lease, [each]);
    }
  }

  /** False: one of them has changed meanwhile, and none was written. */
  async #put(lease: Lease, changes: readonly Found[]): Promise<boolean> {
    const { store, clock } = this.deps;
    try {
      await store.write(async (tx) => {
        await tx.requireLease(lease);
        for (const { before, changed } of changes) {
          await tx.putAlarm(changed.alarm, before?.revision ?? 0);
          if (changed.change) tx.event(alarmEvent(changed.change, changed.alarm, before, clock.now()));
        }
      });
      return true;
    } catch (error) {
      if (error instanceof Fault && error.code === 'PLAN_STALE') return false;
      throw error;
    }
  }
}
