import type { ExecutionResult } from 'graphql';
import { Fault } from '../kit/fault.ts';
import { requireNodeName } from '../live/log-reads.ts';
import type { Outlet } from '../live/stream/model.ts';
import type { Streams, Subscribed } from '../live/stream/streams.ts';
import type { Known } from './callers.ts';
import type { KnownDocument } from './documents.ts';
import type { Gather } from './gather.ts';
import { askedOf, type Asked, type WordsDeps } from './stream-words.ts';

export interface ListeningDeps extends WordsDeps {
  readonly streams: Streams<Known>;
  readonly gather: Gather;
  /** The place in the log that a cursor stands for; throws for what is none. */
  readonly place: (cursor: string) => number;
  /** What one message may cost at most, by the measure of queries. */
  readonly messageCost: number;
}

/** Subscriptions, whatever they come over. */
export class Listening {
  constructor(private readonly deps: ListeningDeps) {}

  get gather(): Gather {
    return this.deps.gather;
  }

  get streams(): Streams<Known> {
    return this.deps.streams;
  }

  /** Throws what is wrong with it. */
  asked(known: KnownDocument, variables: Readonly<Record<string, unknown>>): Asked {
    const { cost } = known.measure(variables);
    const { messageCost: limit } = this.deps;
    // It is paid once, and told for as long as it is listened to.
    if (cost > limit)
      throw new Fault('TOO_COSTLY', `Each message would cost ${cost}; the limit of a subscription is ${limit} (streams.messageCost).`, {
        details: { cost, limit },
      });
    const asked = askedOf(this.deps, known, variables);
    if (asked.wanted.selection.under !== null) requireNodeName(asked.wanted.selection.under);
    return asked;
  }

  /** `after`, where the client said it another way, comes before what the document says. */
  place({ after }: Asked, resumed?: string): number | null {
    const cursor = resumed ?? after;
    return cursor === null ? null : this.deps.place(cursor);
  }

  subscribe({ wanted }: Asked, after: number | null, asker: Known, outlet: Outlet): Subscribed {
    return this.deps.streams.subscribe(wanted, asker, outlet, after);
  }
}

/** What graphql-ws holds of a subscription. It yields nothing: its messages are written to the socket, made once for everyone. */
export class SilentStream implements AsyncGenerator<ExecutionResult, void, void> {
  #subscribed: Subscribed | undefined;
  #ended = false;
  #done: (() => void) | undefined;

  constructor(private readonly begin: () => Subscribed) {}

  /** The first time it is asked the protocol knows of it, and may be written to. */
  next(): Promise<IteratorResult<ExecutionResult, void>> {
    if (!this.#ended && this.#subscribed === undefined) this.#subscribed = this.begin();
    return new Promise((done) => {
      this.#done = () => done({ done: true, value: undefined });
      if (this.#ended) this.#done();
    });
  }

  return(): Promise<IteratorResult<ExecutionResult, void>> {
    this.#ended = true;
    this.#subscribed?.end();
    this.#done?.();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(): Promise<IteratorResult<ExecutionResult, void>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
