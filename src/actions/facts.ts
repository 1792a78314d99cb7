import { createHash } from 'node:crypto';
import { canonical, type Json } from '../kit/json.ts';
import type { UserError } from '../kit/result.ts';
import { inWords as watchInWords } from '../monitoring/watch.ts';
import { scheduleInWords } from '../scaling/timed-words.ts';
import { ruleInWords } from '../scaling/words.ts';
import type { ControllerName, DecisionInput, PlanStep } from '../plans/model.ts';
import type { World, WorldNode } from './ports.ts';

type Read = (world: World, key: string) => Json;

const sorted = (values: readonly string[]) => [...values].sort();

/** What a step on Canopy's own facts may rest on, by the words before the key: `children of cop.acme`. */
const FACTS: Readonly<Record<string, Read>> = {
  /** The node that bears the name now, aliases aside; null: the name is free. */
  'node of ': (world, jobName) => bearer(world, jobName),
  'alias of ': (world, jobName) => world.alias(jobName)?.nodeId ?? null,
  'children of ': (world, jobName) => sorted(world.node(jobName)?.children.map(({ name }) => name) ?? []),
  'subtree of ': (world, jobName) => subtreeFact(world.node(jobName)?.subtree() ?? []),
  'apps of ': (world, jobName) => sorted(world.node(jobName)?.appKeys ?? []),
  'hosts of ': (world, jobName) => hostsOf(world, jobName),
  'attachment of ': (world, key) => isAttached(world, key),
  'presence of host ': (world, host) => world.hostKnown(host),
  'presence of freeze ': (world, id) => world.freeze(id) !== undefined,
  'role of ': (world, key) => roleOf(world, key),
  /** When it began to fire this time; null: it is not there. */
  'begin of alarm ': (world, id) => world.alarm(id)?.firstSeenAt ?? null,
  'watches of ': (world, jobName) => watchesOf(world, jobName),
  'mode of ': (world, name) => world.controller(name as ControllerName)?.mode ?? null,
  'scaling rule of ': (world, on) => ruleInWords(world.scalingRule(on)),
  'schedule ': (world, id) => scheduleInWords(world.schedule(id)),
  'presence of token ': (world, id) => world.token(id) !== undefined,
  'label jobname of ': (world, key) => labelOf(world, key),
};

export const nodeOf = (jobName: string) => `node of ${jobName}`;
export const aliasOf = (jobName: string) => `alias of ${jobName}`;
export const childrenOf = (jobName: string) => `children of ${jobName}`;
export const subtreeOf = (jobName: string) => `subtree of ${jobName}`;
export const appsOf = (jobName: string) => `apps of ${jobName}`;
export const hostsAt = (jobName: string) => `hosts of ${jobName}`;
export const attachmentFact = (host: string, jobName: string) => `attachment of ${host} to ${jobName}`;
export const hostFact = (host: string) => `presence of host ${host}`;
export const alarmFact = (id: string) => `begin of alarm ${id}`;
export const watchesFact = (jobName: string) => `watches of ${jobName}`;
export const modeFact = (name: ControllerName) => `mode of ${name}`;
export const scalingFact = (on: string) => `scaling rule of ${on}`;
export const scheduleFact = (id: string) => `schedule ${id}`;
export const tokenFact = (id: string) => `presence of token ${id}`;
export const bindingFact = (who: string, jobName: string | null) => `role of ${who} on ${jobName ?? 'the root'}`;
export const freezeFact = (id: string) => `presence of freeze ${id}`;
export const labelFact = (cluster: string, marathonId: string) => `label jobname of ${cluster}:${marathonId}`;

/** The named facts as they are in the live copy now; names of others are left out. */
export function worldFacts(world: World, names: readonly string[]): { readonly [fact: string]: Json } {
  const found: Record<string, Json> = {};
  for (const name of names) {
    const prefix = Object.keys(FACTS).find((each) => name.startsWith(each));
    if (prefix !== undefined) found[name] = FACTS[prefix]?.(world, name.slice(prefix.length)) ?? null;
  }
  return found;
}

/** When the oldest of all Marathons' copies was read. */
export function readOfAll(world: World): number | null {
  const times = world.clusters().map((cluster) => world.readAt(cluster));
  const known = times.filter((at) => at !== null);
  return known.length === 0 || known.length < times.length ? null : Math.min(...known);
}

/** What the steps rest on, as a decision keeps it: where it was seen, and when. */
export function seenFacts(world: World, steps: readonly Pick<PlanStep, 'dependsOn'>[]): readonly DecisionInput[] {
  const facts = new Map(steps.slice(0, MOST_SEEN).flatMap(({ dependsOn }) => Object.entries(dependsOn)));
  return [...facts].map(([name, value]) => ({ name, value: inWords(value), ...seenAt(world, name) }));
}

/** Plans of more steps than these say in their inputs what they are about. */
const MOST_SEEN = 5;

function seenAt(world: World, fact: string): Pick<DecisionInput, 'source' | 'observedAt'> {
  if (fact.startsWith('apps of ')) return { source: 'marathon', observedAt: readOfAll(world) };
  const cluster = /^label jobname of ([^:]*):/.exec(fact)?.[1];
  if (cluster !== undefined) return { source: `marathon:${cluster}`, observedAt: world.readAt(cluster) };
  if (fact.startsWith('presence of host ')) return { source: 'mesos', observedAt: null };
  return { source: 'store', observedAt: world.now() };
}

/** One error that names every fact of the step which is no longer as planned; none when all hold. */
export function moved(
  { dependsOn, target }: Pick<PlanStep, 'dependsOn' | 'target'>,
  now: { readonly [fact: string]: Json },
): readonly UserError[] {
  const changes = Object.entries(dependsOn)
    .filter(([fact, was]) => canonical(now[fact] ?? null) !== canonical(was))
    .map(([fact, was]) => `${fact} was ${told(fact, was)}, is ${told(fact, now[fact] ?? null)}`);
  return changes.length === 0 ? [] : [{ code: 'PLAN_STALE', message: `${target}: ${changes.join('; ')}.`, path: [] }];
}

/** Every node with its name and place, in one value: a fact for each would be most of the plan of a large company. */
export function subtreeFact(nodes: readonly WorldNode[]): string {
  const hash = createHash('sha256');
  for (const line of nodes.map(({ record, jobName }) => `${jobName} ${record.id}\n`).sort()) hash.update(line);
  return `${nodes.length} nodes (${hash.digest('hex').slice(0, 16)})`;
}

/** Which node bears a name may not be theirs to know. */
const told = (fact: string, value: Json): string => (/^(node|alias) of /.test(fact) && value !== null ? 'a node' : inWords(value));

function inWords(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.map(inWords).join(', ');
  return typeof value === 'object' ? canonical(value) : String(value);
}

function bearer(world: World, jobName: string): string | null {
  const node = world.node(jobName);
  return node?.jobName === jobName ? node.record.id : null;
}

function hostsOf(world: World, jobName: string): string[] {
  const node = world.node(jobName);
  return node ? sorted(world.attachments(node.record.id).map(({ host }) => host)) : [];
}

/** Set on that very node; null: nothing is. */
function watchesOf(world: World, jobName: string): string | null {
  const node = world.node(jobName);
  const rule = node && world.watchRule(node.record.id);
  return rule ? watchInWords(rule) : null;
}

function isAttached(world: World, key: string): boolean {
  const [host = '', jobName = ''] = key.split(' to ');
  return hostsOf(world, jobName).includes(host);
}

/** `USER acme:bob on cop.acme`; a name may hold any words, a JobName none. */
function roleOf(world: World, key: string): string | null {
  const at = key.lastIndexOf(' on ');
  const who = key.slice(0, at);
  const where = key.slice(at + 4);
  const node = where === 'the root' ? null : world.node(where)?.record.id;
  return node === undefined ? null : (world.bindings(node).find(({ kind, holder }) => `${kind} ${holder}` === who)?.role ?? null);
}

function labelOf(world: World, key: string): string | null {
  const at = key.indexOf(':');
  return world.app(key.slice(0, at), key.slice(at + 1))?.app.label('jobname') ?? null;
}
