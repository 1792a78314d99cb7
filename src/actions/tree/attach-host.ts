import { idOfHost } from '../../hosts/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import { attachmentFact, hostFact, nodeOf } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import type { WorldNode } from '../ports.ts';
import { asJson, CANOPY, local, type Draft, type Facts, type StepDraft } from '../spec.ts';
import { findNode, nodeSubject, placeAt } from './names.ts';
import { atNode } from '../where.ts';

export function planAttach({ jobName, host }: Inputs['attachHost'], { world }: Facts): Result<Draft> {
  const found = findNode(world, jobName, 'jobName');
  if (!found.ok) return found;
  const node = found.value;
  if (!world.hostKnown(host)) return rejected('NOT_FOUND', `There is no host ${host}.`, 'input', 'host');
  const hosts = world.attachments(node.record.id).map((each) => each.host);
  const base = { subject: nodeSubject(node.record.id), place: placeAt(node) };
  if (hosts.includes(host)) return ok({ ...base, steps: [], reason: `${host} is attached to ${node.jobName} already.` });
  const step = attachment('attach', node, host);
  return ok({
    ...base,
    steps: [{ ...step, dependsOn: { ...step.dependsOn, [hostFact(host)]: true } }],
    reason: `${host} is there and not attached to ${node.jobName}.`,
  });
}

export function planDetach({ jobName, host }: Inputs['detachHost'], { world }: Facts): Result<Draft> {
  const found = findNode(world, jobName, 'jobName');
  if (!found.ok) return found;
  const node = found.value;
  const hosts = world.attachments(node.record.id).map((each) => each.host);
  const base = { subject: nodeSubject(node.record.id), place: placeAt(node) };
  if (!hosts.includes(host)) return ok({ ...base, steps: [], reason: `${host} is not attached to ${node.jobName}.` });
  return ok({ ...base, steps: [attachment('detach', node, host)], reason: `${host} is attached to ${node.jobName}.` });
}

export const attachHost = local('attachHost', atNode('jobName'), planAttach);
export const detachHost = local('detachHost', atNode('jobName'), planDetach);

export function attachment(verb: 'attach' | 'detach', node: WorldNode, host: string): StepDraft {
  const { id: nodeId } = node.record;
  const value = { host, nodeId };
  const attached = `${host} attached to ${node.jobName}`;
  const request: LocalRequest = {
    guards: [nodeId],
    writes: [verb === 'attach' ? { put: 'attachment', value } : { drop: 'attachment', value }],
    events: [
      {
        kind: verb === 'attach' ? 'HOST_ATTACHED' : 'HOST_DETACHED',
        nodeId,
        jobName: node.jobName,
        subject: idOfHost(host),
        summary: verb === 'attach' ? `${host} was attached to ${node.jobName}` : `${host} was detached from ${node.jobName}`,
        body: { host },
      },
    ],
  };
  return {
    system: CANOPY,
    verb,
    target: `${node.jobName} ${host}`,
    before: verb === 'attach' ? null : attached,
    after: verb === 'attach' ? attached : null,
    request: asJson(request),
    absolute: true,
    dependsOn: { [nodeOf(node.jobName)]: nodeId, [attachmentFact(host, node.jobName)]: verb === 'detach' },
  };
}
