import type { ExecutionResult } from 'graphql';
import type { Fault } from '../kit/fault.ts';
import type { Account } from './points.ts';

type Stream = AsyncGenerator<ExecutionResult, void, void>;

/**
 * The place of one operation, on its socket and among all of its caller's. It is held by what runs, not by who waits for it: a client that
 * wants no answer any more has not ended what was begun for it.
 */
export class Slot {
  #account: Account | undefined;
  #held = true;

  constructor(private readonly socket: { underWay: number }) {
    socket.underWay++;
  }

  /** Among all of the caller's too; or why not. */
  take(account: Account): Fault | undefined {
    const refused = account.begin('operations');
    if (!refused) this.#account = account;
    return refused;
  }

  end(): void {
    if (!this.#held) return;
    this.#held = false;
    this.socket.underWay--;
    this.#account?.end('operations');
  }

  /** Ends with the work; where that comes to a stream, with the stream. */
  async during<T extends ExecutionResult | Stream>(work: () => T | Promise<T>): Promise<T> {
    let stream = false;
    try {
      const result = await work();
      if (!(Symbol.asyncIterator in result)) return result;
      stream = true;
      return this.#along(result) as T;
    } finally {
      if (!stream) this.end();
    }
  }

  /** No generator of our own: one that nobody has begun to read would never hear that it is let go. */
  #along(stream: Stream): Stream {
    const step = async (told: Promise<IteratorResult<ExecutionResult, void>>) => {
      let over = true;
      try {
        const result = await told;
        over = result.done === true;
        return result;
      } finally {
        if (over) this.end();
      }
    };
    return {
      next: () => step(stream.next()),
      return: () => step(stream.return()),
      throw: (error) => step(stream.throw(error)),
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => {
        await step(stream.return());
      },
    };
  }
}
