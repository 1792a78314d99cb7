import type { Kysely, RawBuilder } from 'kysely';
import type { ApiToken, RoleBinding, SignIn } from '../access/model.ts';
import type { AlarmRecord, HookCall, MalformedCall } from '../alarms/model.ts';
import type { AuditDraft } from '../audit/model.ts';
import type { EventDraft } from '../events/model.ts';
import type { WatchRule } from '../monitoring/model.ts';
import type { LookRow, ScalingRule } from '../scaling/model.ts';
import type { FiringRecord, TimedRule } from '../scaling/timed-model.ts';
import type { ControllerMode, DecisionRecord, IdempotencyRecord, IntentRecord, PlanRecord } from '../plans/model.ts';
import type { Lease, Writes } from '../plans/ports.ts';
import type { Freeze, HostAttachment, PlacementClaim, TreeAlias, TreeNodeRecord } from '../tree/model.ts';
import * as access from './access.ts';
import * as alarms from './alarms.ts';
import { type NewAudit, toNewAudit } from './audit.ts';
import { toRow } from './events.ts';
import * as keys from './keys.ts';
import * as monitoring from './monitoring.ts';
import * as looks from './looks.ts';
import * as scaling from './scaling.ts';
import * as schedules from './schedules.ts';
import { requireLease } from './leases.ts';
import * as plans from './plans.ts';
import type { NewEventRow, Tables } from './schema.ts';
import * as tree from './tree.ts';

/** One work's hold on the batch's transaction; of no use once the work has ended. */
export class Work implements Writes {
  readonly drafts: EventDraft[] = [];
  readonly rows: NewEventRow[] = [];
  readonly entries: NewAudit[] = [];
  calls = 0;
  readonly #db: Kysely<Tables>;
  readonly #now: number;
  /** The time leases go by. */
  readonly #clock: RawBuilder<number>;
  readonly #unsettled = new Set<Promise<unknown>>();
  #ended = false;

  constructor(db: Kysely<Tables>, now: number, clock: RawBuilder<number>) {
    this.#db = db;
    this.#now = now;
    this.#clock = clock;
  }

  /** Refuses what comes later, and waits for what the work itself did not: it must not run in the next one's place. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#unsettled);
  }

  /** For the store's own works. */
  run<T>(action: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    if (this.#ended) throw new Error('this transaction has ended');
    this.calls++;
    const result = action(this.#db);
    this.#unsettled.add(result);
    const settled = () => void this.#unsettled.delete(result);
    result.then(settled, settled);
    return result;
  }

  event(draft: EventDraft): void {
    if (this.#ended) throw new Error('this transaction has ended');
    this.rows.push(toRow(draft));
    this.drafts.push(draft);
  }

  audit(draft: AuditDraft): void {
    if (this.#ended) throw new Error('this transaction has ended');
    this.entries.push(toNewAudit(draft));
  }

  putNode = (node: TreeNodeRecord, before?: TreeNodeRecord) => this.run((db) => tree.putNode(db, node, before));
  deleteNode = (node: TreeNodeRecord) => this.run((db) => tree.deleteNode(db, node, this.#now));
  putAlias = (alias: TreeAlias) => this.putAliases([alias]);
  putAliases = (aliases: readonly TreeAlias[]) => this.run((db) => tree.putAliases(db, aliases));
  removeAlias = (jobName: string) => this.removeAliases([jobName]);
  removeAliases = (jobNames: readonly string[]) => this.run((db) => tree.removeAliases(db, jobNames));
  putAttachment = (attachment: HostAttachment) => this.run((db) => tree.putAttachment(db, attachment));
  removeAttachment = (attachment: HostAttachment) => this.run((db) => tree.removeAttachment(db, attachment));
  putClaim = (claim: PlacementClaim) => this.run((db) => tree.putClaim(db, claim));
  removeClaim = (cluster: string, marathonId: string) => this.run((db) => tree.removeClaim(db, cluster, marathonId));
  withdrawClaim = (claim: PlacementClaim) => this.run((db) => tree.withdrawClaim(db, claim));
  putFreeze = (freeze: Freeze) => this.run((db) => tree.putFreeze(db, freeze));
  removeFreeze = (id: string) => this.run((db) => tree.removeFreeze(db, id));
  putWatchRule = (rule: WatchRule) => this.run((db) => monitoring.putWatchRule(db, rule));
  removeWatchRule = (nodeId: string) => this.run((db) => monitoring.removeWatchRule(db, nodeId));
  putControllerMode = (mode: ControllerMode) => this.run((db) => monitoring.putControllerMode(db, mode));
  putScalingRule = (rule: ScalingRule) => this.run((db) => scaling.putScalingRule(db, rule));
  removeScalingRule = (id: string) => this.run((db) => scaling.removeScalingRule(db, id));
  putSchedule = (rule: TimedRule) => this.run((db) => schedules.putSchedule(db, rule));
  removeSchedule = (id: string) => this.run((db) => schedules.removeSchedule(db, id));
  putFiring = (firing: FiringRecord) => this.run((db) => schedules.putFiring(db, firing));
  putLooks = (app: string, row: LookRow) => this.run((db) => looks.putLooks(db, app, row));
  putBinding = (binding: Omit<RoleBinding, 'id'>, above: readonly string[]) => this.run((db) => access.putBinding(db, binding, above));
  removeBinding = (binding: Parameters<Writes['removeBinding']>[0], above: readonly string[]) =>
    this.run((db) => access.removeBinding(db, binding, above));
  putToken = (token: ApiToken, most: number) => this.run((db) => access.putToken(db, token, most));
  revokeToken = (id: string, at: number) => this.run((db) => access.revokeToken(db, id, at));
  putSignIn = (signIn: SignIn) => this.run((db) => access.putSignIn(db, signIn));
  putPlan = (plan: PlanRecord) => this.run((db) => plans.putPlan(db, plan, this.#now));
  openIntent = (intent: IntentRecord) => this.run((db) => plans.openIntent(db, intent));
  closeIntent = (id: string, state: 'DONE' | 'NOT_DONE' | 'UNKNOWN') => this.run((db) => plans.closeIntent(db, id, state));
  putDecision = (decision: DecisionRecord) => this.run((db) => plans.putDecision(db, decision));
  takeKey = (row: IdempotencyRecord) => this.run((db) => keys.takeKey(db, row));
  finishKey = (row: Parameters<Writes['finishKey']>[0]) => this.run((db) => keys.finishKey(db, row));
  putRecorded = (source: string, digests: ReadonlyMap<string, string | null>) => this.run((db) => keys.putRecorded(db, source, digests));
  putCall = (call: HookCall) => this.run((db) => alarms.putCall(db, call));
  dropCalls = (ids: readonly string[]) => this.run((db) => alarms.dropCalls(db, ids));
  putMalformed = (call: MalformedCall) => this.run((db) => alarms.putMalformed(db, call));
  putAlarm = (alarm: AlarmRecord, was: number) => this.run((db) => alarms.putAlarm(db, alarm, was));
  requireLease = (lease: Lease) => this.run((db) => requireLease(db, this.#clock, lease));
}
