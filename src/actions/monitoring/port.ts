import type { MaintenanceWindow, WatchChange, Watched } from '../../monitoring/model.ts';

/** What actions ask of Falcon. Things are named by the tree nodes that they are of. */
export interface MonitoringPort {
  readonly writeDeadlineMs: number;
  /** Why nothing can be written now; undefined: it can. */
  down(): string | undefined;
  /** Read afresh. */
  watched(nodeId: string, signal: AbortSignal): Promise<Watched>;
  /** How many people a team has; undefined: there is no such team. */
  teamSize(name: string, signal: AbortSignal): Promise<number | undefined>;
  /** Of all endpoints in the groups of these nodes: the window that is set, in force or not; null: none is. */
  maintained(nodeIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, MaintenanceWindow | null>>;
  /** Null: it ends. */
  maintain(endpoints: readonly string[], window: MaintenanceWindow | null): Promise<void>;
  /** One write, sent at most once; none where it is so already. */
  change(nodeId: string, change: WatchChange): Promise<void>;
}
