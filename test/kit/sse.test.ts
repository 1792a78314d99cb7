import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseParser, type SseFrame, type SseOptions } from '../../src/kit/sse.ts';

function parse(text: string, chunk = text.length, options: Partial<SseOptions> = {}): SseFrame[] {
  const parser = new SseParser({ maxFrameBytes: 10_000, ...options });
  const bytes = Buffer.from(text);
  const frames: SseFrame[] = [];
  for (let at = 0; at < bytes.length; at += Math.max(1, chunk)) frames.push(...parser.push(bytes.subarray(at, at + Math.max(1, chunk))));
  return frames;
}

const shown = (frames: readonly SseFrame[]): string[] => frames.map(({ event, data }) => `${event}|${data}`);

describe('SseParser', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads lines that end in %s', (_, end) => {
    const text = ['event: a', 'data: 1', 'data:2', '', ': a comment', 'data', '', 'event: b', 'retry: 5', 'data:  x', '', ''].join(end);
    expect(shown(parse(text))).toEqual(['a|1\n2', 'message|', 'b| x']);
  });

  it('reads the same events wherever chunks end', () => {
    const line = fc.constantFrom('event: a', 'data: é€😀', 'data:', 'id: 7', '', '', ': x', 'other', 'data: {"a":"b:c"}');
    const end = fc.constantFrom('\r', '\n', '\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end)), fc.integer({ min: 1, max: 7 }), (lines, chunk) => {
        const text = lines.flat().join('');
        expect(parse(text, chunk)).toEqual(parse(text));
      }),
    );
  });

  it('takes a bare line end for a heartbeat, not for an event', () => {
    const parser = new SseParser({ maxFrameBytes: 100 });
    expect([...parser.push(Buffer.from('\r'))]).toEqual([]);
    expect([...parser.push(Buffer.from('\n'))]).toEqual([]);
    expect(shown([...parser.push(Buffer.from('data: 1\r\n\r\n'))])).toEqual(['message|1']);
  });

  it('gives a frame as soon as its empty line has begun', () => {
    const parser = new SseParser({ maxFrameBytes: 100 });
    expect(shown([...parser.push(Buffer.from('data: 1\r\n\r'))])).toEqual(['message|1']);
    expect([...parser.push(Buffer.from('\n'))]).toEqual([]);
  });

  it('keeps the last id, and skips a byte order mark', () => {
    expect(parse('\uFEFFid: 4\ndata: a\n\ndata: b\n\n').map(({ id, data }) => [id, data])).toEqual([
      ['4', 'a'],
      ['4', 'b'],
    ]);
  });

  it('leaves out a frame that is too large, says so, and reads on', () => {
    let oversize = 0;
    const text = `event: big\ndata: ${'x'.repeat(200)}\n\ndata: small\n\n`;
    expect(shown(parse(text, 13, { maxFrameBytes: 100, onOversize: () => oversize++ }))).toEqual(['message|small']);
    expect(oversize).toBe(1);
  });

  it('takes lines that begin with a brace for data only when asked to', () => {
    const text = 'data: {"a":1}\r\n{"a":2}\r\n\r\n';
    expect(shown(parse(text))).toEqual(['message|{"a":1}']);
    expect(shown(parse(text, 3, { looseData: true }))).toEqual(['message|{"a":1}\n{"a":2}']);
  });
});
