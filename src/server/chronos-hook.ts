import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Secret } from '../kit/secret.ts';
import { knownTokens } from './hook-tokens.ts';

/** By what tokens the jobs of a Chronos call, and what comes of it. */
export interface ChronosHookParts {
  readonly tokens: readonly Secret[];
  /** That a schedule is due, by its id. What it rejects with keeps the call from counting. */
  readonly called: (scheduleId: string) => Promise<ChronosCalled>;
}

export type ChronosCalled = 'FIRED' | 'AGAIN' | 'NOT_DUE' | 'UNKNOWN';

export interface ChronosHookDeps extends ChronosHookParts {
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** The job gives up after 10 s, and Chronos shows that it failed. */
const PATIENCE_MS = 5_000;
const TEXT = 'text/plain; charset=utf-8';
/** What Chronos' own log shows. */
const WORDS = { FIRED: 'fired', AGAIN: 'fired already', NOT_DUE: 'not due', UNKNOWN: 'no such schedule' } as const;

/** Where jobs of Chronos call. What was answered is in the store: a call that is not is a failure that Chronos shows. */
export function addChronosHook(app: FastifyInstance, { tokens, called, clock, onError }: ChronosHookDeps): void {
  const isKnown = knownTokens(tokens);
  app.route<{ Params: { token: string; schedule: string } }>({
    method: ['GET', 'POST'],
    url: '/hooks/chronos/:token/:schedule',
    handler: async ({ params }, reply) => {
      // The same answer as where there is nothing.
      if (!isKnown(params.token)) return reply.callNotFound();
      const outcome = await inTime(params.schedule);
      if (outcome === undefined) return reply.code(503).type(TEXT).send('not kept');
      return reply
        .code(outcome === 'UNKNOWN' ? 404 : 200)
        .type(TEXT)
        .send(WORDS[outcome]);
    },
  });

  async function inTime(schedule: string): Promise<ChronosCalled | undefined> {
    const late = new AbortController();
    const calling = called(schedule).catch((error: unknown) => {
      onError(error);
      return undefined;
    });
    const outcome = await Promise.race([calling, clock.sleep(PATIENCE_MS, late.signal).then(() => undefined)]);
    late.abort();
    return outcome;
  }
}
