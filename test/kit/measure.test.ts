import { parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { measure } from '../../src/kit/measure.ts';
import { buildSchema } from '../../src/server/schema.ts';

const schema = buildSchema();
const of = (query: string, variables = {}) => {
  const document = parse(query);
  return measure(
    schema,
    document,
    document.definitions.find((each) => each.kind === 'OperationDefinition') as OperationDefinitionNode,
    variables,
  );
};

describe('the measure of a document', () => {
  it.each([
    ['{ platform { version } }', 1],
    ['{ containers(first: 100) { nodes { id } } }', 101],
    ['{ containers(first: 100) { nodes { id app { id } host { id } } } }', 301],
    ['{ containers(first: 100) { nodes { docker { status } } } }', 1 + 100 * (1 + 10 + 1)],
    ['{ containers { nodes { id } } }', 51],
    // Outside reads: Docker's, the log's, the store's, Marathon's list of versions and each version by itself.
    ['{ containers(first: 2) { nodes { top { pid } } } }', 1 + 2 * (1 + 10 + 10)],
    ['{ tree { events(first: 20) { nodes { id cursor kind } } } }', 10 * (1 + 10 + 1 + 20)],
    ['{ events(last: 20) { nodes { id } } }', 10 + 1 + 20],
    ['{ plan(id: "x") { decision { plan { id } } } }', 11 + 11 + 11],
    ['{ why(id: "x") { id } }', 10 + 10],
    ['{ app(marathonId: "/a") { versions(first: 3) { version } } }', 1 + 10 * (1 + 3) + 3],
    ['{ app(marathonId: "/a") { versions { version labels { name } } } }', 1 + 10 * (1 + 5) + 5 * (1 + 10)],
    ['{ apps(first: 100) { nodes { versions(first: 20) { version } } } }', 1 + 100 * (1 + 10 * 21 + 20)],
    ['{ apps(first: 10) { nodes { containers(first: 10) { nodes { id } } } } }', 1 + 10 * (1 + 1 + 10)],
    ['{ __schema { types { name fields { name } } } }', 0],
  ])('%s costs %i', (query, cost) => expect(of(query).cost).toBe(cost));

  it('follows pages given by variables, and says that they may differ', () => {
    const query = 'query($n: Int) { containers(first: $n) { nodes { id } } }';
    expect(of(query, { n: 7 })).toMatchObject({ cost: 8, fixed: false });
    expect(of('{ containers(first: 7) { nodes { id } } }').fixed).toBe(true);
  });

  it('prices versions by the page that a variable gives', () => {
    const query = 'query($n: Int!) { app(marathonId: "/a") { versions(first: $n) { version } } }';
    expect([of(query, { n: 1 }), of(query, { n: 20 })].map(({ cost, fixed }) => [cost, fixed])).toEqual([
      [1 + 20 + 1, false],
      [1 + 210 + 20, false],
    ]);
  });

  it('knows facets, and fields that nobody may share', () => {
    expect(of('{ tree { name } }')).toMatchObject({ facets: 0b0001, caller: false, timed: false });
    expect(of('{ containers(first: 1) { nodes { state } } }').facets).toBe(0b0010);
    expect(of('{ viewer { name } }').caller).toBe(true);
    expect(of('{ apps(first: 1) { nodes { freshness { ageMs } } } }').timed).toBe(true);
  });

  it('ends on fragments that go round in circles, and on ones that explode', () => {
    expect(of('{ tree { ...A } } fragment A on TreeNode { parent { ...A } }').cost).toBe(20);
    expect(of('{ ...A } fragment A on Query { ...B } fragment B on Query { tree { id } ...A }').cost).toBe(10);
    expect(of('{ ...A ...A } fragment A on Query { tree { id } }').cost).toBe(20);
    const web = Array.from(
      { length: 30 },
      (_, i) => `fragment F${i} on Query { ${Array.from({ length: 30 }, (_, j) => `...F${j}`).join(' ')} }`,
    );
    expect(of(`{ ...F0 } ${web.join(' ')}`).cost).toBe(Infinity);
    const bomb = Array.from(
      { length: 20 },
      (_, i) => `fragment F${i} on TreeNode { ${i < 19 ? `a: parent { ...F${i + 1} } b: parent { ...F${i + 1} }` : 'id'} }`,
    ).join(' ');
    expect(of(`{ tree { ...F0 } } ${bomb}`).cost).toBe(Infinity);
    expect(of(`{ nodes(ids: []) { ...F0 } } ${bomb}`).cost).toBe(Infinity);
  });
});
