import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MysqlConnection } from '../../src/store/mysql-connection.ts';
import { watchdog } from '../../src/store/mysql.ts';
import { MysqlWriter } from '../../src/store/mysql-writer.ts';
import { openStore } from '../../src/store/store.ts';
import { type Mariadb, mariadbInstalled, startMariadb } from '../support/mariadb.ts';
import { testDeps } from './drivers.ts';
import { startProxy } from './proxy.ts';
import { aKey, aNode, anEvent } from './records.ts';

const secret = 'hunter2:@/?#%';

describe.skipIf(!mariadbInstalled && process.env['CI'] !== 'true')('a store on a server (mariadb)', () => {
  let server: Mariadb;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());
  const at = (url: string) => openStore({ driver: 'mysql', url }, testDeps());
  const withPassword = (database: string, password: string) =>
    `mysql://canopy:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}`;

  it('takes a password with every character, and never repeats one', async () => {
    await server.create();
    await server.query(`create user canopy identified by '${secret}'; grant all on *.* to canopy`);
    const store = await at(withPassword('canopy_1', secret));
    await store.ping();
    await store.close();

    const wrong = [
      withPassword('canopy_1', `${secret}!`),
      withPassword('nowhere', secret),
      `mysql://canopy:${secret}@host name/x`,
      `postgres://canopy:${encodeURIComponent(secret)}@127.0.0.1/x`,
      withPassword('', secret),
    ];
    for (const url of wrong) {
      const error: unknown = await at(url).catch((refused: unknown) => refused);
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' });
      const text = inspect(error, { depth: 10, showHidden: true });
      expect(text).not.toContain('hunter2');
      expect(text).not.toContain(encodeURIComponent(secret));
    }
  });

  it('keeps what a statement carried out of its errors', async () => {
    const store = await at(await server.create());
    await store.write((tx) => tx.putNode(aNode('n')));
    const failing = store.write((tx) =>
      tx.putFreeze({ id: 'x'.repeat(121), nodeId: 'n', reason: 'a secret reason', setBy: 'anna', from: 1, until: null }),
    );
    const error: unknown = await failing.catch((refused: unknown) => refused);
    expect(inspect(error)).toContain('ER_DATA_TOO_LONG');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('a secret reason');
    await store.close();
  });

  it('answers reads and writes although the server closed every connection in between', async () => {
    const url = await server.create();
    const store = await at(url);
    await store.write(async (tx) => tx.event(anEvent()));
    for (const request of [() => store.ping(), () => store.write(async (tx) => tx.event(anEvent()))]) {
      await killConnections(server);
      await request();
    }
    expect(store.head().seq).toBe(2);
    await store.close();
  });

  it('runs a work again whose connection broke before its commit', async () => {
    const store = await at(await server.create());
    let runs = 0;
    await store.write(async (tx) => {
      await tx.putAlias({ jobName: `cop.${++runs}`, nodeId: 'n', since: 1 });
      if (runs === 1) await killConnections(server);
      tx.event(anEvent());
    });
    const { aliases, seq } = await store.facts();
    expect(aliases.map(({ jobName }) => jobName)).toEqual(['cop.2']);
    expect(seq).toBe(1);
    await store.close();
  });

  it('does not run a work again whose commit nobody answered, with or without events', async () => {
    const url = new URL(await server.create());
    const proxy = await startProxy(server.port);
    url.port = String(proxy.port);
    const store = await at(url.href);
    const runs: string[] = [];
    const unknown = { code: 'STORE_UNAVAILABLE', details: { outcome: 'UNKNOWN' } };
    proxy.cutAfter('; commit');
    const withEvent = store.write(async (tx) => {
      runs.push('event');
      tx.event(anEvent());
    });
    await expect(withEvent).rejects.toMatchObject(unknown);
    // A packet that is this statement alone (3 says query), as `read committed` is in one that opens the session.
    proxy.cutAfter('\u0003commit');
    const without = store.write(async (tx) => {
      runs.push('row');
      await tx.takeKey(aKey());
    });
    await expect(without).rejects.toMatchObject(unknown);
    expect(runs).toEqual(['event', 'row']);
    // What was carried out after all is heard of all the same.
    await expect.poll(() => store.head().seq, { timeout: 5_000 }).toBe(1);
    expect(await store.write(async (tx) => tx.event(anEvent()))).toMatchObject({ seq: 2 });
    await store.close();
    await proxy.cut();
  });

  it('takes the locks of a writer that stopped, also from a server without a setting for it', async () => {
    const url = await server.create();
    const store = await at(url);
    const { hostname: host, port, pathname } = new URL(url);
    const open = () =>
      MysqlConnection.open(
        { host, port: Number(port), user: 'root', database: pathname.slice(1) },
        () => 'set session idle_write_transaction_timeout = 0',
      );
    const writer = new MysqlWriter(open, watchdog, await open());
    await writer.begin();
    await writer.db.updateTable('counter').set({ seq: 77 }).execute();

    const since = performance.now();
    expect(await store.write(async (tx) => tx.event(anEvent()))).toMatchObject({ seq: 1 });
    expect(performance.now() - since).toBeLessThan(10_000);
    expect(performance.now() - since).toBeGreaterThan(2_000);
    await expect(writer.commit([])).rejects.toThrow();
    await store.close();
  });

  it('says that it is away while the server is, and goes on when it is back', async () => {
    const url = new URL(await server.create());
    const proxy = await startProxy(server.port);
    url.port = String(proxy.port);
    const store = await at(url.href);
    await proxy.cut();
    const away = { code: 'STORE_UNAVAILABLE', retryable: true };
    await expect(store.ping()).rejects.toMatchObject(away);
    await expect(store.facts()).rejects.toMatchObject(away);
    await expect(store.write(async (tx) => tx.event(anEvent()))).rejects.toMatchObject(away);
    await expect(store.lease('recorder', 'a', 1_000)).rejects.toMatchObject(away);

    await proxy.mend();
    await store.ping();
    expect(await store.write(async (tx) => tx.event(anEvent()))).toMatchObject({ seq: 1 });
    await store.close();
    await proxy.cut();
  });
});

/** Resolves when the server has ended them all. */
async function killConnections(server: Mariadb): Promise<void> {
  const others = async () => {
    const rows = await server.query(`select id from information_schema.processlist where db like 'canopy%'`);
    return Array.isArray(rows) ? rows : [];
  };
  for (const { id } of await others()) await server.query(`kill ${id}`);
  await expect.poll(others).toEqual([]);
}
