import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

interface Places {
  readonly marathon: { readonly name: string; readonly urls: string[] };
  readonly mesos: { readonly url: string };
  readonly falcon: { readonly api: string; readonly transfer: string; readonly user: string; readonly password: string };
  readonly control: { readonly url: string; readonly token: string };
}

/** The sandbox as a process of its own: the wire that feeds every server of the bench. */
export class Sandbox {
  private constructor(
    readonly places: Places,
    private readonly child: ChildProcess,
  ) {}

  static async start(options: Readonly<Record<string, unknown>> = {}): Promise<Sandbox> {
    const entry = fileURLToPath(new URL('../sandbox/main.js', import.meta.url));
    const child = spawn(process.execPath, [entry, JSON.stringify({ company: 'none', simulatedTasks: 0, real: false, ...options })], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the sandbox ended with ${String(code)}`);
    });
    const line = await Promise.race([once(createInterface({ input: child.stdout }), 'line').then(([first]) => String(first)), ended]);
    ended.catch(() => undefined);
    return new Sandbox(JSON.parse(line) as Places, child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The answer's type is the caller's word. */
  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { url, token } = this.places.control;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  scale(apps: number, tasksPerApp: number): Promise<{ readonly apps: number; readonly tasks: number; readonly hosts: number }> {
    return this.control('POST', '/scale', { apps, tasksPerApp });
  }

  churn(perSecond: number, forMs: number, under: string): Promise<{ readonly among: number }> {
    return this.control('POST', '/churn', { perSecond, forMs, under });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.stdin?.end();
    const late = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(late);
  }
}
