import { isEnough, leftOf, secondsUntil, spentBy, windowAt } from '../access/points.ts';
import type { Caller, Rate } from '../access/model.ts';
import type { Config } from '../config.ts';
import { Fault } from '../kit/fault.ts';
import type { Store } from '../plans/ports.ts';

/** What a caller may have several of at once. */
export type UnderWay = 'requests' | 'operations' | 'sockets';

/** What each caller may take of this server. */
export interface Terms {
  /** Cost points in a window. */
  readonly points: number;
  readonly windowMs: number;
  readonly atOnce: Readonly<Record<UnderWay, number>>;
  readonly now: () => number;
}

export const termsOf = ({ limits, sockets }: Pick<Config, 'limits' | 'sockets'>, now: () => number): Terms => ({
  points: limits.points,
  windowMs: limits.windowMs,
  atOnce: { requests: limits.concurrent, operations: sockets.operationsPerCaller, sockets: sockets.perCaller },
  now,
});

const AT_ONCE: Readonly<Record<UnderWay, (count: number) => string>> = {
  requests: (count) => `${count} of your requests are under way; that is the limit (limits.concurrent). Try again when one has ended.`,
  operations: (count) =>
    `${count} operations are under way on your sockets; that is the limit (sockets.operationsPerCaller). Try again when one has ended.`,
  sockets: (count) => `${count} of your sockets are open; that is the limit (sockets.perCaller). Try again when one has closed.`,
};
const SOON_MS = 1_000;

/** What one caller has spent in the window that is now, and has under way. Where everybody is one caller nothing is refused. */
export class Account {
  window = 0;
  /** By all processes, as far as this one knows. */
  spent = 0;
  /** By this one, and not told to the others yet. */
  unsent = 0;
  readonly #underWay: Record<UnderWay, number> = { requests: 0, operations: 0, sockets: 0 };

  constructor(
    readonly name: string,
    readonly enforced: boolean,
    private readonly terms: Terms,
  ) {}

  /** Takes what an operation costs beyond what was paid for it, all or nothing: where too little is left, 1 for having been asked. */
  spend(cost: number, paid = 0): Fault | undefined {
    const { points, windowMs, now } = this.terms;
    const at = now();
    if (at < this.window || at >= this.window + windowMs) this.#turn(at);
    const due = cost - paid;
    if (due <= 0) return undefined;
    if (!this.enforced || isEnough(points, this.spent, due)) {
      this.spent += due;
      this.unsent += due;
      return undefined;
    }
    if (paid === 0 && this.spent < points) {
      this.spent++;
      this.unsent++;
    }
    return this.#limited(cost, at);
  }

  /** What was not told of a window that is over is of no use to anybody. */
  #turn(at: number): void {
    const window = windowAt(at, this.terms.windowMs, this.window);
    if (window === this.window) return;
    this.window = window;
    this.spent = 0;
    this.unsent = 0;
  }

  #limited(cost: number, at: number): Fault {
    const { limit, remaining, resetAt } = this.rate(cost);
    const until = new Date(resetAt).toISOString();
    const said = `This costs ${cost}, and ${remaining} of your ${limit} cost points (limits.points) are left until ${until}: come back then.`;
    return new Fault('RATE_LIMITED', said, { details: { limit, cost, remaining, resetAt: until, retryAfterMs: resetAt - at } });
  }

  rate(cost: number): Rate {
    const { points, windowMs } = this.terms;
    return { limit: points, cost, remaining: leftOf(points, this.spent), resetAt: this.window + windowMs };
  }

  /** How the caller stands, behind the raw headers of an answer. */
  tell(head: string[]): void {
    if (!this.enforced) return;
    const { points, windowMs, now } = this.terms;
    head.push(
      'ratelimit-limit',
      `${points}`,
      'ratelimit-remaining',
      `${leftOf(points, this.spent)}`,
      'ratelimit-reset',
      `${secondsUntil(this.window + windowMs, now())}`,
    );
  }

  get headers(): Record<string, string> {
    const head: string[] = [];
    this.tell(head);
    return Object.fromEntries(head.flatMap((name, at) => (at % 2 === 0 ? [[name, head[at + 1] as string]] : [])));
  }

  /** One more, which ends with `end`; or why not. */
  begin(what: UnderWay): Fault | undefined {
    const limit = this.terms.atOnce[what];
    if (this.enforced && this.#underWay[what] >= limit)
      return new Fault('TOO_MANY_REQUESTS', AT_ONCE[what](limit), { details: { limit, retryAfterMs: SOON_MS } });
    this.#underWay[what]++;
    return undefined;
  }

  end(what: UnderWay): void {
    this.#underWay[what]--;
  }

  async during<T>(what: UnderWay, work: () => Promise<T>): Promise<T> {
    const refused = this.begin(what);
    if (refused) throw refused;
    try {
      return await work();
    } finally {
      this.end(what);
    }
  }

  /** Long enough over that nobody who has just been let in still holds it. */
  isOver(at: number): boolean {
    const { requests, operations, sockets } = this.#underWay;
    return requests + operations + sockets === 0 && Math.abs(at - this.window) >= 3 * this.terms.windowMs;
  }
}

/** Of one operation: 1 when it comes, and the rest when it is known what it asks for. */
export class Bill {
  #paid = 0;

  constructor(readonly account: Account) {}

  /** Up to that cost in all: what was paid before is not paid twice, whoever asks for it. */
  charge(cost: number): Fault | undefined {
    const refused = this.account.spend(cost, this.#paid);
    this.#paid = Math.max(this.#paid, refused ? 1 : cost);
    return refused;
  }

  get rate(): Rate {
    return this.account.rate(this.#paid);
  }
}

/** So many callers are told of in one write. */
const PIECE = 500;

/** The accounts of all callers. Exact in this process; what other processes have spent counts from the next flush on. */
export class Points {
  readonly #accounts = new Map<string, Account>();

  constructor(
    private readonly terms: Terms,
    private readonly store: Pick<Store, 'spend'>,
  ) {}

  of({ name, kind }: Caller): Account {
    let account = this.#accounts.get(name);
    if (account === undefined) this.#accounts.set(name, (account = new Account(name, kind !== 'OPEN', this.terms)));
    return account;
  }

  get size(): number {
    return this.#accounts.size;
  }

  /** Tells what was spent here since the last time, and hears what all have spent. */
  async flush(): Promise<void> {
    const at = this.terms.now();
    const due: Account[] = [];
    for (const account of this.#accounts.values()) {
      if (account.isOver(at)) this.#accounts.delete(account.name);
      else if (account.enforced && account.unsent > 0) due.push(account);
    }
    for (let from = 0; from < due.length; from += PIECE) await this.#send(due.slice(from, from + PIECE));
  }

  async #send(accounts: readonly Account[]): Promise<void> {
    const sent = accounts.map((account) => ({ caller: account.name, window: account.window, spent: account.unsent }));
    for (const account of accounts) account.unsent = 0;
    /** Those whose window has not turned meanwhile. */
    const each = (what: (account: Account, at: number) => void) =>
      accounts.forEach((account, at) => account.window === sent[at]?.window && what(account, at));
    try {
      const told = await this.store.spend(sent);
      each((account, at) => (account.spent = spentBy(account.spent, told[at] ?? 0, account.unsent)));
    } catch (error) {
      // What may have been written must not be written twice: nobody is refused for what they have not spent.
      const unknown = error instanceof Fault && error.details?.['outcome'] === 'UNKNOWN';
      if (!unknown) each((account, at) => (account.unsent += sent[at]?.spent ?? 0));
      throw error;
    }
  }
}
