/** In shares of what one container should carry; NaN: nobody told it. */
type Load = (at: number) => number;

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const SHAPES = ['step', 'ramp', 'spike', 'sine', 'noise', 'missing'] as const;
export type Shape = (typeof SHAPES)[number];

const MINUTE_MS = 60_000;

/** `lasts`: how long the whole is. */
export function shapeOf(shape: Shape, random: () => number, lasts: number): Load {
  const [low, high] = [1 + 4 * random(), 6 + 14 * random()];
  const [begins, ends] = [lasts * (0.1 + 0.2 * random()), lasts * (0.5 + 0.2 * random())];
  const level = (at: number) => (at >= begins && at < ends ? high : low);
  switch (shape) {
    case 'step':
      return level;
    case 'ramp':
      return (at) => {
        if (at < begins || at >= lasts - begins) return low;
        const share = (at - begins) / (ends - begins);
        return at < ends ? low + (high - low) * share : high - ((high - low) * (at - ends)) / (lasts - begins - ends);
      };
    case 'spike': {
      const wide = MINUTE_MS * (0.5 + 3 * random());
      return (at) => (at % ends >= begins && (at % ends) - begins < wide ? high : low);
    }
    case 'sine': {
      const period = MINUTE_MS * (20 + 40 * random());
      return (at) => low + ((high - low) * (1 - Math.cos((2 * Math.PI * at) / period))) / 2;
    }
    case 'noise': {
      const noise = Float64Array.from({ length: 4_096 }, () => 1 + 0.6 * (random() - 0.5));
      return (at) => level(at) * (noise[Math.floor(at / 5_000) % noise.length] as number);
    }
    case 'missing': {
      // Gaps, of which some begin when the load falls.
      const gaps = Array.from({ length: 6 }, () => lasts * random()).concat(ends);
      const wide = MINUTE_MS * (1 + 9 * random());
      return (at) => (gaps.some((from) => at >= from && at < from + wide) ? NaN : level(at));
    }
  }
}
