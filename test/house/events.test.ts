import { expect, it } from 'vitest';
import { EVENT_KINDS } from '../../src/events/model.ts';
import { sourcesIn } from './imports.ts';

const told = sourcesIn(['src'])
  .filter(({ path }) => path !== 'src/events/model.ts')
  .map(({ text }) => text)
  .join('\n');
/** A kind as code names it. */
const isTold = (kind: string): boolean => told.includes(`'${kind}'`);

it('every kind of event has somebody who tells it', () => {
  expect(EVENT_KINDS.filter((kind) => !isTold(kind))).toEqual([]);
  expect(isTold('PLANTED_KIND')).toBe(false);
});
