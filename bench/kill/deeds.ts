import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf } from '../ask.ts';

export type DeedKind = 'createTreeNode' | 'restartApp' | 'scaleApp';

/** A mutation with its key, as its caller knows of it. */
export interface Done {
  readonly key: string;
  readonly kind: DeedKind;
  /** The app, or the node that it makes. */
  readonly target: string;
  readonly beganAt: number;
  attempts: number;
  /** The end of its plan that the caller was told of. */
  acknowledged: string | undefined;
  planId: string | undefined;
  /** Codes that it was refused with. */
  refused: readonly string[];
  /** It never got an answer that it could rest on. */
  givenUp: boolean;
}

interface Payload {
  readonly plan: { readonly id: string; readonly state: string } | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

interface Answered {
  readonly data?: { readonly done?: Payload | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly retryable?: boolean; readonly code?: string } }[];
}

const PAYLOAD = '{ plan { id state } userErrors { code message } }';
const MUTATIONS: Readonly<Record<DeedKind, string>> = {
  createTreeNode: `mutation($target: String!, $key: String) { done: createTreeNode(input: { name: $target }, idempotencyKey: $key) ${PAYLOAD} }`,
  restartApp: `mutation($target: String!, $key: String) { done: restartApp(input: { app: $target }, idempotencyKey: $key) ${PAYLOAD} }`,
  scaleApp: `mutation($target: String!, $instances: Int!, $key: String) { done: scaleApp(input: { app: $target, instances: $instances }, idempotencyKey: $key) ${PAYLOAD} }`,
};
const ENDS: ReadonlySet<string> = new Set(['DONE', 'STOPPED', 'UNKNOWN', 'CANCELLED', 'EXPIRED']);
/** Of an app, in turn; the first is none that it begins with. */
const SIZES: readonly number[] = [4, 5, 3];
const PAUSE_MS = 800;
const ANSWER_MS = 20_000;
const WITHIN_MS = 120_000;
const AGAIN_MS = 100;

/** Callers as good ones are: whoever gets no answer asks again with the same key, also at another replica, until there is one. */
export class Deeds {
  readonly all: Done[] = [];
  /** An app has one of them at a time, and a long rest after it. */
  readonly #resting: string[];
  readonly #sizes = new Map<string, number>();
  readonly odd: string[] = [];
  #stopped = false;
  #abandoned = false;
  #made = 0;

  constructor(
    private readonly ports: readonly number[],
    apps: readonly string[],
    /** Whether something may be done to the app now. */
    private readonly isFree: (app: string) => Promise<boolean>,
  ) {
    this.#resting = [...apps];
  }

  /** So many callers at once, until they are stopped; resolves when all that was begun has ended. */
  async work(callers: number): Promise<void> {
    await Promise.all(Array.from({ length: callers }, () => this.#lane()));
  }

  /** Makes a node, whatever it takes. */
  async makeNode(): Promise<Done> {
    return this.#do('createTreeNode', `kill-${++this.#made}`);
  }

  /** Nothing new begins. */
  stop(): void {
    this.#stopped = true;
  }

  /** Nobody waits for an answer any more. */
  abandon(): void {
    this.#stopped = this.#abandoned = true;
  }

  async #lane(): Promise<void> {
    while (!this.#stopped) {
      await sleep(PAUSE_MS * (0.5 + Math.random()));
      const kind = (['createTreeNode', 'restartApp', 'scaleApp'] as const)[Math.floor(Math.random() * 3)] ?? 'createTreeNode';
      const app = kind === 'createTreeNode' ? undefined : this.#resting.shift();
      if (app === undefined) await this.makeNode();
      else {
        if (await this.isFree(app)) await this.#do(kind, app);
        this.#resting.push(app);
      }
    }
  }

  async #do(kind: DeedKind, target: string): Promise<Done> {
    const done: Done = {
      ...{ key: `${kind}-${this.all.length + 1}`, kind, target, beganAt: Date.now(), attempts: 0 },
      ...{ acknowledged: undefined, planId: undefined, refused: [], givenUp: false },
    };
    this.all.push(done);
    // Another than it has, and also where nobody knows whether the last one took effect.
    const instances = SIZES[(SIZES.indexOf(this.#sizes.get(target) ?? 0) + 1) % SIZES.length] ?? 0;
    if (kind === 'scaleApp') this.#sizes.set(target, instances);
    const body = bodyOf(MUTATIONS[kind], { target, key: done.key, ...(kind === 'scaleApp' && { instances }) });
    const end = performance.now() + WITHIN_MS;
    const first = Math.floor(Math.random() * this.ports.length);
    while (!(await this.#attempt(done, this.ports[(first + done.attempts) % this.ports.length] ?? 0, body))) {
      done.givenUp = this.#abandoned || performance.now() > end;
      if (done.givenUp) break;
      await sleep(AGAIN_MS);
    }
    return done;
  }

  /** Whether there was an answer to rest on. */
  async #attempt(done: Done, port: number, body: string): Promise<boolean> {
    done.attempts++;
    const answer = await post(port, body);
    const [error] = answer?.errors ?? [];
    const payload = answer?.data?.done;
    if (!payload) {
      // Lost on the way, or to be asked again; what is neither is nothing that a caller should see.
      if (!error || error.extensions?.retryable === true) return false;
      this.odd.push(`${done.key}: ${error.extensions?.code ?? ''} ${error.message}`);
      return true;
    }
    const { plan, userErrors } = payload;
    if (userErrors.some(({ code }) => code === 'IN_PROGRESS')) return false;
    if (plan && !ENDS.has(plan.state)) return false;
    done.refused = userErrors.map(({ code }) => code);
    done.acknowledged = plan?.state;
    done.planId = plan?.id.replace(/^Plan:/, '');
    return true;
  }
}

async function post(port: number, body: string): Promise<Answered | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return (await response.json()) as Answered;
  } catch {
    return undefined;
  }
}
