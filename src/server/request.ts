import type { Context, Loaders, Self, View, Viewer } from '../context.ts';
import type { Rate } from '../access/model.ts';
import type { Actions, Permit } from '../actions/ports.ts';
import type { ReadList } from '../kit/cell.ts';
import type { Freshness, Source } from '../live/source.ts';
import type { Known } from './callers.ts';
import type { Bill } from './points.ts';

/** A view of the live graph with what it noted. */
export interface OpenView {
  readonly view: View;
  readonly list: ReadList;
  readonly sources: ReadonlySet<Source>;
}

/** What a request needs of the rest of Canopy. */
export interface RequestDeps {
  readonly openView: (facets: number, known: Known) => OpenView;
  readonly freshness: (source: Source) => Freshness;
  /** Of what this caller may see. */
  readonly loaders: (known: Known) => Loaders;
  readonly actions: Actions;
  readonly permit: (known: Known) => Permit;
  readonly self: Self;
  readonly now: () => number;
  /** The sealed place in the log that every answer now reflects. */
  readonly cursor: () => string;
}

const ALL = 0b1111;

/** What resolvers are handed, for one request: its view notes what it reads, its loaders batch. */
export class RequestContext implements Context {
  readonly self: Self;
  readonly actions: Actions;
  readonly now: number;
  readonly cursor: string;
  // Not #private: Apollo copies a context's members into a new object of its prototype.
  private open: OpenView;
  private opened: Loaders | undefined;

  constructor(
    private readonly deps: RequestDeps,
    readonly requestId: string,
    private readonly known: Known,
    private readonly bill: Bill,
    facets = ALL,
    readonly address: string | null = null,
  ) {
    this.self = deps.self;
    this.actions = deps.actions;
    this.now = deps.now();
    // Taken before execution: what the answer shows is never older than this place.
    this.cursor = deps.cursor();
    this.open = deps.openView(facets, known);
  }

  get viewer(): Viewer {
    return this.known.viewer;
  }

  get rate(): Rate {
    return this.bill.rate;
  }

  get view(): View {
    return this.open.view;
  }

  get loaders(): Loaders {
    this.opened ??= this.deps.loaders(this.known);
    return this.opened;
  }

  get permit(): Permit {
    return this.deps.permit(this.known);
  }

  get list(): ReadList {
    return this.open.list;
  }

  get sources(): ReadonlySet<Source> {
    return this.open.sources;
  }

  /** The document is known now: note only the facets that its fields belong to. */
  reads(facets: number): void {
    this.open = this.deps.openView(facets, this.known);
  }

  extensions(): Record<string, unknown> {
    const oldest = this.oldest(this.sources);
    return { cursor: this.cursor, ...(oldest && { freshness: shown(oldest) }) };
  }

  /** The oldest part of an answer that rests on these sources. */
  oldest(sources: ReadonlySet<Source>): Freshness | undefined {
    return oldestOf(sources, this.deps.freshness);
  }
}

/** As JSON says it. */
export function shown({ source, observedAt, ageMs, stale }: Freshness): Record<string, unknown> {
  return { source, observedAt: new Date(observedAt).toISOString(), ageMs, stale };
}

export function oldestOf(sources: ReadonlySet<Source>, freshness: (source: Source) => Freshness): Freshness | undefined {
  let oldest: Freshness | undefined;
  for (const source of sources) {
    if (!source.synced) continue;
    const each = freshness(source);
    if (!oldest || each.ageMs > oldest.ageMs) oldest = each;
  }
  return oldest;
}

/** The freshness of a source as JSON, its unchanging part written once for each read of the source. */
export class ToldFreshness {
  readonly #told = new Map<Source, { readonly at: number; readonly text: string }>();

  constructor(private readonly freshness: (source: Source) => Freshness) {}

  of(source: Source): string {
    const { observedAt, ageMs, stale } = this.freshness(source);
    let told = this.#told.get(source);
    if (told?.at !== observedAt) {
      told = {
        at: observedAt,
        text: `,"freshness":{"source":${JSON.stringify(source.name)},"observedAt":"${new Date(observedAt).toISOString()}","ageMs":`,
      };
      this.#told.set(source, told);
    }
    return `${told.text}${ageMs},"stale":${stale}}`;
  }
}
