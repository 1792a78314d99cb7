import { describe, expect, it } from 'vitest';
import { readOptions, SECTIONS } from '../../bench/options.ts';
import { columns, markdownTable, verdict, type Check } from '../../bench/report.ts';

const measured = (middle: number): Check => ({
  what: 'a figure',
  measured: { middle, lowest: middle, highest: middle },
  floor: 0.65,
  goal: 0.8,
});

describe('the report of the bench', () => {
  it.each([
    [0.9, 'goal reached'],
    [0.8, 'goal reached'],
    [0.7, 'floor reached'],
    [0.64, 'MISSED'],
  ])('says of %d: %s', (value, word) => expect(verdict(measured(value))).toBe(word));

  it('turns around where less is better', () => {
    expect(verdict({ ...measured(1.2), floor: 1.3, goal: undefined, atMost: true })).toBe('reached');
    expect(verdict({ ...measured(1.4), floor: 1.3, goal: undefined, atMost: true })).toBe('MISSED');
  });

  it('counts a figure that could not be measured as missed', () => {
    expect(verdict(measured(NaN))).toBe('MISSED');
    expect(verdict({ ...measured(NaN), atMost: true })).toBe('MISSED');
  });

  it('writes tables for people and for Markdown', () => {
    expect(columns(['a', 'bb'], [['xyz', '1']])).toBe('a    bb\nxyz   1');
    expect(markdownTable(['a', 'b'], [['x', '1']])).toBe('| a | b |\n| --- | ---: |\n| x | 1 |');
  });
});

describe('the words of the bench', () => {
  it('writes the page only when everything was measured in full', () => {
    expect(readOptions([])).toMatchObject({ writes: true, sections: SECTIONS });
    expect(readOptions(['quick']).writes).toBe(false);
    expect(readOptions(['only=first,side'])).toMatchObject({ writes: false, sections: ['side', 'first'] });
  });

  it('kills a thousand times, unless a shorter run is asked for', () => {
    expect(readOptions(['only=rounds'])).toMatchObject({ sections: ['rounds'], kills: 1_000 });
    expect(readOptions(['only=rounds', 'rounds=20'])).toMatchObject({ kills: 20 });
    expect(readOptions(['quick']).kills).toBe(20);
  });

  it.each([['fast'], ['only=everything']])('refuses %s and says what there is', (word) =>
    expect(() => readOptions([word])).toThrow(/the words are|the sections are/),
  );
});
