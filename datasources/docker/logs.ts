import type { LogLine } from '../../src/containers/model.ts';

interface Frame {
  readonly stream: LogLine['stream'];
  readonly bytes: Buffer;
}

/** Without a terminal, output comes in frames: a byte for the stream, three of nothing, four of length. The last may be cut short. */
function* framesOf(log: Buffer): Generator<Frame> {
  for (let at = 0; at + 8 <= log.length;) {
    const end = at + 8 + log.readUInt32BE(at + 4);
    yield { stream: log[at] === 2 ? 'STDERR' : 'STDOUT', bytes: log.subarray(at + 8, end) };
    at = end;
  }
}

/** The lines of a log asked for with timestamps, in the order in which they ended. With a terminal there is one stream, unframed. */
export function decodeLogs(log: Buffer, tty: boolean): LogLine[] {
  const lines: LogLine[] = [];
  const open = new Map<LogLine['stream'], Buffer[]>();
  for (const { stream, bytes } of tty ? [{ stream: 'STDOUT' as const, bytes: log }] : framesOf(log)) {
    let from = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
      lines.push(toLine(stream, [...(open.get(stream) ?? []), bytes.subarray(from, end)]));
      open.delete(stream);
      from = end + 1;
    }
    if (from < bytes.length) open.set(stream, [...(open.get(stream) ?? []), bytes.subarray(from)]);
  }
  for (const [stream, parts] of open) lines.push(toLine(stream, parts));
  return lines;
}

function toLine(stream: LogLine['stream'], parts: readonly Buffer[]): LogLine {
  const text = Buffer.concat(parts).toString().replace(/\r$/, '');
  const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/.exec(text);
  const at = stamp ? Date.parse(stamp[1] ?? '') : NaN;
  return Number.isNaN(at) ? { stream, at: null, text } : { stream, at, text: text.slice(stamp?.[0].length) };
}
