import type { UserError } from '../kit/result.ts';
import type { PlanStep } from '../plans/model.ts';
import type { World } from './ports.ts';
import { localRequest } from './spec.ts';

/** The freezes in force on what the steps touch, each once. */
export function freezesFor(world: World, steps: readonly Pick<PlanStep, 'request'>[]): readonly UserError[] {
  const requests = steps.map(localRequest);
  const guards = new Set(requests.flatMap((request) => request.guards));
  const below = new Set(requests.flatMap(({ guardsBelow = [] }) => guardsBelow));
  const found = [...[...guards].flatMap((id) => world.freezesOn(id)), ...[...below].flatMap((id) => world.freezesBelow(id))];
  const freezes = new Map(found.map((freeze) => [freeze.id, freeze]));
  return [...freezes.values()].map(({ nodeId, reason, setBy, until }) => ({
    code: 'FROZEN',
    message: `${world.nodeById(nodeId)?.jobName ?? 'A node above'} is frozen by ${setBy} ${until === null ? 'until it is removed' : `until ${new Date(until).toISOString()}`}: ${reason}`,
    path: [],
  }));
}
