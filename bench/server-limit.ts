import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerCalls } from './ipc.ts';

/** The limit: bare node:http that reads the request and sends finished bytes. Nothing that answers can be faster. */
let bytes = Buffer.alloc(0);
let headers: readonly string[] = [];

const server = createServer((request, response) => {
  request.on('end', () => {
    response.writeHead(200, [...headers]);
    response.end(bytes);
  });
  request.resume();
});
server.listen(0, '127.0.0.1', () => {
  answerCalls({
    port: () => (server.address() as AddressInfo).port,
    send: (text) => {
      bytes = Buffer.from(String(text));
      headers = ['content-type', 'application/json; charset=utf-8', 'content-length', String(bytes.length)];
    },
  });
});
