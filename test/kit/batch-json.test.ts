import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrayCutter, CutError, type CutElement } from '../../src/kit/batch-json.ts';

interface Cut {
  readonly elements: CutElement[];
  readonly rest: string;
}

function cut(document: string | Buffer, chunkSizes: readonly number[] = [], member = 'apps', maxElementBytes = 1_000_000): Cut {
  const bytes = Buffer.from(document);
  const elements: CutElement[] = [];
  const rest: Uint8Array[] = [];
  const cutter = new ArrayCutter({ member, maxElementBytes, onRest: (each) => void rest.push(each) });
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = chunkSizes.length === 0 ? bytes.length : Math.max(1, chunkSizes[turn % chunkSizes.length] ?? 1);
    elements.push(...cutter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  cutter.end();
  return { elements, rest: Buffer.concat(rest).toString() };
}

const values = (elements: readonly CutElement[]): unknown[] =>
  elements.map(({ parts }) => JSON.parse(Buffer.concat(parts ?? []).toString()));

/** JSON text with any space between its tokens. */
const spaced = fc.tuple(fc.jsonValue(), fc.constantFrom('', ' ', '\n', '\r\n\t', '  ')).map(([value, space]) => ({
  value: JSON.parse(JSON.stringify(value)) as unknown,
  text: space === '' ? JSON.stringify(value) : `${space}${JSON.stringify(value, null, 2)}${space}`,
}));

describe('ArrayCutter', () => {
  it('finds the elements that JSON.parse finds, wherever chunks end', () => {
    const names = fc.string().filter((name) => name !== 'apps');
    const others = fc.array(fc.tuple(names, spaced), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(spaced, { maxLength: 6 }),
        others,
        others,
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 }),
        (apps, before, after, sizes) => {
          const member = ([name, { text }]: [string, { text: string }]): string => `${JSON.stringify(name)} : ${text}`;
          const list = `"apps"\n:[${apps.map(({ text }) => text).join(',')}]`;
          const document = ` {${[...before.map(member), list, ...after.map(member)].join(' ,')} }\n`;
          const { elements, rest } = cut(document, sizes);
          expect(values(elements)).toEqual(apps.map(({ value }) => value));
          expect(elements.map(({ index }) => index)).toEqual(apps.map((_, index) => index));
          expect(JSON.parse(rest)).toEqual({ ...(JSON.parse(document) as object), apps: [] });
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a list that ends early', '{"apps":[{"id":"/a"},{"id"'],
    ['an element that ends early', '{"apps":[{"id":"/a"}'],
    ['an object that ends early', '{"apps":[]'],
    ['nothing', ''],
    ['no such list', '{"other":[1]}'],
    ['a null in its place', '{"apps":null}'],
    ['two such lists', '{"apps":[],"apps":[1]}'],
    ['a list where an object is expected', '[{"apps":[]}]'],
    ['two documents', '{"apps":[]}{"apps":[]}'],
    ['a missing comma', '{"apps":[{} {}]}'],
    ['a comma too many', '{"apps":[1,]}'],
    ['a name that is none', String.raw`{"\qhunter2":1,"apps":[]}`],
    ['a page of a proxy', '<html>502</html>'],
  ])('refuses %s', (_, document) => {
    expect(() => cut(document)).toThrow(CutError);
    expect(() => cut(document, [1])).toThrow(CutError);
  });

  it('says where the document stops making sense', () => {
    expect(() => cut('{"apps":[1]]', [5])).toThrow('expected a comma or the end of the object at byte 11');
  });

  it('takes a name with escapes for the name it is', () => {
    expect(values(cut(String.raw`{"\u0061pps":[1]}`).elements)).toEqual([1]);
    expect(values(cut(String.raw`{"x\\":{"apps":[9]},"apps":["\\","\"]",2]}`, [1]).elements)).toEqual(['\\', '"]', 2]);
  });

  it('lets go of an element that is too large, and finds the next one', () => {
    const { elements } = cut(JSON.stringify({ apps: [1, 'x'.repeat(100), { a: 1 }] }), [7], 'apps', 50);
    expect(elements.map(({ parts, length }) => [parts === null, length])).toEqual([
      [false, 1],
      [true, 102],
      [false, 7],
    ]);
  });
});
