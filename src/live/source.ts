import { Cell } from '../kit/cell.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';

export type SourceState = 'WAITING' | 'LIVE' | 'STALE' | 'DOWN';

/** How one outside system's live copy stands. A change of state raises its cell, which every reader of it has noted. */
export class Source {
  readonly cell = new Cell();
  /** The instant before the request of the last whole read; undefined until one succeeded. */
  listedMono: number | undefined = undefined;
  listedWall: number | undefined = undefined;
  lastError: string | undefined = undefined;
  #down = false;
  #wasStale = true;
  #heard: (down: boolean) => void = () => undefined;

  constructor(
    readonly name: string,
    readonly kind: string,
    readonly url: string,
    private readonly clock: Clock,
    /** Two re-list periods: older than that is stale, whatever the stream says. */
    private readonly staleAfterMs: number,
  ) {}

  get synced(): boolean {
    return this.listedMono !== undefined;
  }

  get down(): boolean {
    return this.#down;
  }

  state(): SourceState {
    if (this.listedMono === undefined) return 'WAITING';
    if (this.#down) return 'DOWN';
    return this.stale() ? 'STALE' : 'LIVE';
  }

  stale(readMono = this.listedMono): boolean {
    return this.#down || readMono === undefined || this.clock.monotonic() - Math.max(readMono, this.listedMono ?? 0) > this.staleAfterMs;
  }

  listed(mono: number, wall: number): void {
    this.listedMono = mono;
    this.listedWall = wall;
    this.up();
    this.watchAge();
  }

  /** Told when the source goes away, and when it answers again. */
  listen(heard: (down: boolean) => void): void {
    this.#heard = heard;
  }

  /** Returns true when this call turned the source down. */
  lost(error: string): boolean {
    this.lastError = error;
    if (this.#down) return false;
    this.#down = true;
    this.cell.raise();
    this.#heard(true);
    return true;
  }

  up(): boolean {
    this.lastError = undefined;
    if (!this.#down) return false;
    this.#down = false;
    this.cell.raise();
    this.#heard(false);
    return true;
  }

  /** Called now and then: age alone makes a copy stale, and nobody else would tell the readers. */
  watchAge(): void {
    const stale = this.stale();
    if (stale !== this.#wasStale) this.cell.raise();
    this.#wasStale = stale;
  }

  requireSynced(): void {
    if (this.synced) return;
    throw new Fault('NOT_SYNCED', `${this.name} has not been read yet${this.lastError ? `: ${this.lastError}` : ''}.`, {
      source: this.name,
    });
  }
}

/** A system that has no copy here. */
export interface Asked {
  readonly name: string;
  readonly kind: string;
  readonly url: string;
  /** `answeredMono`: when it last answered; undefined: it was not asked yet. */
  standing(): { readonly state: 'WAITING' | 'LIVE' | 'DOWN'; readonly answeredMono: number | undefined; readonly lastError: string | null };
}

/** Where a thing came from and how old it is, at the instant it is asked. */
export class Freshness {
  constructor(
    readonly source: string,
    readonly observedAt: number,
    readonly ageMs: number,
    readonly stale: boolean,
  ) {}
}

const INT_MAX = 2_147_483_647;

/** `unread`: the last reads of the thing could not be understood, so the whole list does not make it younger. */
export function freshness(source: Source, clock: Clock, readMono?: number, readWall?: number, unread = false): Freshness {
  const listed = source.listedMono ?? clock.monotonic();
  const newer = readMono !== undefined && (unread || readMono > listed);
  const mono = newer ? readMono : listed;
  const wall = newer && readWall !== undefined ? readWall : (source.listedWall ?? clock.now());
  const age = Math.max(0, Math.ceil(clock.monotonic() - mono));
  return new Freshness(source.name, wall, Math.min(age, INT_MAX), unread || source.stale(mono));
}
