import { createTable, type Sql, type Statement } from './ddl.ts';

/** What callers have spent, by window. By the window first: so what is old lies together, and needs no index to go. */
export const points = (sql: Sql): Statement[] =>
  createTable(
    {
      name: 'points',
      columns: { window_start: 'bigint not null', caller_hash: 'char(43) not null', spent: 'bigint not null' },
      primary: ['window_start', 'caller_hash'],
    },
    sql,
  );
