import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../kit/fault.ts';
import type { Answer } from './answers.ts';
import type { Callers, Known } from './callers.ts';
import type { Guard } from './guard.ts';
import type { Lane, Operation } from './lane.ts';
import type { Metrics } from './metrics.ts';
import { Bill, type Account, type Points } from './points.ts';
import type { TrustedDocuments } from './trusted.ts';
import { acceptable, addressOf, clientOf, fromBody, typeFor, VARY, type Reply } from './wire.ts';

export interface DirectDeps {
  readonly lane: Lane;
  readonly callers: Callers;
  readonly guard: Guard;
  readonly metrics: Metrics;
  readonly points: Points;
  readonly trusted: TrustedDocuments;
  readonly newRequestId: () => string;
  readonly proxies: ReadonlySet<string>;
  readonly refused: (fault: Fault, address: string | null, name?: string) => void;
}

/** What the short way leaves to the long one: the operation, if the body is one, and what was paid for it. */
export interface Left {
  readonly operation: Operation | undefined;
  readonly bill: Bill;
}

/**
 * The short way of a POST: from its body straight to an answer, stored or computed, with no router in between. What it
 * does not answer at once it leaves, with what it has read so far, to the long way.
 */
export class Direct {
  constructor(
    private readonly deps: DirectDeps,
    private readonly refusal: (fault: Fault, id: string, request: IncomingMessage) => Reply,
  ) {}

  /** True when the answer is sent; else what was tried here. */
  serve(request: IncomingMessage, response: ServerResponse, body: string): true | Left | undefined {
    const { lane, guard, metrics } = this.deps;
    const { headers } = request;
    if (headers['canopy-not-before'] !== undefined || guard.refuses(headers) || !acceptable(headers.accept)) return undefined;
    // Whom nobody knows yet goes the long way.
    const known = this.deps.callers.known(headers.authorization);
    if (!known) return undefined;
    const account = this.deps.points.of(known.caller);
    const stored = lane.stored(body, known);
    if (stored) {
      const limited = account.spend(stored.cost);
      if (limited) return this.#refuse(limited, this.deps.newRequestId(), request, response, account);
      metrics.answered('stored');
      this.#send(response, headers, stored, this.deps.newRequestId(), known, account);
      return true;
    }
    const began = performance.now();
    const id = this.deps.newRequestId();
    const bill = new Bill(account);
    // Before anything is read of it: who has nothing left costs us no more than that.
    const limited = bill.charge(1);
    if (limited) return this.#refuse(limited, id, request, response, account);
    const operation = this.#operation(body);
    const computed = operation && lane.answer(body, operation, id, known, bill);
    if (!computed) return { operation, bill };
    if (computed instanceof Fault) return this.#refuse(computed, id, request, response, account);
    metrics.answered('computed');
    this.#send(response, headers, computed, id, known, account);
    metrics.duration.observe((performance.now() - began) / 1000);
    return true;
  }

  /** A body that is no operation, or none that may run, is told so on the long way. */
  #operation(body: string): Operation | undefined {
    try {
      const operation = fromBody(body);
      return operation && this.deps.trusted.resolve(operation);
    } catch {
      return undefined;
    }
  }

  #refuse(fault: Fault, id: string, request: IncomingMessage, response: ServerResponse, account: Account): true {
    this.deps.refused(fault, addressOf(request, this.deps.proxies), account.name);
    const { status, headers, body } = this.refusal(fault, id, request);
    response.writeHead(status, { ...headers, ...account.headers }).end(body);
    return true;
  }

  #send(response: ServerResponse, headers: IncomingHttpHeaders, answer: Answer, id: string, known: Known, account: Account): void {
    const { lane, metrics } = this.deps;
    metrics.used(answer.document, clientOf(headers));
    const tail = lane.tail(answer);
    const { small, large } = answer;
    if (small !== undefined) {
      this.#head(response, headers, id, small.length + tail.length, account);
      response.end(small + tail, 'latin1');
    } else if (large) {
      this.#head(response, headers, id, large.length + tail.length, account);
      response.write(large);
      response.end(tail, 'latin1');
    } else {
      const text = answer.text(answer.timed ? lane.context(id, known, new Bill(account)) : undefined) + tail;
      this.#head(response, headers, id, Buffer.byteLength(text), account);
      response.end(text, 'utf8');
    }
  }

  /** No ETag: what is asked by POST is never answered by 304. */
  #head(response: ServerResponse, headers: IncomingHttpHeaders, id: string, length: number, account: Account): void {
    const head = [
      'content-type',
      typeFor(headers.accept),
      'content-length',
      String(length),
      'cache-control',
      'private, no-cache',
      'vary',
      VARY,
      'x-request-id',
      id,
    ];
    account.tell(head);
    response.writeHead(200, head);
  }
}
