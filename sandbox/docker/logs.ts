import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Container } from './container.ts';
import { isSet } from './list.ts';

interface Line {
  readonly stream: 1 | 2;
  readonly at: number;
  readonly text: string;
}

const FOLLOW_MS = 250;

/** `GET /containers/{id}/logs`: frames of eight bytes of head (stream, length) and then the text. */
export function sendLogs(response: ServerResponse, container: Container, query: URLSearchParams): void {
  const wanted = [['stdout', 1] as const, ['stderr', 2] as const].filter(([name]) => isSet(query.get(name)));
  const tail = query.get('tail') ?? 'all';
  const lines = wanted.flatMap(([name, stream]) => linesOf(container, name, stream));
  // Two files, one story: lines that begin with a time bring the others along.
  const ordered = lines.toSorted((a, b) => a.at - b.at);
  const since = Number(query.get('since') ?? 0) * 1000;
  const late = ordered.filter(({ at }) => at >= since);
  const shown = tail === 'all' ? late : late.slice(Math.max(0, late.length - Number(tail)));
  response.setHeader('content-type', 'application/vnd.docker.raw-stream');
  const stamps = isSet(query.get('timestamps'));
  for (const line of shown) response.write(frame(line.stream, stamps ? `${new Date(line.at).toISOString()} ${line.text}` : line.text));
  if (isSet(query.get('follow')) && !container.end) follow(response, container, wanted);
  else response.end();
}

export function frame(stream: 1 | 2, text: string): Buffer {
  const body = Buffer.from(`${text}\n`);
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

function linesOf({ folder, startedAt }: Container, name: string, stream: 1 | 2): Line[] {
  if (folder === null) return [{ stream, at: startedAt, text: 'simulated: no process, no log' }].filter(() => stream === 1);
  const file = join(folder, name);
  if (!existsSync(file)) return [];
  const texts = readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text !== '');
  let at = stream === 2 ? statSync(file).mtimeMs : startedAt;
  return texts.map((text) => {
    const own = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(text)?.[0] ?? '');
    if (!Number.isNaN(own)) at = own;
    return { stream, at, text };
  });
}

function follow(response: ServerResponse, { folder }: Container, wanted: readonly (readonly [string, 1 | 2])[]): void {
  if (folder === null) return;
  const places = wanted.map(([name, stream]) => {
    const file = join(folder, name);
    return { file, stream, at: statSync(file, { throwIfNoEntry: false })?.size ?? 0, rest: '' };
  });
  const timer = setInterval(() => {
    for (const place of places) {
      if (!existsSync(place.file)) return void response.end();
      const { text, end } = readFrom(place.file, place.at);
      place.at = end;
      const lines = (place.rest + text).split('\n');
      place.rest = lines.pop() ?? '';
      for (const line of lines) response.write(frame(place.stream, line));
    }
  }, FOLLOW_MS);
  timer.unref();
  response.flushHeaders();
  response.on('close', () => clearInterval(timer));
}

function readFrom(file: string, from: number): { text: string; end: number } {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    // Cut in between: begin anew.
    const start = size < from ? 0 : from;
    const bytes = Buffer.alloc(size - start);
    readSync(fd, bytes, 0, bytes.length, start);
    return { text: bytes.toString('utf8'), end: size };
  } finally {
    closeSync(fd);
  }
}
