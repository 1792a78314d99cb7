import { CONTROLLER_ROLES, MUTATION_ROLES, type Need } from '../access/model.ts';
import { ok, rejected, type Result } from '../kit/result.ts';
import { findTarget, type AppInput, type Target } from './apps/target.ts';
import type { PlanRecord } from '../plans/model.ts';
import type { Inputs, MutationName } from './inputs.ts';
import { refused } from './outcome.ts';
import type { Call, Outcome, Permit, World } from './ports.ts';
import type { Desk, MutationSpec, Spot, Where } from './spec.ts';
import { findNode, placeAt } from './tree/names.ts';

/** Above the companies: for administrators. */
export const AT_ROOT: Spot = { nodeId: null, jobName: null, role: 'ADMIN' };

/** The node that this argument names. */
export const atNode =
  <A extends string>(argument: A): Where<{ readonly [name in A]: string }> =>
  (input, { world }) => {
    const found = findNode(world, input[argument], argument);
    return found.ok ? ok([placeAt(found.value)]) : found;
  };

/** The job that the app hangs on. */
export const atApp: Where<AppInput> = (input, { world }) => {
  const target = findTarget(world, input, 'there');
  return target.ok ? spotOf(world, target.value, input.app) : target;
};

/** An app that is not held is not there for whoever is no administrator: asking its Marathon would tell of what they may not see. */
export function spotOf(world: World, target: Target, said: string): Result<readonly Spot[]> {
  const held = world.app(target.cluster, target.marathonId);
  if (!held && !world.whole) return rejected('NOT_FOUND', `There is no app ${said}.`, 'input', 'app');
  return ok([held?.nodeId != null ? { nodeId: held.nodeId, jobName: held.jobName } : AT_ROOT]);
}

export const needsOf = (mutation: MutationName, spots: readonly Spot[]): readonly Need[] => {
  const role = { ...MUTATION_ROLES, ...CONTROLLER_ROLES }[mutation];
  return spots.flatMap(({ nodeId, jobName, role: own = role }) => (own === null ? [] : [{ role: own, nodeId, jobName }]));
};

/** The first that the caller does not hold, as of now. */
export const missingOf = (needs: readonly Need[], permit: Permit | 'ALL'): Need | undefined =>
  permit === 'ALL' ? undefined : needs.find(({ role, nodeId }) => !permit.mayStill(role, nodeId));

/** For a plan that was made before: a role that was taken away is missing. One of before there were roles is for administrators. */
export const missingStill = ({ needs }: Pick<PlanRecord, 'needs'>, permit: Permit | 'ALL'): Need | undefined =>
  missingOf(needs ?? [AT_ROOT_NEEDED], permit);

const AT_ROOT_NEEDED: Need = { role: 'ADMIN', nodeId: null, jobName: null };

/** What is missing, and who could give it. Of a node that they do not see neither name nor owners are told. */
export function forbidden(mutation: string, missing: Need, permit: Permit | 'ALL'): Outcome {
  const { role, nodeId, jobName } = missing;
  const held = permit === 'ALL' ? null : permit.held(nodeId);
  const seen = nodeId === null || held !== null;
  const granters = permit !== 'ALL' && seen ? permit.granters(nodeId) : [];
  const at = nodeId === null ? 'at the root' : seen ? `on ${jobName}` : 'there';
  const who = granters.length > 0 ? granters.join(', ') : 'an administrator';
  const message = `${mutation} needs ${role} ${at}; you hold ${held ?? 'nothing'} there. It is granted by ${who}.`;
  return { ...refused([{ code: 'FORBIDDEN', message, path: [] }]), missing };
}

/** What the plan acts on may hang elsewhere by now, with other owners and other freezes: why it may not be run; undefined: it may. */
export async function whereNow<M extends MutationName>(
  { spec, input, call }: { readonly spec: MutationSpec<M>; readonly input: Inputs[M]; readonly call: Call },
  { needs = [] }: PlanRecord,
  desk: Desk,
): Promise<Outcome | undefined> {
  const where = await spec.where(input, desk);
  if (!where.ok) return refused(where.userErrors);
  const now = needsOf(spec.mutation, where.value);
  const missing = missingOf(now, call.permit);
  if (missing) return forbidden(spec.mutation, missing, call.permit);
  const known = new Set(needs.map(({ role, nodeId }) => `${role} ${nodeId}`));
  if (now.every(({ role, nodeId }) => known.has(`${role} ${nodeId}`))) return undefined;
  return refused([
    { code: 'PLAN_STALE', message: 'What the plan acts on belongs to another node by now: plan again.', path: ['planToken'] },
  ]);
}
