import type { Config } from './config.ts';

/** What Falcon calls when an alarm fires: an address with a secret in it, which goes to Falcon and to administrators alone. */
export class Callback {
  #listening: string | undefined;

  constructor(
    private readonly config: Config['falcon'],
    private readonly log: { warn(message: string): void },
  ) {}

  /** Where Canopy listens, once it does: good for a Falcon on the same machine. */
  listensAt(address: string): void {
    this.#listening = address;
    if (!this.config || this.config.hookTokens.length === 0 || this.config.callback !== undefined) return;
    if (!this.#isNear())
      this.log.warn('falcon.hookTokens are set, and Falcon is not known to reach Canopy: set falcon.callback to the address to call');
  }

  /** Undefined: without a token, or without an address that Falcon can reach, nothing can be called. */
  readonly url = (): string | undefined => {
    const [token] = this.config?.hookTokens ?? [];
    const base = this.config?.callback ?? (this.#isNear() ? this.#listening : undefined);
    return token && base ? `${base.replace(/\/$/, '')}/hooks/falcon/${encodeURIComponent(token.reveal())}` : undefined;
  };

  /** Who listens on every address is told the loopback one, by which a Falcon elsewhere would call itself. */
  #isNear(): boolean {
    return this.#listening !== undefined && isLoopback(this.#listening) && isLoopback(this.config?.url ?? '');
  }

  /** It will be known as soon as Canopy listens. */
  get pending(): boolean {
    return (this.config?.hookTokens.length ?? 0) > 0 && this.config?.callback === undefined && this.#listening === undefined;
  }

  /** As administrators read it. */
  get falcon(): string | null {
    return this.url() ?? null;
  }
}

const isLoopback = (url: string): boolean => /^https?:\/\/(127\.|\[::1\]|localhost)/.test(url);
