import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly problem?: string;
}

type Handlers = Readonly<Record<string, (argument: unknown) => unknown>>;

/** In a child: answers the parent's calls, and ends when the parent does. */
export function answerCalls(handlers: Handlers): void {
  const reply = (message: Reply) => process.send?.(message);
  const answer = async ({ id, name, argument }: Call): Promise<void> => {
    try {
      const handler = handlers[name] ?? COMMON[name];
      if (!handler) throw new Error(`no call ${name}`);
      reply({ id, value: await handler(argument) });
    } catch (error) {
      reply({ id, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (call: Call) => void answer(call));
  process.on('disconnect', () => process.exit(0));
  reply({ id: 0 });
}

const COMMON: Handlers = {
  /** CPU that the process used since it began, in microseconds. */
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  stop: () => setImmediate(() => process.exit(0)) && undefined,
};

const alive = new Set<ChildProcess>();
// A paused child would not notice that its parent is gone.
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

/** A child process of the bench, by its calls. */
export class Child {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  readonly exited: Promise<void>;
  #calls = 0;

  private constructor(
    readonly name: string,
    child: ChildProcess,
    logFile: string,
  ) {
    this.#child = child;
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    child.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.problem === undefined) waiting?.done(reply.value);
      else waiting?.failed(new Error(`${name}: ${reply.problem}`));
    });
    this.exited = new Promise((done) => {
      child.once('exit', (code, signal) => {
        const words = readFileSync(logFile, 'utf8').slice(-2_000);
        for (const { failed } of this.#waiting.values()) failed(new Error(`${name} ended (${signal ?? code}): ${words}`));
        this.#waiting.clear();
        done();
      });
    });
  }

  /** `script` lies beside this file; what the child says goes to its log file. */
  static async start(
    name: string,
    script: string,
    { logFile, args = [], execArgv = [] }: { logFile: string; args?: readonly string[]; execArgv?: readonly string[] },
  ): Promise<Child> {
    const log = openSync(logFile, 'a');
    const path = fileURLToPath(new URL(script, import.meta.url));
    // graphql decides at import whether it runs in production: the variable must be there before Node starts.
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = fork(path, args, { stdio: ['ignore', log, log, 'ipc'], env, execArgv: [...execArgv] });
    closeSync(log);
    const started = new Child(name, child, logFile);
    await new Promise<unknown>((done, failed) => started.#waiting.set(0, { done, failed }));
    return started;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The type is the caller's word: both ends are this bench. */
  async call<T>(name: string, argument?: unknown): Promise<T> {
    const id = ++this.#calls;
    const value = new Promise<unknown>((done, failed) => this.#waiting.set(id, { done, failed }));
    this.#child.send({ id, name, argument } satisfies Call);
    return (await value) as T;
  }

  /** Takes the process off the CPU until `resume`: what it misses waits in its sockets. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.resume();
    this.#child.send({ id: ++this.#calls, name: 'stop', argument: undefined } satisfies Call, () => undefined);
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
    await this.exited;
    clearTimeout(late);
  }
}
