import { Fault } from '../../kit/fault.ts';
import type { MonitoringPort } from './port.ts';

/** The system of steps that tell Falcon what to watch. */
export const FALCON = 'falcon';

export interface MonitoringReach {
  readonly monitoring?: MonitoringPort | undefined;
}

/** Falcon to look at, away or not. */
export function monitoringPort({ monitoring }: MonitoringReach): MonitoringPort {
  if (!monitoring) throw new Fault('UPSTREAM_UNAVAILABLE', 'No Open-Falcon is configured here.', { source: FALCON });
  return monitoring;
}

/** Falcon to write to, unless it is known to be away: then nothing is begun. */
export function reachMonitoring(reach: MonitoringReach): MonitoringPort {
  const port = monitoringPort(reach);
  const down = port.down();
  if (down !== undefined) throw new Fault('UPSTREAM_UNAVAILABLE', `falcon is away: ${down}`, { source: FALCON });
  return port;
}
