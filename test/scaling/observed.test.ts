import { expect, it } from 'vitest';
import type { Look, LookRow } from '../../src/scaling/model.ts';
import { observedOf } from '../../src/scaling/observed.ts';
import { aSeen } from './seen.ts';

/** Every 30 s, from 0 on. */
const row = (...looks: readonly (readonly [instances: number, answer: string])[]): LookRow => ({
  ...{ at: 0, begins: null },
  looks: looks.map(([instances, answer], n): Look => ({ seen: aSeen(n * 30_000, 50, { instances }), acted: false, answer })),
});

it('holds what a rule would have done against what happened', () => {
  const found = observedOf(
    [
      row(
        ...([
          [4, 'NOTHING 4 4 CPU_IDLE -'],
          [4, 'SCALE_OUT 6 6 CPU_IDLE -'],
          [4, 'SCALE_OUT 6 6 CPU_IDLE -'],
          [8, 'SCALE_IN 6 6 CPU_IDLE -'],
          [8, 'HOLD 8 - - DATA'],
          [6, 'NOTHING 6 6 CPU_IDLE -'],
        ] as const),
      ),
    ],
    0,
    Infinity,
  );
  expect(found).toEqual({
    ...{ from: 0, to: 150_000, looks: 6, underS: 60, overContainerH: 60 / 3_600, agreedShare: 0.25 },
    wouldHave: [
      { at: 30_000, from: 4, to: 6 },
      { at: 90_000, from: 8, to: 6 },
    ],
    happened: [
      { at: 90_000, from: 4, to: 8 },
      { at: 150_000, from: 8, to: 6 },
    ],
  });
});

it('has nothing to say where nobody looked, and counts no time in which nobody did', () => {
  expect(observedOf([], 0, Infinity)).toBeNull();
  expect(observedOf([row([4, 'NOTHING 4 4 CPU_IDLE -'])], 1, Infinity)).toBeNull();
  const far: LookRow = {
    ...row([4, 'NOTHING 4 6 - -']),
    looks: [0, 600_000].map((now) => ({ seen: aSeen(now, 50), acted: false, answer: 'HOLD 4 6 CPU_IDLE RATE' })),
  };
  expect(observedOf([far], 0, Infinity)).toMatchObject({ underS: 60, agreedShare: 0 });
  expect(observedOf([row([4, 'HOLD 4 - - DATA'], [4, 'HOLD 4 - - DATA'])], 0, Infinity)?.agreedShare).toBeNull();
});
