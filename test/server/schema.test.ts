import { printSchema } from 'graphql';
import { it, expect } from 'vitest';
import { buildSchema } from '../../src/server/schema.ts';

it('prints', () => {
  const s = buildSchema();
  console.log(printSchema(s).split('\n').filter(l=>!l.includes('"""')).slice(0,400).join('\n'));
  expect(s.getQueryType()).toBeTruthy();
});
