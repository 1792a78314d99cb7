import type { Config } from './config.ts';

/** What Falcon calls when an alarm fires: an address with a secret in it, which goes to Falcon and to administrators alone. */
export class Callback {
  #listening: string | undefined;

  constructor(private readonly config: Config['falcon']) {}

  /** Where Canopy listens, once it does: good for a Falcon on the same machine. */
  listensAt(address: string): void {
    this.#listening = address;
  }

  /** Undefined: without a token, or without an address that Falcon can reach, nothing can be called. */
  readonly url = (): string | undefined => {
    const [token] = this.config?.hookTokens ?? [];
    const base = this.config?.callback ?? (this.#isLoopback() ? this.#listening : undefined);
    return token && base ? `${base.replace(/\/$/, '')}/hooks/falcon/${encodeURIComponent(token.reveal())}` : undefined;
  };

  /** It will be known as soon as Canopy listens. */
  get pending(): boolean {
    return (this.config?.hookTokens.length ?? 0) > 0 && this.config?.callback === undefined && this.#listening === undefined;
  }

  /** As administrators read it. */
  get falcon(): string | null {
    return this.url() ?? null;
  }

  #isLoopback(): boolean {
    return this.#listening !== undefined && /^https?:\/\/(127\.|\[::1\]|localhost)/.test(this.#listening);
  }
}
