import { type GraphQLObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { buildSchema } from '../../src/server/schema.ts';
import { sourcesIn } from './imports.ts';

const schema = buildSchema();
const described = (type: string, field: string): string =>
  (schema.getType(type) as GraphQLObjectType).getFields()[field]?.description ?? '';
const actions = sourcesIn(['src/actions', 'src/monitoring'])
  .map(({ text }) => text)
  .join('\n');
/** The words that stand in code behind a name, also as a choice of two. */
const wordsOf = (behind: RegExp): string[] => {
  const choices = [...actions.matchAll(behind)].flatMap(([, choice = '']) =>
    [...choice.matchAll(/'([\w ]+)'/g)].map(([, word = '']) => word),
  );
  return [...new Set(choices)].toSorted();
};

/** A text for the wire, but one of a few words for whoever reads it: the schema names them, and no other. */
it.each([
  ['PlanStep', 'verb', wordsOf(/\bverb: ('[a-z ]+'(?: \| '[a-z ]+')*)/g), /[:,] ([a-z]+(?: [a-z]+)?)(?=[,.])/g],
  ['Decision', 'outcome', wordsOf(/\boutcome: ((?:idle \? )?'(?:NOTHING_TO_DO|SETTLED|HOLD)'[^,\n]*)/g), /\b([A-Z_]{3,}):/g],
])('%s.%s names its words', (type, field, words, named) => {
  expect(words.length).toBeGreaterThan(3);
  expect([...new Set([...described(type, field).matchAll(named)].map(([, word]) => word))].toSorted()).toEqual(words);
});

it('limits that are refused are told beforehand', () => {
  const args = schema.getMutationType()?.getFields()['scaleApp']?.args ?? [];
  expect(args.find(({ name }) => name === 'idempotencyKey')?.description).toContain('1 to 255 characters');
  for (const input of ['ScaleAppInput', 'DeployAppInput']) expect(described(input, 'instances')).toContain('from 0 to 100,000');
});
