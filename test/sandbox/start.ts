import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));

interface Places {
  readonly ready: true;
  readonly marathon: { readonly name: string; readonly urls: readonly string[] };
  readonly mesos: { readonly url: string };
  readonly docker: { readonly template: string };
  readonly control: { readonly url: string; readonly token: string };
  readonly falcon: {
    readonly api: string;
    readonly transfer: string;
    readonly agent: string;
    readonly user: string;
    readonly password: string;
    readonly defaultToken: string;
  };
  readonly chronos: { readonly url: string; readonly version: '2' | '3' };
  readonly network: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What a test looks at is its own business: answers are compared, not used.

  readonly body: any;
}

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** A sandbox of its own for a test file, as Canopy starts it: a child process with a pipe to live by. */
export async function startSandbox(options: object = {}) {
  const argument = JSON.stringify({ company: 'none', ...options });
  const child = spawn(process.execPath, [MAIN, argument], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  const places = await new Promise<Places>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      if (text.includes('\n')) resolve(JSON.parse(text));
    });
    child.on('exit', (code) => reject(new Error(`sandbox ended with ${code}: ${complaints}`)));
  });
  const url = places.marathon.urls[0] ?? '';

  async function ask(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
    const answer = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
      ...{
        method,
        redirect: 'manual' as const,
        headers: { 'content-type': 'application/json', ...headers },
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = (answer.headers.get('content-type') ?? '').includes('json') && text !== '';
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text };
  }

  return {
    places,
    url,
    child,
    complaints: () => complaints,
    ask,
    get: (path: string, headers = {}) => ask('GET', path, undefined, headers),
    control: (method: string, path: string, body?: unknown) =>
      ask(method, `${places.control.url}${path}`, body, {
        authorization: `Bearer ${places.control.token}`,
      }),
    listen: (path = '/v2/events', base = url) => Tap.open(`${base}${path}`),
    /** Waits for the deployments of an app to end. */
    settled: (id: string) =>
      until(`${id} to settle`, async () => {
        const { status, body } = await ask('GET', `/v2/apps${id}`);
        return status === 200 && body.app.deployments.length === 0 ? body.app : undefined;
      }),
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

/** Asks again until there is something; a deadline instead of a sleep. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined, ms = 10_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

export interface Event {
  readonly type: string;

  readonly data: any;
}

/** An open event stream: its bytes as they came, and the events in them. */
export class Tap {
  bytes = '';
  ended = false;
  readonly events: Event[] = [];
  readonly answer: IncomingMessage;

  private constructor(answer: IncomingMessage) {
    this.answer = answer;
    answer.on('data', (part: Buffer) => this.#take(part.toString()));
    answer.on('end', () => (this.ended = true));
    answer.on('error', () => (this.ended = true));
  }

  static async open(url: string, accept = 'text/event-stream'): Promise<Tap> {
    const outgoing = request(url, { headers: { accept }, agent: false });
    outgoing.on('error', () => {});
    outgoing.end();
    const [answer] = await once(outgoing, 'response');
    return new Tap(answer);
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }

  next(type: string, matches: (data: Event['data']) => boolean = () => true, ms = 10_000): Promise<Event> {
    return until(`event ${type}`, () => this.events.find((each) => each.type === type && matches(each.data)), ms);
  }

  close(): void {
    this.answer.destroy();
  }

  #take(text: string): void {
    this.bytes += text;
    this.events.length = 0;
    for (const [, type, data] of this.bytes.matchAll(/event: (\w+)\r\ndata: (.*)\r\n\r\n/g)) {
      this.events.push({ type: type ?? '', data: JSON.parse(data ?? 'null') });
    }
  }
}

export const sleeper = (id: string, over: object = {}) => ({
  ...{ id, cmd: 'serve', cpus: 0.1, mem: 32, instances: 1 },
  labels: { 'sandbox.simulated': 'true' },
  ...over,
});
