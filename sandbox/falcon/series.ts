/** Seconds, and NaN where there is no value. */
export interface Point {
  readonly timestamp: number;
  readonly value: number;
}

/** Counters are stored as DERIVE: what they tell is always a rate. */
export type SeriesType = 'GAUGE' | 'DERIVE';

/** Pushed and kept, or computed when asked: whoever reads cannot tell. */
export interface Series {
  readonly type: SeriesType;
  readonly step: number;
  /** The newest point up to `now`; timestamp 0 and value 0 when there is none to tell. */
  last(now: number): Point;
  /** At a multiple of the step; NaN where there is none. */
  at(timestamp: number): number;
}

export const NO_POINT: Point = { timestamp: 0, value: 0 };

/** What was pushed for a counter that is computed as well fills the gaps, such as the mock value of a silent host. */
export function merged(computed: Series, pushed: Series): Series {
  return {
    type: computed.type,
    step: computed.step,
    last(now) {
      const [own, other] = [computed.last(now), pushed.last(now)];
      return other.timestamp > own.timestamp ? other : own;
    },
    at(timestamp) {
      const own = computed.at(timestamp);
      return Number.isNaN(own) ? pushed.at(timestamp) : own;
    },
  };
}
