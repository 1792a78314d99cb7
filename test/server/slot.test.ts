import { describe, expect, it } from 'vitest';
import { Account } from '../../src/server/points.ts';
import { Slot } from '../../src/server/slot.ts';

const ONE = { data: { n: 1 } };

function setUp() {
  const atOnce = { requests: 1, operations: 1, sockets: 1 };
  const account = new Account('ann', true, { points: 100, windowMs: 60_000, atOnce, now: () => 0 });
  const socket = { underWay: 0 };
  const slot = new Slot(socket);
  expect(slot.take(account)).toBeUndefined();
  /** Operations on the socket, and whether the caller may begin another one. */
  const held = () => {
    const refused = account.begin('operations');
    if (!refused) account.end('operations');
    return [socket.underWay, refused?.code];
  };
  return { slot, socket, account, held };
}
const HELD = [1, 'TOO_MANY_REQUESTS'];
const FREE = [0, undefined];

/** Waits for ever after its first item, as a stream of which nothing is heard does. */
async function* quiet() {
  yield ONE;
  await new Promise(() => undefined);
}
/** As graphql-js hands one on: let go at once, whatever its source waits for. */
function letGo(source: ReturnType<typeof quiet>): ReturnType<typeof quiet> {
  return Object.assign(Object.create(source) as typeof source, {
    next: () => source.next(),
    return: () => Promise.resolve({ value: undefined, done: true as const }),
  });
}

describe('the slot of an operation', () => {
  it('ends with what runs, whether it comes to something or not, and once', async () => {
    const { slot, held } = setUp();
    const result = await slot.during(() => {
      expect(held()).toEqual(HELD);
      return Promise.resolve(ONE);
    });
    expect([result, held()]).toEqual([ONE, FREE]);
    slot.end();
    expect(held()).toEqual(FREE);

    const other = setUp();
    await expect(other.slot.during(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(other.held()).toEqual(FREE);
  });

  it('is none of its caller when they have no room for it', () => {
    const { socket, account, held } = setUp();
    const more = new Slot(socket);
    expect([more.take(account)?.code, socket.underWay]).toEqual(['TOO_MANY_REQUESTS', 2]);
    more.end();
    expect(held()).toEqual(HELD);
  });

  it('of a subscription ends when its stream has told everything', async () => {
    const { slot, held } = setUp();
    const stream = await slot.during(async function* () {
      yield ONE;
      yield ONE;
    });
    const seen = [];
    for await (const each of stream) seen.push(each, held());
    expect([seen, held()]).toEqual([[ONE, HELD, ONE, HELD], FREE]);
  });

  it('of a subscription ends when its stream fails', async () => {
    const { slot, held } = setUp();
    const stream = await slot.during(async function* () {
      yield ONE;
      throw new Error('broken');
    });
    await stream.next();
    await expect(stream.next()).rejects.toThrow('broken');
    expect(held()).toEqual(FREE);
  });

  it.each([
    ['before anything was read of it', 0],
    ['while the next is waited for', 2],
  ])('of a subscription ends when its client lets go of it %s', async (_, reads) => {
    const { slot, held } = setUp();
    const stream = await slot.during(() => letGo(quiet()));
    for (let n = 0; n < reads; n++)
      if (n === 0) await stream.next();
      else void stream.next();
    expect(held()).toEqual(HELD);
    await stream.return();
    expect(held()).toEqual(FREE);
  });
});
