import { ok, rejected, type Result } from '../../kit/result.ts';
import type { PlanRecord } from '../../plans/model.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import { seenInStore } from '../seen.ts';
import { asJson, CANOPY, looking, type Draft, type Facts, type Where } from '../spec.ts';
import { AT_ROOT } from '../where.ts';

export interface CancelSeen {
  readonly plan: PlanRecord;
  /** What the log tells of it: why somebody may want it cancelled. */
  readonly causedBy: readonly number[];
}

export function planCancel(_: Inputs['cancelPlan'], { world, now }: Facts, { plan, causedBy }: CancelSeen): Result<Draft> {
  const { id, state, steps, nodeId } = plan;
  const node = nodeId === null ? undefined : world.nodeById(nodeId);
  const left = steps.filter(({ outcome }) => outcome === 'PLANNED').length;
  const inputs = seenInStore(now, { state, 'steps to do': left });
  const base = { subject: `Plan:${id}`, causedBy, inputs, place: node ? { nodeId: node.record.id, jobName: node.jobName } : null };
  if (state === 'RUNNING' && left === 0) {
    return rejected('CONFLICT', `The last step of plan ${id} has been sent and cannot be called back.`, 'input', 'id');
  }
  if (state !== 'PLANNED' && state !== 'RUNNING' && state !== 'UNKNOWN')
    return ok({ ...base, steps: [], reason: `Plan ${id} has ended: it is ${state}.` });
  const request: LocalRequest = { guards: [], writes: [{ cancel: 'plan', id }], events: [] };
  const step = {
    system: CANOPY,
    verb: 'cancel',
    target: `Plan:${id}`,
    before: `${state}, ${left} of ${steps.length} steps to do`,
    after: 'CANCELLED',
    request: asJson(request),
    absolute: true,
    // The plan's own row is read and held by its revision in the transaction that cancels it.
    dependsOn: {},
  };
  return ok({ ...base, steps: [step], reason: `Plan ${id} of ${plan.mutation} is ${state}.` });
}

/** What it needed to be made it needs to be cancelled; what belongs to no node is cancelled by who made it. */
const whereItActs: Where<Inputs['cancelPlan']> = async ({ id }, desk) => {
  const plan = await desk.plan(id.replace(/^Plan:/, ''));
  if (!plan) return rejected('NOT_FOUND', `There is no plan ${id}.`, 'input', 'id');
  if (plan.nodeId === null && plan.caller === desk.caller) return ok([]);
  if (plan.needs && plan.needs.length > 0) return ok(plan.needs);
  return ok([plan.nodeId === null ? AT_ROOT : { nodeId: plan.nodeId, jobName: plan.jobName ?? null }]);
};

export const cancelPlan = looking({
  mutation: 'cancelPlan',
  local: true,
  where: whereItActs,
  look: async ({ id }: Inputs['cancelPlan'], desk): Promise<Result<CancelSeen>> => {
    const plan = await desk.plan(id.replace(/^Plan:/, ''));
    return plan
      ? ok({ plan, causedBy: await desk.placesOf(`Plan:${plan.id}`) })
      : rejected('NOT_FOUND', `There is no plan ${id}.`, 'input', 'id');
  },
  plan: planCancel,
});
