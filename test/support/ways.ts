import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { read, type Answer, type Told } from './ask.ts';
import type { Running } from './canopy.ts';

export type Way = readonly [name: string, ask: (query: string, variables?: object) => Promise<Answer>];

export const hashOf = (query: string): string => createHash('sha256').update(query).digest('hex');
export const persisted = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(query) } });
export const socketUrl = ({ url }: Running): string => `${url.replace('http', 'ws')}/graphql`;

/** Every way in: all must come to the same verdict. */
export function ways(running: () => Running): readonly Way[] {
  const get = async (search: Record<string, string>) => read(await fetch(`${running().url}/graphql?${new URLSearchParams(search)}`));
  const post = async (body: unknown) => read(await running().post(JSON.stringify(body)));
  return [
    ['POST', (query, variables) => post({ query, variables })],
    [
      'POST, asked before',
      async (query, variables) => (await post({ query, variables }), await post({ query, variables }), post({ query, variables })),
    ],
    ['a batch', async (query, variables) => (await read<[Answer]>(await running().post(JSON.stringify([{ query, variables }]))))[0]],
    ['a persisted query', (query, variables) => post({ query, variables, extensions: persisted(query) })],
    [
      'the hash of one',
      async (query, variables) => {
        const registered = await post({ query, variables, extensions: persisted(query) });
        return registered.data ? post({ variables, extensions: persisted(query) }) : registered;
      },
    ],
    [
      'the hash of one by GET',
      async (query, variables) => {
        const registered = await post({ query, variables, extensions: persisted(query) });
        if (!registered.data) return registered;
        return get({ variables: JSON.stringify(variables ?? {}), extensions: JSON.stringify(persisted(query)) });
      },
    ],
    ['GET', (query, variables) => get({ query, variables: JSON.stringify(variables ?? {}) })],
    ['GET with extensions', (query, variables) => get({ query, variables: JSON.stringify(variables ?? {}), extensions: '{}' })],
    ['WebSocket', (query, variables) => overSocket(running(), query, variables)],
    ['WebSocket of older clients', (query, variables) => overOlderSocket(running(), query, variables)],
  ];
}

async function overSocket(running: Running, query: string, variables?: object): Promise<Answer> {
  const client = createClient({ url: socketUrl(running), webSocketImpl: WebSocket, retryAttempts: 0 });
  const answer = await new Promise<Answer>((done) =>
    client.subscribe(
      { query, variables: { ...variables } },
      {
        next: (told) => done(told as Answer),
        error: (errors) => done({ data: null, errors: errors as readonly Told[] }),
        complete: () => undefined,
      },
    ),
  );
  await client.dispose();
  return answer;
}

async function overOlderSocket(running: Running, query: string, variables?: object): Promise<Answer> {
  const ws = new WebSocket(socketUrl(running), 'graphql-ws');
  const answer = await new Promise<Answer>((done, failed) => {
    ws.on('open', () => {
      ws.send(JSON.stringify({ type: 'connection_init' }));
      ws.send(JSON.stringify({ id: '1', type: 'start', payload: { query, variables } }));
    });
    ws.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string; payload: Answer };
      if (message.type === 'data') done(message.payload);
    });
    ws.on('close', (code) => failed(new Error(`closed with ${code}`)));
  });
  ws.close();
  return answer;
}
