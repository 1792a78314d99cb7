import type { ControllerModeName } from '../plans/model.ts';

/** A node of which Falcon has something else than it should. */
export interface Difference {
  readonly nodeId: string;
  /** Of the node; of one that is gone, below all others. */
  readonly depth: number;
  /** What the writes would be, in one text: two that are equal are the same difference. */
  readonly digest: string;
  /** The same without which hosts they are about. */
  readonly sort: string;
  /** Whether a group or template goes by it, on which nothing must rest any more. */
  readonly deletes: boolean;
  /** Whether anything is watched by it that was not, or otherwise. */
  readonly gives: boolean;
  /** Endpoints that would be in no group any more, of this node or another. */
  readonly losing: number;
}

/** All that the controller sees in one look. */
export interface CoverageSight {
  readonly mode: ControllerModeName;
  /** Why nothing can be told now; undefined: it can. */
  readonly blind: string | undefined;
  readonly differences: readonly Difference[];
  /** Nodes that differed in the last look too: a change that is under way elsewhere is gone by the next. */
  readonly before: ReadonlySet<string>;
  /** Endpoints in Canopy's groups altogether. */
  readonly members: number;
}

export type CoverageVerdict =
  | { readonly choice: 'NOTHING' }
  | { readonly choice: 'HOLD'; readonly reason: string }
  | {
      readonly choice: 'ACT' | 'OBSERVE';
      /** One after the other: what a node needs of another was seen to in the waves before. */
      readonly waves: readonly (readonly string[])[];
      /** Why nothing is taken away meanwhile; undefined: nothing keeps it. */
      readonly keeping: string | undefined;
    };

/** So many endpoints may lose their group at once whatever the size of the company, and this share of all. */
export const LOSING_ANYWAY = 20;
export const LOSING_SHARE = 0.3;

/** What is to be done about what differs. In doubt nothing is taken away: what is watched stays so. */
export function judgeCoverage({ mode, blind, differences, before, members }: CoverageSight): CoverageVerdict {
  if (mode === 'OFF') return { choice: 'NOTHING' };
  if (blind !== undefined) return { choice: 'HOLD', reason: blind };
  const losing = differences.reduce((sum, each) => sum + each.losing, 0);
  const keeping =
    losing > Math.max(LOSING_ANYWAY, LOSING_SHARE * members)
      ? `${losing} of ${members} endpoints would not be watched any more: that many at once are for a person to take away, by repairMonitoring.`
      : undefined;
  // Not by what differs: of an app whose tasks are replaced one after the other that is something else each time.
  const settled = differences.filter(({ nodeId, gives }) => before.has(nodeId) && (gives || keeping === undefined));
  return settled.length === 0 && keeping === undefined ? { choice: 'NOTHING' } : { choice: mode, waves: wavesOf(settled), keeping };
}

/** From the top down, for templates inherit; what goes goes after all else, from the bottom up. */
function wavesOf(differences: readonly Difference[]): readonly (readonly string[])[] {
  const byDepth = Map.groupBy(differences, ({ depth, deletes }) => (deletes ? LAST - depth : depth));
  return [...byDepth].sort(([a], [b]) => a - b).map(([, some]) => some.map(({ nodeId }) => nodeId));
}

/** Beyond any depth. */
const LAST = 1_000;
