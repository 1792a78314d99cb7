import type { Look, ScalingPolicy } from '../../src/scaling/model.ts';
import { aPolicy } from './policy.ts';

export type Seen = Look['seen'];

/** Four of four are well, each with that much idle. */
export const aSeen = (now: number, idle: number | null = 50, over: Partial<Seen> = {}): Seen => {
  const { instances = 4 } = over;
  const { ready = instances } = over;
  return {
    ...{ now, instances, ready, running: ready, unhealthy: 0, deploying: false, held: null },
    figures: [{ metric: 'CPU_IDLE', mean: idle, fresh: idle === null ? 0 : ready, at: idle === null ? null : now - 300 }],
    ...over,
  };
};

/** Windows, periods and flaps that are short enough to matter within some minutes. */
export const BUSY: ScalingPolicy = aPolicy({
  up: { stabilisationMs: 5_000, coolDownMs: 3_000, policies: [{ most: 3, unit: 'CONTAINERS', periodMs: 20_000 }] },
  down: { stabilisationMs: 40_000, coolDownMs: 10_000, policies: [{ most: 50, unit: 'PERCENT', periodMs: 30_000 }] },
  flaps: { most: 3, withinMs: 120_000 },
});

/** An app under a load that wanders: it starts containers, falls silent, is deployed, frozen and unhealthy now and then. */
export class Wanderer {
  instances = 4;
  #ready = 4;
  #load = 200;
  #now: number;

  constructor(
    private readonly random: () => number,
    from = 1_000_000,
  ) {
    this.#now = from;
  }

  next(): Seen {
    const { random } = this;
    this.#now += 1 + Math.floor(random() * (random() < 0.02 ? 200_000 : 3_000));
    this.#load = Math.min(1_500, Math.max(20, this.#load * (0.8 + 0.42 * random())));
    this.#ready = Math.min(this.instances, this.#ready + (random() < 0.5 ? 1 : 0));
    const idle = Math.round(1_000 * Math.max(0, 100 - this.#load / Math.max(1, this.#ready))) / 1_000;
    const fresh = random() < 0.1 ? Math.floor(this.#ready * random()) : this.#ready;
    return aSeen(this.#now, null, {
      instances: this.instances,
      ready: this.#ready,
      unhealthy: random() < 0.03 ? this.#ready : 0,
      deploying: random() < 0.05,
      held: random() < 0.03 ? 'Its node, or one above it, is frozen.' : null,
      figures: [
        { metric: 'CPU_IDLE', mean: fresh === 0 ? null : idle, fresh, at: fresh === 0 ? null : this.#now - Math.floor(random() * 2_000) },
      ],
    });
  }
}
