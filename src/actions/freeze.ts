import type { UserError } from '../kit/result.ts';
import type { PlanStep } from '../plans/model.ts';
import type { Permit, World } from './ports.ts';
import { localRequest } from './spec.ts';

/**
 * The freezes in force on what the steps touch, each once. Who froze a node above, and why, is told to who sees that node: never
 * where it is kept, for others read it there.
 */
export function freezesFor(world: World, steps: readonly Pick<PlanStep, 'request'>[], teller?: Permit | 'ALL'): readonly UserError[] {
  const requests = steps.map(localRequest);
  const guards = new Set(requests.flatMap((request) => request.guards));
  const below = new Set(requests.flatMap(({ guardsBelow = [] }) => guardsBelow));
  const found = [...[...guards].flatMap((id) => world.freezesOn(id)), ...[...below].flatMap((id) => world.freezesBelow(id))];
  const freezes = new Map(found.map((freeze) => [freeze.id, freeze]));
  const isAbove = (id: string) =>
    !guards.has(id) && ![...below].some((each) => world.freezesBelow(each).some(({ nodeId }) => nodeId === id));
  const sees = (id: string) => teller === 'ALL' || teller?.world.nodeById(id) !== undefined;
  return [...freezes.values()].map(({ nodeId, reason, setBy, until }) => {
    const span = until === null ? 'until it is removed' : `until ${new Date(until).toISOString()}`;
    const name = world.nodeById(nodeId)?.jobName ?? 'A node above';
    const message =
      isAbove(nodeId) && !sees(nodeId)
        ? `${name} is frozen ${span}; who may see its freezes knows why.`
        : `${name} is frozen by ${setBy} ${span}: ${reason}`;
    return { code: 'FROZEN', message, path: [] };
  });
}
