import type { ExpressionChange, ExpressionRow } from '../../monitoring/expression.ts';
import type { Team } from '../../monitoring/team.ts';
import type { MaintenanceWindow, WatchChange, Watched } from '../../monitoring/model.ts';

/** Teams, by their names. */
export interface TeamPort {
  /** Undefined: there is no such team. */
  team(name: string, signal: AbortSignal): Promise<Team | undefined>;
  /** Of these names, those that no user of Falcon has. */
  strangers(names: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  putTeam(team: Team): Promise<void>;
  /** None is left of that name. */
  dropTeam(name: string): Promise<void>;
}

/** What Falcon judges by tags, wherever it runs. */
export interface ExpressionPort {
  /** All that it has of equal text, whatever the order of its tags. */
  expression(text: string, signal: AbortSignal): Promise<readonly ExpressionRow[]>;
  changeExpression(text: string, change: ExpressionChange): Promise<void>;
  /** Whether Falcon is told to call Canopy. */
  calls(): boolean;
}

/** What actions ask of Falcon. Things are named by the tree nodes that they are of. */
export interface MonitoringPort extends TeamPort, ExpressionPort {
  readonly writeDeadlineMs: number;
  /** Why nothing can be written now; undefined: it can. */
  down(): string | undefined;
  /** Read afresh. */
  watched(nodeId: string, signal: AbortSignal): Promise<Watched>;
  /** Of all endpoints in the groups of these nodes: the window that is set, in force or not; null: none is. */
  maintained(nodeIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, MaintenanceWindow | null>>;
  /** Null: it ends. */
  maintain(endpoints: readonly string[], window: MaintenanceWindow | null): Promise<void>;
  /** One write, sent at most once; none where it is so already. */
  change(nodeId: string, change: WatchChange): Promise<void>;
}
