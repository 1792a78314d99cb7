import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import type { WebSocket } from 'ws';
import type { Told } from '../../src/live/stream/model.ts';
import { frameOf, headOf } from '../../src/server/frame.ts';
import { Gather } from '../../src/server/gather.ts';
import { SocketOutlet, type Wire } from '../../src/server/outlets.ts';

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

const LENGTHS = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];

describe('a message as a frame', () => {
  it.each(LENGTHS)('of %i bytes is read as it was', async (length) => {
    const text = 'x'.repeat(length);
    expect(await readBy([frameOf(text), frameOf('next')])).toEqual([text, 'next']);
  });

  it.each(LENGTHS)('in two pieces, the second of %i bytes, is one message', async (length) => {
    const rest = Buffer.from('y'.repeat(length));
    expect(await readBy([headOf('{"é":', rest.length), rest, frameOf('next')])).toEqual([`{"é":${rest.toString()}`, 'next']);
  });

  it('counts bytes, not characters', async () => {
    const text = 'é'.repeat(63) + '漢字😀'.repeat(10_000);
    expect(await readBy([frameOf(text)])).toEqual([text]);
  });
});

describe('what is told over a WebSocket', () => {
  const told = (n: number): Told => ({ seq: n, cursor: `c${n}`, text: `{"data":{"n":${n}}}`, frames: new Map() });
  const wire = () => {
    const pieces: Buffer[][] = [];
    let corked = 0;
    let gathered: Buffer[] = [];
    const made: Wire = {
      writableLength: 1,
      cork: () => {
        corked++;
      },
      uncork: () => {
        if (--corked > 0) return;
        pieces.push(gathered);
        gathered = [];
      },
      write: (bytes) => {
        gathered.push(bytes);
        if (corked === 0) pieces.push(gathered.splice(0));
        return true;
      },
    };
    return { pieces, made };
  };
  const open = (protocol = 'graphql-transport-ws') => ({ OPEN: 1, readyState: 1, protocol, bufferedAmount: 0 }) as unknown as WebSocket;

  it('goes out in one piece for each turn, and for as long as it is held', async () => {
    const { pieces, made } = wire();
    const socket = open();
    const gather = new Gather();
    const outlet = new SocketOutlet(socket, made, gather, '1');
    for (const n of [1, 2, 3]) outlet.send(told(n));
    expect([pieces.length, outlet.waiting > 100]).toEqual([0, true]);
    await gather.release();
    expect([pieces.length, outlet.waiting]).toEqual([1, 0]);
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
    expect(one.frames.size).toBeLessThan(10);
    const read = (await readBy(bytes)).map((text) => JSON.parse(text) as { id: string; type: string });
    expect(read.map(({ id, type }) => [id, type])).toEqual(Array.from({ length: 100 }, (_, n) => [`id "${n}"`, n % 2 ? 'data' : 'next']));
  });
});
