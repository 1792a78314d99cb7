import { idOfHost } from '../../hosts/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import { changesOf, NOTHING_WANTED, NOTHING_WATCHED, type Wanted } from '../../monitoring/coverage.ts';
import type { WatchChange, Watched } from '../../monitoring/model.ts';
import type { Inputs } from '../inputs.ts';
import { looking, type Desk, type Draft, type Facts, type Spot, type StepDraft, type Where } from '../spec.ts';
import { attachment } from '../tree/attach-host.ts';
import { findNode, placeAt } from '../tree/names.ts';
import { atNode } from '../where.ts';
import { reachMonitoring } from './reach.ts';
import { watchSteps } from './verbs.ts';

/** As agents name their hosts. */
const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;

/** What Falcon has of the node, and of those whose templates it inherits. */
interface Chain {
  readonly group: Watched;
  /** From the top down. */
  readonly above: readonly { readonly nodeId: string; readonly wanted: Wanted; readonly there: Watched }[];
}

export function planDeliverHost({ jobName, host }: Inputs['deliverHost'], { world, whole }: Facts, chain: Chain): Result<Draft> {
  const found = findNode(world, jobName, 'jobName');
  if (!found.ok) return found;
  const node = found.value;
  if (!HOST_NAME.test(host)) return rejected('BAD_USER_INPUT', `"${host}" is no name of a host.`, 'input', 'host');
  // Whoever names a host gets to see it: one that nobody lists yet is for administrators to bring in.
  if (!world.hostKnown(host) && !world.whole) return rejected('NOT_FOUND', `There is no host ${host}.`, 'input', 'host');
  const endpoint = world.endpointOfHost(host);
  if (endpoint === undefined) return rejected('NOT_FOUND', `What Falcon calls ${host} is not known: its address is not.`, 'input', 'host');
  const { id: nodeId } = node.record;
  const attached = world.attachments(nodeId).some((each) => each.host === host);
  // Where a template is not there yet, the host would be in a group that nothing judges.
  const templates = chain.above.flatMap(({ nodeId: id, wanted, there }) => {
    const changes = there.template ? [] : changesOf({ ...NOTHING_WANTED, template: wanted.template }, NOTHING_WATCHED);
    return watchSteps(whole, { jobName: whole.nodeById(id)?.jobName ?? id, id }, changes);
  });
  const steps: StepDraft[] = [
    ...(attached ? [] : [attachment('attach', node, host)]),
    ...templates,
    ...watchSteps(
      world,
      { jobName: node.jobName, id: nodeId },
      intoGroup(endpoint, chain.group, whole.watchRules(nodeId)[0]?.nodeId ?? null),
    ),
  ];
  const seen = world.hostKnown(host) ? 'is there' : 'is not listed by any Mesos yet';
  const reason =
    steps.length === 0 ? `${host} is delivered to ${node.jobName} already.` : `${host} ${seen} and is to be delivered to ${node.jobName}.`;
  return ok({ subject: idOfHost(host), place: placeAt(node), steps, reason });
}

/** This one endpoint: what else is not as it should be is for the controller, or for repairMonitoring. */
function intoGroup(endpoint: string, { group }: Watched, template: string | null): readonly WatchChange[] {
  const hosts = [...new Set([...(group?.hosts ?? []), endpoint])].sort();
  return changesOf({ ...NOTHING_WANTED, group: { hosts, template, careful: true } }, { ...NOTHING_WATCHED, group });
}

/** Read afresh: what a lagging copy says would be done twice. */
async function lookAtChain({ jobName }: Inputs['deliverHost'], desk: Desk): Promise<Result<Chain>> {
  const found = findNode(desk.world, jobName, 'jobName');
  if (!found.ok) return found;
  const { id } = found.value.record;
  const port = reachMonitoring(desk);
  const above: Chain['above'][number][] = [];
  for (const { nodeId } of desk.whole.watchRules(id).toReversed()) {
    const wanted = desk.whole.watch(nodeId)?.wanted;
    if (wanted) above.push({ nodeId, wanted, there: await port.watched(nodeId, desk.signal) });
  }
  return ok({ group: await port.watched(id, desk.signal), above });
}

export const deliverHost = looking({
  ...{ mutation: 'deliverHost', local: false, where: atNode('jobName') },
  ...{ look: lookAtChain, plan: planDeliverHost },
});

/** What was read of each node's group. */
type Groups = ReadonlyMap<string, Watched>;

export function planRetireHost({ host, force }: Inputs['retireHost'], { world }: Facts, groups: Groups): Result<Draft> {
  const nodes = world.nodesOfHost(host);
  const [first] = nodes;
  if (!first) return unattached(host);
  const endpoint = world.endpointOfHost(host);
  const steps = nodes.flatMap((node): StepDraft[] => {
    const { id } = node.record;
    const inGroup = endpoint !== undefined && groups.get(id)?.group?.hosts.includes(endpoint) === true;
    // One of its containers may have the same endpoint, and stays watched.
    const stays = endpoint !== undefined && world.endpointsAt(id).includes(endpoint);
    const changes: WatchChange[] = inGroup && !stays ? [{ remove: 'hosts', hosts: [endpoint] }] : [];
    return [attachment('detach', node, host), ...watchSteps(world, { jobName: node.jobName, id }, changes)];
  });
  const running = world.runningOn(host);
  const blockedBy =
    running > 0 && !force
      ? [
          {
            code: 'CONFLICT' as const,
            message: `${host} still runs ${running} containers; force retires it all the same.`,
            path: ['input', 'force'],
          },
        ]
      : [];
  const place = nodes.length === 1 ? placeAt(first) : null;
  return ok({
    subject: idOfHost(host),
    place,
    steps,
    blockedBy,
    reason: `${host} leaves ${nodes.map(({ jobName }) => jobName).join(', ')}.`,
  });
}

const unattached = (host: string): Result<never> =>
  rejected('NOT_FOUND', `There is no host ${host} that is attached to a node.`, 'input', 'host');

const whereAttached: Where<Inputs['retireHost']> = ({ host }, { world }) => {
  const nodes = world.nodesOfHost(host);
  return nodes.length === 0 ? unattached(host) : ok(nodes.map((node): Spot => placeAt(node)));
};

async function lookAtGroups({ host }: Inputs['retireHost'], desk: Desk): Promise<Result<Groups>> {
  const port = reachMonitoring(desk);
  const groups = new Map<string, Watched>();
  for (const { record } of desk.world.nodesOfHost(host)) groups.set(record.id, await port.watched(record.id, desk.signal));
  return ok(groups);
}

export const retireHost = looking({
  ...{ mutation: 'retireHost', local: false, where: whereAttached },
  ...{ look: lookAtGroups, plan: planRetireHost },
});
