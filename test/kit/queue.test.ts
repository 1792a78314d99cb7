import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue } from '../../src/kit/queue.ts';

describe('a queue', () => {
  it('gives in the order of coming, whatever comes and goes', () => {
    const step = fc.oneof(
      fc.record({ put: fc.integer({ min: 1, max: 3_000 }) }),
      fc.record({ take: fc.integer({ min: 1, max: 3_000 }) }),
      fc.constant({ clear: true }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const queue = new Queue<number>();
        let model: number[] = [];
        let n = 0;
        for (const each of steps) {
          if ('put' in each)
            for (let i = 0; i < each.put; i++) {
              queue.push(n);
              model.push(n++);
            }
          else if ('take' in each) {
            const wanted = model.slice(0, each.take);
            model = model.slice(each.take);
            expect(wanted.map(() => queue.shift())).toEqual(wanted);
          } else {
            queue.clear();
            model = [];
          }
          expect(queue.length).toBe(model.length);
        }
        expect(Array.from({ length: model.length + 1 }, () => queue.shift())).toEqual([...model, undefined]);
      }),
      { numRuns: 50 },
    );
  });
});
