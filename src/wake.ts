import type { Logger } from 'pino';
import { RedisBell } from '../datasources/redis.ts';
import type { Config } from './config.ts';
import type { Clock } from './kit/clock.ts';
import type { Graph } from './live/graph.ts';
import type { OpenStore } from './store/store.ts';

export interface WakeDeps {
  readonly redis: Config['redis'];
  readonly store: OpenStore;
  readonly graph: Graph;
  readonly clock: Clock;
  /** This process, as no other is called. */
  readonly owner: string;
  readonly log: Logger;
}

/**
 * Tells other replicas that the log has grown, and looks when they say so. Nothing hangs on it: the log is in the store, and each
 * replica looks there by itself, four times a second.
 */
export function openWake({ redis, store, graph, clock, owner, log }: WakeDeps): { close(): Promise<void> } {
  if (!redis) return { close: () => Promise.resolve() };
  const url = redis.url.reveal();
  const bell = new RedisBell({
    url,
    channel: `canopy:${store.head().logId}`,
    clock,
    onHeard: (said) => {
      if (said !== owner) void store.catchUp();
    },
    onState: (problem) => {
      if (problem === null) log.info('Redis answers: replicas hear of each other at once');
      else log.warn({ problem }, 'Redis does not answer: replicas hear of each other within 250 ms');
    },
  });
  const { host } = new URL(url);
  graph.asked.push({ name: 'redis', kind: 'redis', url: host, standing: () => bell.standing() });

  let saying = false;
  let due = false;
  const say = async (): Promise<void> => {
    saying = true;
    while (due) {
      due = false;
      await bell.say(owner);
    }
    saying = false;
  };
  // However many commits there are meanwhile, they are one word.
  const stop = store.onCommit(() => {
    due = true;
    if (!saying) void say();
  });
  return {
    close: () => {
      stop();
      return bell.close();
    },
  };
}
