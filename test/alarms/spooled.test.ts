import { expect, it } from 'vitest';
import { readSpooled } from '../../src/alarms/spooled.ts';

const call = { id: '01764410000000000-abc', at: 1_764_410_000_000, raw: 'endpoint=t1&metric=qps' };

it('a line of the spool is the callback that was written', () => {
  expect(readSpooled(JSON.stringify(call))).toEqual(call);
});

it.each([
  ['half a line and a whole one', `{"id":"01764410000${JSON.stringify(call)}`],
  ['nothing but zeros', '\0\0\0'],
  ['another value', '7'],
  ['a call without its time', JSON.stringify({ ...call, at: undefined })],
  ['a call with a time that is none', JSON.stringify({ ...call, at: 'noon' })],
  ['a call without its id', JSON.stringify({ ...call, id: '' })],
  ['a call with an endless id', JSON.stringify({ ...call, id: 'x'.repeat(121) })],
  ['a call that says nothing', JSON.stringify({ ...call, raw: null })],
])('%s is none', (_what, line) => {
  expect(readSpooled(line)).toBeUndefined();
});

it('what is told at endless length is cut as when it comes', () => {
  expect(readSpooled(JSON.stringify({ ...call, raw: 'x'.repeat(20_000) }))?.raw).toHaveLength(16_384);
});
