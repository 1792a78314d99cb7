import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { problemOf } from './problem.ts';
import { taskProgram } from './program.ts';

/** Small heaps: forty tasks share a laptop with everything else. */
const FLAGS = ['--max-old-space-size=48', '--max-semi-space-size=1'];
const AT_ONCE = 8;
const LOG_LIMIT = 1_048_576;
const ENDED_KEPT = 200;

export interface Orders {
  readonly id: string;
  readonly name: string;
  readonly cmd: string | null;
  readonly ip: string;
  readonly ports: readonly number[];
  readonly graceMs: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface Running {
  readonly id: string;
  /** The process that does the app's work; its figures are the task's figures. */
  readonly pid: number;
  readonly startedAt: number;
  readonly folder: string;
}

/** What is left of a process: its logs, and how it ended. */
export interface Ended extends Running {
  readonly endedAt: number;
  readonly code: number | null;
  readonly signal: string | null;
}

interface Watcher {
  running(process: Running): void;
  /** It could not even be started, and why. */
  failed(why: string): void;
  /** `signal` when it was killed. */
  ended(code: number | null, signal: string | null): void;
}

interface Held {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly graceMs: number;
  running: Running | null;
}

/** Real processes: a few start at a time, each holds the end of a pipe that closes when this process ends. */
export class Supervisor {
  readonly #folder: string;
  readonly #program: string;
  readonly #held = new Map<string, Held>();
  readonly #queue: { readonly orders: Orders; readonly watcher: Watcher }[] = [];
  /** The last ones that ended, the newest last; their folders go when they do. */
  readonly ended: Ended[] = [];
  onStart: (process: Running) => void = () => {};
  onEnd: (process: Ended) => void = () => {};
  #starting = 0;
  #stopped = false;
  readonly #trim: NodeJS.Timeout;

  constructor(folder: string) {
    this.#folder = folder;
    this.#program = taskProgram(folder);
    this.#trim = setInterval(() => this.#trimLogs(), 10_000);
    this.#trim.unref();
  }

  start(orders: Orders, watcher: Watcher): void {
    this.#queue.push({ orders, watcher });
    this.#next();
  }

  /** Asks first, then insists. */
  stop(id: string): void {
    const queued = this.#queue.findIndex(({ orders }) => orders.id === id);
    if (queued >= 0) {
      const [never] = this.#queue.splice(queued, 1);
      return void setImmediate(() => never?.watcher.ended(null, 'SIGTERM'));
    }
    const held = this.#held.get(id);
    if (!held) return;
    held.child.kill('SIGTERM');
    setTimeout(() => this.crash(id), held.graceMs + 500).unref();
  }

  /** SIGKILL for the work itself; what surrounds it then reports the end. */
  crash(id: string): boolean {
    const held = this.#held.get(id);
    if (!held) return false;
    const pid = held.running?.pid;
    if (pid !== undefined && pid !== held.child.pid) killGroup(pid);
    else held.child.kill('SIGKILL');
    return true;
  }

  find(id: string): Running | null {
    return this.#held.get(id)?.running ?? null;
  }

  ids(): string[] {
    return [...this.#held.keys()];
  }

  folderOf(id: string): string {
    // Without the app's name, which may be longer than a file name.
    return join(this.#folder, id.slice(id.indexOf('.') + 1));
  }

  async stopAll(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#trim);
    const ends = [...this.#held.values()].map(({ child }) => new Promise((done) => child.once('close', done)));
    for (const { child } of this.#held.values()) child.stdin?.end();
    const late = setTimeout(() => [...this.#held.keys()].forEach((id) => this.crash(id)), 2_000);
    await Promise.all(ends);
    clearTimeout(late);
  }

  #next(): void {
    while (this.#starting < AT_ONCE) {
      const next = this.#queue.shift();
      if (!next || this.#stopped) return;
      this.#starting += 1;
      try {
        this.#launch(next.orders, next.watcher);
      } catch (error) {
        this.#failed(next.orders.id, next.watcher, error);
      }
    }
  }

  /** Told later: who gave the orders is still at it. */
  #failed(id: string, watcher: Watcher, error: unknown): void {
    this.#starting -= 1;
    rmSync(this.folderOf(id), { recursive: true, force: true });
    setImmediate(() => {
      watcher.failed(problemOf(error));
      this.#next();
    });
  }

  #launch({ id, env, ...orders }: Orders, watcher: Watcher): void {
    const folder = this.folderOf(id);
    const child = this.#spawn(folder, env, JSON.stringify(orders));
    // Without a process there is no end of one.
    if (child.pid === undefined) return void child.once('error', (error) => this.#failed(id, watcher, error));
    const held: Held = { child, folder, graceMs: orders.graceMs, running: null };
    this.#held.set(id, held);
    let waiting = true;
    const started = () => {
      if (!waiting) return;
      waiting = false;
      this.#starting -= 1;
      this.#next();
    };
    child.stdin?.on('error', () => {});
    child.stdio[3]?.on('data', (text: Buffer) => {
      held.running = { id, pid: Number(text.toString()), startedAt: Date.now(), folder };
      started();
      watcher.running(held.running);
      this.onStart(held.running);
    });
    child.on('error', () => {});
    child.on('close', (code, signal) => {
      this.#held.delete(id);
      // A wrapper that was killed leaves its command behind.
      if (held.running && held.running.pid !== child.pid) killGroup(held.running.pid);
      started();
      this.#remember(held, code, signal);
      watcher.ended(code, signal);
    });
  }

  /** Throws what the system says to a value that no process can have, such as one with a NUL or one that is too long. */
  #spawn(folder: string, env: Orders['env'], orders: string): ChildProcess {
    mkdirSync(folder, { recursive: true });
    const logs = ['stdout', 'stderr'].map((name) => openSync(join(folder, name), 'a'));
    try {
      return spawn(process.execPath, [...FLAGS, this.#program, orders], {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', ...env, MESOS_SANDBOX: folder },
        stdio: ['pipe', ...logs, 'pipe'],
      });
    } finally {
      logs.forEach((log) => closeSync(log));
    }
  }

  #remember({ running }: Held, code: number | null, signal: string | null): void {
    if (!running) return;
    const ended = { ...running, endedAt: Date.now(), code, signal };
    this.ended.push(ended);
    this.onEnd(ended);
    const oldest = this.ended.length > ENDED_KEPT ? this.ended.shift() : undefined;
    if (oldest) rmSync(oldest.folder, { recursive: true, force: true });
  }

  /** Logs are opened for append, so cutting them leaves the writer at the new end. */
  #trimLogs(): void {
    for (const { folder } of this.#held.values()) {
      for (const name of ['stdout', 'stderr']) {
        const file = join(folder, name);
        const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
        if (size > LOG_LIMIT) truncateSync(file, 0);
      }
    }
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
