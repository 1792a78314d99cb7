import type { TreeNodeRecord } from './model.ts';

export interface Rooted {
  /** Parents first. */
  readonly nodes: readonly TreeNodeRecord[];
  /** Those that no chain of parents, a level apart each, joins to the top. */
  readonly orphans: readonly TreeNodeRecord[];
}

/** What of the records is a tree. A row that should not be there costs itself and what is below it, never the rest. */
export function rooted(records: readonly TreeNodeRecord[]): Rooted {
  const depths = new Map<string, number>();
  const nodes: TreeNodeRecord[] = [];
  const orphans: TreeNodeRecord[] = [];
  for (const record of [...records].sort((a, b) => a.depth - b.depth)) {
    const { id, parentId, depth } = record;
    if (parentId === null ? depth === 0 : depths.get(parentId) === depth - 1) {
      depths.set(id, depth);
      nodes.push(record);
    } else orphans.push(record);
  }
  return { nodes, orphans };
}
