import type { Role } from '../../../src/access/model.ts';
import { keyOf, type Rights } from '../../../src/access/rights.ts';
import type { EventDraft, EventMessage, Selection } from '../../../src/events/model.ts';
import { Seal } from '../../../src/kit/seal.ts';
import { LogReads } from '../../../src/live/log-reads.ts';
import { Scope } from '../../../src/live/scope.ts';
import type { Asker, Outlet, StreamLimits, Told, Wanted } from '../../../src/live/stream/model.ts';
import { Streams } from '../../../src/live/stream/streams.ts';
import type { LiveTree } from '../../../src/live/tree.ts';
import { Visible } from '../../../src/live/visible.ts';
import type { Store } from '../../../src/plans/ports.ts';
import { StoppedClock } from '../../support/clock.ts';
import { aGraph } from '../../support/graph.ts';
import { handClock, type HandClock } from '../../support/hand-clock.ts';
import { anEvent } from '../../store/records.ts';

export const EVERYTHING: Selection = { kinds: null, severities: null, under: null, subject: null, actor: null, since: null, until: null };

/** What a subscriber keeps of what it was told; it takes as much as the test lets it. */
export class Ear implements Outlet {
  /** Messages that wait to be taken count, when it does not take them. */
  taking = true;
  readonly told: EventMessage[] = [];
  readonly seqs: number[] = [];
  waiting = 0;
  endedWhy: string | undefined;
  /** Each message, as it is written. */
  onSend: () => void = () => {};

  send(told: Told): void {
    this.told.push(JSON.parse(told.text) as EventMessage);
    this.seqs.push(told.seq);
    if (!this.taking) this.waiting += told.text.length;
    this.onSend();
  }

  end(why: string): void {
    this.endedWhy = why;
  }

  take(): void {
    this.waiting = 0;
    this.taking = true;
  }

  get events(): number[] {
    return this.told.flatMap((each) => (each.__typename === 'EventDelivery' ? [each.event.seq] : []));
  }

  get kinds(): string {
    return this.told.map(({ __typename }) => ({ EventDelivery: 'e', Gap: 'g', Heartbeat: 'h' })[__typename]).join('');
  }

  get gaps() {
    return this.told.flatMap((each) => (each.__typename === 'Gap' ? [each] : []));
  }

  get lastCursor(): string {
    const last = this.told.at(-1);
    return last === undefined ? '' : last.__typename === 'Gap' ? last.to : last.cursor;
  }
}

/** Where an `Asker` stands, by name: what they hold may change. */
export class People {
  readonly #held = new Map<string, Record<string, Role>>();

  constructor(private readonly tree: LiveTree) {}

  set(name: string, held: Record<string, Role>): Asker {
    this.#held.set(name, held);
    return this.of(name);
  }

  of(name: string): Asker {
    const rights: Rights = [[new Map(Object.entries(this.#held.get(name) ?? {}))]];
    return { scope: new Scope(this.tree, rights, keyOf(rights)), viewer: { name } };
  }
}

export const PATHS = ['acme/infra', 'acme/sales'] as const;

export interface House {
  readonly streams: Streams<Asker>;
  readonly people: People;
  readonly tree: LiveTree;
  readonly reads: LogReads;
  readonly clock: HandClock;
  readonly errors: unknown[];
  readonly signal: AbortSignal;
  readonly admin: Asker;
  /** Undefined: at once. */
  ready: ((seq: number) => Promise<void>) | undefined;
  /** Pages that were asked of the store. */
  readonly pages: number[];
  /** How often a message was put into words. */
  words(): number;
  listen(options?: ListenOptions): Ear & { leave(): void };
  write(...drafts: Partial<EventDraft>[]): Promise<number>;
  /** What may run without time passing has run. */
  settled(): Promise<void>;
  /** Time passes, and all that it wakes has run. */
  pass(ms: number): Promise<void>;
  stop(): void;
}

export interface ListenOptions {
  readonly as?: Asker;
  readonly after?: string | number | null;
  readonly selection?: Partial<Selection>;
  readonly ear?: Ear;
  readonly linked?: Wanted<Asker>['tell'];
}

export const LIMITS: StreamLimits = { bufferBytes: 10_000, behind: 100, heartbeatMs: 5_000, stallMs: 60_000, tail: 1_000 };

/** Those who listen, on a real store, by a clock that the test moves; deaf: they hear what the test lets them hear. */
export function aHouse(store: Store, { deaf = false, ...limits }: Partial<StreamLimits> & { readonly deaf?: boolean } = {}): House {
  const clock = handClock();
  const graph = aGraph(new StoppedClock(), PATHS).graph;
  const { tree } = graph;
  const people = new People(tree);
  const reads = new LogReads(store, new Seal(new Uint8Array(32)));
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const pages: number[] = [];
  const asked: Pick<Store, 'events' | 'readHead'> = {
    events: (query) => (pages.push(query.after ?? 0), store.events(query)),
    readHead: () => store.readHead(),
  };
  const streams = new Streams<Asker>(
    {
      store: asked,
      clock,
      limits: { ...LIMITS, ...limits },
      visible: ({ scope, viewer }) => new Visible(tree, scope, viewer.name),
      cursor: (seq) => reads.cursor(seq),
      standing: (seq) => reads.standingAt(seq, clock.monotonic()),
      again: ({ viewer }) => people.of(viewer.name),
      ready: (seq) => house.ready?.(seq) ?? Promise.resolve(),
      gathering: { hold: () => {}, release: () => Promise.resolve() },
      onError: (error) => errors.push(error),
      signal: stopping.signal,
    },
    store.head().seq,
  );
  const unhear = store.onEvents((events) => {
    if (!deaf) streams.hear(events);
  });
  let words = 0;
  const plain = (message: EventMessage): string => (words++, JSON.stringify(message));
  const house: House = {
    ...{ streams, people, tree, reads, clock, errors, pages, signal: stopping.signal, ready: undefined },
    admin: people.set('admin', { '': 'ADMIN' }),
    listen: ({ as = house.admin, after = null, selection = {}, ear = new Ear(), linked } = {}) => {
      const place = typeof after === 'string' ? reads.place(after) : after;
      const wanted: Wanted<Asker> = {
        key: JSON.stringify([selection, linked === undefined]),
        selection: { ...EVERYTHING, ...selection },
        linked: linked !== undefined,
        tell: linked ?? plain,
      };
      const subscribed = streams.subscribe(wanted, as, ear, place);
      return Object.assign(ear, { leave: () => subscribed.end() });
    },
    words: () => words,
    write: async (...drafts) => {
      const { seq } = await store.write(async (tx) => {
        for (const draft of drafts) tx.event(anEvent(draft));
      });
      return seq;
    },
    settled: async () => {
      for (let turn = 0; turn < 50; turn++) await new Promise((done) => setImmediate(done));
    },
    pass: async (ms) => {
      clock.advance(ms);
      await house.settled();
    },
    stop: () => {
      stopping.abort();
      unhear();
    },
  };
  return house;
}

export const at = (nodeId: string | null): Partial<EventDraft> => ({
  nodeId,
  jobName: nodeId === null ? null : `cop.${nodeId.split('/')[0]}${nodeId.includes('/') ? `_owt.${nodeId.split('/')[1]}` : ''}`,
});
