import type { MarathonServer } from './server.ts';

/** Who leads among the instances of one sandbox. Nobody may, too. */
export class Election {
  readonly instances: MarathonServer[] = [];
  /** How standbys treat `/v2/events`, when tests want another manner than the version's own. */
  standbyEvents: 'redirect' | 'eof' | 'proxy' | null = null;
  #leader: number | null = 0;
  /** A new leader has no health results until each check ran once. */
  onChange: () => void = () => {};

  leads(instance: MarathonServer): boolean {
    return this.#leader !== null && this.instances[this.#leader] === instance;
  }

  hostPort(): string | null {
    return this.#leader === null ? null : (this.instances[this.#leader]?.hostPort ?? null);
  }

  leaderUrl(): string | null {
    const hostPort = this.hostPort();
    return hostPort === null ? null : `http://${hostPort}`;
  }

  elect(to: number | null): void {
    if (to === this.#leader) return;
    for (const instance of this.instances) instance.closeStreams();
    this.#leader = to;
    if (to !== null) this.onChange();
  }

  /** DELETE /v2/leader: the next one takes over; alone, it is elected again. */
  abdicate(): void {
    const now = this.#leader ?? 0;
    this.elect(null);
    this.elect((now + 1) % this.instances.length);
  }
}
