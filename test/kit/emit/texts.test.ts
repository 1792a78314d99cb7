import { GraphQLInt, GraphQLObjectType, GraphQLSchema, Kind, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileEmitter, type Emitter } from '../../../src/kit/emit/compile.ts';
import { EntityTexts } from '../../../src/kit/emit/texts.ts';
import { Entity } from '../../../src/kit/entity.ts';

class Thing extends Entity {
  a = 1;
  b = 2;
}

const facts = { share: 'SHARED', facet: undefined, source: 'x', role: 'ANY' };
const own = { type: GraphQLInt, extensions: { facts } };
const things: Thing[] = [];

const ThingType = new GraphQLObjectType({ name: 'Thing', fields: { a: own, b: own }, extensions: { typeFacts: { entity: true } } });
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { thing: { type: ThingType, resolve: () => things[0], extensions: { facts } } } }),
});

function setUp() {
  const time = { ms: 0 };
  const thing = new Thing();
  things[0] = thing;
  const texts = new EntityTexts(
    1_000_000,
    () => things,
    () => time.ms,
  );
  const compile = (query: string): Emitter => {
    const document = parse(query);
    const operation = document.definitions.find((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION);
    const emitter = compileEmitter(schema, document, operation as OperationDefinitionNode, texts);
    if (emitter instanceof Error) throw emitter;
    return emitter;
  };
  const emit = (emitter: Emitter) => emitter.emit(undefined, {}, true)?.text;
  /** More selections than there are numbers. */
  const fill = () => Array.from({ length: 200 }, (_, n) => compile(`{ thing { a${n}: a } }`));
  return { time, thing, texts, compile, emit, fill };
}

describe('texts on entities', () => {
  it('are made once, and used by whoever asks for the same fields', () => {
    const { thing, texts, compile, emit } = setUp();
    expect(emit(compile('{ thing { a b } }'))).toBe('{"thing":{"a":1,"b":2}}');
    // A snapshot does not change: that it did shows that the text was used.
    thing.a = 100;
    expect(emit(compile('query Other { thing { a b } }'))).toBe('{"thing":{"a":1,"b":2}}');
    expect(texts.bytes).toBe('"a":1,"b":2'.length);
  });

  it('are for the first selections only, until these have had their time', () => {
    const { time, texts, compile, emit, fill } = setUp();
    fill();
    const late = compile('{ thing { a b } }');
    emit(late);
    expect(texts.bytes).toBe(0);
    time.ms = 700_000;
    // Who finds everything taken begins the new numbering; the next has a place in it.
    compile('{ thing { b } }');
    expect(texts.epoch).toBe(1);
    emit(compile('{ thing { a b } }'));
    expect(texts.bytes).toBe('"a":1,"b":2'.length);
  });

  it('of an old numbering are never taken for those of the new one', () => {
    const { time, thing, texts, compile, emit, fill } = setUp();
    const [old] = fill();
    if (!old) throw new Error('nothing was compiled');
    expect(emit(old)).toBe('{"thing":{"a0":1}}');
    time.ms = 700_000;
    compile('{ thing { b } }');
    const fresh = compile('{ thing { b a } }');
    expect(emit(fresh)).toBe('{"thing":{"b":2,"a":1}}');
    expect(emit(old)).toBe('{"thing":{"a0":1}}');
    expect(emit(fresh)).toBe('{"thing":{"b":2,"a":1}}');
    expect(thing.texts?.length).toBe(1);
    expect(texts.bytes).toBe('"b":2,"a":1'.length);
    expect([old.epoch, fresh.epoch]).toEqual([0, 1]);
  });
});
