import { type DatabaseConnection, type Dialect, type Driver, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely';

/** kysely's MySQL over connections of our own. */
export const mysqlDialect = (driver: Driver): Dialect => ({
  createAdapter: () => new MysqlAdapter(),
  createDriver: () => driver,
  createIntrospector: (db) => new MysqlIntrospector(db),
  createQueryCompiler: () => new MysqlQueryCompiler(),
});

/** For the writer, whose transactions the batcher begins and ends. */
export const onlyConnection = (connection: DatabaseConnection): Driver => ({
  init: async () => {},
  acquireConnection: async () => connection,
  releaseConnection: async () => {},
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  destroy: async () => {},
});

async function refuse(): Promise<void> {
  throw new Error('transactions of the writer belong to the batcher');
}
