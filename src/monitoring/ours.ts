/** A node's group and its template in Falcon have one name. */
export const watchName = (prefix: string, nodeId: string): string => `${prefix}.${nodeId}`;

/** Undefined: it is not Canopy's. */
export const nodeOfName = (prefix: string, name: string): string | undefined =>
  name.startsWith(`${prefix}.`) ? name.slice(prefix.length + 1) : undefined;

/** What Falcon has as the action of a template. */
interface Told {
  readonly teams: readonly string[];
  readonly url: string;
  readonly callback: boolean;
}

/** Whom an action of a template of ours tells; null: it is not as Canopy makes it. */
export const teamsOf = (action: Told | null, callback: string | undefined): readonly string[] | null =>
  action && action.url === (callback ?? '') && action.callback === (callback !== undefined) ? action.teams : null;

/** The parent of a template whose parent is there no more: no node is called so. */
export const GONE = '?';
