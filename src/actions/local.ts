import type { Acknowledgement } from '../alarms/model.ts';
import { alarmEvent } from '../events/alarms.ts';
import type { ApiToken, RoleBinding } from '../access/model.ts';
import type { EventDraft, EventKind } from '../events/model.ts';
import type { Json } from '../kit/json.ts';
import { Fault } from '../kit/fault.ts';
import type { WatchRule } from '../monitoring/model.ts';
import type { ControllerMode, PlanState } from '../plans/model.ts';
import type { Store, Writes } from '../plans/ports.ts';
import type { ScalingRule } from '../scaling/model.ts';
import type { TimedRule } from '../scaling/timed-model.ts';
import type { Freeze, HostAttachment, PlacementClaim, TreeAlias, TreeNodeRecord } from '../tree/model.ts';
import { MOST_TOKENS } from '../access/token.ts';
import { cancelled, jobNameNow } from './journal.ts';
import type { World } from './ports.ts';

/** A write to Canopy's own facts, as data. */
export type LocalWrite =
  | { readonly put: 'node'; readonly value: TreeNodeRecord; readonly before?: TreeNodeRecord }
  | { readonly put: 'alias'; readonly value: TreeAlias }
  /** Of a whole subtree: what each JobName has after `of`, with its node. Said in full, they would be most of a plan. */
  | { readonly put: 'aliases'; readonly of: string; readonly since: number; readonly nodes: readonly (readonly [string, string])[] }
  | { readonly put: 'attachment'; readonly value: HostAttachment }
  | { readonly put: 'claim'; readonly value: PlacementClaim }
  | { readonly put: 'freeze'; readonly value: Freeze }
  | { readonly put: 'watch rule'; readonly value: WatchRule }
  | { readonly drop: 'watch rule'; readonly nodeId: string }
  | { readonly put: 'mode'; readonly value: ControllerMode }
  | { readonly put: 'scaling rule'; readonly value: ScalingRule }
  | { readonly drop: 'scaling rule'; readonly id: string }
  | { readonly put: 'schedule'; readonly value: TimedRule }
  | { readonly drop: 'schedule'; readonly id: string }
  | { readonly put: 'binding'; readonly value: Omit<RoleBinding, 'id'> }
  /** Its secret is made as it is written, and is in no plan. */
  | { readonly put: 'token'; readonly value: Omit<ApiToken, 'hash'> }
  | { readonly drop: 'binding'; readonly value: Pick<RoleBinding, 'nodeId' | 'kind' | 'holder'> }
  | { readonly revoke: 'token'; readonly id: string }
  | { readonly drop: 'node'; readonly value: TreeNodeRecord }
  | { readonly drop: 'alias'; readonly jobName: string }
  | { readonly drop: 'aliases'; readonly of: string; readonly ends: readonly string[] }
  | { readonly drop: 'attachment'; readonly value: HostAttachment }
  | { readonly drop: 'claim'; readonly cluster: string; readonly marathonId: string }
  | { readonly drop: 'freeze'; readonly id: string }
  | { readonly acknowledge: 'alarm'; readonly id: string; readonly value: Acknowledgement }
  | { readonly cancel: 'plan'; readonly id: string };

/** What a local step tells the log; time and actor are those of the run. */
export interface StepEvent {
  readonly kind: EventKind;
  readonly nodeId: string | null;
  readonly jobName: string | null;
  readonly subject: string | null;
  readonly summary: string;
  readonly body: { readonly [key: string]: Json };
}

export interface LocalRequest {
  /** Nodes whose freeze forbids the step. */
  readonly guards: readonly string[];
  /** Nodes that change with all below them: a freeze there forbids the step as well. */
  readonly guardsBelow?: readonly string[];
  readonly writes: readonly LocalWrite[];
  readonly events: readonly StepEvent[];
}

export interface Doing {
  readonly store: Store;
  readonly world: World;
  readonly at: number;
  readonly actor: string;
  /** Makes the secret of a token and answers its hash; the secret goes to who asked for it and nowhere else. */
  readonly mint: (tokenId: string) => string;
}

/** Does a local step within a transaction; its events go along. */
export async function perform(tx: Writes, request: LocalRequest, doing: Doing): Promise<void> {
  for (const write of request.writes) await one(tx, write, doing);
  for (const event of request.events) tx.event(drafted(event, doing));
}

export const drafted = (event: StepEvent, { at, actor }: Pick<Doing, 'at' | 'actor'>): EventDraft => ({
  kindVersion: 1,
  at,
  actor,
  ...event,
});

async function one(tx: Writes, write: LocalWrite, doing: Doing): Promise<void> {
  if ('put' in write) {
    if (write.put === 'node') return tx.putNode(write.value, write.before);
    if (write.put === 'alias') return tx.putAlias(write.value);
    if (write.put === 'aliases') {
      const { of, since, nodes } = write;
      return tx.putAliases(nodes.map(([end, nodeId]) => ({ jobName: of + end, nodeId, since })));
    }
    if (write.put === 'attachment') return tx.putAttachment(write.value);
    if (write.put === 'claim') return tx.putClaim(write.value);
    if (write.put === 'watch rule') return tx.putWatchRule(write.value);
    if (write.put === 'scaling rule') return tx.putScalingRule(write.value);
    if (write.put === 'schedule') return tx.putSchedule(write.value);
    if (write.put === 'mode') return tx.putControllerMode(write.value);
    if (write.put === 'binding') return tx.putBinding(write.value, aboveOf(write.value, doing.world));
    if (write.put === 'token') return tx.putToken({ ...write.value, hash: doing.mint(write.value.id) }, MOST_TOKENS);
    return tx.putFreeze(write.value);
  }
  if ('acknowledge' in write) return acknowledge(tx, write, doing);
  if ('cancel' in write) return cancelPlan(tx, write.id, doing);
  if ('revoke' in write) return tx.revokeToken(write.id, doing.at);
  if (write.drop === 'binding') return tx.removeBinding(write.value, aboveOf(write.value, doing.world));
  if (write.drop === 'scaling rule') return tx.removeScalingRule(write.id);
  if (write.drop === 'schedule') return tx.removeSchedule(write.id);
  if (write.drop === 'watch rule') return tx.removeWatchRule(write.nodeId);
  if (write.drop === 'node') return tx.deleteNode(write.value);
  if (write.drop === 'alias') return tx.removeAlias(write.jobName);
  if (write.drop === 'aliases') return tx.removeAliases(write.ends.map((end) => write.of + end));
  if (write.drop === 'attachment') return tx.removeAttachment(write.value);
  if (write.drop === 'claim') return tx.removeClaim(write.cluster, write.marathonId);
  return tx.removeFreeze(write.id);
}

/** The node and all above it: where an owner of it may be bound. */
function aboveOf({ nodeId }: Pick<RoleBinding, 'nodeId'>, world: World): string[] {
  const ids = [''];
  for (let at = nodeId; at !== null; at = world.nodeById(at)?.record.parentId ?? null) ids.push(at);
  return ids;
}

/** The row's revision refuses whoever read it before this; a run that goes on finds its later steps skipped. */
async function cancelPlan(tx: Writes, id: string, { store, world, at, actor }: Doing): Promise<void> {
  const plan = await store.plan(id);
  if (!plan) throw new Fault('NOT_FOUND', `There is no plan ${id}.`);
  if (!CANCELLABLE.has(plan.state)) throw new Fault('PLAN_STALE', `Plan ${id} has ended meanwhile: it is ${plan.state}.`);
  const { next, event } = cancelled(plan, { at, actor, jobName: jobNameNow(plan, world) });
  await tx.putPlan(next);
  if (event) tx.event(event);
}

/** As it is now: it may have fired again since the plan was made. */
async function acknowledge(
  tx: Writes,
  { id, value }: { readonly id: string; readonly value: Acknowledgement },
  { world, at, actor }: Doing,
): Promise<void> {
  const before = world.alarm(id);
  if (!before || before.state === 'OK') throw new Fault('PLAN_STALE', `The alarm ${id} is over by now.`);
  const alarm = { ...before, acknowledgement: { ...value, at, by: actor }, revision: before.revision + 1 };
  await tx.putAlarm(alarm, before.revision);
  tx.event({ ...alarmEvent('ACKNOWLEDGED', alarm, before, at), actor });
}

const CANCELLABLE: ReadonlySet<PlanState> = new Set(['PLANNED', 'RUNNING', 'UNKNOWN']);
