import { describe, expect, it } from 'vitest';
import { judgeCoverage, type CoverageSight, type Difference } from '../../src/monitoring/judgement.ts';

const difference = (nodeId: string, over: Partial<Difference> = {}): Difference => ({
  ...{ nodeId, depth: 7, digest: `of ${nodeId}`, sort: 'sort', deletes: false, gives: true, losing: 0 },
  ...over,
});
const sight = (differences: readonly Difference[], over: Partial<CoverageSight> = {}): CoverageSight => ({
  ...{ mode: 'ACT', blind: undefined, differences, members: 100 },
  before: new Set(differences.map(({ nodeId }) => nodeId)),
  ...over,
});

describe('what differs from what Falcon has', () => {
  it('is seen to from the top down, and what goes goes last, from the bottom up', () => {
    const differences = [
      difference('gone job', { depth: 7, deletes: true }),
      difference('job'),
      difference('gone company', { depth: 0, deletes: true }),
      difference('company', { depth: 0 }),
      difference('other job'),
    ];
    expect(judgeCoverage(sight(differences))).toEqual({
      choice: 'ACT',
      waves: [['company'], ['job', 'other job'], ['gone job'], ['gone company']],
      keeping: undefined,
    });
    expect(judgeCoverage(sight(differences, { mode: 'OBSERVE' }))).toMatchObject({ choice: 'OBSERVE' });
    expect(judgeCoverage(sight(differences, { mode: 'OFF' }))).toEqual({ choice: 'NOTHING' });
  });

  it('is left alone at first sight: somebody may be at it', () => {
    const [one, two] = [difference('one'), difference('two')];
    expect(judgeCoverage(sight([one, two], { before: new Set() }))).toEqual({ choice: 'NOTHING' });
    expect(judgeCoverage(sight([one, two], { before: new Set(['two']) }))).toMatchObject({ choice: 'ACT', waves: [['two']] });
  });

  it('holds with what cannot be told', () => {
    expect(judgeCoverage(sight([difference('one')], { blind: 'mesos has not been read yet.' }))).toEqual({
      choice: 'HOLD',
      reason: 'mesos has not been read yet.',
    });
  });

  it.each([
    ['twenty of few', 30, 20, undefined],
    ['more than twenty of few', 30, 21, '21 of 30'],
    ['three in ten of many', 1_000, 300, undefined],
    ['more than three in ten of many', 1_000, 301, '301 of 1000'],
  ])(
    'when %s endpoints would be unwatched at once, nothing is taken away; what gives is done all the same',
    (_, members, losing, words) => {
      const half = Math.floor(losing / 2);
      const differences = [
        difference('one', { losing: half, gives: false }),
        difference('two', { losing: losing - half }),
        difference('three'),
      ];
      expect(judgeCoverage(sight(differences, { members }))).toEqual({
        choice: 'ACT',
        waves: [words === undefined ? ['one', 'two', 'three'] : ['two', 'three']],
        keeping: words === undefined ? undefined : expect.stringContaining(words),
      });
    },
  );
});
