import type { TreeNodeRecord } from '../../tree/model.ts';
import { nodeOf } from '../facts.ts';
import type { LocalRequest, LocalWrite, StepEvent } from '../local.ts';
import type { WorldNode } from '../ports.ts';
import { asJson, CANOPY, type Facts, type Place, type StepDraft } from '../spec.ts';
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

/** The one step that gives a subtree new JobNames and leaves the old ones as aliases. */
export function renaming(
  { verb, node, record, jobName, around, events }: Renaming,
  { world, now }: Facts,
): { readonly step: StepDraft; readonly inputs: ReturnType<typeof inputsOf> } {
  const subtree = node.subtree();
  const touched = touchedBy(world, subtree);
  const renamed = subtree.map((each) => ({ each, next: jobName + each.jobName.slice(node.jobName.length) }));
  const writes: LocalWrite[] = [
    { put: 'node', value: record, before: node.record },
    // A name that is borne now is nobody's alias, be it this node's own from long ago.
    ...renamed.filter(({ next }) => world.alias(next)).map(({ next }): LocalWrite => ({ drop: 'alias', jobName: next })),
    ...renamed.map(({ each }): LocalWrite => ({ put: 'alias', value: { jobName: each.jobName, nodeId: each.record.id, since: now } })),
  ];
  const request: LocalRequest = { guards: [node.record.id, ...around.map(({ nodeId }) => nodeId)], writes, events };
  const step: StepDraft = {
    system: CANOPY,
    verb,
    target: node.jobName,
    before: node.jobName,
    after: `${jobName}; ${inWords(subtree.length, touched)}; the old names stay as aliases`,
    request: asJson(request),
    absolute: true,
    // The whole subtree gets aliases by its names, so the subtree and the name it takes must be as planned.
    dependsOn: {
      ...Object.fromEntries(subtree.map((each) => [nodeOf(each.jobName), each.record.id])),
      ...Object.fromEntries(around.map((each) => [nodeOf(each.jobName), each.nodeId])),
      [nodeOf(jobName)]: null,
    },
  };
  return { step, inputs: inputsOf(subtree.length, touched) };
}
