import type { IncomingHttpHeaders } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import type { Logger } from 'pino';
import { Fault } from '../kit/fault.ts';
import type { Answer } from './answers.ts';
import type { Known } from './callers.ts';
import type { Lane, Operation } from './lane.ts';
import type { Limits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { logOperation } from './operation-log.ts';
import { Bill } from './points.ts';
import type { RequestContext } from './request.ts';
import type { TrustedDocuments } from './trusted.ts';
import {
  acceptable,
  bodyOf,
  clientOf,
  fromUrl,
  isJson,
  matches,
  operationIn,
  parseJson,
  searchOf,
  typeFor,
  VARY,
  type Reply,
} from './wire.ts';

export interface LongWayDeps {
  readonly lane: Lane;
  readonly apollo: ApolloServer<RequestContext>;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly trusted: TrustedDocuments;
  readonly refusal: (fault: Fault, requestId: string, headers: IncomingHttpHeaders) => Reply;
  readonly refused: (fault: Fault, address: string | null, name?: string) => void;
}

/** A request as it came. */
export interface Came {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The operation of a body that the short way has read and could not answer. */
  readonly tried: Operation | undefined;
  readonly known: Known;
  /** Where it comes from. */
  readonly address: string | null;
  /** Of which its 1 is paid. */
  readonly bill: Bill;
}

/** One operation. */
interface Asked {
  readonly key: string;
  readonly operation: Operation;
  readonly tried: boolean;
  /** In the URL, where no write may be. */
  readonly get: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  readonly known: Known;
  readonly address: string | null;
  readonly bill: Bill;
}

/** Every request that the short way leaves: by GET, in batches, for the first time, with an error. An answer by the lane first, then by Apollo. */
export class LongWay {
  constructor(private readonly deps: LongWayDeps) {}

  async answer({ method, url, headers, body, tried, known, address, bill }: Came, requestId: string): Promise<Reply> {
    // Before anything runs: a write whose answer nobody can read must not happen.
    if (!acceptable(headers.accept)) return this.#notAcceptable(headers, requestId);
    const from = { headers, requestId, known, address, bill };
    if (method !== 'POST') return this.#one({ ...from, key: `GET ${url}`, operation: fromUrl(url), tried: false, get: true });
    if (tried) return this.#one({ ...from, key: body, operation: tried, tried: true, get: false });
    if (!isJson(headers['content-type'])) throw new Fault('BAD_REQUEST', 'The body is not of the type application/json.');
    const parsed = parseJson(body);
    if (Array.isArray(parsed)) return this.#batch(parsed, from);
    return this.#one({ ...from, key: body, operation: operationIn(parsed), tried: false, get: false });
  }

  /** Each of them as if it had come alone; what is wrong with one is told in its place. */
  async #batch(items: readonly unknown[], from: Pick<Asked, 'headers' | 'requestId' | 'known' | 'address' | 'bill'>): Promise<Reply> {
    const { limits, refusal, refused } = this.deps;
    const { headers, requestId, known, address, bill } = from;
    if (items.length === 0) throw new Fault('BAD_REQUEST', 'The batch holds no operation.');
    if (items.length > limits.batch) {
      throw new Fault('BATCH_TOO_LARGE', `The batch holds ${items.length} operations; the limit is ${limits.batch}.`, {
        details: { limit: limits.batch },
      });
    }
    const replies = await Promise.all(
      items.map(async (item, place) => {
        try {
          const operation = operationIn(item, `[${place}] of the batch`);
          const asked = { ...from, key: JSON.stringify(item), operation, tried: false, get: false };
          // The request itself was let in as its first operation.
          return await (place === 0 ? this.#one(asked) : this.#another(asked, new Bill(bill.account)));
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          refused(error, address, known.viewer.name);
          return refusal(error, requestId, headers);
        }
      }),
    );
    const body = `[${replies.map((reply) => reply.body.toString().trimEnd()).join(',')}]\n`;
    return { status: 200, headers: this.#headers(headers, requestId), body };
  }

  async #another(asked: Asked, bill: Bill): Promise<Reply> {
    unless(bill.charge(1));
    return bill.account.during('requests', () => this.#one({ ...asked, bill }));
  }

  async #one({ key, operation, tried, get, headers, requestId, known, address, bill }: Asked): Promise<Reply> {
    const { lane, metrics, trusted } = this.deps;
    const began = performance.now();
    const single = tried ? operation : trusted.resolve(operation);
    let answer = tried ? undefined : lane.stored(key, known);
    if (answer) {
      unless(bill.charge(answer.cost));
      metrics.answered('stored');
    } else if (!tried) {
      const computed = lane.answer(key, single, requestId, known, bill);
      if (computed instanceof Fault) throw computed;
      answer = computed;
      if (answer) metrics.answered('computed');
    }
    if (answer) {
      metrics.used(answer.document, clientOf(headers));
      metrics.duration.observe((performance.now() - began) / 1000);
      return this.#sent(answer, headers, get, requestId, known, bill);
    }
    unless(lane.pay(single, bill));
    metrics.answered('apollo');
    const reply = await this.#throughApollo(single, get, headers, lane.context(requestId, known, bill, address));
    this.#note(single, headers, requestId, reply, performance.now() - began);
    return reply;
  }

  #note(single: Operation, headers: IncomingHttpHeaders, requestId: string, { status, body }: Reply, ms: number): void {
    const { lane, metrics, log } = this.deps;
    const known = lane.document(single);
    const client = clientOf(headers);
    if (known) metrics.used(known, client);
    metrics.duration.observe(ms / 1000);
    const failed = status >= 400 || (typeof body === 'string' && body.startsWith('{"errors"'));
    const mutation = known?.operation.operation === 'mutation';
    logOperation(log, { requestId, client, operation: single.operationName, mutation, status, ms }, failed);
  }

  #sent(answer: Answer, headers: IncomingHttpHeaders, get: boolean, requestId: string, known: Known, bill: Bill): Reply {
    const { lane } = this.deps;
    // 304 is for GET; what is asked by POST every second need not be hashed.
    const etag = get ? answer.etag() : undefined;
    const shared = { ...this.#headers(headers, requestId), ...(etag !== undefined && { etag }) };
    if (etag !== undefined && matches(headers['if-none-match'], etag)) return { status: 304, headers: shared, body: '' };
    const tail = lane.tail(answer);
    const body = answer.timed
      ? answer.text(lane.context(requestId, known, bill)) + tail
      : Buffer.concat([answer.bytes(), Buffer.from(tail, 'latin1')]);
    return { status: 200, headers: shared, body };
  }

  async #throughApollo(operation: Operation, get: boolean, headers: IncomingHttpHeaders, context: RequestContext): Promise<Reply> {
    const { apollo } = this.deps;
    const map = new HeaderMap();
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
    // A GET has no body whose type could matter.
    if (get) map.delete('content-type');
    const {
      status,
      headers: answered,
      body,
    } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: get ? 'GET' : 'POST',
        headers: map,
        search: get ? searchOf(operation) : '',
        body: get ? '' : bodyOf(operation),
      },
      context: () => Promise.resolve(context),
    });
    return {
      status: status ?? 200,
      headers: { ...this.#headers(headers, context.requestId), ...Object.fromEntries(answered), 'cache-control': 'private, no-cache' },
      body: body.kind === 'complete' ? body.string : '',
    };
  }

  #notAcceptable(headers: IncomingHttpHeaders, requestId: string): Reply {
    const said = 'The answer is application/json or application/graphql-response+json, and the header Accept allows neither.';
    return { ...this.deps.refusal(new Fault('BAD_REQUEST', said), requestId, headers), status: 406 };
  }

  #headers(headers: IncomingHttpHeaders, requestId: string): Record<string, string> {
    return { 'content-type': typeFor(headers.accept), 'cache-control': 'private, no-cache', vary: VARY, 'x-request-id': requestId };
  }
}

function unless(refused: Fault | undefined): void {
  if (refused) throw refused;
}
