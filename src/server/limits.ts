import { secondsUntil } from '../access/points.ts';
import { Fault } from '../kit/fault.ts';
import type { Measure } from '../kit/measure.ts';

/** What a request may ask for, refused before anything of it runs. */
export interface Limits {
  readonly depth: number;
  readonly aliases: number;
  readonly cost: number;
  readonly tokens: number;
  readonly batch: number;
  readonly bodyBytes: number;
}

/** What sockets may take. */
export interface SocketLimits {
  /** Open at once. */
  readonly max: number;
  /** Open at once without their init, of one address or caller. */
  readonly beforeInit: number;
  /** Under way at once on one of them. */
  readonly operations: number;
  /** Open at once by one caller. */
  readonly perCaller: number;
  /** Under way at once on all of one caller's. */
  readonly operationsPerCaller: number;
  /** So often each is asked for a sign of life. */
  readonly pingMs: number;
  /** So long a client has to say its init. */
  readonly initMs: number;
}

/** When to come back, where the fault knows: in whole seconds. */
export function retryAfter({ details }: Fault): { readonly 'retry-after'?: string } {
  const ms = details?.['retryAfterMs'];
  return typeof ms === 'number' ? { 'retry-after': `${Math.max(1, secondsUntil(ms, 0))}` } : {};
}

/** The refusal of a document that asks for too much, with its figure and the limit. */
export function refusal({ depth, aliases, cost }: Measure, limits: Limits): Fault | undefined {
  if (depth > limits.depth)
    return new Fault('TOO_DEEP', `The document is ${depth} levels deep; the limit is ${limits.depth}.`, {
      details: { depth, limit: limits.depth },
    });
  if (aliases > limits.aliases) {
    return new Fault('TOO_MANY_ALIASES', `The document has ${aliases} aliases; the limit is ${limits.aliases}.`, {
      details: { aliases, limit: limits.aliases },
    });
  }
  if (cost > limits.cost) {
    const shown = Number.isFinite(cost) ? cost : 'beyond counting';
    return new Fault('TOO_COSTLY', `The document costs ${shown}; the limit is ${limits.cost}.`, {
      details: { cost: Number.isFinite(cost) ? cost : null, limit: limits.cost },
    });
  }
  return undefined;
}
