interface Window {
  readonly from: number;
  until: number;
}

const KEPT = 50;
const KEYS = 5_000;

/** Since when and until when something held, per key; in seconds, and the newest ones only. */
class Windows<W extends Window> {
  readonly #of = new Map<string, W[]>();

  add(key: string, window: W): void {
    const windows = this.#of.get(key) ?? [];
    windows.push(window);
    if (windows.length > KEPT) windows.shift();
    this.#of.set(key, windows);
    const oldest = this.#of.size > KEYS ? this.#of.keys().next().value : undefined;
    if (oldest !== undefined) this.#of.delete(oldest);
  }

  last(key: string): W | undefined {
    return this.#of.get(key)?.at(-1);
  }

  at(key: string, timestamp: number): W | undefined {
    return this.#of.get(key)?.findLast(({ from, until }) => timestamp > from && timestamp <= until);
  }
}

/** Values that a test dictates for a while. What was before stays as it was. */
export class Forced {
  readonly #windows = new Windows<Window & { readonly value: number }>();

  force(endpoint: string, metric: string, value: number, from: number, until: number): void {
    const last = this.#windows.last(`${endpoint} ${metric}`);
    if (last && last.until > from) last.until = from;
    this.#windows.add(`${endpoint} ${metric}`, { value, from, until });
  }

  at(endpoint: string, metric: string, timestamp: number): number | undefined {
    return this.#windows.at(`${endpoint} ${metric}`, timestamp)?.value;
  }
}

/** Hosts from which nothing is heard, such as those whose agent is stopped or that are cut off. */
export class Silences {
  readonly #windows = new Windows<Window>();

  set(host: string, silent: boolean, now: number): void {
    const last = this.#windows.last(host);
    const open = last?.until === Infinity;
    if (silent && !open) this.#windows.add(host, { from: now, until: Infinity });
    if (!silent && open) last.until = now;
  }

  at(host: string, timestamp: number): boolean {
    return this.#windows.at(host, timestamp) !== undefined;
  }
}
