import { describe, expect, it } from 'vitest';
import { AnswerReader } from '../../bench/wire.ts';

const plain = 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"data":{"a';
const chunked = 'HTTP/1.1 400 Bad Request\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"err\r\n6\r\nors":[\r\n0\r\n\r\n';

/** Feeds the text in pieces of the size, and counts the answers that ended. */
function feed(reader: AnswerReader, text: string, piece: number): number {
  let ended = 0;
  // One buffer for all pieces, as the load generator has it: what is needed later must have been copied.
  const buffer = Buffer.alloc(piece);
  for (let at = 0; at < text.length; at += piece) {
    const size = buffer.write(text.slice(at, at + piece), 'latin1');
    if (reader.feed(buffer.subarray(0, size))) ended++;
  }
  return ended;
}

describe.each([1, 2, 3, 7, 19, 4096])('answers in pieces of %d bytes', (piece) => {
  it('reads one with a length, and the next on the same connection', () => {
    const reader = new AnswerReader();
    for (let i = 0; i < 2; i++) {
      expect(feed(reader, plain, piece)).toBe(1);
      expect(reader).toMatchObject({ status: 200, size: 11, start: '{"data":{"a' });
    }
  });

  it('reads one in chunks', () => {
    const reader = new AnswerReader();
    for (let i = 0; i < 2; i++) {
      expect(feed(reader, chunked, piece)).toBe(1);
      expect(reader).toMatchObject({ status: 400, size: 11, start: '{"errors":[' });
    }
  });
});
