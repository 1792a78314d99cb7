import { expect, it } from 'vitest';
import { Scope } from '../../src/live/scope.ts';
import { LiveTree } from '../../src/live/tree.ts';
import type { Caller } from '../../src/access/model.ts';
import type { Known } from '../../src/server/callers.ts';
import { Waiting } from '../../src/server/waiting.ts';

const scope = Scope.everything(new LiveTree());
const known = (name: string, kind: Caller['kind'] = 'USER'): Known => {
  const caller: Caller = { name, kind, groups: [], expiresAt: null };
  return { caller, scope, viewer: { name, kind, groups: [], expiresAt: null } };
};
const stranger = (address: string) => ({ address, known: undefined });
const ann = { address: '10.0.0.1', known: known('acme:ann') };

it('strangers have so many sockets without an init of each address, and half of all together', () => {
  const waiting = new Waiting({ max: 9, beforeInit: 2 });
  const ends = ['10.0.0.1', '10.0.0.1', '10.0.0.2', '10.0.0.2'].map((address) => waiting.begin(stranger(address)));
  expect(waiting.refuses(stranger('10.0.0.1'))?.message).toBe(
    '2 sockets of your address wait for their init; that is the limit (sockets.beforeInit). Try again when one has said it.',
  );
  ends.push(waiting.begin(stranger('10.0.0.3')));
  expect(waiting.refuses(stranger('10.0.0.3'))).toMatchObject({
    code: 'TOO_MANY_REQUESTS',
    message: '5 sockets of whom nobody knows wait for their init; that is the limit (half of sockets.max). Try again when one has said it.',
  });
  expect(waiting.refuses(ann)).toBeUndefined();
  // Said, and then closed: it is counted out once.
  ends[0]?.();
  ends[0]?.();
  expect(waiting.refuses(stranger('10.0.0.1'))).toBeUndefined();
  ends.push(waiting.begin(stranger('10.0.0.1')));
  expect(waiting.refuses(stranger('10.0.0.1'))).toBeDefined();
  for (const end of ends) end();
  for (let n = 0; n < 2; n++) {
    expect(waiting.refuses(stranger('10.0.0.1'))).toBeUndefined();
    waiting.begin(stranger('10.0.0.1'));
  }
});

it('a caller whom the header names has so many of their own, wherever they come from', () => {
  const waiting = new Waiting({ max: 9, beforeInit: 1 });
  waiting.begin(ann);
  expect(waiting.refuses({ ...ann, address: '10.0.0.2' })?.message).toMatch(/^1 sockets of yours wait for their init;/);
  expect(waiting.refuses(stranger('10.0.0.1'))).toBeUndefined();
});

it('nobody is refused where everybody is one caller', () => {
  const waiting = new Waiting({ max: 2, beforeInit: 1 });
  const everybody = { address: '127.0.0.1', known: known('open', 'OPEN') };
  for (let n = 0; n < 5; n++) waiting.begin(everybody);
  expect(waiting.refuses(everybody)).toBeUndefined();
});
