import { Cell } from '../kit/cell.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { intMs } from '../kit/int.ts';

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
  #laggard: ReadAt | undefined;
  #heard: (down: boolean) => void = () => undefined;

  constructor(
    readonly name: string,
    readonly kind: string,
    readonly url: string,
    readonly clock: Clock,
    /** Two re-list periods: older than that is stale, whatever the stream says. */
    readonly staleAfterMs: number,
  ) {}

  get synced(): boolean {
    return this.listedMono !== undefined;
  }

  get down(): boolean {
    return this.#down;
  }

  state(): SourceState {
    if (this.listedMono === undefined) return 'WAITING';
    if (this.down) return 'DOWN';
    return this.stale() ? 'STALE' : 'LIVE';
  }

  stale(readMono = this.listedMono): boolean {
    return this.down || readMono === undefined || this.clock.monotonic() - readMono > this.staleAfterMs;
  }

  /** When the read of the oldest thing held began; undefined until a whole read succeeded. */
  get oldestMono(): number | undefined {
    return this.#laggard?.mono ?? this.listedMono;
  }

  /** The read that the oldest thing held is from: the last whole one, unless something of it is older still. */
  oldest(): ReadAt {
    if (this.#laggard) return this.#laggard;
    return { mono: this.listedMono ?? this.clock.monotonic(), wall: this.listedWall ?? this.clock.now() };
  }

  /** A whole read is held. `laggard`: the oldest read of what it could not make younger. */
  listed(mono: number, wall: number, laggard?: ReadAt): void {
    this.#laggard = laggard;
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

  /** It answers, though not as it should. */
  hampered(error: string): void {
    this.lastError = error;
  }

  /** Called now and then: age alone makes a copy stale, and nobody else would tell the readers. */
  watchAge(): void {
    const stale = this.stale();
    if (stale !== this.#wasStale) this.cell.raise();
    this.#wasStale = stale;
  }

  requireSynced(): void {
    if (this.synced) return;
    // What is wrong with it, administrators read in platform.datasources.
    throw new Fault('NOT_SYNCED', `${this.name} has not been read yet.`, {
      source: this.name,
    });
  }
}

/** What of a source is read beside its whole list and may be older than that: as old as can be until it was read. It is up and down with the source. */
export class SourcePart extends Source {
  constructor(private readonly whole: Source) {
    super(whole.name, whole.kind, whole.url, whole.clock, whole.staleAfterMs);
    this.listed(-Infinity, 0);
  }

  override get down(): boolean {
    return this.whole.down;
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

/** The instant before a read's request, by both clocks: an older read never replaces a newer one. */
export interface ReadAt {
  readonly mono: number;
  readonly wall: number;
}

/**
 * Of a thing by the read that saw it as it is held, of the source by its last whole read. `unread`: the last reads of the
 * thing could not be understood.
 */
export function freshness(source: Source, clock: Clock, { mono, wall }: ReadAt = source.oldest(), unread = false): Freshness {
  return new Freshness(source.name, wall, intMs(clock.monotonic() - mono), unread || source.stale(mono));
}
