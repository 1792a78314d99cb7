import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { type Clock, systemClock } from '../../src/kit/clock.ts';
import { openStore, type OpenStore, type StoreDeps, type StoreOptions } from '../../src/store/store.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { mariadbInstalled, startMariadb } from '../support/mariadb.ts';

interface Place {
  /** A store that does not exist yet. */
  fresh(): Promise<StoreOptions>;
  stop(): Promise<void>;
}

interface TestDriver {
  readonly name: 'sqlite' | 'memory' | 'mariadb';
  readonly available: boolean;
  start(): Promise<Place>;
}

const drivers: readonly TestDriver[] = [
  {
    name: 'sqlite',
    available: true,
    start: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'canopy-test-'));
      let made = 0;
      return {
        fresh: async () => ({ driver: 'sqlite', file: join(folder, `${++made}.db`) }),
        stop: async () => rmSync(folder, { recursive: true }),
      };
    },
  },
  {
    name: 'memory',
    available: true,
    start: async () => ({ fresh: async () => ({ driver: 'sqlite', file: ':memory:' }), stop: async () => {} }),
  },
  {
    name: 'mariadb',
    // In CI a missing server is a failure, on a laptop a test that is skipped by name.
    available: mariadbInstalled || process.env['CI'] === 'true',
    start: async () => {
      const server = await startMariadb();
      return { fresh: async () => ({ driver: 'mysql', url: await server.create() }), stop: () => server.stop() };
    },
  },
];

export interface Stores {
  readonly driver: TestDriver['name'];
  fresh(): Promise<StoreOptions>;
  /** Closed after the test. */
  open(options?: StoreOptions, deps?: Partial<StoreDeps>): Promise<OpenStore>;
}

/** The same tests on every driver, or on those named. */
export function onDrivers(title: string, names: readonly TestDriver['name'][], tests: (stores: Stores) => void): void {
  for (const driver of drivers.filter(({ name }) => names.includes(name))) {
    describe.skipIf(!driver.available)(`${title} (${driver.name})`, () => {
      const opened: OpenStore[] = [];
      let place: Place | undefined;
      const fresh = () => {
        if (!place) throw new Error('the driver has not been started');
        return place.fresh();
      };
      beforeAll(async () => {
        place = await driver.start();
      });
      afterEach(async () => {
        await Promise.all(opened.splice(0).map((store) => store.close()));
      });
      afterAll(() => place?.stop());
      tests({
        driver: driver.name,
        fresh,
        open: async (options, deps) => {
          const store = await openStore(options ?? (await fresh()), { ...testDeps(), ...deps });
          opened.push(store);
          return store;
        },
      });
    });
  }
}

export const EVERY_DRIVER = ['sqlite', 'memory', 'mariadb'] as const;

export function testDeps(clock: Clock = systemClock): StoreDeps {
  const ignore = () => {};
  return { clock, log: { info: ignore, warn: ignore, error: ignore }, newId: () => crypto.randomUUID(), auditKey: AUDIT_KEY };
}

/** Goes by `time.now` alone. */
export function clockAt(time: { now: number }): Clock {
  const sleep: Clock['sleep'] = (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  return { now: () => time.now, monotonic: () => time.now, sleep };
}

/** What a person could do to the database behind the store. */
export async function runSql(options: StoreOptions, sql: string): Promise<void> {
  if (options.driver === 'sqlite') {
    const db = new DatabaseSync(options.file);
    db.exec(sql);
    db.close();
    return;
  }
  const connection = await createConnection(options.url);
  await connection.query(sql);
  await connection.end();
}
