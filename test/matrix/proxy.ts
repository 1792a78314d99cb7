import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MARK } from './company.ts';

export interface Proxy {
  readonly url: string;
  close(): Promise<void>;
}

/** A Marathon that has never heard of what bears the mark: all else is word for word what the real one says. */
export async function withoutTheHidden(url: string): Promise<Proxy> {
  const server = createServer((asked, answer) => pass(url, own, asked, answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: own,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(url: string, own: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url: path = '/' } = asked;
  const { 'accept-encoding': _, ...rest } = headers;
  if (path.includes(MARK)) {
    answer.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"App does not exist"}');
    return;
  }
  const outward = request(new URL(path, url), { method, headers: { ...rest, host: new URL(url).host } }, (said) => {
    const { 'content-length': __, 'transfer-encoding': ___, ...head } = said.headers;
    const [there, here] = [new URL(url).host, new URL(own).host];
    // Else who leads would be asked behind its back.
    const renamed = Object.entries(head).map(([name, value]) => [name, String(value).replaceAll(there, here)]);
    answer.writeHead(said.statusCode ?? 502, Object.fromEntries(renamed) as Record<string, string>);
    answer.flushHeaders();
    if (head['content-type']?.includes('event-stream')) events(said, answer);
    else
      whole(said, (text) => answer.end((text.includes(MARK) ? JSON.stringify(without(JSON.parse(text))) : text).replaceAll(there, here)));
  });
  outward.on('error', () => answer.destroy());
  answer.on('close', () => outward.destroy());
  asked.pipe(outward);
}

function events(said: IncomingMessage, answer: ServerResponse): void {
  let rest = '';
  said.setEncoding('utf8');
  said.on('data', (text: string) => {
    // An event ends with an empty line.
    const blocks = (rest + text).split(/(?<=\r?\n\r?\n)/);
    rest = /\n\r?\n$/.test(blocks.at(-1) ?? '') ? '' : (blocks.pop() ?? '');
    for (const block of blocks) if (!block.includes(MARK)) answer.write(block);
  });
  said.on('close', () => answer.end());
}

function whole(said: IncomingMessage, end: (text: string) => void): void {
  const parts: Buffer[] = [];
  said.on('data', (part: Buffer) => parts.push(part));
  said.on('end', () => end(Buffer.concat(parts).toString()));
}

/** Items of lists that speak of it anywhere are left out. */
function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => !JSON.stringify(each).includes(MARK)).map(without);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, without(each)]));
}
