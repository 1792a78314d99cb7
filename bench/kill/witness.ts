import type { Sandbox } from '../sandbox.ts';
import type { Tasks } from '../judge.ts';
import type { Book } from './book.ts';

interface Ledger {
  readonly writes: readonly { readonly at: number; readonly kind: string; readonly target: string }[];
  readonly events: readonly { readonly type: string; readonly key: string | null }[];
  readonly forgotten: { readonly writes: number; readonly events: number };
}

export interface Write {
  readonly at: number;
  readonly kind: string;
  /** The node above the app. */
  readonly target: string;
}

/** The sandbox's own word on what took effect and what happened, against which Canopy's is held. */
export class Witness {
  readonly writes: Write[] = [];
  readonly #ever = new Set<string>();
  /** Entries that the ledger let go of before they were taken: there must be none. */
  forgotten = 0;

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly before: ReadonlySet<string>,
  ) {}

  /** From now on. */
  static async begin(sandbox: Sandbox): Promise<Witness> {
    await sandbox.control('DELETE', '/ledger');
    return new Witness(sandbox, await tasksNow(sandbox));
  }

  async apps(): Promise<readonly string[]> {
    const { apps } = await asked<{ apps: { id: string }[] }>(this.sandbox, '/v2/apps');
    return apps.map(({ id }) => id);
  }

  /** Takes the ledger's entries over, before it is full. */
  async take(): Promise<void> {
    const { writes, events, forgotten } = await this.sandbox.control<Ledger>('POST', '/ledger/take');
    this.forgotten += forgotten.writes + forgotten.events;
    this.writes.push(...writes);
    for (const { type, key } of events) if (type === 'status_update_event' && key !== null) this.#ever.add(key);
  }

  /**
   * Whether the log tells of all that the app runs. A task that comes and goes while nobody records (the lease of a recorder that was
   * killed must run out first) leaves no trace: nothing is done to an app before its tasks are in the log.
   */
  async isTold(app: string, book: Book): Promise<boolean> {
    const { tasks } = await asked<{ tasks: { id: string }[] }>(this.sandbox, `/v2/apps${app}/tasks`);
    return tasks.every(({ id }) => this.before.has(id) || book.hasBegun(id));
  }

  async tasks(): Promise<Tasks> {
    await this.take();
    return { before: this.before, ever: this.#ever, now: await tasksNow(this.sandbox) };
  }
}

async function tasksNow(sandbox: Sandbox): Promise<ReadonlySet<string>> {
  const { tasks } = await asked<{ tasks: { id: string }[] }>(sandbox, '/v2/tasks');
  return new Set(tasks.map(({ id }) => id));
}

async function asked<T>({ places }: Sandbox, path: string): Promise<T> {
  const answer = await fetch(`${places.marathon.urls[0]}${path}`, { headers: { accept: 'application/json' } });
  return (await answer.json()) as T;
}
