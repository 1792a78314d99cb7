import type { AppRecord } from '../apps/model.ts';
import type { DecisionInput } from '../plans/model.ts';
import { marathonSystem } from './spec.ts';

/** More than this many are counted, not named. */
const MOST_NAMED = 20;

/** Where Canopy keeps its own facts; judged from the copy that follows its log. */
const STORE = 'store';

type Value = string | number | boolean | null | readonly string[];

/** What a judgement saw at one place, as a decision keeps it: short, and no secret. `at`: before the read was sent. */
export function seenIn(source: string | null, at: number | null, values: { readonly [name: string]: Value }): readonly DecisionInput[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: inText(value), source, observedAt: at }));
}

export const seenInStore = (at: number, values: { readonly [name: string]: Value }) => seenIn(STORE, at, values);

export function seenOfApp({ cluster, version, instances, tasksRunning, deploymentIds }: AppRecord, at: number): readonly DecisionInput[] {
  return seenIn(marathonSystem(cluster), at, {
    version: new Date(version).toISOString(),
    instances,
    running: tasksRunning,
    deployments: deploymentIds,
  });
}

function inText(value: Value): string {
  if (value === null) return 'nothing';
  if (typeof value !== 'object') return String(value);
  const rest = value.length - MOST_NAMED;
  return value.length === 0 ? 'none' : `${value.length}: ${value.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
