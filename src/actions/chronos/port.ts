import { Fault } from '../../kit/fault.ts';
import type { HeldJob, WantedJob } from './jobs.ts';

/** What actions ask of the Chronos whose jobs call Canopy. */
export interface ChronosPort {
  /** chronos:main */
  readonly system: string;
  /** Begins the names of Canopy's jobs. */
  readonly prefix: string;
  readonly writeDeadlineMs: number;
  /** Why nothing can be written now; undefined: it can. */
  down(): string | undefined;
  /** What the jobs of a schedule run, with a secret in it; undefined: where they are to call is not known. */
  command(scheduleId: string): string | undefined;
  /** Read afresh; undefined: there is none of that name. */
  job(name: string, signal: AbortSignal): Promise<HeldJob | undefined>;
  /** Those that have this in their names, read afresh. */
  jobsWith(part: string, signal: AbortSignal): Promise<readonly HeldJob[]>;
  /** One write, sent at most once. */
  put(name: string, job: WantedJob, command: string): Promise<void>;
  drop(name: string): Promise<void>;
}

export interface ChronosReach {
  /** Undefined where none is configured. */
  readonly chronos?: ChronosPort | undefined;
}

const CHRONOS = 'chronos:';

export const isChronos = (system: string): boolean => system.startsWith(CHRONOS);

/** The Chronos to look at, away or not. */
export function chronosPort({ chronos }: ChronosReach, system = chronos?.system): ChronosPort {
  if (!chronos || chronos.system !== system) {
    const source = system ?? 'chronos';
    throw new Fault('UPSTREAM_UNAVAILABLE', `${system ?? 'A Chronos'} is not configured here.`, { source });
  }
  return chronos;
}

/** The Chronos to write to, unless it is known to be away: then nothing is begun. */
export function reachChronos(reach: ChronosReach, system?: string): ChronosPort {
  const port = chronosPort(reach, system);
  const down = port.down();
  if (down !== undefined) throw new Fault('UPSTREAM_UNAVAILABLE', `${port.system} is away: ${down}`, { source: port.system });
  return port;
}

/** Nothing is put where nobody knows what it should call. */
export function commandFor(port: ChronosPort, scheduleId: string): string {
  const command = port.command(scheduleId);
  if (command !== undefined) return command;
  const message = 'Where Canopy listens, which its jobs are to call, is not known.';
  throw new Fault('UPSTREAM_UNAVAILABLE', message, { source: port.system, details: { sent: false } });
}
