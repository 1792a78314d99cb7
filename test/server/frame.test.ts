import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import type { WebSocket } from 'ws';
import type { Told } from '../../src/live/stream/model.ts';
import { headOf } from '../../src/server/frame.ts';
import { Gather } from '../../src/server/gather.ts';
import { SocketOutlet, type Wire } from '../../src/server/outlets.ts';
import { Slate } from '../../src/server/slate.ts';

/** Its types do not tell of it. */
const { Receiver } = ws as unknown as { readonly Receiver: new (options: { readonly isServer: boolean }) => Writable };

/** What a client of the `ws` package reads of these bytes. */
async function readBy(frames: readonly Buffer[]): Promise<string[]> {
  const receiver = new Receiver({ isServer: false });
  const texts: string[] = [];
  receiver.on('message', (data: Buffer, isBinary: boolean) => texts.push(isBinary ? 'binary' : data.toString()));
  const done = once(receiver, 'finish');
  for (const frame of frames) receiver.write(frame);
  receiver.end();
  await done;
  return texts;
}

/** The frames of these, in as many pieces as they need. */
function laid(slate: Slate, begin: string, ...rests: readonly Buffer[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0; from < rests.length;) {
    const count = slate.lay(Buffer.from(begin), rests, from);
    if (count === 0) throw new Error('there is no room for it');
    pieces.push(Buffer.from(slate.laid));
    from += count;
  }
  return pieces;
}

const LENGTHS = [0, 1, 125, 126, 127, 60_000, 65_535, 65_536, 200_000];

describe('a message as a frame', () => {
  it.each(LENGTHS.filter((length) => length < 65_000))('of %i bytes is read as it was', async (length) => {
    const text = 'x'.repeat(length);
    const slate = new Slate();
    expect(await readBy(laid(slate, '', Buffer.from(text), Buffer.from('next')))).toEqual([text, 'next']);
    expect(await readBy(laid(slate, 'é', Buffer.from(text)))).toEqual([`é${text}`]);
  });

  it.each(LENGTHS)('in two pieces, the second of %i bytes, is one message', async (length) => {
    const rest = Buffer.from('y'.repeat(length));
    const pieces = [headOf(Buffer.from('{"é":'), rest.length), rest, headOf(Buffer.from('next'), 0)];
    expect(await readBy(pieces)).toEqual([`{"é":${rest.toString()}`, 'next']);
  });

  it('counts bytes, not characters', async () => {
    const text = 'é'.repeat(63) + '漢字😀'.repeat(4_000);
    expect(await readBy(laid(new Slate(), '{', Buffer.from(text)))).toEqual([`{${text}`]);
  });
});

describe('frames that are put together for one after the other', () => {
  const rests = Array.from({ length: 300 }, (_, n) => Buffer.from(`${'z'.repeat(7 * n)}.${n}`));
  const texts = (begin: string, from = 0, to = rests.length) => rests.slice(from, to).map((rest) => begin + rest.toString());

  it('are of each as it is to be, whatever stood there before', async () => {
    const slate = new Slate();
    for (const [begin, from, to] of [
      ['a', 0, 300],
      ['b', 0, 300],
      ['cc', 0, 300],
      ['d', 0, 1],
      ['e', 0, 1],
      ['f', 0, 2],
      ['g', 0, 1],
      ['h', 1, 3],
      ['', 290, 300],
    ] as const)
      expect(await readBy(laid(slate, begin, ...rests.slice(from, to)))).toEqual(texts(begin, from, to));
  });

  it('have no room where one is too long, and others have it afterwards', () => {
    const slate = new Slate();
    const long = Buffer.alloc(70_000, 120);
    expect([slate.lay(Buffer.from('a'), [long], 0), slate.lay(Buffer.from('a'), [Buffer.from('b'), long], 0)]).toEqual([0, 1]);
  });

  it('stay as they are for whom they were left to, in no more memory than a few times theirs', () => {
    const slate = new Slate();
    slate.lay(Buffer.from('a'), rests, 0);
    slate.lay(Buffer.from('a'), rests, 1);
    slate.lay(Buffer.from('a'), rests.slice(0, 3), 0);
    const { laid: theirs } = slate;
    const before = theirs.toString();
    slate.leave();
    slate.lay(Buffer.from('b'), rests.slice(0, 3), 0);
    expect([theirs.toString(), theirs.buffer.byteLength <= 4_096]).toEqual([before, true]);
  });
});

describe('what is told over a WebSocket', () => {
  const told = (n: number): Told => ({
    seq: n,
    cursor: `c${n}`,
    text: `{"data":{"n":${n}}}`,
    bytes: { socket: undefined, stream: undefined },
  });
  /** What it was given waits there when it is `full`, and is looked at only afterwards. */
  const wire = (full = true) => {
    const pieces: Buffer[][] = [];
    let corked = 0;
    let gathered: Buffer[] = [];
    const made: Wire & { writableLength: number } = {
      writableLength: full ? 1 : 0,
      cork: () => {
        corked++;
      },
      uncork: () => {
        if (--corked > 0) return;
        pieces.push(gathered);
        gathered = [];
      },
      write: (bytes) => {
        gathered.push(made.writableLength > 0 ? bytes : Buffer.from(bytes));
        if (corked === 0) pieces.push(gathered.splice(0));
        return true;
      },
    };
    return { pieces, made };
  };
  const open = (protocol = 'graphql-transport-ws') => ({ OPEN: 1, readyState: 1, protocol, bufferedAmount: 0 }) as unknown as WebSocket;

  it.each([0, 1])('goes out in one piece for each turn, and for as long as it is held, where %i bytes wait', async (waiting) => {
    const { pieces, made } = wire(waiting > 0);
    const socket = open();
    const gather = new Gather();
    const outlet = new SocketOutlet(socket, made, gather, '1');
    for (const n of [1, 2, 3]) outlet.send(told(n));
    expect([pieces.length, outlet.waiting > 100 + waiting]).toEqual([0, true]);
    await gather.release();
    expect([pieces.length, outlet.waiting]).toEqual([1, waiting]);
    gather.hold();
    for (const n of [4, 5]) {
      outlet.send(told(n));
      await new Promise((done) => setImmediate(done));
    }
    expect(pieces).toHaveLength(1);
    await gather.release();
    expect(pieces).toHaveLength(2);
    const read = (await readBy(pieces.flat())).map((text) => JSON.parse(text) as unknown);
    expect(read).toEqual([1, 2, 3, 4, 5].map((n) => ({ id: '1', type: 'next', payload: { data: { n } } })));
  });

  it('goes out at once where nothing comes behind it, and never ahead of what waits', async () => {
    const { pieces, made } = wire(false);
    const gather = new Gather();
    gather.hold();
    const outlet = new SocketOutlet(open(), made, gather, '1');
    outlet.send(told(1), true);
    expect(pieces).toHaveLength(1);
    outlet.send(told(2));
    outlet.send(told(3), true);
    expect(pieces).toHaveLength(1);
    await gather.release();
    expect(await readBy(pieces.flat())).toEqual([1, 2, 3].map((n) => `{"id":"1","type":"next","payload":{"data":{"n":${n}}}}`));
  });

  it('stays whole for who does not take it at once, while others are sent the same', async () => {
    const one = told(7);
    const gather = new Gather();
    const wires = Array.from({ length: 20 }, (_, n) => {
      const each = wire(false);
      const { write } = each.made;
      // Every third takes nothing from here on.
      if (n % 3 === 0) each.made.write = (bytes) => ((each.made.writableLength += bytes.length), write(bytes));
      return each;
    });
    const outlets = wires.map(({ made }, n) => new SocketOutlet(open(), made, gather, `${n}`));
    for (const event of [one, told(8)]) for (const outlet of outlets) outlet.send(event, true);
    for (const [n, { pieces }] of wires.entries())
      expect(await readBy(pieces.flat())).toEqual([7, 8].map((m) => `{"id":"${n}","type":"next","payload":{"data":{"n":${m}}}}`));
  });

  it('is not sent behind a word of leave', async () => {
    const { pieces, made } = wire();
    const socket = open();
    const gather = new Gather();
    new SocketOutlet(socket, made, gather, '1').send(told(1));
    Object.assign(socket, { readyState: 2 });
    await gather.release();
    expect(pieces).toEqual([]);
  });

  it('is in memory once, however many there are with ids of their own', async () => {
    const { pieces, made } = wire();
    const one = told(7);
    const gather = new Gather();
    for (let n = 0; n < 100; n++) new SocketOutlet(open(n % 2 ? 'graphql-ws' : undefined), made, gather, `id "${n}"`).send(one);
    await new Promise((done) => setImmediate(done));
    const bytes = pieces.flat();
    expect(new Set(bytes.filter((each) => each.toString() === `${one.text}}`)).size).toBe(1);
    const read = (await readBy(bytes)).map((text) => JSON.parse(text) as { id: string; type: string });
    expect(read.map(({ id, type }) => [id, type])).toEqual(Array.from({ length: 100 }, (_, n) => [`id "${n}"`, n % 2 ? 'data' : 'next']));
  });
});
