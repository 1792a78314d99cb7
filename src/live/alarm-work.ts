import { createHash } from 'node:crypto';
import { after } from '../alarms/change.ts';
import type { AlarmChange, AlarmRecord, AlarmSubject, HookCall, MalformedCall, Occurrence } from '../alarms/model.ts';
import { readHeard } from '../alarms/queued.ts';
import { alarmEvent } from '../events/alarms.ts';
import type { EventDraft } from '../events/model.ts';
import type { Clock } from '../kit/clock.ts';
import type { Lease, Store } from '../plans/ports.ts';
import { Fault } from '../kit/fault.ts';
import type { AlarmHistory } from './alarm-history.ts';
import type { AlarmBook } from './alarms.ts';

export interface AlarmWorkDeps {
  readonly store: Store;
  readonly book: AlarmBook;
  readonly clock: Clock;
  readonly owner: string;
  readonly zone: string;
  /** What an endpoint may be is in memory: every container and host. */
  readonly synced: () => boolean;
  readonly subjectOf: (told: Pick<Occurrence, 'endpoint' | 'tags'>) => AlarmSubject;
  /** The book shows the log up to there. */
  readonly reflected: (seq: number) => Promise<void>;
  readonly history: Pick<AlarmHistory, 'due' | 'look'>;
  readonly log: { warn(details: object, message: string): void };
}

const LEASE = 'alarms';
const LEASE_MS = 15_000;
/** A write of more would keep the callbacks behind it waiting for their answer. */
const PORTION = 50;
/** Another process may have put something into the inbox. */
const POLL_MS = 250;
const RETRY_MS = 1_000;
/** So long what there is here is waited for: a Marathon that stays away must not keep alarms from everybody. */
const SYNCED_MS = 60_000;

/** Falcon's own name of a case: by its rule, and by the series that is judged. */
export function caseIdOf({ rule, endpoint, metric, tags }: Pick<Occurrence, 'rule' | 'endpoint' | 'metric' | 'tags'>): string {
  const sorted = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  const series = [endpoint, metric, ...(sorted.length > 0 ? [sorted.join(',')] : [])].join('/');
  return `${rule.kind === 'STRATEGY' ? 's' : 'e'}_${rule.id}_${createHash('md5').update(series).digest('hex')}`;
}

/** Works the inbox, in the one process that holds the lease: callbacks become alarms and events, or are kept as malformed. */
export class AlarmWork {
  #lease: Lease | undefined;
  #heldMono = -Infinity;
  #wake = new AbortController();

  constructor(private readonly deps: AlarmWorkDeps) {}

  /** Something has just been put into the inbox here. */
  wake(): void {
    this.#wake.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, store, owner } = this.deps;
    let failing = false;
    await this.#synced(signal);
    while (!signal.aborted) {
      let left = false;
      try {
        await this.#hold();
        left = this.#lease !== undefined && (await this.#portion(this.#lease));
        if (this.#lease && !left) this.#look(this.#lease);
        failing = false;
      } catch (error) {
        if (!failing) log.warn({ err: error }, 'the inbox of alarms cannot be worked');
        failing = true;
        this.#lease = undefined;
        await clock.sleep(RETRY_MS, signal);
        // The store has another alarm than is known here: nothing is judged by what is not so. Right before the next try, so that
        // nothing is let go of in between.
        if (error instanceof Fault && error.code === 'PLAN_STALE')
          await this.deps.book.restore(() => store.alarms()).catch(() => undefined);
      }
      if (left || signal.aborted) continue;
      await clock.sleep(POLL_MS, AbortSignal.any([signal, this.#wake.signal]));
      if (this.#wake.signal.aborted) this.#wake = new AbortController();
    }
    if (this.#lease) await store.release(LEASE, owner).catch(() => undefined);
  }

  /** What came while no Canopy ran is judged with what it is about; who has that already may hold the lease meanwhile. */
  async #synced(signal: AbortSignal): Promise<void> {
    const { clock, synced } = this.deps;
    const began = clock.monotonic();
    while (!signal.aborted && !synced() && clock.monotonic() - began < SYNCED_MS) await clock.sleep(POLL_MS, signal);
  }

  /** Beside the work: whoever calls back does not wait for Falcon's history. */
  #look(lease: Lease): void {
    const { history, log } = this.deps;
    if (!history.due) return;
    history.look(lease).catch((error: unknown) => log.warn({ err: error }, 'alarms could not be held against Falcon'));
  }

  async #hold(): Promise<void> {
    const { clock, store, owner } = this.deps;
    if (this.#lease && clock.monotonic() - this.#heldMono < LEASE_MS / 3) return;
    const asked = clock.monotonic();
    this.#lease = await store.lease(LEASE, owner, LEASE_MS);
    this.#heldMono = asked;
  }

  /** True: more may be waiting. */
  async #portion(lease: Lease): Promise<boolean> {
    const { store } = this.deps;
    const calls = await store.calls(PORTION);
    if (calls.length === 0) return false;
    const { alarms, events, malformed } = this.#judged(calls);
    const { seq } = await store.write(async (tx) => {
      await tx.requireLease(lease);
      for (const { alarm, was } of alarms.values()) await tx.putAlarm(alarm, was);
      for (const call of malformed) await tx.putMalformed(call);
      for (const event of events) tx.event(event);
      await tx.dropCalls(calls.map(({ id }) => id));
    });
    // The next portion is judged by what this one has come to.
    if (events.length > 0) await this.deps.reflected(seq);
    return calls.length === PORTION;
  }

  #judged(calls: readonly HookCall[]) {
    const { book, zone, clock, subjectOf } = this.deps;
    const alarms = new Map<string, { alarm: AlarmRecord; readonly was: number }>();
    const events: EventDraft[] = [];
    const malformed: MalformedCall[] = [];
    const tell = (change: AlarmChange, alarm: AlarmRecord, before: AlarmRecord | undefined) =>
      events.push(alarmEvent(change, alarm, before, clock.now()));
    for (const call of calls) {
      const read = readHeard(call.raw, zone, call.at);
      if (!read.ok) {
        malformed.push({ ...call, problem: read.userErrors[0]?.message ?? 'It cannot be read.' });
        continue;
      }
      const id = caseIdOf(read.value);
      const held = alarms.get(id);
      const before = held?.alarm ?? book.get(id)?.record;
      const changed = after(before, id, read.value, subjectOf(read.value), call.at);
      if (!changed) continue;
      alarms.set(id, { alarm: changed.alarm, was: held?.was ?? before?.revision ?? 0 });
      if (changed.change) tell(changed.change, changed.alarm, before);
    }
    return { alarms, events, malformed };
  }
}
