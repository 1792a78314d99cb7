import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../kit/fault.ts';
import type { Answer } from './answers.ts';
import type { Callers, Known } from './callers.ts';
import type { Guard } from './guard.ts';
import type { Lane, Operation } from './lane.ts';
import type { Metrics } from './metrics.ts';
import type { TrustedDocuments } from './trusted.ts';
import { acceptable, clientOf, fromBody, typeFor, VARY, type Reply } from './wire.ts';

export interface DirectDeps {
  readonly lane: Lane;
  readonly callers: Callers;
  readonly guard: Guard;
  readonly metrics: Metrics;
  readonly trusted: TrustedDocuments;
  readonly newRequestId: () => string;
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

  /** True when the answer is sent; else the operation, if the body is one that was tried here. */
  serve(request: IncomingMessage, response: ServerResponse, body: string): true | Operation | undefined {
    const { lane, guard, metrics } = this.deps;
    const { headers } = request;
    if (headers['canopy-not-before'] !== undefined || guard.refuses(headers) || !acceptable(headers.accept)) return undefined;
    // Whom nobody knows yet goes the long way.
    const known = this.deps.callers.known(headers.authorization);
    if (!known) return undefined;
    const stored = lane.stored(body, known);
    if (stored) {
      metrics.answered('stored');
      this.#send(response, headers, stored, this.deps.newRequestId(), known);
      return true;
    }
    const operation = this.#operation(body);
    if (!operation) return undefined;
    const began = performance.now();
    const id = this.deps.newRequestId();
    const computed = lane.answer(body, operation, id, known);
    if (!computed) return operation;
    if (computed instanceof Fault) {
      const { status, headers: head, body: said } = this.refusal(computed, id, request);
      response.writeHead(status, head).end(said);
      return true;
    }
    metrics.answered('computed');
    this.#send(response, headers, computed, id, known);
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

  #send(response: ServerResponse, headers: IncomingHttpHeaders, answer: Answer, id: string, known: Known): void {
    const { lane, metrics } = this.deps;
    metrics.used(answer.document, clientOf(headers));
    const tail = lane.tail(answer);
    const { small, large } = answer;
    if (small !== undefined) {
      this.#head(response, headers, id, small.length + tail.length);
      response.end(small + tail, 'latin1');
    } else if (large) {
      this.#head(response, headers, id, large.length + tail.length);
      response.write(large);
      response.end(tail, 'latin1');
    } else {
      const text = answer.text(answer.timed ? lane.context(id, known) : undefined) + tail;
      this.#head(response, headers, id, Buffer.byteLength(text));
      response.end(text, 'utf8');
    }
  }

  /** No ETag: what is asked by POST is never answered by 304. */
  #head(response: ServerResponse, headers: IncomingHttpHeaders, id: string, length: number): void {
    response.writeHead(200, [
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
    ]);
  }
}
