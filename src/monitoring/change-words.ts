import type { Strategy, WatchChange } from './model.ts';
import { nodataInWords } from './nodata.ts';

/** As a plan says it; two that differ in nothing of it judge the same. */
export function strategyInWords({ metric, tags, func, op, rightValue, maxStep, priority, note, runBegin, runEnd }: Strategy): string {
  const counter = tags === '' ? metric : `${metric}/${tags}`;
  const when = runBegin === '' && runEnd === '' ? '' : ` from ${runBegin} to ${runEnd}`;
  return `${func} of ${counter} ${op} ${rightValue}${when}: P${priority}, told ${maxStep} times${note === '' ? '' : ` (${note})`}`;
}

export interface ChangeWords {
  readonly verb: string;
  readonly of: 'group' | 'template' | 'nodata';
  readonly before: string | null;
  readonly after: string | null;
}

/** `nameOf`: the JobName of a node, for whoever reads the plan. */
export function changeInWords(change: WatchChange, nameOf: (nodeId: string) => string): ChangeWords {
  const template = (id: string) => `template of ${nameOf(id)}`;
  const parent = (id: string | null) => (id === null ? 'no parent' : `parent: ${template(id)}`);
  if ('make' in change) {
    if (change.make === 'group') return { verb: 'create group', of: 'group', before: null, after: 'a group without hosts' };
    return { verb: 'create template', of: 'template', before: null, after: parent(change.parent) };
  }
  if ('set' in change) {
    if (change.set === 'parent') return { verb: 'set parent', of: 'template', before: parent(change.before), after: parent(change.parent) };
    return { verb: 'set receivers', of: 'template', before: told(change.before), after: told(change.teams) };
  }
  if ('put' in change && change.put === 'nodata') {
    const before = change.before && nodataInWords(change.before);
    return { verb: 'set nodata', of: 'nodata', before, after: nodataInWords(change.nodata) };
  }
  if ('put' in change) {
    const before = change.before && strategyInWords(change.before);
    return { verb: 'set strategy', of: 'template', before, after: strategyInWords(change.strategy) };
  }
  if ('add' in change) return { verb: 'add hosts', of: 'group', before: null, after: someOf(change.hosts) };
  if ('remove' in change) return { verb: 'remove hosts', of: 'group', before: someOf(change.hosts), after: null };
  if ('bind' in change) return { verb: 'bind template', of: 'group', before: null, after: template(change.bind) };
  if ('unbind' in change) return { verb: 'unbind template', of: 'group', before: template(change.unbind), after: null };
  if (change.drop === 'strategy') return { verb: 'remove strategy', of: 'template', before: strategyInWords(change.strategy), after: null };
  if (change.drop === 'nodata') return { verb: 'remove nodata', of: 'nodata', before: nodataInWords(change.nodata), after: null };
  if (change.drop === 'group') return { verb: 'delete group', of: 'group', before: 'a group', after: null };
  return { verb: 'delete template', of: 'template', before: 'a template', after: null };
}

/** Every verb that a change can have. */
export const CHANGE_VERBS = [
  ...['create group', 'create template', 'set parent', 'set receivers', 'set strategy', 'add hosts', 'remove hosts'],
  ...['bind template', 'unbind template', 'remove strategy', 'set nodata', 'remove nodata'],
  ...['delete group', 'delete template'],
] as const;

const told = (teams: readonly string[] | null): string =>
  teams === null ? 'Canopy is not called' : teams.length === 0 ? 'Canopy alone' : `Canopy and ${teams.join(', ')}`;

const MOST_NAMED = 20;

function someOf(hosts: readonly string[]): string {
  const rest = hosts.length - MOST_NAMED;
  return `${hosts.length}: ${hosts.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
