import { readFileSync } from 'node:fs';
import { type GraphQLEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/kit/fault.ts';
import { buildSchema } from '../../src/server/schema.ts';

/** The rows of the table of codes in docs/errors.md, by code. */
function documented(): Record<string, object> {
  const [, table = ''] = readFileSync('docs/errors.md', 'utf8').split('## Codes');
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  return Object.fromEntries(
    rows.map((row) => {
      const [code = '', status, retryable, meaning, mend] = row.slice(2, -2).split(/\s*(?<!\\)\|\s*/);
      return [code.trim().replaceAll('`', ''), { status: Number(status), retryable: retryable === 'yes', meaning, mend: mend?.trim() }];
    }),
  );
}

describe('docs/errors.md', () => {
  it('says of every code what the server says, and of no other', () => {
    expect(documented()).toEqual(FAULTS);
  });

  it('lists the codes in the order of the table in src/kit/fault.ts', () => {
    expect(Object.keys(documented())).toEqual(Object.keys(FAULTS));
  });
});

describe('the table of codes', () => {
  it('is the closed set that the schema shows', () => {
    const type = buildSchema().getType('UserErrorCode') as GraphQLEnumType;
    const names = type.getValues().map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(FAULTS).toSorted());
  });

  it.each(Object.entries(FAULTS))('%s says what it means and what to do, in whole sentences', (_, { meaning, mend, status }) => {
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(mend).toMatch(/^[A-Z].*\.$/);
    expect([200, 400, 401, 403, 404, 405, 409, 413, 429, 500, 502, 503, 504]).toContain(status);
  });
});
