import { createTable, type Sql, type Statement, type TableShape } from './ddl.ts';

const id = 'varchar(120) not null';
const hash = 'varchar(64) not null';
const name = 'varchar(255) not null';
const time = 'bigint not null';
const text = '{text} not null';

const tables: readonly TableShape[] = [
  {
    name: 'scaling_rules',
    columns: { id, on_hash: hash, on_id: text, mode: 'varchar(10) not null', policy: text, set_by: name, set_at: time },
    primary: ['id'],
    unique: [['on_hash']],
  },
  {
    name: 'scaling_schedules',
    columns: { id, on_hash: hash, on_id: text, executor: 'varchar(10) not null', schedule: text, set_by: name, set_at: time },
    primary: ['id'],
    indexes: [['on_hash']],
  },
  // Never two of the same: whoever is the second finds the first.
  {
    name: 'scaling_firings',
    columns: { schedule_id: id, at: time, outcome: 'varchar(10) not null', fired_by: 'varchar(10) not null', recorded_at: time },
    primary: ['schedule_id', 'at'],
    indexes: [['at']],
  },
  // Looks of one app in the order of time. Where `begins` is not null, they can be judged again without the rows before.
  {
    name: 'scaling_looks',
    columns: { app_hash: hash, at: time, begins: '{text}', looks: text },
    primary: ['app_hash', 'at'],
    indexes: [['at']],
  },
];

/** What makes apps larger and smaller. */
export const scaling = (sql: Sql): Statement[] => tables.flatMap((table) => createTable(table, sql));
