/** An event as the log has it. Its places follow each other without a hole. */
export interface Logged {
  readonly seq: number;
  readonly kind: string;
  readonly subject: string | null;
}

/** What a subscriber to everything was told. */
export type Heard =
  | ({ readonly type: 'event' } & Logged)
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  /** Everything up to here has been told: so it says. */
  | { readonly type: 'beat'; readonly seq: number };

export interface Told {
  readonly events: number;
  readonly gaps: number;
  /** Left out by a Gap, which says so. */
  readonly leftOut: number;
  /** Neither told nor left out by a Gap. */
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  /** Told otherwise than the log has it. */
  readonly untrue: number;
}

/** Holds what one subscriber was told, over all its connections, against the log. */
export class Hearing {
  #place: number | undefined;
  readonly #missing = new Set<number>();
  readonly #told = { events: 0, gaps: 0, leftOut: 0, lost: 0, doubled: 0, disordered: 0, untrue: 0 };

  /** Up to here everything was told, or missed. */
  get place(): number | undefined {
    return this.#place;
  }

  get told(): Told {
    return { ...this.#told };
  }

  /** The first message of all says where it begins. */
  take(heard: Heard, logged: (seq: number) => Logged | undefined): void {
    this.#place ??= heard.type === 'event' ? heard.seq - 1 : heard.type === 'gap' ? heard.from : heard.seq;
    if (heard.type === 'beat') return this.#miss(heard.seq);
    if (heard.type === 'gap') return this.#leaveOut(heard.from, heard.to);
    this.#told.events++;
    const { kind, subject } = logged(heard.seq) ?? {};
    if (kind !== heard.kind || subject !== heard.subject) this.#told.untrue++;
    if (heard.seq <= this.#place) {
      if (this.#missing.delete(heard.seq)) this.#told.disordered++;
      else this.#told.doubled++;
      return;
    }
    this.#miss(heard.seq - 1);
    this.#place = heard.seq;
  }

  #leaveOut(from: number, to: number): void {
    this.#miss(from);
    this.#told.gaps++;
    if (to <= (this.#place ?? to)) return;
    this.#told.leftOut += to - (this.#place ?? to);
    this.#place = to;
  }

  #miss(upTo: number): void {
    for (let seq = (this.#place ?? upTo) + 1; seq <= upTo; seq++) {
      this.#missing.add(seq);
      this.#told.lost++;
    }
    this.#place = Math.max(this.#place ?? upTo, upTo);
  }
}

/** A mutation with its key: what its caller was told, and what became of it by all who know. */
export interface Deed {
  /** The state of the plan that the caller was told of; undefined: never any that had ended. */
  readonly acknowledged: string | undefined;
  /** The same as the store has it at last. */
  readonly stored: string | undefined;
  /** Effects in the ledger of whom it was sent to, or in the tree. */
  readonly effects: number;
}

export type Wrong = 'lost' | 'doubled' | 'untrue';

/** What is done once and told is so; what cannot be known is UNKNOWN, and still not done twice. */
export function wrongsOf({ acknowledged, stored, effects }: Deed): readonly Wrong[] {
  const wrong = new Set<Wrong>();
  if (effects > 1) wrong.add('doubled');
  if (acknowledged !== undefined && acknowledged !== stored) wrong.add('lost');
  if (acknowledged === 'DONE' && effects === 0) wrong.add('lost');
  if (stored === 'DONE' ? effects === 0 : stored === 'UNKNOWN' ? false : effects > 0) wrong.add('untrue');
  return [...wrong];
}

/** Tasks by whoever runs them. */
export interface Tasks {
  /** There when recording began. */
  readonly before: ReadonlySet<string>;
  /** All that were ever heard of since. */
  readonly ever: ReadonlySet<string>;
  /** There now. */
  readonly now: ReadonlySet<string>;
}

/** Of a container, which is named by its Marathon and its task. */
export const taskOf = (subject: string): string => subject.split(':').slice(2).join(':');

/** Beginnings and ends of tasks that the log does not tell, or more than once, or the wrong way round. */
export function untoldOf({ before, ever, now }: Tasks, log: readonly Logged[]): Pick<Told, 'lost' | 'doubled' | 'disordered'> {
  const began = new Map<string, number[]>();
  const ended = new Map<string, number[]>();
  for (const { seq, kind, subject } of log) {
    const found = kind === 'CONTAINER_STARTED' ? began : kind === 'CONTAINER_ENDED' ? ended : undefined;
    if (!found || subject === null) continue;
    const task = taskOf(subject);
    found.set(task, [...(found.get(task) ?? []), seq]);
  }
  const sum = { lost: 0, doubled: 0, disordered: 0 };
  const count = (found: readonly number[], wanted: number) => {
    sum.lost += Math.max(0, wanted - found.length);
    sum.doubled += Math.max(0, found.length - wanted);
  };
  for (const task of new Set([...before, ...ever])) {
    const [begins, ends] = [began.get(task) ?? [], ended.get(task) ?? []];
    count(begins, before.has(task) ? 0 : 1);
    count(ends, now.has(task) ? 0 : 1);
    if ((ends[0] ?? Infinity) < (begins[0] ?? -Infinity)) sum.disordered++;
  }
  return sum;
}
