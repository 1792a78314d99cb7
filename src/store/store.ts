import { type Kysely, sql } from 'kysely';
import { keyName, type Sign } from '../audit/chain.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { hmac } from '../kit/hmac.ts';
import type { PlanState } from '../plans/model.ts';
import type { AuditQuery, EventQuery, Facts, PruneLimits, Spent, Store, Writes } from '../plans/ports.ts';
import { findSignIn, readAccess, readVersion, touchTokens } from './access.ts';
import { readAuditHead, requireKey } from './audit.ts';
import { pruneAudit } from './audit-retention.ts';
import { findAudits } from './audit-search.ts';
import { Batcher } from './batcher.ts';
import type { Driver, StoreLog } from './driver.ts';
import { findEvents, findEventsAt } from './events.ts';
import { Lost, toFault } from './failures.ts';
import { findKey, findRecorded } from './keys.ts';
import { releaseLease, takeLease } from './leases.ts';
import { Follower } from './follower.ts';
import { LogEnd, readHead } from './log.ts';
import { type Identity, migrate } from './migrations.ts';
import { type MysqlOptions, openMysql } from './mysql.ts';
import { placeOf } from './mysql-connection.ts';
import * as plans from './plans.ts';
import { spend } from './points.ts';
import { findAlarms, findCalls, findMalformed } from './alarms.ts';
import { prune } from './prune.ts';
import type { Tables } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { readLooks } from './looks.ts';
import { readFirings } from './schedules.ts';
import { readFacts } from './tree.ts';

export type StoreOptions = { readonly driver: 'sqlite'; readonly file: string } | MysqlOptions;

export interface StoreDeps {
  readonly clock: Clock;
  readonly log: StoreLog;
  readonly newId: () => string;
  /** Signs the audit log: the same on every replica and at every start, and kept outside the store. */
  readonly auditKey: Uint8Array;
}

export interface OpenStore extends Store {
  /** Which one, and where; without credentials. */
  readonly kind: 'sqlite' | 'mysql';
  readonly place: string;
  /** Hears that this process has committed events, before they are told. Returns the way to stop. */
  onCommit(listener: () => void): () => void;
  /** Tells what other replicas have committed by now. Never rejects. */
  catchUp(): Promise<void>;
}

/** Opens the store, brings its tables to this program's version, and follows its log. */
export async function openStore(options: StoreOptions, deps: StoreDeps): Promise<OpenStore> {
  const sign = hmac(deps.auditKey);
  const driver = options.driver === 'sqlite' ? openSqlite(options.file, deps.clock) : await openMysql(options);
  try {
    const identity = await driver.exclusively(async (db, sql) => {
      const found = await migrate(db, sql, deps.newId, keyName(sign));
      requireKey(sign, found.auditKey);
      // Only one process at a time has a SQLite file: whoever held a lease in it is gone.
      if (!driver.shared) await db.updateTable('leases').set({ expires_at: 0 }).execute();
      return found;
    });
    const { seq, oldest } = await readHead(driver.reader);
    const end = new LogEnd(driver.reader, deps.log, { logId: identity.logId, seq, oldest: oldest ?? seq + 1 });
    return new SqlStore(driver, identity, end, sign, deps, options);
  } catch (error) {
    await driver.close();
    throw toFault(error);
  }
}

class SqlStore implements OpenStore {
  readonly kind: 'sqlite' | 'mysql';
  readonly place: string;
  readonly #driver: Driver;
  readonly #identity: Identity;
  readonly #end: LogEnd;
  readonly #sign: Sign;
  readonly #log: StoreLog;
  readonly #follower: Follower;
  readonly #batcher: Batcher;
  readonly #committing = new Set<() => void>();
  #closed: Promise<void> | undefined;

  constructor(driver: Driver, identity: Identity, end: LogEnd, sign: Sign, { clock, log }: StoreDeps, options: StoreOptions) {
    this.kind = options.driver;
    this.place = options.driver === 'sqlite' ? options.file : placeOf(options.url);
    this.#driver = driver;
    this.#identity = identity;
    this.#end = end;
    this.#sign = sign;
    this.#log = log;
    this.#follower = new Follower(end, clock, log);
    this.#batcher = new Batcher({
      writer: driver.writer,
      clock,
      now: () => driver.now(),
      sign,
      // What is committed is committed: that its events cannot be told yet must not look like a failed write.
      committed: (events) => {
        if (events.length > 0) for (const listener of this.#committing) listener();
        return this.#follower.reporting(() => end.committed(events));
      },
      head: () => end.head.seq,
    });
    if (driver.shared) this.#follower.start();
  }

  write<T>(work: (tx: Writes) => Promise<T>) {
    return this.#batcher.write(work);
  }

  facts(): Promise<Facts> {
    return this.#read(readFacts);
  }

  access() {
    return this.#read(readAccess);
  }

  accessVersion() {
    return this.#read(readVersion);
  }

  signIn(name: string) {
    return this.#read((db) => findSignIn(db, name));
  }

  async touchTokens(used: ReadonlyMap<string, number>) {
    await this.#batcher.write((tx) => tx.run((db) => touchTokens(db, used)));
  }

  async spend(spent: readonly Spent[]) {
    return (await this.#batcher.write((tx) => tx.run((db) => spend(db, spent)))).value;
  }

  plan(id: string) {
    return this.#read((db) => plans.findPlan(db, id));
  }

  plansIn(state: PlanState, limit: number) {
    return this.#read((db) => plans.findPlansIn(db, state, limit));
  }

  openIntents() {
    return this.#read(plans.findOpenIntents);
  }

  decision(id: string) {
    return this.#read((db) => plans.findDecision(db, id));
  }

  decisions(ids: readonly string[]) {
    return this.#read((db) => plans.findDecisions(db, ids));
  }

  decisionsOf(subject: string, limit: number, until?: number) {
    return this.#read((db) => plans.findDecisionsOf(db, subject, limit, until));
  }

  key(caller: string, mutation: string, key: string) {
    return this.#read((db) => findKey(db, { caller, mutation, key }));
  }

  recorded(source: string) {
    return this.#read((db) => findRecorded(db, source));
  }

  events(query: EventQuery) {
    return this.#read((db) => findEvents(db, query));
  }

  async event(seq: number) {
    const [event] = await this.events({ after: seq - 1, before: seq + 1, limit: 1, order: 'oldest' });
    return event;
  }

  eventsAt(places: readonly number[]) {
    return this.#read((db) => findEventsAt(db, places));
  }

  audits(query: AuditQuery) {
    return this.#read((db) => findAudits(db, query));
  }

  auditHead() {
    return this.#read(readAuditHead);
  }

  calls(limit: number) {
    return this.#read((db) => findCalls(db, limit));
  }

  malformed(limit: number, before?: string) {
    return this.#read((db) => findMalformed(db, limit, before));
  }

  async alarms() {
    // Read first: what comes in between is in the rows, and is told again, which does no harm.
    const { seq } = this.#end.head;
    return { alarms: await this.#read(findAlarms), seq };
  }

  looks(app: string, since: number) {
    return this.#read((db) => readLooks(db, app, since));
  }

  firings(from: number, to: number) {
    return this.#read((db) => readFirings(db, from, to));
  }

  head() {
    return this.#end.head;
  }

  async readHead() {
    return this.#read(() => this.#end.readHead());
  }

  cursorKey() {
    return this.#identity.cursorKey;
  }

  onEvents(listener: Parameters<Store['onEvents']>[0]) {
    return this.#end.listen(listener);
  }

  onCommit(listener: () => void) {
    this.#committing.add(listener);
    return () => void this.#committing.delete(listener);
  }

  async catchUp() {
    if (!this.#closed) await this.#follower.reporting(() => this.#end.catchUp());
  }

  async lease(name: string, owner: string, forMs: number) {
    const { value } = await this.#batcher.write((tx) => tx.run((db) => takeLease(db, this.#driver.now(), { name, owner, forMs })));
    return value;
  }

  async release(name: string, owner: string) {
    await this.#batcher.write((tx) => tx.run((db) => releaseLease(db, name, owner)));
  }

  async prune(limits: PruneLimits) {
    const gone = await prune(this.#driver.reader, this.#batcher, limits).catch((error: unknown) => {
      throw toFault(error);
    });
    const audits = await pruneAudit(this.#batcher, this.#sign, limits.now - limits.auditAgeMs, limits.now);
    if (audits.problem) this.#log.error({ problem: audits.problem }, 'the audit log is not as it was written: nothing of it is removed');
    await this.#read(() => this.#end.readHead());
    return { ...gone, audits: audits.gone };
  }

  async now() {
    const { rows } = await this.#read((db) => sql<{ now: number }>`select ${this.#driver.now()} as ${sql.ref('now')}`.execute(db));
    return rows[0]?.now ?? 0;
  }

  async ping() {
    await this.#read((db) => db.selectFrom('counter').select('seq').execute());
  }

  close() {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close() {
    await this.#batcher.close();
    await this.#follower.stop();
    await this.#driver.close();
  }

  /** A read may be asked again: the first of two losses is often a connection that the server had closed long ago. */
  async #read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Fault('SHUTTING_DOWN', 'The store has been closed.');
    const { reader } = this.#driver;
    try {
      return await query(reader).catch((error: unknown) => {
        if (error instanceof Lost) return query(reader);
        throw error;
      });
    } catch (error) {
      throw toFault(error);
    }
  }
}
