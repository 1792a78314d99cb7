import { describe, expect, it } from 'vitest';
import { EntityTexts } from '../../src/kit/emit/texts.ts';
import { Documents, KnownDocument } from '../../src/server/documents.ts';
import { buildSchema } from '../../src/server/schema.ts';

const limits = { depth: 15, aliases: 50, cost: 50_000, tokens: 4_000, batch: 10, bodyBytes: 1_000_000 };
const schema = buildSchema();
const texts = new EntityTexts(
  1_000_000,
  () => [],
  () => 0,
);
/** Room for so many operations of short documents: each takes 2,000 bytes and 20 for each character. */
const roomFor = (operations: number) => new Documents(schema, texts, { limits, introspection: true }, operations * 4_000);

const NAMES = ['A', 'B', 'C', 'D'];
const four = NAMES.map((name) => `query ${name} { __typename }`).join(' ');
const one = (name: string) => `query ${name} { platform { version } }`;

const learn = (documents: Documents, query: string, name?: string): KnownDocument => {
  const known = documents.find(query, name) ?? documents.learn(query, name);
  if (!(known instanceof KnownDocument)) throw new Error('it does not validate');
  return known;
};
const held = (documents: Documents, query: string) => NAMES.filter((name) => documents.find(query, name) !== undefined);

describe('a document of several operations', () => {
  it('is parsed once for all of them', () => {
    const documents = roomFor(100);
    const all = NAMES.map((name) => learn(documents, four, name));
    expect(all.map(({ name }) => name)).toEqual(NAMES);
    expect(new Set(all.map(({ document }) => document)).size).toBe(1);
    expect(documents.parsedBy(all[0]!.hash)).toBe(all[0]!.document);
    expect(documents.learn(four, 'E')).toBeUndefined();
    expect(documents.learn(four, undefined)).toBeUndefined();
  });

  it('counts as often as operations of it are kept, and makes room for as many when it goes', () => {
    const documents = roomFor(4.5);
    for (const name of NAMES) learn(documents, four, name);
    for (const name of ['X', 'Y', 'Z']) learn(documents, one(name));
    expect(held(documents, four)).toEqual([]);
    for (const name of ['X', 'Y', 'Z']) expect(documents.find(one(name), undefined)).toBeDefined();
    learn(documents, one('W'));
    expect(documents.find(one('X'), undefined)).toBeDefined();
  });

  it('that alone is too large keeps the operations that were learnt last', () => {
    const documents = roomFor(2.5);
    for (const name of NAMES) expect(learn(documents, four, name).name).toBe(name);
    expect(held(documents, four)).toEqual(['C', 'D']);
  });
});
