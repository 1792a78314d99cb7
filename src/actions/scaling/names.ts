import { appOfKey } from '../../apps/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import type { ScalingRule } from '../../scaling/model.ts';
import { appSubject, findTarget, placeOf } from '../apps/target.ts';
import type { OnApps } from '../inputs.ts';
import type { World } from '../ports.ts';
import type { Place, Spot, Where } from '../spec.ts';
import { findNode, nodeSubject, placeAt } from '../tree/names.ts';
import { AT_ROOT, spotOf } from '../where.ts';

/** What a rule is set on, or is to be. */
export interface On {
  /** Global id. */
  readonly id: string;
  readonly name: string;
  readonly place: Place | null;
}

const EITHER = 'Name either an app or, by its JobName, a node.';

export function findOn(world: World, { app, cluster, jobName }: OnApps): Result<On> {
  if ((app == null) === (jobName == null)) return rejected('BAD_USER_INPUT', EITHER, 'input', 'app');
  if (jobName != null) {
    const node = findNode(world, jobName, 'jobName');
    return node.ok ? ok({ id: nodeSubject(node.value.record.id), name: node.value.jobName, place: placeAt(node.value) }) : node;
  }
  const target = findTarget(world, { app: app ?? '', cluster: cluster ?? null }, 'there');
  if (!target.ok) return target;
  const { marathonId } = target.value;
  if (!world.app(target.value.cluster, marathonId)) return rejected('NOT_FOUND', `There is no app ${app}.`, 'input', 'app');
  return ok({ id: appSubject(target.value), name: marathonId, place: placeOf(world, target.value) });
}

export const whereOn: Where<OnApps> = (input, { world }) => {
  if (input.app != null && input.jobName == null) {
    const target = findTarget(world, { app: input.app, cluster: input.cluster ?? null }, 'there');
    return target.ok ? spotOf(world, target.value, input.app) : target;
  }
  const found = findOn(world, input);
  return found.ok ? ok([found.value.place ?? AT_ROOT]) : found;
};

export interface Found {
  readonly rule: ScalingRule;
  readonly on: On;
}

export function findRule(world: World, id: string): Result<Found> {
  const rule = world.scalingRuleById(id);
  const on = rule && onOf(world, rule.on);
  return rule && on ? ok({ rule, on }) : rejected('NOT_FOUND', `There is no scaling rule ${id}.`, 'input', 'id');
}

/** An app may be gone, and its rule with it out of sight, for all but administrators. */
export function onOf(world: World, id: string): On | undefined {
  const key = id.slice(id.indexOf(':') + 1);
  if (id.startsWith('TreeNode:')) {
    const node = world.nodeById(key);
    return node && { id, name: node.jobName, place: placeAt(node) };
  }
  const target = appOfKey(key);
  return { id, name: target.marathonId, place: placeOf(world, target) };
}

export const whereRule: Where<{ readonly id: string }> = ({ id }, { world }) => {
  const found = findRule(world, id);
  return found.ok ? ok([spotOfOn(world, found.value.on)]) : found;
};

/** Of an app that hangs nowhere, or is gone: for administrators. */
export function spotOfOn(world: World, { id, place }: On): Spot {
  if (!id.startsWith('App:')) return place ?? AT_ROOT;
  const { cluster, marathonId } = appOfKey(id.slice('App:'.length));
  return place && world.hangsOn(cluster, marathonId) === place.nodeId ? place : AT_ROOT;
}
