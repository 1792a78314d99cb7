import type { Action, Definition } from './model.ts';

type Definitions = ReadonlyMap<string, Definition | undefined>;
type Steps = (readonly Action[])[];

/**
 * The steps from one set of definitions to another, in Marathon's order: stop what is gone, start what is
 * new at size zero, then resize and restart along the dependencies.
 */
export function stepsOf(original: Definitions, target: Definitions): Steps {
  const stops: Action[] = [];
  const starts: Action[] = [];
  const ranks = new Map<number, Action[]>();
  for (const [app, after] of target) {
    const before = original.get(app);
    if (!after) {
      if (before) stops.push({ action: 'StopApplication', app });
      continue;
    }
    if (!before) starts.push({ action: 'StartApplication', app });
    const action = changeOf(before, after);
    if (!action) continue;
    const rank = rankOf(after, target, new Set());
    ranks.set(rank, [...(ranks.get(rank) ?? []), { action, app }]);
  }
  const ordered = [...ranks].toSorted(([a], [b]) => a - b).map(([, actions]) => actions);
  return [stops, starts, ...ordered].filter((actions) => actions.length > 0);
}

function changeOf(before: Definition | undefined, after: Definition): Action['action'] | undefined {
  if (!before) return after.instances > 0 ? 'ScaleApplication' : undefined;
  if (before.versionInfo.lastConfigChangeAt !== after.versionInfo.lastConfigChangeAt) {
    return 'RestartApplication';
  }
  return before.instances === after.instances ? undefined : 'ScaleApplication';
}

/** How deep an app stands in the dependencies among those that change together. */
function rankOf(definition: Definition, all: Definitions, seen: ReadonlySet<string>): number {
  if (seen.has(definition.id)) return 0;
  const path = new Set([...seen, definition.id]);
  const needed = definition.dependencies.flatMap((dependency) =>
    [...all.values()].filter((each) => each && (each.id === dependency || each.id.startsWith(`${dependency}/`))),
  );
  const ranks = needed.flatMap((each) => (each ? [rankOf(each, all, path) + 1] : []));
  return Math.max(0, ...ranks);
}
