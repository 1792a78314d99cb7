import { describe, expect, it } from 'vitest';
import { Hpa, hpaReplicas } from '../../src/scaling/hpa.ts';

const seen = (replicas: number, ratios: readonly number[], missing = 0, unready = 0) => ({ replicas, ratios, missing, unready });
const times = (count: number, ratio: number): number[] => Array.from({ length: count }, () => ratio);

/* By hand, from what its documentation says of the algorithm. */
describe("Kubernetes' HPA, to be compared with", () => {
  it.each([
    ['twice the target doubles', seen(2, times(2, 2)), 4],
    ['half of the target halves', seen(4, times(4, 0.5)), 2],
    ['rounds up', seen(3, times(3, 1.5)), 5],
    ['within a tenth is near enough, above', seen(10, times(10, 1.1)), 10],
    ['within a tenth is near enough, below', seen(10, times(10, 0.9)), 10],
    ['beyond a tenth is not', seen(10, times(10, 1.11)), 12],
    ['is the mean that counts', seen(2, [3, 1]), 4],
    ['silent ones carry all that they should, on the way down', seen(4, times(3, 0.5), 1), 3],
    ['silent ones carry nothing, on the way up', seen(4, times(2, 1.5), 2), 4],
    ['silent ones may hold it on the way up', seen(4, times(3, 1.2), 1), 4],
    ['those that are not ready carry nothing, on the way up', seen(4, times(2, 3), 0, 2), 6],
    ['those that are not ready do not count, on the way down', seen(4, times(2, 0.5), 0, 2), 1],
    ['nobody tells anything', seen(4, [], 4), 4],
  ])('%s', (_, given, wanted) => {
    expect(hpaReplicas(given)).toBe(wanted);
  });

  it('goes up by 4 or by the double in 15 s, and down by the most of five minutes', () => {
    const hpa = new Hpa({ min: 1, max: 100 });
    let replicas = 2;
    const look = (at: number, share: number) => (replicas = hpa.look(at * 1_000, replicas, [seen(replicas, times(replicas, share))]));
    expect(look(0, 20)).toBe(6);
    expect(look(15, 20)).toBe(12);
    expect(look(30, 0.25)).toBe(12);
    expect(look(300, 0.25)).toBe(12);
    expect(look(330, 0.25)).toBe(3);
  });
});
