import type { AccessFacts, ApiToken, RoleBinding, SignIn } from '../access/model.ts';
import type { AlarmRecord, HookCall, MalformedCall } from '../alarms/model.ts';
import type { AuditDraft, AuditHead, AuditRecord } from '../audit/model.ts';
import type { EventDraft, EventKind, Severity, EventRecord } from '../events/model.ts';
import type { Freeze, HostAttachment, PlacementClaim, TreeAlias, TreeNodeRecord } from '../tree/model.ts';
import type { WatchRule } from '../monitoring/model.ts';
import type { LookRow, ScalingRule } from '../scaling/model.ts';
import type { FiringRecord, TimedRule } from '../scaling/timed-model.ts';
import type { ControllerMode, DecisionRecord, IdempotencyRecord, IntentRecord, PlanRecord } from './model.ts';

/** Canopy's own facts as one consistent read. */
export interface Facts {
  readonly nodes: readonly TreeNodeRecord[];
  readonly aliases: readonly TreeAlias[];
  readonly attachments: readonly HostAttachment[];
  readonly claims: readonly PlacementClaim[];
  readonly freezes: readonly Freeze[];
  readonly watchRules: readonly WatchRule[];
  readonly controllers: readonly ControllerMode[];
  readonly scalingRules: readonly ScalingRule[];
  readonly schedules: readonly TimedRule[];
  /** Of nodes that were deleted: below which they stood. */
  readonly gone: ReadonlyMap<string, string | null>;
  /** Every event up to this one is reflected. */
  readonly seq: number;
}

/** Everything one transaction may write. Events get their place in the log as the last statement before the commit. */
export interface Writes {
  /**
   * Makes the node; with `before`, changes the one that is still as `before`. PLAN_STALE when it is not, or when its
   * parent is not there one level above it; until the commit nobody can delete that parent.
   */
  putNode(node: TreeNodeRecord, before?: TreeNodeRecord): Promise<void>;
  /** PLAN_STALE when it is no longer as given; NOT_EMPTY when a node, host, claim or freeze hangs on it. */
  deleteNode(node: TreeNodeRecord): Promise<void>;
  putAlias(alias: TreeAlias): Promise<void>;
  putAliases(aliases: readonly TreeAlias[]): Promise<void>;
  removeAlias(jobName: string): Promise<void>;
  removeAliases(jobNames: readonly string[]): Promise<void>;
  /** As for a claim and a freeze: PLAN_STALE when the node is not there. */
  putAttachment(attachment: HostAttachment): Promise<void>;
  removeAttachment(attachment: HostAttachment): Promise<void>;
  putClaim(claim: PlacementClaim): Promise<void>;
  removeClaim(cluster: string, marathonId: string): Promise<void>;
  /** False when it is not there any more, or was confirmed anew. */
  withdrawClaim(claim: PlacementClaim): Promise<boolean>;
  putFreeze(freeze: Freeze): Promise<void>;
  removeFreeze(id: string): Promise<void>;
  /** In place of what is set on the node. */
  putWatchRule(rule: WatchRule): Promise<void>;
  removeWatchRule(nodeId: string): Promise<void>;
  putControllerMode(mode: ControllerMode): Promise<void>;
  /** PLAN_STALE when its node is not there, or another rule is set on the same thing. */
  putScalingRule(rule: ScalingRule): Promise<void>;
  removeScalingRule(id: string): Promise<void>;
  /** PLAN_STALE when its node is not there. */
  putSchedule(rule: TimedRule): Promise<void>;
  removeSchedule(id: string): Promise<void>;
  /** False when it is there already: somebody else has had it fire. */
  putFiring(firing: FiringRecord): Promise<boolean>;
  /** Of the app by its global id. */
  putLooks(app: string, row: LookRow): Promise<void>;
  /** In place of what the holder has there. LAST_OWNER when it leaves the nodes `above` (itself, those above it, '' the root) without one. */
  putBinding(binding: Omit<RoleBinding, 'id'>, above: readonly string[]): Promise<void>;
  removeBinding(binding: Pick<RoleBinding, 'nodeId' | 'kind' | 'holder'>, above: readonly string[]): Promise<void>;
  /** CONFLICT when its owner has so many in force already. */
  putToken(token: ApiToken, most: number): Promise<void>;
  revokeToken(id: string, at: number): Promise<void>;
  putSignIn(signIn: SignIn): Promise<void>;
  /** Inserts at revision 0; afterwards refuses with CONFLICT a row whose stored revision is not `plan.revision - 1`. */
  putPlan(plan: PlanRecord): Promise<void>;
  /** False when another open intent holds the same (system, target). */
  openIntent(intent: IntentRecord): Promise<boolean>;
  closeIntent(id: string, state: 'DONE' | 'NOT_DONE' | 'UNKNOWN'): Promise<void>;
  putDecision(decision: DecisionRecord): Promise<void>;
  /** The row already there for (caller, mutation, key), or null when this call took the key. */
  takeKey(row: IdempotencyRecord): Promise<IdempotencyRecord | null>;
  finishKey(row: Pick<IdempotencyRecord, 'caller' | 'mutation' | 'key' | 'planId' | 'outcome'>): Promise<void>;
  /** What was said of things of a source; null: they are gone. */
  putRecorded(source: string, digests: ReadonlyMap<string, string | null>): Promise<void>;
  /** Into the inbox; once, however often. */
  putCall(call: HookCall): Promise<void>;
  dropCalls(ids: readonly string[]): Promise<void>;
  putMalformed(call: MalformedCall): Promise<void>;
  /** PLAN_STALE unless it is still at the revision `was`; 0: it was not there. */
  putAlarm(alarm: AlarmRecord, was: number): Promise<void>;
  /** Rejects with CONFLICT unless the lease is still held, with this fence; until the commit nobody else can take it. */
  requireLease(lease: Lease): Promise<void>;
  event(draft: EventDraft): void;
  /** An entry of the audit log: there with the rest of the work, or not at all. */
  audit(draft: AuditDraft): void;
}

export interface EventQuery {
  /** Exclusive bounds. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly kinds?: readonly EventKind[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  /** Events of these nodes at the time (ids); undefined: all. */
  readonly nodeIds?: readonly string[] | undefined;
  /** Events whose JobName at the time is this node or below it. */
  readonly under?: string | undefined;
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
  readonly order: 'oldest' | 'newest';
}

/** Newest first. */
export interface AuditQuery {
  /** Exclusive. */
  readonly before?: number | undefined;
  /** As in EventQuery; together they narrow. */
  readonly nodeIds?: readonly string[] | undefined;
  readonly under?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
}

/** What was said last of each thing of a source; the caller's own, to be worked through. */
export interface RecordedDigests extends Iterable<[key: string, digest: string]> {
  readonly size: number;
  get(key: string): string | undefined;
  has(key: string): boolean;
  delete(key: string): boolean;
}

export interface LogHead {
  /** Made once per store; part of every cursor. */
  readonly logId: string;
  /** The last committed event; 0 when there is none. */
  readonly seq: number;
  /** The oldest event still kept; cursors before it get a Gap. */
  readonly oldest: number;
}

export interface Lease {
  readonly name: string;
  readonly owner: string;
  /** Rises with every change of hands. */
  readonly fence: number;
  readonly expiresAt: number;
}

/** Cost points that a caller has spent in the window that began then. */
export interface Spent {
  readonly caller: string;
  readonly window: number;
  readonly spent: number;
}

/** The store as the rest of Canopy sees it: one writer's door, and reads. */
export interface Store {
  /** Runs `work` in a transaction (grouped with others that wait); the events it recorded and their last place come back. */
  write<T>(work: (tx: Writes) => Promise<T>): Promise<{ readonly value: T; readonly seq: number }>;
  facts(): Promise<Facts>;
  access(): Promise<AccessFacts>;
  /** Raised by every change of who may what: cheap to ask every second. */
  accessVersion(): Promise<number>;
  /** The groups that somebody came with last. */
  signIn(name: string): Promise<SignIn | undefined>;
  /** When tokens were used last, by id. */
  touchTokens(used: ReadonlyMap<string, number>): Promise<void>;
  /** Adds what callers have spent here; answers what all processes have, in the same order. */
  spend(spent: readonly Spent[]): Promise<number[]>;
  plan(id: string): Promise<PlanRecord | undefined>;
  plansIn(state: PlanRecord['state'], limit: number): Promise<PlanRecord[]>;
  openIntents(): Promise<IntentRecord[]>;
  decision(id: string): Promise<DecisionRecord | undefined>;
  /** In any order; those that are not kept are left out. */
  decisions(ids: readonly string[]): Promise<DecisionRecord[]>;
  /** The newest so many; with `until`, of those up to and at that time. */
  decisionsOf(subject: string, limit: number, until?: number): Promise<DecisionRecord[]>;
  key(caller: string, mutation: string, key: string): Promise<IdempotencyRecord | undefined>;
  /** By key; read in pieces, between which others run. */
  recorded(source: string): Promise<RecordedDigests>;
  events(query: EventQuery): Promise<EventRecord[]>;
  event(seq: number): Promise<EventRecord | undefined>;
  /** Those at the places, in any order; those no longer kept are left out. */
  eventsAt(places: readonly number[]): Promise<EventRecord[]>;
  audits(query: AuditQuery): Promise<AuditRecord[]>;
  /** The last committed entry of the audit log, of whichever replica; place 0 when there is none. */
  auditHead(): Promise<AuditHead>;
  /** The oldest callbacks that nobody has worked through. */
  calls(limit: number): Promise<HookCall[]>;
  /** Newest first. */
  malformed(limit: number, before?: string): Promise<MalformedCall[]>;
  /** All that are kept, and up to where the log is in them. */
  alarms(): Promise<{ readonly alarms: readonly AlarmRecord[]; readonly seq: number }>;
  /**
   * What was looked at of the app (its global id) when its size was judged, the oldest first: from the newest row at or before `since` that
   * can be judged without the ones before it, where there is one.
   */
  looks(app: string, since: number): Promise<LookRow[]>;
  /** Of schedules, what was due from `from` on, before `to`: the newest 10,000, the oldest first. */
  firings(from: number, to: number): Promise<FiringRecord[]>;
  head(): LogHead;
  /** As `head`, read anew: what another replica has dropped shows in it, and what it has written, which may not have been told yet. */
  readHead(): Promise<LogHead>;
  /** A secret made once per store, kept in it: cursors are sealed with it. 32 bytes. */
  cursorKey(): Uint8Array;
  /** Hears every committed event in order, this process's and other replicas'. Returns the way to stop. */
  onEvents(listener: (events: readonly EventRecord[]) => void): () => void;
  /** The lease when held after the call, whether taken, renewed or kept; undefined when another holds it. */
  lease(name: string, owner: string, forMs: number): Promise<Lease | undefined>;
  release(name: string, owner: string): Promise<void>;
  /** Drops what age and count limits allow: events, ended plans and freezes, decisions, idempotency rows, audit entries, windows of cost points, looks at apps. */
  prune(limits: PruneLimits): Promise<Pruned>;
  /** The time that leases and due times go by: the database's, where the clocks of processes may be apart. */
  now(): Promise<number>;
  /** Rejects with STORE_UNAVAILABLE when the store cannot be asked. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PruneLimits {
  readonly now: number;
  readonly eventAgeMs: number;
  readonly eventCount: number;
  /** Of plans since they ended, and of freezes and API tokens. */
  readonly planAgeMs: number;
  /** A decision whose plan is still kept stays with it. */
  readonly decisionAgeMs: number;
  readonly keyAgeMs: number;
  /** Of the oldest entries of the audit log; a signed anchor stays in their place. */
  readonly auditAgeMs: number;
  /** Of alarms that are over, and of callbacks that could not be read. */
  readonly alarmAgeMs: number;
  /** Of what was looked at when sizes were judged. */
  readonly lookAgeMs: number;
  /** Of what callers have spent, since the beginning of its window. */
  readonly windowAgeMs: number;
}

/** How many rows went. */
export interface Pruned {
  readonly events: number;
  readonly plans: number;
  readonly decisions: number;
  readonly keys: number;
  readonly freezes: number;
  readonly tokens: number;
  readonly audits: number;
  readonly windows: number;
  readonly looks: number;
  readonly alarms: number;
}
