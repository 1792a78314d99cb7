import { Fault } from '../kit/fault.ts';
import type { Known } from './callers.ts';
import type { SocketLimits } from './limits.ts';

/** Whose sockets count together: a caller's whom the header of the upgrade names, else those of one address. */
interface Comer {
  readonly address: string | null;
  readonly known: Known | undefined;
}

/**
 * Sockets that are open and have not said their init: what a caller may have open is not counted before that, and who never says it would
 * take the place of everybody else. So there are few of each, and strangers have no more than half of all. Where everybody is one caller nothing is refused.
 */
export class Waiting {
  readonly #each = new Map<string, number>();
  #strangers = 0;

  constructor(private readonly limits: Pick<SocketLimits, 'max' | 'beforeInit'>) {}

  /** Why one more may not be opened. */
  refuses(comer: Comer): Fault | undefined {
    const { max, beforeInit } = this.limits;
    const { known } = comer;
    if (known?.caller.kind === 'OPEN') return undefined;
    if ((this.#each.get(keyOf(comer)) ?? 0) >= beforeInit)
      return full(
        `${beforeInit} sockets of ${known ? 'yours' : 'your address'} wait for their init; that is the limit (sockets.beforeInit)`,
        beforeInit,
      );
    const share = Math.ceil(max / 2);
    if (!known && this.#strangers >= share)
      return full(`${share} sockets of whom nobody knows wait for their init; that is the limit (half of sockets.max)`, share);
    return undefined;
  }

  /** One more, until what is returned is called. */
  begin(comer: Comer): () => void {
    const key = keyOf(comer);
    const more = (by: 1 | -1) => {
      const count = (this.#each.get(key) ?? 0) + by;
      if (count === 0) this.#each.delete(key);
      else this.#each.set(key, count);
      if (!comer.known) this.#strangers += by;
    };
    more(1);
    let waits = true;
    return () => {
      if (waits) more(-1);
      waits = false;
    };
  }
}

const keyOf = ({ address, known }: Comer): string => (known ? `caller ${known.caller.name}` : `address ${address}`);

const full = (said: string, limit: number): Fault =>
  new Fault('TOO_MANY_REQUESTS', `${said}. Try again when one has said it.`, { details: { limit, retryAfterMs: 1_000 } });
