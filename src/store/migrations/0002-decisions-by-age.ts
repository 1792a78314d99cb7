import { createIndex, type Sql, type Statement } from './ddl.ts';

/** Decisions are pruned by their age, each minute. */
export const decisionsByAge = (sql: Sql): Statement[] => [createIndex('decisions', ['at'], sql)];
