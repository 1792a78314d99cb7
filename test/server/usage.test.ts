import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { EntityTexts } from '../../src/kit/emit/texts.ts';
import { Documents, KnownDocument } from '../../src/server/documents.ts';
import { buildSchema } from '../../src/server/schema.ts';
import { Usage } from '../../src/server/usage.ts';

const limits = { depth: 15, aliases: 50, cost: 50_000, tokens: 4_000, batch: 10, bodyBytes: 1_000_000 };
const schema = buildSchema();
const texts = new EntityTexts(
  1_000_000,
  () => [],
  () => 0,
);
const learn = (query: string): KnownDocument => {
  const known = new Documents(schema, texts, { limits, introspection: true }).learn(query, undefined);
  if (!(known instanceof KnownDocument)) throw new Error('it does not validate');
  return known;
};
const total = (counts: Iterable<{ count: number }>) => [...counts].reduce((sum, { count }) => sum + count, 0);

describe('the use of operations and fields', () => {
  it('is counted by client, operation and field, also of documents that nobody has measured', () => {
    const usage = new Usage();
    const document = learn('query Who { platform { version } }');
    usage.count(document, 'portal@1');
    usage.count(document, 'portal@1');
    usage.count(document, 'portal@2');
    const hash = document.hash.slice(0, 16);
    expect([...usage.operations()]).toEqual([
      { client: 'portal@1', operation: 'Who', hash, count: 2 },
      { client: 'portal@2', operation: 'Who', hash, count: 1 },
    ]);
    expect([...usage.fields()]).toContainEqual({ client: 'portal@1', hash, field: 'Platform.version', count: 2 });
  });

  it('keeps two operations of one document apart', () => {
    const usage = new Usage();
    const documents = new Documents(schema, texts, { limits, introspection: true });
    for (const name of ['A', 'B', 'A'])
      usage.count(documents.learn('query A { tree { id } } query B { platform { version } }', name) as KnownDocument, 'x');
    expect([...usage.operations()].map(({ operation, count }) => [operation, count])).toEqual([
      ['A', 2],
      ['B', 1],
    ]);
  });

  it('counts what is beyond its bound together, and loses nothing', () => {
    const usage = new Usage(10);
    const documents = Array.from({ length: 5 }, (_, i) => learn(`query Q${i} { platform { version } }`));
    for (let round = 0; round < 3; round++) for (const document of documents) usage.count(document, 'portal');
    // A document is a series, and one for each of its two fields: three of them have a place.
    expect([...usage.operations()].map(({ operation, count }) => [operation, count])).toEqual([
      ['Q0', 3],
      ['Q1', 3],
      ['Q2', 3],
      ['other', 6],
    ]);
    expect([...usage.fields()]).toContainEqual({ client: 'other', hash: 'other', field: 'Platform.version', count: 6 });
    expect(total(usage.fields())).toBe(2 * 15);
  });

  it('holds no document', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const usage = new Usage();
    const counted = (() => {
      const document = learn('query Gone { platform { version } }');
      usage.count(document, 'portal');
      return new WeakRef(document);
    })();
    return new Promise<void>((done) => setImmediate(done)).then(() => {
      collect();
      expect(counted.deref()).toBeUndefined();
      expect(total(usage.operations())).toBe(1);
    });
  });
});
