import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { DeliveryPoint } from './crash.ts';
import type { Clock } from './kit/clock.ts';
import type { AccessMirror } from './live/access.ts';
import type { FactsMirror } from './live/facts.ts';
import type { LogReads } from './live/log-reads.ts';
import type { Gathering } from './live/stream/model.ts';
import { Streams } from './live/stream/streams.ts';
import type { LiveTree } from './live/tree.ts';
import { Visible } from './live/visible.ts';
import type { Store } from './plans/ports.ts';
import type { Callers, Known } from './server/callers.ts';
import { Gather } from './server/gather.ts';

export interface OpenStreamsDeps {
  readonly store: Store;
  readonly tree: LiveTree;
  readonly facts: FactsMirror;
  readonly rights: AccessMirror;
  readonly callers: Callers;
  readonly logReads: LogReads;
  readonly clock: Clock;
  readonly limits: Config['streams'];
  /** The longest that the tree is waited for at a time. */
  readonly readyMs: number;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly crashAt?: (point: DeliveryPoint) => void;
}

export interface OpenStreams {
  readonly streams: Streams<Known>;
  /** By which what they tell goes out. */
  readonly gather: Gather;
  readonly background: readonly Promise<unknown>[];
  stop(): void;
}

/** Joins those who listen with the log, the tree and the rights that decide what they hear. */
export function openStreams({
  store,
  tree,
  facts,
  rights,
  callers,
  logReads,
  clock,
  limits,
  readyMs,
  log,
  signal,
  crashAt,
}: OpenStreamsDeps): OpenStreams {
  const onError = (error: unknown) => log.warn({ err: error }, 'what happens cannot be told for a moment');
  const gather = new Gather();
  // What nobody listens to is handed to nobody.
  const pass = (point: DeliveryPoint) => {
    if (streams.figures.subscribers > 0) crashAt?.(point);
  };
  const gathering: Gathering = {
    hold: () => {
      pass('before-delivery');
      gather.hold();
    },
    release: async () => {
      await gather.release();
      pass('after-delivery');
    },
  };
  const streams: Streams<Known> = new Streams(
    {
      ...{ store, clock, limits, signal, onError, gathering: crashAt ? gathering : gather },
      visible: ({ scope, viewer }) => new Visible(tree, scope, viewer.name),
      cursor: (seq) => logReads.cursor(seq),
      standing: (seq) => logReads.standingAt(seq, clock.monotonic()),
      again: (known) => callers.again(known),
      ready: async (seq) => {
        // Asked for by each who is read to, and nearly always so.
        if (seq > facts.seq || !rights.isSettled) await Promise.all([facts.reflected(seq, AbortSignal.timeout(readyMs)), rights.settled()]);
        rights.requireFresh();
      },
    },
    store.head().seq,
  );
  const stop = store.onEvents((events) => streams.hear(events));
  return { streams, gather, background: [streams.beats(), streams.warm().catch(onError)], stop };
}
