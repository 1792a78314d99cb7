import { createTable, type Sql, type Statement, type TableShape } from './ddl.ts';

const id = 'varchar(120) not null';
const time = 'bigint not null';
const text = '{text} not null';

const tables: readonly TableShape[] = [
  /** Callbacks as they came, until they were worked through; ids begin with the time, so that their order is that of coming. */
  { name: 'inbox', columns: { id, at: time, raw: text }, primary: ['id'] },
  { name: 'malformed_calls', columns: { id, at: time, raw: text, problem: text }, primary: ['id'] },
  {
    name: 'alarms',
    columns: { id, state: 'varchar(10) not null', changed_at: time, body: text },
    primary: ['id'],
    indexes: [['state', 'changed_at']],
  },
];

/** What Falcon tells: its callbacks, and the alarms that they come to. */
export const alarms = (sql: Sql): Statement[] => tables.flatMap((table) => createTable(table, sql));
