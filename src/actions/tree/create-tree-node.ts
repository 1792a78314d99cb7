import { ok, rejected, type Result } from '../../kit/result.ts';
import { levelOf } from '../../tree/jobname.ts';
import { TREE_LEVELS, type TreeNodeRecord } from '../../tree/model.ts';
import { nodeOf } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest, LocalWrite } from '../local.ts';
import type { World } from '../ports.ts';
import { asJson, CANOPY, local, type Draft, type Facts, type StepDraft, type Where } from '../spec.ts';
import { AT_ROOT } from '../where.ts';
import { checkName, childName, findNode, heldAlias, isTaken, nodeSubject, placeAt } from './names.ts';

export function planCreate({ parent, name, level }: Inputs['createTreeNode'], facts: Facts): Result<Draft> {
  const { world, whole, now, newId } = facts;
  const above = parent == null ? ok(null) : findNode(world, parent, 'parent');
  if (!above.ok) return above;
  const node = above.value;
  const depth = node === null ? 0 : node.record.depth + 1;
  if (depth >= TREE_LEVELS.length)
    return rejected('BAD_USER_INPUT', `${node?.jobName} is a job: nothing hangs below a job.`, 'input', 'parent');
  if (level && level !== levelOf(depth)) {
    const where = node === null ? 'At the root' : `Below ${node.jobName}`;
    return rejected('BAD_USER_INPUT', `${where} stands a ${levelOf(depth)}, not a ${level}.`, 'input', 'level');
  }
  const checked = checkName(name);
  if (!checked.ok) return checked;

  const jobName = childName(node?.jobName ?? null, depth, name);
  if (isTaken(whole, jobName)) return rejected('ALREADY_EXISTS', `${jobName} is already there.`, 'input', 'name');
  const held = heldAlias([jobName], facts);
  if (held) return rejected('ALREADY_EXISTS', held, 'input', 'name');
  const record: TreeNodeRecord = { id: newId(), parentId: node?.record.id ?? null, depth, name, createdAt: now };
  return ok({
    subject: nodeSubject(record.id),
    place: node && placeAt(node),
    steps: [creation(whole, record, jobName, node && placeAt(node))],
    reason: `${jobName} is free${node ? ` and ${node.jobName} is there` : ''}.`,
  });
}

const below: Where<Inputs['createTreeNode']> = ({ parent }, { world }) => {
  if (parent == null) return ok([AT_ROOT]);
  const above = findNode(world, parent, 'parent');
  return above.ok ? ok([placeAt(above.value)]) : above;
};

export const createTreeNode = local('createTreeNode', below, planCreate);

/** One step that makes one node. `parent` is null for a company, and for a node whose parent the same plan makes. */
export function creation(
  world: World,
  record: TreeNodeRecord,
  jobName: string,
  parent: { readonly nodeId: string; readonly jobName: string } | null,
): StepDraft {
  // A name that is borne now is nobody's alias.
  const alias: LocalWrite[] = world.alias(jobName) ? [{ drop: 'alias', jobName }] : [];
  const event = {
    kind: 'TREE_NODE_CREATED' as const,
    nodeId: record.id,
    jobName,
    subject: nodeSubject(record.id),
    summary: `${jobName} was created`,
    body: { name: record.name, level: levelOf(record.depth) },
  };
  const request: LocalRequest = {
    guards: parent ? [parent.nodeId] : [],
    writes: [{ put: 'node', value: record }, ...alias],
    events: [event],
  };
  return {
    system: CANOPY,
    verb: 'create',
    target: jobName,
    before: null,
    after: `${levelOf(record.depth)} ${jobName}`,
    request: asJson(request),
    absolute: true,
    // The name must be free and the parent where it was.
    dependsOn: { [nodeOf(jobName)]: null, ...(parent && { [nodeOf(parent.jobName)]: parent.nodeId }) },
  };
}
