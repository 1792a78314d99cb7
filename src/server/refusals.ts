import { Breather } from '../kit/breathe.ts';
import type { RefusedAt } from './field-forbidden.ts';
import type { AuditDraft } from '../audit/model.ts';
import type { Store } from '../plans/ports.ts';

const MINUTE = 60_000;
/** Of one minute; the others of it are told together. */
const MOST_ADDRESSES = 10_000;
/** Of all minutes: while the store is away, what is told of each stranger must not fill the memory. */
const MOST_LINES = 50_000;
/** Entries to a write: few enough that others waiting behind it notice nothing. */
const PIECE = 200;
const OTHERS = null;
const STRANGER = 'stranger';

interface Line {
  readonly minute: number;
  /** Null: all whom there was no room for. */
  readonly address: string | null;
  readonly actor: string;
  readonly code: string;
  readonly what: What | undefined;
  count: number;
}

/** A field, and the node of what it was asked of. */
export interface What {
  readonly field: string;
  readonly at: RefusedAt | null;
}

interface Minute {
  readonly addresses: Set<string>;
  readonly lines: Map<string, Line>;
}

export interface RefusalsDeps {
  readonly store: Pick<Store, 'write'>;
  readonly now: () => number;
}

/**
 * Refusals of strangers, for the audit log: one entry per address, code and minute. Whoever knocks can thus write no more than so many
 * lines of it, nor fill the memory of whoever counts.
 */
export class Refusals {
  readonly #deps: RefusalsDeps;
  readonly #minutes = new Map<number, Minute>();
  #lines = 0;
  #flushing: Promise<void> = Promise.resolve();

  constructor(deps: RefusalsDeps) {
    this.#deps = deps;
  }

  /** Of whom nobody knows; or of a caller, by name, with the field that they may not have. */
  refused(address: string, code: string, actor = STRANGER, what?: What): void {
    this.#count({ minute: this.#deps.now(), address, code, actor, what }, 1);
  }

  /** Writes down what was counted; each minute, and at the end. What the store does not take is kept for the next time. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.catch(() => {}).then(() => this.#flush());
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    const waiting = [...this.#minutes.values()].flatMap(({ lines }) => [...lines.values()]);
    this.#minutes.clear();
    this.#lines = 0;
    const breather = new Breather();
    while (waiting.length > 0) {
      const piece = waiting.slice(-PIECE);
      try {
        await this.#deps.store.write(async (tx) => {
          for (const line of piece) tx.audit(entryOf(line));
        });
      } catch (error) {
        for (const each of waiting) this.#count(each, each.count);
        throw error;
      }
      waiting.length -= piece.length;
      if (breather.due) await breather.breathe();
    }
  }

  #count({ minute: at, address, code, actor, what }: Omit<Line, 'count'>, times: number): void {
    const start = at - (at % MINUTE);
    let minute = this.#minutes.get(start);
    if (!minute) this.#minutes.set(start, (minute = { addresses: new Set(), lines: new Map() }));
    const key = address === OTHERS ? code : JSON.stringify([code, address, actor, what?.field, what?.at?.nodeId]);
    const line = minute.lines.get(key);
    if (line) return void (line.count += times);
    if (address !== OTHERS && !this.#hasRoom(minute, address))
      return this.#count({ minute: at, address: OTHERS, code, actor: STRANGER, what: undefined }, times);
    if (address !== OTHERS) minute.addresses.add(address);
    minute.lines.set(key, { minute: start, address, actor, code, what, count: times });
    this.#lines++;
  }

  #hasRoom({ addresses }: Minute, address: string): boolean {
    return this.#lines < MOST_LINES && (addresses.has(address) || addresses.size < MOST_ADDRESSES);
  }
}

const entryOf = ({ minute, address, actor, code, what, count }: Line): AuditDraft => ({
  at: minute,
  actor,
  address,
  action: 'REFUSED',
  outcome: 'REFUSED',
  code,
  subject: null,
  nodeId: what?.at?.nodeId ?? null,
  jobName: what?.at?.jobName ?? null,
  planId: null,
  requestId: null,
  detail: { ...(address === OTHERS && { addresses: 'others' }), ...(what && { field: what.field }) },
  count,
});
