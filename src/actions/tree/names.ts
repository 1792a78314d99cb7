import { rejected, type Result, ok } from '../../kit/result.ts';
import { LEVEL_TAGS, nameProblem, parseNodeName } from '../../tree/jobname.ts';
import { idOfNode } from '../../tree/model.ts';
import type { World, WorldNode } from '../ports.ts';
import type { Facts, Place } from '../spec.ts';

/** The node an argument names, by its current name or an alias. */
export function findNode(world: World, jobName: string, argument: string): Result<WorldNode> {
  const parsed = parseNodeName(jobName);
  if (!parsed.ok) return { ok: false, userErrors: parsed.userErrors.map((error) => ({ ...error, path: ['input', argument] })) };
  const node = world.node(jobName);
  return node ? ok(node) : rejected('NOT_FOUND', `There is no node ${jobName}.`, 'input', argument);
}

export function checkName(name: string): Result<string> {
  const problem = nameProblem(name);
  return problem === undefined ? ok(name) : rejected('BAD_USER_INPUT', `"${name}" ${problem}.`, 'input', 'name');
}

/** The JobName of a child, whether or not it exists. */
export function childName(parent: string | null, depth: number, name: string): string {
  return parent === null ? `${LEVEL_TAGS[0]}.${name}` : `${parent}_${LEVEL_TAGS[depth]}.${name}`;
}

export const placeAt = (node: WorldNode): Place => ({ nodeId: node.record.id, jobName: node.jobName });

export const nodeSubject = idOfNode;

/**
 * Why one of the names may not be taken, though nobody bears it: it still finds another node, and apps of the old path hang
 * there by it. Whoever takes it takes them, so it is for the owners of that node to let go of.
 */
export function heldAlias(
  names: readonly string[],
  { whole, permit }: Pick<Facts, 'whole' | 'permit'>,
  own: ReadonlySet<string> = new Set(),
): string | undefined {
  const held = names.find((jobName) => {
    const alias = whole.alias(jobName);
    return alias && !own.has(alias.nodeId) && permit !== 'ALL' && !permit.may('OWNER', alias.nodeId);
  });
  return held === undefined ? undefined : `${held} is an old name of another node; its owners must let go of it first (removeTreeAlias).`;
}

/** Whether a node bears the name now; an alias leaves it free. */
export const isTaken = (world: World, jobName: string): boolean => world.node(jobName)?.jobName === jobName;
