import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, bodyOf, until } from '../ask.ts';
import { startMariadb, type Mariadb } from '../mariadb.ts';
import { freePort, ownFolder, Reaped } from '../reaped.ts';
import { startRedis, type RedisServer } from '../redis.ts';
import { Sandbox } from '../sandbox.ts';

/** What can be killed at any moment, and comes back. */
export interface Mortal {
  kill(): Promise<void>;
  /** Resolves when it is there again. */
  start(): Promise<void>;
}

const REPLICAS = 2;
/** At most so many that each app has a parent of its own, by which the ledger tells of what was done to it. */
const APPS = 200;
const TASKS_PER_APP = 3;
const READY_MS = 60_000;
const SMALL = ['--skip-name-resolve', '--innodb-buffer-pool-size=32M', '--innodb-log-file-size=8M'];

/** Two replicas of the built Canopy on one MariaDB, woken by a Redis, and a Marathon that outlives them all. */
export class KillHouse {
  private constructor(
    readonly sandbox: Sandbox,
    readonly store: Mariadb,
    readonly redis: RedisServer,
    readonly replicas: readonly Replica[],
    readonly auditKey: Uint8Array,
    readonly folder: string,
  ) {}

  /** Undefined where a server that it needs is not installed. */
  static async open(): Promise<KillHouse | undefined> {
    const store = await startMariadb(SMALL);
    const redis = store && (await startRedis());
    if (!store || !redis) {
      await store?.stop();
      return undefined;
    }
    const sandbox = await Sandbox.start({ falcon: false });
    await sandbox.scale(APPS, TASKS_PER_APP);
    const folder = ownFolder('kill');
    const auditKey = randomBytes(32);
    writeFileSync(join(folder, 'audit-key'), auditKey.toString('hex'), { mode: 0o600 });
    const common = {
      store: { url: store.url },
      redis: { url: redis.url },
      audit: { keyFile: join(folder, 'audit-key') },
      // A write that nobody answers is settled after this.
      marathons: [{ ...sandbox.places.marathon, timeoutMs: 1_000 }],
      mesos: { urls: [sandbox.places.mesos.url] },
      sandbox: false,
    };
    const replicas: Replica[] = [];
    const house = new KillHouse(sandbox, store, redis, replicas, auditKey, folder);
    try {
      for (let n = 1; n <= REPLICAS; n++) {
        const replica = new Replica(`canopy-${n}`, folder, common, await freePort());
        replicas.push(replica);
        await replica.start();
      }
      await house.#adopt();
    } catch (error) {
      await house.close();
      throw error;
    }
    return house;
  }

  /** From here on, everything that happens is recorded, and the ledger begins. */
  async #adopt(): Promise<void> {
    const port = this.ports[0] ?? 0;
    const { data } = await ask(port, bodyOf('mutation { adoptApps(input: {}) { userErrors { message } } }'));
    if (!data.includes('"userErrors":[]')) throw new Error(`adoptApps: ${data}`);
    const actor = `source:marathon:${this.sandbox.places.marathon.name}`;
    const baseline = bodyOf(`{ events(filter: { kinds: [BASELINE], actor: "${actor}" }, last: 1) { nodes { id } } }`);
    await until(async () => (await ask(port, baseline)).data.includes('"id"'), 'everything recorded');
  }

  /** Copies the logs of all to where they stay; answers where. */
  keepWords(): string {
    const kept = mkdtempSync(join(tmpdir(), 'canopy-kill-'));
    cpSync(this.folder, kept, { recursive: true });
    return kept;
  }

  get ports(): readonly number[] {
    return this.replicas.map(({ port }) => port);
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()));
    await this.redis.kill();
    await this.store.stop();
    await this.sandbox.stop();
  }
}

/** Canopy as `npm start` runs it, with the shipped configuration but for where its systems are; always on the same port. */
class Replica implements Mortal {
  readonly #configFile: string;
  readonly #logFile: string;
  #process: Reaped | undefined;

  constructor(
    name: string,
    folder: string,
    common: object,
    readonly port: number,
  ) {
    this.#configFile = join(folder, `${name}.yml`);
    this.#logFile = join(folder, `${name}.log`);
    writeFileSync(this.#configFile, JSON.stringify({ ...common, server: { port } }));
  }

  async start(): Promise<void> {
    const entry = fileURLToPath(new URL('../../src/main.js', import.meta.url));
    const env = { ...process.env, NODE_ENV: 'production', CANOPY_CONFIG: this.#configFile };
    this.#process = new Reaped([process.execPath, entry], { logFile: this.#logFile, env });
    await until(() => this.#isReady(), `${this.#logFile}: ready`, READY_MS);
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  #isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
