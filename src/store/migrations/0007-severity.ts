import { createIndex, type Sql, type Statement } from './ddl.ts';

/** As the kinds before it were judged when it was made: what hangs on an event's body stays INFO in searches of old rows. */
const WARNINGS = ['APP_UNREADABLE', 'SOURCE_LOST', 'HOST_LEFT'];

/** Events by how much they matter. */
export const severity = (sql: Sql): Statement[] => [
  {
    unless:
      sql.dialect === 'sqlite'
        ? `select 1 from pragma_table_info('events') where name = 'severity'`
        : `select 1 from information_schema.columns where table_schema = database() and table_name = 'events' and column_name = 'severity'`,
    run: `alter table events add column severity varchar(10) not null default 'INFO'`,
  },
  `update events set severity = 'WARNING' where kind in (${WARNINGS.map((kind) => `'${kind}'`).join(', ')})`,
  createIndex('events', ['severity'], sql),
];
