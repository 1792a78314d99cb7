import { Agent, request } from 'node:http';

/** Where a container takes requests. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** So many requests a second from a point in time on; between two points in proportion. */
export interface Turn {
  readonly second: number;
  readonly rate: number;
}

export function rateAt(turns: readonly Turn[], second: number): number {
  const next = turns.findIndex((turn) => turn.second > second);
  const after = turns[next];
  const before = turns[(next < 0 ? turns.length : next) - 1];
  if (!before || !after) return (before ?? after)?.rate ?? 0;
  return before.rate + ((after.rate - before.rate) * (second - before.second)) / (after.second - before.second);
}

const TICK_MS = 20;
const ANSWER_MS = 5_000;

/** Real requests, one after the other to each of those that run, as a load balancer would send them. */
export class Traffic {
  targets: readonly Target[] = [];
  answered = 0;
  failed = 0;
  #turn = 0;
  #due = 0;
  #rate = 0;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly rate: () => number) {
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#rate = this.rate();
      this.#due += (this.#rate * (now - last)) / 1_000;
      last = now;
      for (; this.#due >= 1; this.#due--) this.#send();
    }, TICK_MS);
  }

  /** Requests a second, as of now. */
  get now(): number {
    return this.#rate;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#agent.destroy();
  }

  #send(): void {
    const target = this.targets[this.#turn++ % Math.max(1, this.targets.length)];
    if (!target) return;
    const outgoing = request({ ...target, path: '/', agent: this.#agent, timeout: ANSWER_MS }, (answer) => {
      answer.resume();
      answer.once('end', () => this.answered++);
    });
    outgoing.on('timeout', () => outgoing.destroy());
    // One that has just been taken away does not answer any more.
    outgoing.on('error', () => this.failed++);
    outgoing.end();
  }
}
