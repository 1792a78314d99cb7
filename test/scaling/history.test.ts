import { expect, it } from 'vitest';
import { noHistory, widened } from '../../src/scaling/history.ts';
import { aPolicy } from './policy.ts';

const window = (seconds: number) => aPolicy({ down: { stabilisationMs: seconds * 1_000, policies: [], coolDownMs: 0 } });

it('of a longer window no more is known than was kept for the shorter one', () => {
  const now = 1_000_000;
  expect(widened(noHistory(0, 3), window(0), window(3_600), now).since).toBe(now);
  expect(widened(noHistory(0, 3), window(60), window(3_600), now).since).toBe(now - 60_000);
  expect(widened(noHistory(0, 3), window(3_600), window(60), now).since).toBe(0);
  expect(widened(noHistory(now - 5, 3), window(60), window(3_600), now).since).toBe(now - 5);
});
