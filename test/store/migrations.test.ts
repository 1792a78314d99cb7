import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Sql } from '../../src/store/migrations/ddl.ts';
import { first } from '../../src/store/migrations/0001-first.ts';
import { decisionsByAge } from '../../src/store/migrations/0002-decisions-by-age.ts';
import { onDrivers, runSql } from './drivers.ts';
import { aNode } from './records.ts';

onDrivers('a migration', ['sqlite', 'mariadb'], ({ open, fresh }) => {
  it('refuses a store that a newer program has written, and says what to do', async () => {
    const options = await fresh();
    await (await open(options)).close();
    await runSql(options, `update meta set value = '99' where name = 'schema'`);
    await expect(open(options)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/newer Canopy \(schema 99\).*up to 10.*Start the newer program/),
    });
    await runSql(options, `update meta set value = '8' where name = 'schema'`);
    await expect(open(options)).resolves.toBeDefined();
  });

  it('that was cut short is finished at the next start', async () => {
    const options = await fresh();
    const first = await open(options);
    await first.write((tx) => tx.putNode(aNode('n1')));
    await first.close();
    // As it lies when the process died between two tables.
    await runSql(options, `delete from meta where name = 'schema'`);
    await runSql(options, 'drop table leases');

    const again = await open(options);
    expect((await again.facts()).nodes).toHaveLength(1);
    expect(await again.lease('recorder', 'a', 1_000)).toMatchObject({ fence: 1 });
  });

  it('reaches a store that the release before has made', async () => {
    const options = await fresh();
    await (await open(options)).close();
    const drop = (index: string, table: string) =>
      runSql(options, options.driver === 'sqlite' ? `drop index ${index}` : `drop index ${index} on ${table}`);
    const dropped = async () => {
      await drop('decisions_at', 'decisions');
      await drop('plans_state_changed_at', 'plans');
      for (const table of ['audit', 'audit_head', 'audit_anchor']) await runSql(options, `drop table ${table}`);
    };
    await dropped();
    await runSql(options, `update meta set value = '1' where name = 'schema'`);
    await (await open(options)).close();
    // They are there again, or there would be nothing to drop.
    await dropped();
  });
});

onDrivers('a migration', ['mariadb'], ({ open, fresh }) => {
  it('is made once by replicas that start together', async () => {
    const options = await fresh();
    const stores = await Promise.all([open(options), open(options), open(options)]);
    expect(new Set(stores.map((store) => store.head().logId)).size).toBe(1);
    expect(new Set(stores.map((store) => Buffer.from(store.cursorKey()).toString('hex'))).size).toBe(1);
  });
});

it('is never edited once released: stores that have made it would not see the change', () => {
  const dialects: readonly Sql[] = [{ dialect: 'sqlite' }, { dialect: 'mysql', collation: 'c' }];
  const said = [first, decisionsByAge].map((migration) =>
    dialects.map((sql) =>
      createHash('sha256')
        .update(JSON.stringify(migration(sql)))
        .digest('hex')
        .slice(0, 16),
    ),
  );
  expect(said).toEqual([
    ['a76ab0654f815644', '38026e7316782609'],
    ['cdf8764556612af5', '76109c2abf4d5b8d'],
  ]);
});
