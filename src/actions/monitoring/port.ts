import type { WatchChange, Watched } from '../../monitoring/model.ts';

/** What actions ask of Falcon. Things are named by the tree nodes that they are of. */
export interface MonitoringPort {
  readonly writeDeadlineMs: number;
  /** Why nothing can be written now; undefined: it can. */
  down(): string | undefined;
  /** Read afresh. */
  watched(nodeId: string, signal: AbortSignal): Promise<Watched>;
  /** How many people a team has; undefined: there is no such team. */
  teamSize(name: string, signal: AbortSignal): Promise<number | undefined>;
  /** One write, sent at most once; none where it is so already. */
  change(nodeId: string, change: WatchChange): Promise<void>;
}
