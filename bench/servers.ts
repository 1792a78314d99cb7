import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, bodyOf, until } from './ask.ts';
import type { Feed } from './feed.ts';
import { Child } from './ipc.ts';
import { Sandbox } from './sandbox.ts';

export type ServerName = 'canopy' | 'limit' | 'graphql-ws' | 'apollo' | 'mercurius' | 'yoga';

export const PEERS = ['apollo', 'mercurius', 'yoga'] as const satisfies readonly ServerName[];

export interface Server {
  readonly name: ServerName;
  readonly child: Child;
  readonly port: number;
}

export interface StartOptions {
  readonly storeFile?: string;
  readonly execArgv?: readonly string[];
  /** Notes the longest block of its event loop. */
  readonly watched?: boolean;
  /** Whose tokens callers bring. */
  readonly issuer?: string;
  /** With a Falcon that calls back. */
  readonly hooked?: boolean;
  /** How often its figures are measured and asked for, where that is not as it comes. */
  readonly figures?: Feed['figures'];
}

export const HOOK_TOKEN = 'the-hook-token-of-the-bench-0123456789';

/** A sandbox, and beside it servers that were each fed by it, with the same tree. */
export class Stage {
  #servers: Server[] = [];
  #copies = 0;

  private constructor(
    readonly sandbox: Sandbox,
    readonly generator: Child,
    private readonly folder: string,
  ) {}

  static async open(apps: number, tasksPerApp: number, options: Readonly<Record<string, unknown>> = {}): Promise<Stage> {
    const sandbox = await Sandbox.start(options);
    await sandbox.scale(apps, tasksPerApp);
    const folder = mkdtempSync(join(tmpdir(), 'canopy-bench-'));
    const stage = new Stage(sandbox, await Child.start('load', 'load.js', { logFile: join(folder, 'load.log') }), folder);
    try {
      await stage.#adopt();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  /** Canopy makes the tree from the apps, once; every server gets a copy of that store, so that ids are the same. */
  async #adopt(): Promise<void> {
    const { child, port } = await this.start('canopy', { storeFile: this.#base });
    const { value } = await ask(port, bodyOf('mutation { adoptApps(input: {}) { userErrors { message } } }'));
    const { userErrors } = value['adoptApps'] as { userErrors: unknown[] };
    if (userErrors.length > 0) throw new Error(`adoptApps: ${JSON.stringify(userErrors)}`);
    const baseline = bodyOf(
      `{ events(filter: { kinds: [BASELINE], actor: "source:marathon:${this.sandbox.places.marathon.name}" }, last: 1) { nodes { id } } }`,
    );
    // Only a store that knows every container is the store of a Canopy that starts again.
    await until(async () => (await ask(port, baseline)).data.includes('"id"'), 'everything recorded', 300_000, 250);
    await child.stop();
    this.#servers = [];
  }

  get #base(): string {
    return join(this.folder, 'base.sqlite');
  }

  async start(
    name: ServerName,
    { storeFile = this.#copy(), execArgv = [], watched = false, issuer, hooked = false, figures }: StartOptions = {},
  ): Promise<Server> {
    const { marathon, mesos, falcon: place } = this.sandbox.places;
    const falcon = hooked ? { url: place.api, user: place.user, password: place.password, hookTokens: [HOOK_TOKEN] } : undefined;
    const feed = JSON.stringify({ marathon, mesos: mesos.url, storeFile, falcon, figures, issuer } satisfies Feed);
    const logFile = join(this.folder, `${name}.log`);
    const script = name === 'canopy' || name === 'limit' || name === 'graphql-ws' ? `server-${name}.js` : 'server-peer.js';
    const args = name === 'limit' ? [] : name === 'canopy' ? [feed, watched ? 'watched' : ''] : [name, feed];
    const child = await Child.start(name, script, { logFile, args, execArgv });
    const server: Server = { name, child, port: await child.call<number>('port') };
    this.#servers.push(server);
    if (name !== 'limit') await until(() => child.call<boolean>('synced'), `${name} synced`, 120_000);
    return server;
  }

  /** Those who subscribe, in a process of their own. */
  startListeners(): Promise<Child> {
    return Child.start('listeners', 'listeners.js', { logFile: join(this.folder, 'listeners.log') });
  }

  #copy(): string {
    const file = join(this.folder, `copy${this.#copies++}.sqlite`);
    for (const suffix of ['', '-wal', '-shm', '.audit-key'])
      if (existsSync(this.#base + suffix)) copyFileSync(this.#base + suffix, file + suffix);
    return file;
  }

  async stopServers(): Promise<void> {
    const servers = this.#servers.splice(0);
    await Promise.all(servers.map(({ child }) => child.stop()));
  }

  async close(): Promise<void> {
    await this.stopServers();
    await this.generator.stop();
    await this.sandbox.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
