import { MUTATION_ROLES, type Need } from '../access/model.ts';
import { ok, rejected, type Result, type UserError } from '../kit/result.ts';
import { findTarget, type AppInput, type Target } from './apps/target.ts';
import type { PlanRecord } from '../plans/model.ts';
import type { MutationName } from './inputs.ts';
import type { Permit, World } from './ports.ts';
import type { Spot, Where } from './spec.ts';
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
  const role = MUTATION_ROLES[mutation];
  return spots.flatMap(({ nodeId, jobName, role: own = role }) => (own === null ? [] : [{ role: own, nodeId, jobName }]));
};

/** What is missing, and who could give it; none when all is held. */
export function lacking(mutation: string, needs: readonly Need[], permit: Permit | 'ALL'): readonly UserError[] {
  if (permit === 'ALL') return [];
  return needs
    .filter(({ role, nodeId, jobName }) => !permit.mayStill(role, nodeId, jobName))
    .slice(0, 1)
    .map(({ role, nodeId, jobName }): UserError => {
      const held = permit.held(nodeId);
      // Of a node that they do not see neither name nor owners are told.
      const seen = nodeId === null || held !== null;
      const granters = seen ? permit.granters(nodeId) : [];
      const at = nodeId === null ? 'at the root' : seen ? `on ${jobName}` : 'there';
      const who = granters.length > 0 ? ` It is granted by ${granters.join(', ')}.` : ' It is granted by an administrator.';
      return { code: 'FORBIDDEN', message: `${mutation} needs ${role} ${at}; you hold ${held ?? 'nothing'} there.${who}`, path: [] };
    });
}

/** As of now, for a plan that was made before: a role that was taken away is missing. One of before there were roles is for administrators. */
export const lackingStill = ({ mutation, needs }: Pick<PlanRecord, 'mutation' | 'needs'>, permit: Permit | 'ALL'): readonly UserError[] =>
  lacking(mutation, needs ?? [AT_ROOT_NEEDED], permit);

const AT_ROOT_NEEDED: Need = { role: 'ADMIN', nodeId: null, jobName: null };
