import { inWords as watchInWords } from '../../monitoring/watch.ts';
import type { DecisionInput } from '../../plans/model.ts';
import { scheduleInWords } from '../../scaling/timed-words.ts';
import { policyInWords } from '../../scaling/words.ts';
import { readOfAll } from '../facts.ts';
import type { World, WorldNode } from '../ports.ts';
import { seenIn, seenInStore } from '../seen.ts';
import { nodeSubject } from './names.ts';

/** What hangs on a node and below it: everything that a new name or place touches. */
export interface Touched {
  readonly apps: readonly string[];
  readonly hosts: readonly string[];
  readonly freezes: readonly string[];
  readonly claims: readonly string[];
  readonly bindings: readonly string[];
  /** What the nodes are watched for, as far as it is set on them. */
  readonly watches: readonly string[];
  readonly scalingRules: readonly string[];
  readonly schedules: readonly string[];
}

export function touchedBy(world: World, nodes: readonly WorldNode[]): Touched {
  const ids = nodes.map(({ record }) => record.id);
  const { claims, freezes, bindings } = world.hangingOn(new Set(ids));
  return {
    apps: nodes.flatMap(({ appKeys }) => appKeys),
    hosts: ids.flatMap((id) => world.attachments(id)).map(({ host }) => host),
    freezes: freezes.map(({ reason }) => reason),
    claims: claims.map(({ cluster, marathonId }) => `${cluster}:${marathonId}`),
    bindings: bindings.map(({ kind, holder, role }) => `${role} of ${kind} ${holder}`),
    watches: ids.flatMap((id) => world.watchRule(id) ?? []).map(watchInWords),
    schedules: ids.flatMap((id) => world.schedulesOn(nodeSubject(id))).flatMap((rule) => scheduleInWords(rule) ?? []),
    scalingRules: ids.flatMap((id) => world.scalingRule(nodeSubject(id)) ?? []).map(({ policy }) => policyInWords(policy)),
  };
}

export function inputsOf(nodes: number, { apps, ...own }: Touched, world: World): readonly DecisionInput[] {
  const some = (lists: { readonly [name: string]: readonly string[] }) =>
    Object.fromEntries(Object.entries(lists).filter(([, names]) => names.length > 0));
  return [
    ...seenInStore(world.now(), { nodes }),
    ...seenIn('marathon', readOfAll(world), some({ apps })),
    ...seenInStore(world.now(), some(own)),
  ];
}

/** `; touches 3 nodes, 2 apps, 1 host` */
export function inWords(nodes: number, { apps, hosts, freezes, claims, bindings, watches, scalingRules, schedules }: Touched): string {
  const counts = [
    count(nodes, 'node'),
    count(apps.length, 'app'),
    count(hosts.length, 'attached host'),
    count(freezes.length, 'freeze'),
    count(claims.length, 'claim'),
    count(bindings.length, 'role binding'),
    count(watches.length, 'monitoring rule'),
    count(scalingRules.length, 'scaling rule'),
    count(schedules.length, 'schedule'),
  ];
  return `touches ${counts.filter((each) => !each.startsWith('0 ')).join(', ')}`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
