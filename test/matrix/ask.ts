import { once } from 'node:events';
import { Kind, parse, print, visit, type SelectionNode } from 'graphql';
import { WebSocket } from 'ws';
import { read, type Answer } from '../support/ask.ts';
import type { Running } from '../support/canopy.ts';
import { socketUrl } from '../support/ways.ts';
import type { Seat } from './seats.ts';

/** So many operations are one batch. */
const TOGETHER = 60;

export async function post({ post: send }: Running, { headers }: Seat, query: string): Promise<Answer> {
  return read(await send(JSON.stringify({ query }), headers));
}

const begins = new WeakMap<Running, Promise<string>>();

/** What is listened to from the beginning of the log, as one answer: each message in its order, up to where nothing more comes. */
export async function listened(running: Running, { headers }: Seat, root: Seat, query: string): Promise<Answer> {
  const oldest = async (): Promise<string> => {
    const { data } = (await post(running, root, '{ events(first: 1) { nodes { cursor } } }')) as Answer<{
      readonly events: { readonly nodes: readonly { readonly cursor: string }[] };
    }>;
    return data.events.nodes[0]?.cursor ?? '';
  };
  const begin = begins.get(running) ?? oldest();
  begins.set(running, begin);
  const giveUp = new AbortController();
  const response = await fetch(`${running.url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'last-event-id': await begin, ...headers },
    body: JSON.stringify({ query: naming(query) }),
    signal: giveUp.signal,
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return read(response);
  // How many there are between what is told is a matter of time.
  const answers = (await untilStill(response)).filter((each, at) => at === 0 || !isBeat(each));
  giveUp.abort();
  const fields = new Set(answers.flatMap(({ data }) => Object.keys(data ?? {})));
  const data = Object.fromEntries(
    [...fields].map((name) => [name, answers.map((each) => (isBeat(each) ? BEAT : (each.data?.[name] ?? null)))]),
  );
  // Of the root itself a subscription cannot ask.
  return { data: { __typename: 'Subscription', ...data }, errors: answers.flatMap(({ errors }) => errors ?? []) };
}

/** With the type of each message, by which a heartbeat is known. */
const naming = (query: string): string =>
  print(
    visit(parse(query), {
      OperationDefinition: (operation) => ({
        ...operation,
        selectionSet: { ...operation.selectionSet, selections: operation.selectionSet.selections.map(named) },
      }),
    }),
  );
const named = (root: SelectionNode): SelectionNode =>
  root.kind === Kind.FIELD && root.selectionSet
    ? { ...root, selectionSet: { ...root.selectionSet, selections: [TYPENAME, ...root.selectionSet.selections] } }
    : root;
const TYPENAME = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;

type Message = Answer<Record<string, { readonly __typename?: string } | null> | null>;

/** Of another place and instant each time. */
const BEAT = { __typename: 'Heartbeat' };
const isBeat = ({ data }: Message): boolean => Object.values(data ?? {}).some((each) => each?.__typename === 'Heartbeat');

/** Up to a heartbeat right behind another: between them there was nothing to tell. */
async function untilStill(response: Response): Promise<Message[]> {
  const messages: Message[] = [];
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const told = JSON.parse(/^data: (.*)$/m.exec(text.slice(0, end))?.[1] ?? 'null') as Message;
      text = text.slice(end + 2);
      const last = messages.at(-1);
      if (last && isBeat(last) && isBeat(told)) return messages.length > 1 ? messages.slice(0, -1) : messages;
      messages.push(told);
    }
  }
  return messages;
}

/** Many at once, each answered as if it had come alone. */
export async function batch(running: Running, seat: Seat, queries: readonly string[], root = seat): Promise<Answer[]> {
  const streams = new Map(
    await Promise.all(
      queries.flatMap((query, at) =>
        query.startsWith('subscription') ? [listened(running, seat, root, query).then((answer) => [at, answer] as const)] : [],
      ),
    ),
  );
  const others = await posted(
    running,
    seat,
    queries.filter((query) => !query.startsWith('subscription')),
  );
  return queries.map((_, at) => streams.get(at) ?? (others.shift() as Answer));
}

async function posted({ post: send }: Running, { headers }: Seat, queries: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < queries.length; at += TOGETHER) {
    const part = queries.slice(at, at + TOGETHER).map((query) => ({ query }));
    const told = await read<Answer[]>(await send(JSON.stringify(part), headers));
    if (!Array.isArray(told)) throw new Error(`no batch: ${JSON.stringify(told)}`);
    answers.push(...told);
  }
  return answers;
}

export interface Got {
  readonly status: number;
  readonly etag: string | null;
  readonly answer: Answer | undefined;
}

export async function get({ url }: Running, { headers }: Seat, query: string, etag?: string): Promise<Got> {
  const response = await fetch(`${url}/graphql?${new URLSearchParams({ query })}`, {
    headers: { ...headers, ...(etag !== undefined && { 'if-none-match': etag }) },
  });
  const text = await response.text();
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    answer: text === '' ? undefined : (JSON.parse(text) as Answer),
  };
}

/** A socket of somebody, by either protocol, that stays open. */
export class Line {
  readonly #ws: WebSocket;
  readonly #protocol: string;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #asked = 0;

  private constructor(ws: WebSocket, protocol: string) {
    this.#ws = ws;
    this.#protocol = protocol;
    ws.on('message', (data: Buffer) => {
      const { id, type, payload } = JSON.parse(data.toString()) as { id?: string; type: string; payload?: unknown };
      if (id === undefined || (type !== 'next' && type !== 'data' && type !== 'error')) return;
      const answer = type === 'error' ? { data: null, errors: [payload].flat() } : payload;
      this.#waiting.get(id)?.(answer as Answer);
      this.#waiting.delete(id);
    });
  }

  static async open(running: Running, { headers }: Seat, protocol: 'graphql-transport-ws' | 'graphql-ws'): Promise<Line> {
    const ws = new WebSocket(socketUrl(running), protocol, { headers });
    await once(ws, 'open');
    ws.send(JSON.stringify({ type: 'connection_init' }));
    await once(ws, 'message');
    return new Line(ws, protocol);
  }

  ask(query: string): Promise<Answer> {
    const id = String(++this.#asked);
    return new Promise((done) => {
      this.#waiting.set(id, done);
      this.#ws.send(JSON.stringify({ id, type: this.#protocol === 'graphql-ws' ? 'start' : 'subscribe', payload: { query } }));
    });
  }

  close(): void {
    this.#ws.close();
  }
}
