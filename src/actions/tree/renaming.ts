import type { TreeNodeRecord } from '../../tree/model.ts';
import { nodeOf, subtreeFact, subtreeOf } from '../facts.ts';
import type { LocalRequest, LocalWrite, StepEvent } from '../local.ts';
import type { WorldNode } from '../ports.ts';
import { asJson, CANOPY, type Facts, type Place, type StepDraft } from '../spec.ts';
import { heldAlias } from './names.ts';
import { inputsOf, inWords, touchedBy } from './touched.ts';

export interface Renaming {
  readonly verb: 'rename' | 'move';
  readonly node: WorldNode;
  readonly record: TreeNodeRecord;
  readonly jobName: string;
  /** Nodes it rests on and whose freeze forbids it. */
  readonly around: readonly Place[];
  readonly events: readonly StepEvent[];
}

/** As `heldAlias`, of the names that a whole subtree is to get; its own old names are its own. */
export function heldNames(node: WorldNode, jobName: string, facts: Facts): string | undefined {
  const subtree = node.subtree();
  const names = subtree.map((each) => jobName + each.jobName.slice(node.jobName.length));
  return heldAlias(names, facts, new Set(subtree.map(({ record }) => record.id)));
}

/** The one step that gives a subtree new JobNames and leaves the old ones as aliases. */
export function renaming(
  { verb, node, record, jobName, around, events }: Renaming,
  { world, whole, now }: Facts,
): { readonly step: StepDraft; readonly inputs: ReturnType<typeof inputsOf> } {
  const subtree = node.subtree();
  const touched = touchedBy(world, subtree);
  const nodes = subtree.map((each) => [each.jobName.slice(node.jobName.length), each.record.id] as const);
  const borne = nodes.map(([end]) => end).filter((end) => whole.alias(jobName + end));
  const writes: LocalWrite[] = [
    { put: 'node', value: record, before: node.record },
    // A name that is borne now is nobody's alias, be it this node's own from long ago.
    ...(borne.length > 0 ? [{ drop: 'aliases' as const, of: jobName, ends: borne }] : []),
    { put: 'aliases', of: node.jobName, since: now, nodes },
  ];
  const request: LocalRequest = {
    guards: [node.record.id, ...around.map(({ nodeId }) => nodeId)],
    // Each of them gets another name.
    guardsBelow: [node.record.id],
    writes,
    events,
  };
  const step: StepDraft = {
    system: CANOPY,
    verb,
    target: node.jobName,
    before: node.jobName,
    after: `${jobName}; ${inWords(subtree.length, touched)}; the old names stay as aliases`,
    request: asJson(request),
    absolute: true,
    // The whole subtree gets aliases by its names, so the subtree, without a node more or less, and the name it takes must be as planned.
    dependsOn: {
      [nodeOf(node.jobName)]: node.record.id,
      [subtreeOf(node.jobName)]: subtreeFact(subtree),
      ...Object.fromEntries(around.map((each) => [nodeOf(each.jobName), each.nodeId])),
      [nodeOf(jobName)]: null,
    },
  };
  return { step, inputs: inputsOf(subtree.length, touched, world) };
}
