import type { Answer } from '../support/ask.ts';
import { batch, get, Line, listened, post, type Got } from './ask.ts';
import type { House } from './house.ts';
import { difference, marked, plain, type Leak } from './oracle.ts';
import type { Seat } from './seats.ts';
import type { Things } from './things.ts';
import type { Walks } from './walks.ts';

/** So many walks are one document. */
const TOGETHER = 25;
/** Executed at first sight, compiled at the second, kept at the third, and sent again. */
const ROUNDS = 4;

type Manner = 'POST' | 'GET' | 'BATCH' | 'SOCKET' | 'OLDER SOCKET';
const MANNERS: readonly Manner[] = ['POST', 'POST', 'POST', 'POST', 'GET', 'GET', 'BATCH', 'SOCKET', 'OLDER SOCKET', 'POST'];

/** So many documents are asked at once. */
const AT_ONCE = 4;

interface Plan {
  readonly query: string;
  /** The quick lanes answer it. */
  readonly shared: boolean;
  readonly manner: Manner;
  readonly seats: readonly Seat[];
  readonly order: readonly Seat[];
}

export interface WalkReport {
  readonly leaks: readonly Leak[];
  readonly walks: number;
  readonly asked: number;
}

/** Asks the walks as several callers in turn, the administrator among them, and judges each answer by both oracles. */
export class WalkMatrix {
  readonly #lines = new Map<string, Promise<Line>>();
  #leaks: Leak[] = [];
  #asked = 0;

  constructor(
    private readonly house: House,
    private readonly things: Things,
    private readonly random: () => number,
  ) {}

  async run(walks: Walks, count: number, restricted: readonly Seat[] = this.house.seats.restricted, salt = ''): Promise<WalkReport> {
    this.#leaks = [];
    this.#asked = 0;
    const plans: Plan[] = [];
    for (let done = 0, n = 0; done < count; done += TOGETHER, n++) {
      const shared = n % 5 < 3;
      const query = `${walks.document(Math.min(TOGETHER, count - done), shared)}${salt}`;
      const seats = [...new Set([this.#one(restricted), this.#one(restricted)])];
      const { root } = this.house.seats;
      // Whoever comes first leaves compiled documents, texts and answers for the others.
      const order = this.random() < 0.5 ? [root, ...seats] : [...seats, root];
      plans.push({ query, shared, manner: MANNERS[n % MANNERS.length] as Manner, seats, order });
    }
    const waiting = plans.values();
    const work = async (): Promise<void> => {
      for (const plan of waiting) await this.#document(plan);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    for (const line of this.#lines.values()) (await line).close();
    this.#lines.clear();
    return { leaks: this.#leaks, walks: count, asked: this.#asked };
  }

  /** Documents of somebody's own, by the quick lanes, the administrator first. */
  async documents(queries: readonly string[], seats: readonly Seat[]): Promise<readonly Leak[]> {
    this.#leaks = [];
    for (const query of queries)
      await this.#document({ query, shared: true, manner: 'POST', seats, order: [this.house.seats.root, ...seats] });
    return this.#leaks;
  }

  async #document({ query, shared, manner, seats, order }: Plan): Promise<void> {
    const { root } = this.house.seats;
    const firsts = new Map<Seat, unknown>();
    const tags = new Map<Seat, string>();
    for (let round = 0; round < (shared ? ROUNDS : 2); round++) {
      for (const seat of order) {
        const answer = await this.#ask(seat, query, manner, tags);
        if (!answer || seat === root) continue;
        const found = marked(answer, seat, query);
        if (found !== undefined) this.#leak('MARK', seat, query, found);
        const said = plain(answer, this.things.known);
        if (!firsts.has(seat)) firsts.set(seat, said);
        const again = difference(firsts.get(seat), said);
        if (again !== undefined) this.#leak('AGAIN', seat, query, `${manner} ${round}${again}`);
      }
    }
    for (const seat of seats) {
      const differs = difference(firsts.get(seat), plain(await this.#twin(seat, query), this.things.known));
      if (differs !== undefined) this.#leak('TWIN', seat, query, differs);
    }
  }

  async #ask(seat: Seat, query: string, manner: Manner, tags: Map<Seat, string>): Promise<Answer | undefined> {
    const { running } = this.house.real;
    this.#asked++;
    if (query.startsWith('subscription')) return listened(running, seat, this.house.seats.root, query);
    switch (manner) {
      case 'POST':
        return post(running, seat, query);
      case 'BATCH':
        return (await batch(running, seat, [query, query]))[1];
      case 'GET':
        return this.#tagged(seat, query, tags);
      default:
        return (await this.#line(seat, manner)).ask(query);
    }
  }

  /** With the tag of another: what they were told is not said to be the same, unless it is. */
  async #tagged(seat: Seat, query: string, tags: Map<Seat, string>): Promise<Answer | undefined> {
    const { running } = this.house.real;
    const got = await get(running, seat, query);
    if (got.etag === null) return got.answer;
    for (const [other, tag] of tags) {
      if (other === seat || tag === got.etag) continue;
      const crossed: Got = await get(running, seat, query, tag);
      if (crossed.status === 304) this.#leak('ETAG', seat, query, `304 by the tag of ${other.who}`);
    }
    const own = await get(running, seat, query, got.etag);
    if (own.status !== 304) this.#leak('AGAIN', seat, query, `${own.status} by its own tag`);
    tags.set(seat, got.etag);
    return got.answer;
  }

  #twin(seat: Seat, query: string): Promise<Answer> {
    const { running } = this.house.twin;
    return query.startsWith('subscription') ? listened(running, seat, this.house.seats.root, query) : post(running, seat, query);
  }

  #line(seat: Seat, manner: Manner): Promise<Line> {
    const key = `${seat.who} ${manner}`;
    const open =
      this.#lines.get(key) ?? Line.open(this.house.real.running, seat, manner === 'SOCKET' ? 'graphql-transport-ws' : 'graphql-ws');
    this.#lines.set(key, open);
    return open;
  }

  #leak(sort: Leak['sort'], { who }: Seat, asked: string, said: string): void {
    this.#leaks.push({ sort, who, asked: walkIn(asked, said), said });
  }

  #one<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }
}

/** Of a document of many walks the one that a difference is in, with the fragments; all of it where that is not told. */
function walkIn(query: string, said: string): string {
  const [, name] = /\.(w\d+)\b/.exec(said) ?? [];
  return name === undefined
    ? query
    : query
        .split('\n')
        .filter((line) => new RegExp(`^(query \\{ )?${name}: `).test(line))
        .join('\n');
}
