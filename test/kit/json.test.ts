import { describe, expect, it } from 'vitest';
import { notJson, repeatsKey } from '../../src/kit/json.ts';

function problemOf(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return notJson(error);
  }
  throw new Error(`${text} is JSON`);
}

describe('what is wrong with a text that is not JSON', () => {
  it.each([
    ['{"DB_PASSWORD":hunter2}', 'not JSON'],
    ['hunter2 JSON at position 4711', 'not JSON'],
    ['[1,]', 'not JSON'],
    ['undefined', 'not JSON'],
    ['', 'not JSON: it ends too early'],
    ['{"a":"hunter2"', 'not JSON at position 14 (line 1 column 15)'],
    ['{\n"a" "hunter2"}', 'not JSON at position 6 (line 2 column 5)'],
    ['"hunter2', 'not JSON at position 8 (line 1 column 9)'],
    [String.raw`"\qhunter2"`, 'not JSON at position 2 (line 1 column 3)'],
    ['{} hunter2', 'not JSON at position 3 (line 1 column 4)'],
  ])('%j: %s', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });
});

describe('a member that is named twice', () => {
  it.each([
    ['{"a":1,"a":2}', true],
    ['{"a":1,"\\u0061":2}', true],
    ['{"a":{"b":1},"c":[{"b":1},{"b":2,"b":3}]}', true],
    ['{"a":{"a":{"a":1}},"b":{"a":1}}', false],
    ['[{"a":1},{"a":2}]', false],
    ['{"a":"\\"a\\":1,","b":"}{\\\\"}', false],
    ['{"a":"b","b":"a"}', false],
    ['["a","a"]', false],
    ['{}', false],
  ])('%s: %s', (text, twice) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(repeatsKey(text)).toBe(twice);
  });
});

describe('the place where a text that is not JSON goes wrong', () => {
  it.each([
    ['{"query": nope', 11],
    ['{"DB_PASSWORD":hunter2}', 15],
    ['[1,]', 3],
    ['undefined', 0],
    ['{"a":"b",\n"c":tru3}', 17],
    ['{"a":"b c","d":-x}', 16],
    [`{"pad":"${'x'.repeat(30_000)}","a":?}`, 30_014],
  ])('%#: at %i', (text, place) => {
    try {
      JSON.parse(text);
    } catch (error) {
      expect(notJson(error, text)).toMatch(new RegExp(`^not JSON at position ${place}( |$)`));
      return;
    }
    throw new Error('it is JSON');
  });

  it('is not looked for in what is longer than any document', () => {
    const text = `{"pad":"${'x'.repeat(70_000)}","a":?}`;
    expect(notJson(new SyntaxError('Unexpected token'), text)).toBe('not JSON');
  });
});
