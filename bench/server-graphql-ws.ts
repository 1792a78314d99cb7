import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { keyOf, type Rights } from '../src/access/rights.ts';
import type { EventMessage, EventRecord } from '../src/events/model.ts';
import { Seal } from '../src/kit/seal.ts';
import { LogReads } from '../src/live/log-reads.ts';
import { Scope } from '../src/live/scope.ts';
import { Visible } from '../src/live/visible.ts';
import type { Store } from '../src/plans/ports.ts';
import { buildSchema } from '../src/server/schema.ts';
import { feedGraph, shippedConfig, type Feed } from './feed.ts';
import { answerCalls } from './ipc.ts';
import { benchEvent, type Telling, wallNow } from './tell.ts';

/** graphql-ws as its documentation sets it up: each subscriber's messages are executed, and sent, for that one. */
const { graph } = await feedGraph(shippedConfig(JSON.parse(process.argv[3] ?? '{}') as Feed));
const reads = new LogReads({ head: () => ({ logId: 'bench', seq: 0, oldest: 1 }) } as unknown as Store, new Seal(new Uint8Array(32)));

const listening = new Set<Queue>();

/** What waits for one of them. */
class Queue implements AsyncIterableIterator<EventMessage> {
  readonly #waiting: EventMessage[] = [];
  #wanted: ((result: IteratorResult<EventMessage>) => void) | undefined;

  constructor(readonly visible: Visible) {
    listening.add(this);
  }

  push(message: EventMessage): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted) wanted({ done: false, value: message });
    else this.#waiting.push(message);
  }

  next(): Promise<IteratorResult<EventMessage>> {
    const value = this.#waiting.shift();
    if (value) return Promise.resolve({ done: false, value });
    return new Promise((done) => (this.#wanted = done));
  }

  return(): Promise<IteratorResult<EventMessage>> {
    listening.delete(this);
    this.#wanted?.({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

interface Context {
  readonly visible: Visible;
  readonly loaders: { cursor(seq: number): string };
}

const schema = buildSchema();
const field = schema.getSubscriptionType()?.getFields()['events'];
if (!field) throw new Error('Subscription.events is not there');
field.subscribe = (_root, _args, { visible }: Context) => new Queue(visible);

const server = createServer();
const wss = new WebSocketServer({ server, path: '/graphql' });
const loaders = { cursor: (seq: number) => reads.cursor(seq) };
useServer(
  {
    schema,
    context: ({ connectionParams }): Context & Record<string, unknown> => {
      const { sees = [], name = '' } = (connectionParams ?? {}) as { sees?: string[]; name?: string };
      const ids = sees.flatMap((jobName) => graph.tree.find(jobName)?.record?.id ?? []);
      const rights: Rights = [[new Map(ids.map((id) => [id, 'VIEWER'] as const))]];
      return { visible: new Visible(graph.tree, new Scope(graph.tree, rights, keyOf(rights)), name), loaders };
    },
  },
  wss,
);
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

let seq = 0;
answerCalls({
  port: () => (server.address() as AddressInfo).port,
  synced: () => graph.sources.every((source) => source.synced),
  subscribers: () => listening.size,
  tell: (telling) => {
    const { jobName, first, count } = telling as Telling;
    const nodeId = graph.tree.find(jobName)?.record?.id ?? null;
    const at = wallNow();
    for (let n = first; n < first + count; n++) {
      const event: EventRecord = { ...benchEvent(n, nodeId, jobName), severity: 'INFO', seq: ++seq };
      const message: EventMessage = { __typename: 'EventDelivery', cursor: reads.cursor(seq), event };
      for (const queue of listening) if (queue.visible.event(event)) queue.push(message);
    }
    return at;
  },
});
