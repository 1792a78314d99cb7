import type { Config } from './config.ts';

/** A system that calls Canopy, as it is configured. */
interface Caller {
  readonly urls: readonly string[];
  readonly callback?: string | undefined;
  readonly hookTokens: readonly { reveal(): string }[];
}

interface Log {
  warn(message: string): void;
}

/** What a system calls when something happens: an address with a secret in it, which goes to that system and to administrators alone. */
export class Callback {
  #listening: string | undefined;

  constructor(
    private readonly config: Caller | undefined,
    private readonly log: Log,
    private readonly system: 'falcon' | 'chronos',
  ) {}

  /** Where Canopy listens, once it does: good for a system on the same machine. */
  listensAt(address: string): void {
    this.#listening = address;
    if (!this.config || this.config.hookTokens.length === 0 || this.config.callback !== undefined || this.#isNear()) return;
    const { system } = this;
    this.log.warn(
      `${system}.hookTokens are set, and ${NAMES[system]} is not known to reach Canopy: set ${system}.callback to the address to call`,
    );
  }

  /** Undefined: without a token, or without an address that can be reached, nothing can be called. */
  readonly url = (): string | undefined => {
    const [token] = this.config?.hookTokens ?? [];
    const base = this.config?.callback ?? (this.#isNear() ? this.#listening : undefined);
    return token && base ? `${base.replace(/\/$/, '')}/hooks/${this.system}/${encodeURIComponent(token.reveal())}` : undefined;
  };

  /** Who listens on every address is told the loopback one, by which a system elsewhere would call itself. */
  #isNear(): boolean {
    return this.#listening !== undefined && [this.#listening, ...(this.config?.urls ?? [''])].every(isLoopback);
  }

  /** It will be known as soon as Canopy listens. */
  get pending(): boolean {
    return (this.config?.hookTokens.length ?? 0) > 0 && this.config?.callback === undefined && this.#listening === undefined;
  }
}

/** Of every system that calls. */
export class Callbacks {
  readonly #falcon: Callback;
  readonly chronos: Callback;

  constructor({ falcon, chronos }: Pick<Config, 'falcon' | 'chronos'>, log: Log) {
    this.#falcon = new Callback(falcon && { ...falcon, urls: [falcon.url] }, log, 'falcon');
    this.chronos = new Callback(chronos, log, 'chronos');
  }

  listensAt(address: string): void {
    this.#falcon.listensAt(address);
    this.chronos.listensAt(address);
  }

  readonly falconUrl = (): string | undefined => this.#falcon.url();

  get falconPending(): boolean {
    return this.#falcon.pending;
  }

  /** As administrators read it. */
  get falcon(): string | null {
    return this.#falcon.url() ?? null;
  }
}

const NAMES = { falcon: 'Falcon', chronos: 'Chronos' } as const;

const isLoopback = (url: string): boolean => /^https?:\/\/(127\.|\[::1\]|localhost)/.test(url);
