import { Hearing, type Heard, type Told } from '../../bench/judge.ts';
import { Seal } from '../../src/kit/seal.ts';
import { LogReads } from '../../src/live/log-reads.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { EventsToldDocument, type MessageFragment } from '../generated/operations.ts';
import { listen, type Listener, type StreamWay } from './listen.ts';

/** Who listens to everything, over many connections, and goes on each time from the cursor it was told last. */
export class Follower {
  readonly #before: MessageFragment[] = [];
  #listener: Listener | undefined;

  constructor(private readonly way: StreamWay) {}

  /** All that it was ever told. */
  get told(): readonly MessageFragment[] {
    return [...this.#before, ...(this.#listener?.told ?? [])];
  }

  async connect(to: { readonly url: string }): Promise<void> {
    const last = this.told.at(-1);
    const after = last?.__typename === 'Gap' ? last.to : last?.cursor;
    this.#listener = await listen(to, this.way, EventsToldDocument, { after });
    if (this.#listener.refused.length > 0) throw new Error(`refused: ${JSON.stringify(this.#listener.refused)}`);
  }

  /** Resolves when the connection has ended, by whichever side. */
  async cut(): Promise<void> {
    this.#listener?.close();
    await this.#listener?.ended;
    this.#before.push(...(this.#listener?.told ?? []));
    this.#listener = undefined;
  }

  readonly hears =
    (...wanted: readonly { readonly kind: string; readonly subject: string | null }[]) =>
    (): boolean => {
      const heard = new Set(this.told.map((each) => (each.__typename === 'EventDelivery' ? nameOf(each.event) : '')));
      return wanted.every((each) => heard.has(nameOf(each)));
    };

  /** What it was told held against the log, up to the end of either. */
  async judged(store: OpenStore): Promise<Told & { readonly behind: number }> {
    const reads = new LogReads(store, new Seal(store.cursorKey()));
    const { seq } = await store.readHead();
    const log = await store.events({ before: seq + 1, limit: 1e6, order: 'oldest' });
    const [first] = log;
    const hearing = new Hearing();
    for (const each of this.told) hearing.take(heardOf(each, reads), (place) => log[place - (first?.seq ?? 0)]);
    return { ...hearing.told, behind: seq - (hearing.place ?? 0) };
  }
}

const nameOf = (event: { readonly kind: string; readonly subject: string | null } | null): string => `${event?.kind} ${event?.subject}`;

function heardOf(message: MessageFragment, reads: LogReads): Heard {
  if (message.__typename === 'Gap') return { type: 'gap', from: reads.place(message.from ?? ''), to: reads.place(message.to) };
  const seq = reads.place(message.cursor);
  if (message.__typename === 'Heartbeat') return { type: 'beat', seq };
  return { type: 'event', seq, kind: message.event?.kind ?? '', subject: message.event?.subject ?? null };
}
