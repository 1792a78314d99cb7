import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { HookCall } from '../alarms/model.ts';
import type { Clock } from '../kit/clock.ts';
import type { Secret } from '../kit/secret.ts';
import type { Spool } from '../kit/spool.ts';
import { knownTokens } from './hook-tokens.ts';
import type { Metrics } from './metrics.ts';

/** Where callbacks go, and by what tokens they come. */
export interface HookParts {
  readonly tokens: readonly Secret[];
  /** Into the inbox of the store. */
  readonly keep: (call: HookCall) => Promise<void>;
  /** Where it is kept while the store does not take it in time. */
  readonly spool: Pick<Spool, 'add'>;
}

export interface HookDeps extends HookParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly onError: (error: unknown) => void;
}

/** Falcon's one reader waits for the answer before it goes on to the next alarm. */
const PATIENCE_MS = 15;
/** No callback is as long as that. */
const LONGEST = 16_384;

/** Where Falcon calls back. It never calls twice: what was answered is kept, here or on this machine's disk. */
export function addHooks(app: FastifyInstance, { tokens, keep, spool, clock, metrics, onError }: HookDeps): void {
  const isKnown = knownTokens(tokens);
  let last = 0;
  app.get<{ Params: { token: string } }>('/hooks/falcon/:token', async (request, reply) => {
    // The same answer as where there is nothing.
    if (!isKnown(request.params.token)) {
      metrics.hookCalled('refused');
      return reply.callNotFound();
    }
    const url = request.raw.url ?? '';
    const at = clock.now();
    // Of one process in the order of coming; whoever works them goes by that.
    last = Math.max(last + 1, at * 1_000);
    const id = `${String(last).padStart(17, '0')}-${randomBytes(6).toString('base64url')}`;
    const mark = url.indexOf('?');
    const call: HookCall = { id, at, raw: (mark < 0 ? '' : url.slice(mark + 1)).slice(0, LONGEST) };
    metrics.hookCalled((await kept(call)) ? 'kept' : 'spooled');
    return reply.type('text/plain; charset=utf-8').send('ok');
  });

  async function kept(call: HookCall): Promise<boolean> {
    const late = new AbortController();
    const keeping = keep(call).then(
      () => true,
      (error: unknown) => {
        onError(error);
        return false;
      },
    );
    const inTime = await Promise.race([keeping, clock.sleep(PATIENCE_MS, late.signal).then(() => false)]);
    late.abort();
    // Both may come to pass: it is known by its id, and by what it says.
    if (!inTime) await spool.add(JSON.stringify(call));
    return inTime;
  }
}
