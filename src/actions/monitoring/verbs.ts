import type { Json } from '../../kit/json.ts';
import { CHANGE_VERBS, changeInWords, strategyInWords } from '../../monitoring/change-words.ts';
import { sameNames } from '../../monitoring/coverage.ts';
import { sameStrategy, type Strategy, type WatchChange, type Watched, type WatchedNodata } from '../../monitoring/model.ts';
import { nodataInWords, sameNodata } from '../../monitoring/nodata.ts';
import type { PlanStep } from '../../plans/model.ts';
import type { World, WorldNode } from '../ports.ts';
import { asJson, type RemoteVerb, type StepDraft } from '../spec.ts';
import type { MonitoringPort } from './port.ts';
import { FALCON } from './reach.ts';

/** What a step needs to be sent and, after a crash, to be recognised. */
export interface WatchRequest {
  /** None: what is watched follows the tree, frozen or not. */
  readonly guards: readonly string[];
  readonly nodeId: string;
  readonly change: WatchChange;
}

export const watchRequest = (step: Pick<PlanStep, 'request'>) => step.request as unknown as WatchRequest;

/** All say the same twice as once. */
const WATCH_VERB: RemoteVerb<MonitoringPort, WatchRequest, Watched> = {
  read: (port, { nodeId }, signal) => port.watched(nodeId, signal),
  facts: (reading, { change }) => factsOf(change, reading),
  send: async (port, { nodeId, change }) => {
    await port.change(nodeId, change);
    return { deploymentId: null, version: null };
  },
  settle: ({ change }, reading) =>
    isDone(change, reading) ? { outcome: 'DONE', deploymentId: null, version: null } : { outcome: 'NOT_DONE' },
};

const VERBS: ReadonlySet<string> = new Set(CHANGE_VERBS);

export function watchVerbOf(name: string): typeof WATCH_VERB {
  if (!VERBS.has(name)) throw new Error(`No change of what is watched has the verb "${name}".`);
  return WATCH_VERB;
}

/** The steps that make the changes, in their order; each rests on as little as it can, for others may be quicker. */
export function watchSteps(
  world: World,
  node: Pick<WorldNode, 'jobName'> & { readonly id: string },
  changes: readonly WatchChange[],
): StepDraft[] {
  const above = new Set(lineOf(world, node.id));
  // The node may have stood elsewhere: those who see it now need not know where.
  const nameOf = (id: string) => (above.has(id) ? (world.nodeById(id)?.jobName ?? 'a node') : 'another node');
  return changes.map((change) => {
    const { verb, of, before, after } = changeInWords(change, nameOf);
    const request: WatchRequest = { guards: [], nodeId: node.id, change };
    const target = `${of} of ${node.jobName}`;
    return { system: FALCON, verb, target, before, after, request: asJson(request), absolute: true, dependsOn: restsOn(change) };
  });
}

/** The node and all above it. */
function lineOf(world: World, id: string): string[] {
  const node = world.nodeById(id);
  const parent = node?.record.parentId ?? null;
  return [id, ...(parent === null ? [] : lineOf(world, parent))];
}

type Facts = { readonly [fact: string]: Json };

function restsOn(change: WatchChange): Facts {
  if ('make' in change) return { [change.make]: false };
  const nodata = nodataBefore(change);
  if (nodata) return { nodata: nodataInWords(nodata) };
  if ('put' in change && change.put === 'nodata') return { nodata: null, group: true };
  if ('put' in change) return change.before ? { strategy: strategyInWords(change.before) } : { template: true };
  if ('set' in change) return { template: true };
  if ('drop' in change && change.drop === 'strategy') return { strategy: strategyInWords(change.strategy) };
  return { [changeInWords(change, (id) => id).of]: true };
}

function factsOf(change: WatchChange, { group, template, nodata }: Watched): Facts {
  const before = beforeOf(change);
  const held = before && template?.strategies.some((each) => sameStrategy(each, before));
  const standsIn = 'nodata' in change ? nodata.find(({ figure }) => figure === change.nodata.figure) : undefined;
  return {
    ...{ group: group !== null, template: template !== null, strategy: held && before ? strategyInWords(before) : null },
    nodata: standsIn ? nodataInWords(standsIn) : null,
  };
}

function nodataBefore(change: WatchChange): WatchedNodata | null {
  if (!('nodata' in change)) return null;
  return 'put' in change ? change.before : change.nodata;
}

function beforeOf(change: WatchChange): Strategy | null {
  if ('put' in change) return change.put === 'strategy' ? change.before : null;
  return 'drop' in change && change.drop === 'strategy' ? change.strategy : null;
}

/** What is there proves that a write whose answer was lost was done, whoever did it. */
export function isDone(change: WatchChange, { group, template, nodata }: Watched): boolean {
  const has = (strategy: Strategy) => template?.strategies.some((each) => sameStrategy(each, strategy)) === true;
  const inGroup = (host: string) => group?.hosts.includes(host) === true;
  if ('make' in change) return change.make === 'group' ? group !== null : template !== null;
  if ('set' in change)
    return change.set === 'parent'
      ? template?.parent === change.parent
      : template?.teams != null && sameNames(template.teams, change.teams);
  if ('put' in change && change.put === 'nodata') return nodata.some((each) => sameNodata(each, change.nodata));
  if ('put' in change) return has(change.strategy) && !(change.before && has(change.before));
  if ('add' in change) return change.hosts.every(inGroup);
  if ('remove' in change) return !change.hosts.some(inGroup);
  if ('bind' in change) return group?.templates.includes(change.bind) === true;
  if ('unbind' in change) return group?.templates.includes(change.unbind) !== true;
  if (change.drop === 'strategy') return !has(change.strategy);
  if (change.drop === 'nodata') return !nodata.some(({ figure }) => figure === change.nodata.figure);
  return change.drop === 'group' ? group === null : template === null;
}
