import { describe, expect, it } from 'vitest';
import { judgeCoverage, type CoverageSight, type Difference } from '../../src/monitoring/judgement.ts';

const difference = (nodeId: string, over: Partial<Difference> = {}): Difference => ({
  ...{ nodeId, depth: 7, digest: `of ${nodeId}`, deletes: false, losing: 0 },
  ...over,
});
const sight = (differences: readonly Difference[], over: Partial<CoverageSight> = {}): CoverageSight => ({
  ...{ mode: 'ACT', blind: undefined, differences, members: 100 },
  before: new Map(differences.map(({ nodeId, digest }) => [nodeId, digest])),
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
    });
    expect(judgeCoverage(sight(differences, { mode: 'OBSERVE' }))).toMatchObject({ choice: 'OBSERVE' });
    expect(judgeCoverage(sight(differences, { mode: 'OFF' }))).toEqual({ choice: 'NOTHING' });
  });

  it('is left alone at first sight, and while it is another each time: somebody may be at it', () => {
    const [one, two] = [difference('one'), difference('two')];
    const before = new Map([['one', 'of one before']]);
    expect(judgeCoverage(sight([one, two], { before }))).toEqual({ choice: 'NOTHING' });
    expect(judgeCoverage(sight([one, two], { before: new Map([['two', 'of two']]) }))).toEqual({ choice: 'ACT', waves: [['two']] });
  });

  it('holds with what cannot be told', () => {
    expect(judgeCoverage(sight([difference('one')], { blind: 'mesos has not been read yet.' }))).toEqual({
      choice: 'HOLD',
      reason: 'mesos has not been read yet.',
    });
  });

  it.each([
    ['twenty of few', 30, 20, 'ACT'],
    ['more than twenty of few', 30, 21, 'HOLD'],
    ['three in ten of many', 1_000, 300, 'ACT'],
    ['more than three in ten of many', 1_000, 301, 'HOLD'],
  ])('when %s endpoints would be unwatched at once, the rest is not begun either', (_, members, losing, choice) => {
    const half = Math.floor(losing / 2);
    const differences = [difference('one', { losing: half }), difference('two', { losing: losing - half }), difference('three')];
    expect(judgeCoverage(sight(differences, { members }))).toMatchObject({ choice });
  });
});
