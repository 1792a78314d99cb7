import { controlChronos, type ChronosParts } from './chronos.ts';
import { controlCoverage, type CoverageWiring } from './coverage.ts';
import type { FalconParts } from './falcon.ts';
import { controlScaling, type ScalingWiring } from './scaling-control.ts';

export interface ControlWiring
  extends Omit<CoverageWiring, 'watch' | 'watched' | 'deadlineMs' | 'concurrent'>, Omit<ScalingWiring, 'falcon' | 'deadlineMs'> {
  readonly falcon: FalconParts | undefined;
  readonly chronos: ChronosParts | undefined;
  readonly concurrent: number | undefined;
  /** Of writes to Marathons, each. */
  readonly deadlines: readonly number[];
}

/** Whoever acts without being asked. Settles when nobody looks any more. */
export async function control({ falcon, chronos, deadlines, concurrent = 1, ...wiring }: ControlWiring): Promise<void> {
  const { watch } = wiring.graph;
  const coverage =
    falcon &&
    watch &&
    controlCoverage({ ...wiring, watch, watched: falcon.watched, concurrent, deadlineMs: falcon.monitoring.writeDeadlineMs });
  const scaling = controlScaling({ ...wiring, falcon, deadlineMs: Math.max(...deadlines) });
  await Promise.all([coverage, scaling, chronos && controlChronos({ ...wiring, chronos })]);
}
