import {
  sameStrategy,
  type Strategy,
  type WatchChange,
  type Watched,
  type WatchedGroup,
  type WatchedNodata,
  type WatchedTemplate,
} from './model.ts';
import { nodataChanges } from './nodata.ts';

/** What Falcon should have of a node. */
export interface Wanted {
  /** Null: there is nothing to be watched. */
  readonly group: WantedGroup | null;
  /** Null: nothing is set on the node. */
  readonly template: (WatchedTemplate & { readonly teams: readonly string[] }) | null;
  /** Of the group. */
  readonly nodata: readonly WatchedNodata[];
}

export interface WantedGroup {
  /** Endpoints, sorted, each once. */
  readonly hosts: readonly string[];
  /** Not all that tell of its hosts can be heard now: none is taken out. */
  readonly careful?: boolean;
  /** Whose template judges them: the node itself or the nearest above it; null: none. */
  readonly template: string | null;
}

export const NOTHING_WANTED: Wanted = { group: null, template: null, nodata: [] };
export const NOTHING_WATCHED: Watched = { group: null, template: null, nodata: [] };

/**
 * The writes that make what Falcon has of a node what it should have, in an order in which each can be done: what is judged by
 * before who is judged, what goes last. None where all is as it should be.
 */
export function changesOf(wanted: Wanted, there: Watched): readonly WatchChange[] {
  const { put, dropped } = ofTemplate(wanted.template, there.template);
  const nodata = nodataChanges(wanted.nodata, there.nodata);
  return [...put, ...nodata.dropped, ...ofGroup(wanted.group, there.group), ...nodata.put, ...dropped];
}

/** `dropped` goes after the group is bound elsewhere. */
function ofTemplate(
  wanted: Wanted['template'],
  there: WatchedTemplate | null,
): { readonly put: readonly WatchChange[]; readonly dropped: readonly WatchChange[] } {
  if (!wanted) return { put: [], dropped: there ? [{ drop: 'template' }] : [] };
  const made: WatchChange[] = [];
  if (!there) made.push({ make: 'template', parent: wanted.parent });
  else if (there.parent !== wanted.parent) made.push({ set: 'parent', parent: wanted.parent, before: there.parent });
  const before = there?.teams ?? null;
  if (before === null || !sameNames(before, wanted.teams)) made.push({ set: 'receivers', teams: wanted.teams, before });
  return { put: [...made, ...ofStrategies(wanted.strategies, there?.strategies ?? [])], dropped: [] };
}

/** In place as far as can be: a strategy that is made anew forgets what it had fired. */
function ofStrategies(wanted: readonly Strategy[], there: readonly Strategy[]): WatchChange[] {
  const left = [...there];
  const missing: Strategy[] = [];
  for (const each of wanted) {
    const at = left.findIndex((strategy) => sameStrategy(strategy, each));
    if (at < 0) missing.push(each);
    else left.splice(at, 1);
  }
  const put = missing.map((strategy): WatchChange => {
    const at = left.findIndex(({ metric, tags }) => metric === strategy.metric && tags === strategy.tags);
    return { put: 'strategy', strategy, before: at < 0 ? null : (left.splice(at, 1)[0] ?? null) };
  });
  return [...put, ...left.map((strategy): WatchChange => ({ drop: 'strategy', strategy }))];
}

function ofGroup(wanted: WantedGroup | null, there: WatchedGroup | null): WatchChange[] {
  if (!wanted) return there ? [{ drop: 'group' }] : [];
  const changes: WatchChange[] = there ? [] : [{ make: 'group' }];
  const { hosts, templates } = there ?? { hosts: [], templates: [] };
  const held = new Set(hosts);
  const missing = wanted.hosts.filter((host) => !held.has(host));
  changes.push(...inPieces(missing).map((some): WatchChange => ({ add: 'hosts', hosts: some })));
  if (wanted.template !== null && !templates.includes(wanted.template)) changes.push({ bind: wanted.template });
  for (const template of templates) if (template !== wanted.template) changes.push({ unbind: template });
  const stay = new Set(wanted.hosts);
  const going = wanted.careful ? [] : hosts.filter((host) => !stay.has(host));
  changes.push(...inPieces(going).map((some): WatchChange => ({ remove: 'hosts', hosts: some })));
  return changes;
}

/** More in one request than these, and Falcon may not be done within its deadline. */
const PIECE = 500;

const inPieces = (hosts: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(hosts.length / PIECE) }, (_, at) => hosts.slice(at * PIECE, (at + 1) * PIECE));

export const sameNames = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join('\n') === [...b].sort().join('\n');

/** Whether it takes away what was watched, or what others may rest on. */
export const takesAway = (change: WatchChange): boolean =>
  'remove' in change || 'unbind' in change || ('drop' in change && change.drop !== 'strategy');

/** Whether a group or a template is there no more after it. */
export const deletes = (change: WatchChange): boolean => 'drop' in change && (change.drop === 'group' || change.drop === 'template');

/** Endpoints that leave the group by it. */
export function leaving(change: WatchChange, there: Watched): readonly string[] {
  if ('remove' in change) return change.hosts;
  return 'drop' in change && change.drop === 'group' ? (there.group?.hosts ?? []) : [];
}
