import type { AppDefinition } from '../../apps/model.ts';
import { isObject } from '../../kit/json.ts';
import { ok, type Result } from '../../kit/result.ts';
import { namesOfAppId, printJobName } from '../../tree/jobname.ts';
import type { Inputs } from '../inputs.ts';
import type { World, WorldNode } from '../ports.ts';
import type { Spot, Where } from '../spec.ts';
import { placeAt } from '../tree/names.ts';
import { AT_ROOT } from '../where.ts';
import { findTarget, type Target } from './target.ts';

type Input = Inputs['deployApp'];

/** Where the app hangs before, and where it may hang after: at its own path, or where its label puts it. What would hang nowhere is for administrators. */
export const whereDeployed: Where<Input> = (input, { world }) => {
  const target = findTarget(world, input, 'maybe new');
  if (!target.ok) return target;
  const { cluster, marathonId } = target.value;
  const held = world.app(cluster, marathonId);
  const own = spotAt(pathNode(world, marathonId));
  const asked = labelAsked(input);
  if (!held) return freshSpots(world, target.value, own, asked);
  const before: Spot = held.nodeId === null ? AT_ROOT : { nodeId: held.nodeId, jobName: held.jobName };
  const stays = asked === undefined || (asked ?? undefined) === held.app.label('jobname');
  return ok(stays ? [before] : [before, ...placesBy(world, marathonId, asked)]);
};

/** One that is there but hangs elsewhere, out of sight, is its owners' to change; what is out of sight altogether is not told from what is not there. */
function freshSpots(world: World, { cluster, marathonId }: Target, own: Spot, asked: string | null | undefined): Result<readonly Spot[]> {
  const elsewhere = own === AT_ROOT ? undefined : world.hangsOn(cluster, marathonId);
  const there: Spot[] = elsewhere === undefined ? [] : [elsewhere === null ? AT_ROOT : { nodeId: elsewhere, jobName: null }];
  return ok([own, ...there, ...(asked == null ? [] : [spotAt(world.node(asked))])]);
}

/** Where an app of this id may come to hang by its label: there, once that is confirmed, and at its own path until then. */
export const placesBy = (world: World, marathonId: string, label: string | null): readonly Spot[] => [
  spotAt(pathNode(world, marathonId)),
  ...(label === null ? [] : [spotAt(world.node(label))]),
];

/** The label `jobname` of a definition as Marathon has it. */
export function labelIn({ labels }: AppDefinition): string | null {
  const label = isObject(labels) ? labels['jobname'] : undefined;
  return typeof label === 'string' ? label : null;
}

function pathNode(world: World, marathonId: string): WorldNode | undefined {
  const names = namesOfAppId(marathonId);
  return names.ok ? world.node(printJobName(names.value)) : undefined;
}

const spotAt = (node: WorldNode | undefined): Spot => (node ? placeAt(node) : AT_ROOT);

/** The label `jobname` that the app is to have; null: none; undefined: as it is. */
export function labelAsked({ labels, definition }: Pick<Input, 'labels' | 'definition'>): string | null | undefined {
  // What is no object is refused by the judgement.
  const patch = isObject(definition) ? definition : undefined;
  const within = patch?.['labels'];
  // A merge patch that is no object takes all labels away.
  if (patch && 'labels' in patch && !isObject(within)) return null;
  const patched = typeof within === 'object' && within !== null && 'jobname' in within ? within.jobname : undefined;
  if (patched !== undefined) return typeof patched === 'string' ? patched : null;
  return labels ? (labels.find(({ name }) => name === 'jobname')?.value ?? null) : undefined;
}
