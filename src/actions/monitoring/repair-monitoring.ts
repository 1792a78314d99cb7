import { ok, type Result } from '../../kit/result.ts';
import { changesOf, takesAway, type Wanted } from '../../monitoring/coverage.ts';
import type { Watched } from '../../monitoring/model.ts';
import type { Inputs } from '../inputs.ts';
import type { World } from '../ports.ts';
import { looking, type Desk, type Draft, type Facts, type StepDraft, type Where } from '../spec.ts';
import { findNode, nodeSubject, placeAt } from '../tree/names.ts';
import { AT_ROOT } from '../where.ts';
import { seenIn, seenInStore } from '../seen.ts';
import { FALCON, reachMonitoring } from './reach.ts';
import { watchSteps } from './verbs.ts';

/** A plan of more steps than these is made in several: the rest is found by the next. */
const MOST_STEPS = 500;
/** Nodes that are looked at for one plan. */
const MOST_NODES = 200;

/** A node as Falcon has it now, with how it should be. */
interface Looked {
  readonly nodeId: string;
  readonly wanted: Wanted;
  readonly there: Watched;
}

export function planRepairMonitoring(input: Inputs['repairMonitoring'], { world, now }: Facts, looked: readonly Looked[]): Result<Draft> {
  const top = 'nodeId' in input ? world.nodeById(input.nodeId) : world.node(input.jobName);
  const endpoints = looked.reduce((sum, { wanted }) => sum + (wanted.group?.hosts.length ?? 0), 0);
  const keeps = 'careful' in input && input.careful;
  const careful = keeps || looked.some(({ wanted }) => wanted.group?.careful);
  const base = {
    ...{ subject: top ? nodeSubject(top.record.id) : null, place: top ? placeAt(top) : null },
    inputs: [
      ...seenInStore(now, { 'teams to tell': told(looked) }),
      ...seenIn('live graph', now, { 'endpoints that should be watched': endpoints }),
      ...seenIn(FALCON, now, { 'endpoints in groups': looked.reduce((sum, { there }) => sum + (there.group?.hosts.length ?? 0), 0) }),
    ],
    rejected: careful
      ? [
          {
            choice: 'remove hosts',
            reason: keeps
              ? 'Too much would go at once: that is for a person to take away.'
              : 'Not all that tell of hosts can be heard: nobody is taken out of a group meanwhile.',
          },
        ]
      : [],
  };
  const [first, last]: [StepDraft[], StepDraft[]] = [[], []];
  for (const { nodeId, wanted, there } of looked) {
    const jobName = world.nodeById(nodeId)?.jobName ?? nodeId;
    const steps = watchSteps(
      world,
      { id: nodeId, jobName },
      changesOf(wanted, there).filter((change) => !keeps || !takesAway(change)),
    );
    // What others may rest on goes when nobody does any more.
    for (const step of steps) (step.verb.startsWith('delete ') ? last : first).push(step);
  }
  const steps = [...first, ...last];
  const what = top?.jobName ?? 'A node that is gone';
  if (steps.length === 0) return ok({ ...base, steps, reason: `${what} is watched as it should be.` });
  const rest = steps.length > MOST_STEPS ? `, of which the first ${MOST_STEPS} are done by this plan` : '';
  return ok({
    ...base,
    steps: steps.slice(0, MOST_STEPS),
    reason: `${what} differs from what Falcon has by ${steps.length} writes${rest}.`,
  });
}

const told = (looked: readonly Looked[]): readonly string[] => [...new Set(looked.flatMap(({ wanted }) => wanted.template?.teams ?? []))];

const where: Where<Inputs['repairMonitoring']> = (input, { world }) => {
  if ('nodeId' in input) {
    const node = world.nodeById(input.nodeId);
    return ok([node ? placeAt(node) : AT_ROOT]);
  }
  const found = findNode(world, input.jobName, 'jobName');
  return found.ok ? ok([placeAt(found.value)]) : found;
};

/** Which differ is known by the copy; how they differ is read afresh. */
async function look(input: Inputs['repairMonitoring'], desk: Desk): Promise<Result<readonly Looked[]>> {
  const port = reachMonitoring(desk);
  const looked: Looked[] = [];
  for (const nodeId of nodesIn(input, desk.world)) {
    const watch = desk.whole.watch(nodeId);
    if (!watch || ('jobName' in input && changesOf(watch.wanted, watch.held).length === 0)) continue;
    looked.push({ nodeId, wanted: watch.wanted, there: await port.watched(nodeId, desk.signal) });
    if (looked.length === MOST_NODES) break;
  }
  return ok(looked);
}

/** From the top down: a template stands before those that inherit from it. */
function nodesIn(input: Inputs['repairMonitoring'], world: World): readonly string[] {
  if ('nodeId' in input) return [input.nodeId];
  return (
    world
      .node(input.jobName)
      ?.subtree()
      .map(({ record }) => record.id) ?? []
  );
}

export const repairMonitoring = looking({
  ...{ mutation: 'repairMonitoring', local: false, where },
  ...{ look, plan: planRepairMonitoring },
});
