import { createIndex, type Sql, type Statement } from './ddl.ts';

/** Ended plans are pruned by the time of their end, each minute. */
export const plansByAge = (sql: Sql): Statement[] => [createIndex('plans', ['state', 'changed_at'], sql)];
