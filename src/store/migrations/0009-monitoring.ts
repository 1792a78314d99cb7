import { createTable, type Sql, type Statement, type TableShape } from './ddl.ts';

const id = 'varchar(120) not null';
const name = 'varchar(255) not null';
const time = 'bigint not null';
const text = '{text} not null';

const tables: readonly TableShape[] = [
  { name: 'watch_rules', columns: { node_id: id, body: text }, primary: ['node_id'] },
  { name: 'controllers', columns: { name: id, mode: 'varchar(10) not null', set_by: name, set_at: time }, primary: ['name'] },
];

/** What nodes are watched for, and how far controllers may go. */
export const monitoring = (sql: Sql): Statement[] => tables.flatMap((table) => createTable(table, sql));
