import { rejected, type Result, ok } from '../../kit/result.ts';
import { LEVEL_TAGS, nameProblem, parseNodeName } from '../../tree/jobname.ts';
import type { World, WorldNode } from '../ports.ts';
import type { Place } from '../spec.ts';

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

export const nodeSubject = (id: string): string => `TreeNode:${id}`;

/** Whether a node bears the name now; an alias leaves it free. */
export const isTaken = (world: World, jobName: string): boolean => world.node(jobName)?.jobName === jobName;
