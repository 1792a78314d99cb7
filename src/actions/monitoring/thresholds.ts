import type { Threshold } from '../../monitoring/model.ts';
import type { ThresholdInput } from '../inputs.ts';

/** What of a threshold need not be said. */
export const USUAL = { points: 3, steps: 3, priority: 3, note: '' } as const;

export const thresholdsOf = (given: readonly ThresholdInput[]): readonly Threshold[] =>
  given.map(({ side, value, points, steps, priority, note }) => ({
    ...{ side, value, points: points ?? USUAL.points, steps: steps ?? USUAL.steps },
    ...{ priority: priority ?? USUAL.priority, note: note ?? USUAL.note },
  }));
