import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Fault } from '../kit/fault.ts';
import type { Guard } from './guard.ts';
import type { Reply } from './wire.ts';

export interface EdgeDeps {
  readonly guard: Guard;
  readonly origins: ReadonlySet<string>;
  readonly log: Logger;
  readonly refused: (fault: Fault, request: IncomingMessage) => void;
  readonly refusal: (fault: Fault, requestId: string, request: IncomingMessage) => Reply;
}

/** Where GraphQL is asked, and how. */
const PATHS = { '/graphql': 'GET, HEAD, POST, OPTIONS', '/graphql/stream': 'GET, POST, OPTIONS' } as const;
/** What a machine's keeper asks, also through a proxy of its own. */
const PROBES = new Set(['/healthz', '/readyz']);
/** What a page may send: all that is read here, and what its client sends by itself to be answered 304. */
const ASKED = [
  ...['content-type', 'authorization', 'if-none-match', 'canopy-not-before', 'last-event-id'],
  ...['apollographql-client-name', 'apollographql-client-version', 'x-client-name', 'x-client-version'],
];
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': ASKED.join(', '),
  'access-control-max-age': '600',
} as const;

/** What a page may read of an answer. */
const TOLD = 'etag, x-request-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after';

export function allow(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', TOLD);
}

/** What surrounds the GraphQL route: other methods, pages of other sites, addresses that are none, requests that cannot be read. */
export function addEdges(app: FastifyInstance, deps: EdgeDeps): void {
  for (const [url, allowed] of Object.entries(PATHS)) {
    app.options(url, (request, reply) => {
      const known = request.headers.origin !== undefined && deps.origins.has(request.headers.origin);
      return reply
        .code(known ? 204 : 403)
        .headers(known ? PREFLIGHT : {})
        .send();
    });
    app.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url,
      handler: (request, reply) => {
        const refused = new Fault('METHOD_NOT_ALLOWED', 'GraphQL is asked by GET or POST.');
        const { headers, body } = deps.refusal(refused, request.id, request.raw);
        return reply
          .code(405)
          .headers({ ...headers, allow: allowed })
          .send(body);
      },
    });
  }
  app.addHook('onRequest', async (request, reply) => {
    if (PROBES.has(request.url)) return;
    const refused = deps.guard.refuses(request.headers);
    if (!refused) return;
    deps.refused(refused, request.raw);
    const { status, headers, body } = deps.refusal(refused, request.id, request.raw);
    return reply.code(status).headers(headers).send(body);
  });
  app.setErrorHandler((error, request, reply) => {
    const fault = error instanceof Fault ? error : new Fault('BAD_REQUEST', 'The request could not be read.');
    if (error instanceof Fault) deps.refused(error, request.raw);
    else deps.log.warn({ err: error, requestId: request.id }, 'request refused');
    const { status, headers, body } = deps.refusal(fault, request.id, request.raw);
    return reply.code(status).headers(headers).send(body);
  });
  app.setNotFoundHandler((request, reply) => {
    const { headers, body } = deps.refusal(
      new Fault('NOT_FOUND', 'There is nothing at this address; GraphQL is at /graphql.'),
      request.id,
      request.raw,
    );
    return reply.code(404).headers(headers).send(body);
  });
}
