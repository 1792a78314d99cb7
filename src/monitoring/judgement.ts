import type { ControllerModeName } from '../plans/model.ts';

/** A node of which Falcon has something else than it should. */
export interface Difference {
  readonly nodeId: string;
  /** Of the node; of one that is gone, below all others. */
  readonly depth: number;
  /** What the writes would be, in one text: two that are equal are the same difference. */
  readonly digest: string;
  /** Whether it only takes away what nothing rests on any more. */
  readonly deletes: boolean;
  /** Endpoints that would be in no group any more. */
  readonly losing: number;
}

/** All that the controller sees in one look. */
export interface CoverageSight {
  readonly mode: ControllerModeName;
  /** Why nothing can be told now; undefined: it can. */
  readonly blind: string | undefined;
  readonly differences: readonly Difference[];
  /** What the last look saw, by node: a change that is under way elsewhere is gone by the next. */
  readonly before: ReadonlyMap<string, string>;
  /** Endpoints in Canopy's groups altogether. */
  readonly members: number;
}

export type CoverageVerdict =
  | { readonly choice: 'NOTHING' }
  | { readonly choice: 'HOLD'; readonly reason: string }
  /** In waves, one after the other: what a node needs of another was seen to in the waves before. */
  | { readonly choice: 'ACT' | 'OBSERVE'; readonly waves: readonly (readonly string[])[] };

/** So many endpoints may lose their group at once whatever the size of the company, and this share of all. */
export const LOSING_ANYWAY = 20;
export const LOSING_SHARE = 0.3;

/** What is to be done about what differs. In doubt nothing is: what is watched stays so. */
export function judgeCoverage({ mode, blind, differences, before, members }: CoverageSight): CoverageVerdict {
  if (mode === 'OFF') return { choice: 'NOTHING' };
  if (blind !== undefined) return { choice: 'HOLD', reason: blind };
  const losing = differences.reduce((sum, each) => sum + each.losing, 0);
  if (losing > Math.max(LOSING_ANYWAY, LOSING_SHARE * members))
    return {
      choice: 'HOLD',
      reason: `${losing} of ${members} endpoints would not be watched any more: that many at once are for a person to take away, by repairMonitoring.`,
    };
  const settled = differences.filter(({ nodeId, digest }) => before.get(nodeId) === digest);
  if (settled.length === 0) return { choice: 'NOTHING' };
  return { choice: mode, waves: wavesOf(settled) };
}

/** From the top down, for templates inherit; what goes goes after all else, from the bottom up. */
function wavesOf(differences: readonly Difference[]): readonly (readonly string[])[] {
  const byDepth = Map.groupBy(differences, ({ depth, deletes }) => (deletes ? LAST - depth : depth));
  return [...byDepth].sort(([a], [b]) => a - b).map(([, some]) => some.map(({ nodeId }) => nodeId));
}

/** Beyond any depth. */
const LAST = 1_000;
