import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leadingText } from '../../src/kit/leading-text.ts';

describe('the text of a member before something broken', () => {
  it.each([
    ['at the beginning', '{"id":"/a","cpus":'],
    [
      'after other members',
      ' { "cmd" : "say \\"id\\":" , "env": {"id": "/wrong", "x": ["}", 1]}, "cpus": 1.5, "gone": null, "id" : "/a" ###',
    ],
    ['with escapes', '{"\\u0069d":"\\/a",'],
  ])('is found %s', (_, json) => {
    expect(leadingText(json, 'id')).toBe('/a');
  });

  it.each([
    ['it is no text', '{"id":7,"id":"/a"}'],
    ['it is within another', '{"env":{"id":"/a"}}'],
    ['it is within another that does not end', '{"env":{"x":"y","id":"/a"'],
    ['it itself does not end', '{"id":"/a'],
    ['a bracket before it is of the wrong kind', '{"env":{"x":1],"id":"/a"}'],
    ['a quote before it is missing', '{"cmd":"run,"id":"/a"}'],
    ['a comma before it is missing', '{"cmd":"run" "id":"/a"}'],
    ['a number before it is none', '{"cpus":1.2.3,"id":"/a"}'],
    ['a key before it is none', '{cmd:"run","id":"/a"}'],
    ['it is in a list', '["id","/a"]'],
    ['there is nothing', ''],
  ])('is not guessed when %s', (_, json) => {
    expect(leadingText(json, 'id')).toBeNull();
  });

  it('is what JSON.parse finds, wherever the document is cut off behind it', () => {
    const before = fc.dictionary(
      fc.string().filter((key) => key !== 'id'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(before, fc.string(), fc.jsonValue(), fc.nat(), (others, id, behind, cut) => {
        const head = JSON.stringify({ ...others, id }).slice(0, -1);
        const tail = `,"behind":${JSON.stringify(behind)}}`;
        expect(leadingText(head + tail.slice(0, cut % tail.length), 'id')).toBe(JSON.parse(`${head}}`).id);
      }),
    );
  });
});
