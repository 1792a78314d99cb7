import type { Answer } from '../web.ts';
import type { Era } from './era.ts';

/** A request as a handler sees it. */
export interface Call {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: string;
}

export type Route = readonly [method: string, path: RegExp, handler: (call: Call) => Answer];

/** What Java threw. `require` throws the first of them. */
export class Thrown extends Error {
  readonly kind: 'java.lang.IllegalArgumentException' | 'java.lang.NullPointerException' | 'java.lang.Exception';

  constructor(kind: Thrown['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export const NO_CONTENT: Answer = { status: 204 };
const JSON_TYPE = { 'content-type': 'application/json' };

export function required(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Thrown('java.lang.IllegalArgumentException', `requirement failed: ${message}`);
}

/** A refusal with words of its own. The older one says nothing. */
export const refused = (era: Era, message: string): Answer =>
  era.traces ? { status: 400, body: { status: 'Bad Request', message } } : { status: 400, headers: JSON_TYPE };

/** How a failure is answered: with all of its stack; the older one tells the message of a bad request alone. */
export function thrown(era: Era, error: unknown): Answer {
  const known = error instanceof Thrown ? error : new Thrown('java.lang.Exception', String(error));
  const bad = known.kind === 'java.lang.IllegalArgumentException';
  const status = bad ? 400 : 500;
  if (!era.traces) return bad ? { status, headers: JSON_TYPE, body: known.message } : { status };
  return { status, body: { status: bad ? 'Bad Request' : 'Internal Server Error', message: `${known.kind}: ${known.message}${STACK}` } };
}

const STACK = [
  'scala.Predef$.require(Predef.scala:224)',
  'org.apache.mesos.chronos.scheduler.api.JobManagementResource.handle(JobManagementResource.scala:47)',
  'com.google.inject.servlet.GuiceFilter.doFilter(GuiceFilter.java:118)',
  'org.eclipse.jetty.server.Server.handle(Server.java:370)',
  'java.lang.Thread.run(Thread.java:745)',
]
  .map((place) => `\n\tat ${place}`)
  .join('');
