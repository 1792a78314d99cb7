import { parseCounter } from './counter.ts';
import { METRIC_NAMES, type MetricName, type WatchChange, type WatchedNodata } from './model.ts';
import { nodeOfName, watchName } from './ours.ts';
import type { EffectiveWatches } from './watch.ts';

/** What Falcon is to put where nothing came: none of the four figures can be below nothing. */
const MOCK = -1;

export const nodataName = (prefix: string, nodeId: string, figure: MetricName): string => `${watchName(prefix, nodeId)}.${figure}`;

function nodataOfName(prefix: string, name: string): { readonly nodeId: string; readonly figure: MetricName } | undefined {
  const at = name.lastIndexOf('.');
  const figure = METRIC_NAMES.find((each) => each === name.slice(at + 1));
  const nodeId = figure && nodeOfName(prefix, name.slice(0, at));
  return figure && nodeId !== undefined ? { nodeId, figure } : undefined;
}

/** As Falcon lists it. */
export interface NodataRow {
  readonly name: string;
  readonly obj: string;
  readonly objType: string;
  readonly metric: string;
  readonly tags: string;
  readonly type: string;
  readonly stepMs: number;
  readonly mock: number;
}

/** Undefined: it is not Canopy's. */
export function nodataIn(prefix: string, row: NodataRow): { readonly nodeId: string; readonly nodata: WatchedNodata } | undefined {
  const { name, obj, objType, ...rest } = row;
  const found = nodataOfName(prefix, name);
  if (!found) return undefined;
  const { metric, tags, type, stepMs, mock } = rest;
  const ofGroup = objType === 'group' && obj === watchName(prefix, found.nodeId);
  return { nodeId: found.nodeId, nodata: { figure: found.figure, ofGroup, metric, tags, type, stepMs, mock } };
}

/** For the group of a node's things: a template is inherited, a group is not. */
export function nodataOf(
  { watches }: Pick<EffectiveWatches, 'watches'>,
  counters: Readonly<Record<MetricName, string>>,
  stepMs: number,
): readonly WatchedNodata[] {
  return watches.flatMap(({ metric: figure, absent }) => {
    if (!absent) return [];
    const counter = counters[figure];
    const { metric } = parseCounter(counter);
    return [{ figure, ofGroup: true, metric, tags: counter.slice(metric.length + 1), type: 'GAUGE', stepMs, mock: MOCK }];
  });
}

export const sameNodata = (a: WatchedNodata, b: WatchedNodata): boolean =>
  a.figure === b.figure &&
  a.ofGroup === b.ofGroup &&
  a.metric === b.metric &&
  a.tags === b.tags &&
  a.type === b.type &&
  a.stepMs === b.stepMs &&
  a.mock === b.mock;

/** What is put once there is a group, and what goes. */
export function nodataChanges(
  wanted: readonly WatchedNodata[],
  there: readonly WatchedNodata[],
): { readonly put: readonly WatchChange[]; readonly dropped: readonly WatchChange[] } {
  const put = wanted.flatMap((nodata): WatchChange[] => {
    const before = there.find(({ figure }) => figure === nodata.figure) ?? null;
    return before && sameNodata(before, nodata) ? [] : [{ put: 'nodata', nodata, before }];
  });
  const dropped = there
    .filter(({ figure }) => !wanted.some((each) => each.figure === figure))
    .map((nodata): WatchChange => ({ drop: 'nodata', nodata }));
  return { put, dropped };
}

/** As a plan says it; two that differ in nothing of it are the same. */
export function nodataInWords({ ofGroup, metric, tags, type, stepMs, mock }: WatchedNodata): string {
  const counter = tags === '' ? metric : `${metric}/${tags}`;
  return `${mock} for ${counter} of ${ofGroup ? 'the group' : 'others'}, where it stays away (${type}, each ${stepMs / 1_000} s)`;
}
