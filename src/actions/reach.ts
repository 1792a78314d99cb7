import { Fault } from '../kit/fault.ts';
import type { MarathonPort, World } from './ports.ts';
import { marathonSystem } from './spec.ts';

export interface Reach {
  readonly world: World;
  readonly marathons: ReadonlyMap<string, MarathonPort>;
}

/** The Marathon to write to, unless it is known to be away: then nothing is begun. */
export function portFor({ world, marathons }: Reach, cluster: string): MarathonPort {
  awake(world, cluster);
  return portNamed(marathons, cluster);
}

/** The Marathon to look at, away or not. */
export function portNamed(marathons: ReadonlyMap<string, MarathonPort>, cluster: string): MarathonPort {
  const port = marathons.get(cluster);
  const source = marathonSystem(cluster);
  if (!port) throw new Fault('UPSTREAM_UNAVAILABLE', `${source} is not configured here.`, { source });
  return port;
}

/** Which there are is told to administrators. */
export const noMarathon = (world: World, name: string): string =>
  `There is no Marathon "${name}"${world.whole ? `; there are: ${world.clusters().join(', ')}` : ''}.`;

/** Throws when the Marathon is known to be away. */
export function awake(world: World, cluster: string): void {
  const source = marathonSystem(cluster);
  const down = world.sourceDown(cluster);
  if (down !== undefined) throw new Fault('UPSTREAM_UNAVAILABLE', `${source} is away: ${down}`, { source });
}
