import type { Clock } from '../../src/kit/clock.ts';

/** One way to the cluster; a gateway's has a path. */
export type Base = URL;

export function under(base: Base, path: string): URL {
  return new URL(base.pathname.replace(/\/+$/, '') + path, base.origin);
}

const SHUN_MS = 30_000;

export interface LeaderOptions {
  readonly urls: readonly string[];
  /** Whether hosts that are not among `urls` may be talked to. */
  readonly trustLeader: boolean;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/**
 * Which Marathon to ask: the leader once an answer has named it (a standby passes everything on, so asking one
 * costs double), then the configured ones, with those that just failed last.
 *
 * A leader is followed when its host is among the configured ones, and never from https down to http; any other only
 * with `trustLeader`. Behind a gateway (a URL with a path) the leader's own name is of an inner network: not followed.
 */
export class Leader {
  readonly #bases: readonly Base[];
  readonly #options: LeaderOptions;
  readonly #shunnedUntil = new Map<string, number>();
  readonly #notLeadingUntil = new Map<string, number>();
  #leader: Base | undefined;

  constructor(options: LeaderOptions) {
    this.#options = options;
    this.#bases = options.urls.map((url) => new URL(url));
  }

  /** `stream`: only the leader has events, so one that answers reads but closed a stream comes later. */
  candidates(stream = false): Base[] {
    const all = this.#leader ? [this.#leader, ...this.#bases.filter(({ origin }) => origin !== this.#leader?.origin)] : [...this.#bases];
    const now = this.#options.clock.monotonic();
    const until = ({ origin }: Base): number =>
      Math.max(now, this.#shunnedUntil.get(origin) ?? now, (stream ? this.#notLeadingUntil.get(origin) : undefined) ?? now);
    // Of those that all failed, the one that failed longest ago: or the same two would be asked in turn for ever.
    return all.sort((a, b) => until(a) - until(b));
  }

  trusts(url: URL): boolean {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
    const known = this.#bases.filter(({ hostname }) => hostname === url.hostname);
    const downgrade = url.protocol === 'http:' && (known.length > 0 ? known : this.#bases).every(({ protocol }) => protocol === 'https:');
    return !downgrade && (known.length > 0 || this.#options.trustLeader);
  }

  /** From the `X-Marathon-Leader` of an answer. */
  named(leader: string | undefined): void {
    if (leader === undefined || this.#bases.some(({ pathname }) => pathname !== '/')) return;
    const url = URL.parse(leader);
    if (url && this.trusts(url)) this.#leader = new URL(url.origin);
  }

  answered(base: Base): void {
    this.#shunnedUntil.delete(base.origin);
  }

  /** It does not answer: for a while the others come first. */
  failed(base: Base): void {
    this.#later(this.#shunnedUntil, base);
  }

  /** It accepted a stream and closed it at once. */
  notLeading(base: Base): void {
    this.#later(this.#notLeadingUntil, base);
  }

  #later(until: Map<string, number>, { origin }: Base): void {
    until.set(origin, this.#options.clock.monotonic() + SHUN_MS);
    if (this.#leader?.origin === origin) this.#leader = undefined;
  }
}
