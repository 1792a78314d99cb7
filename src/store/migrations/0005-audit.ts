import { createTable, type Sql, type Statement, type TableShape } from './ddl.ts';

const mac = 'char(43) not null';
const name = 'varchar(255)';
const word = 'varchar(60)';

const tables: readonly TableShape[] = [
  {
    name: 'audit',
    columns: {
      seq: '{seq} not null',
      at: 'bigint not null',
      actor: `${name} not null`,
      address: word,
      action: `${word} not null`,
      outcome: `${word} not null`,
      code: word,
      subject: '{text}',
      node_id: 'varchar(120)',
      job_name: 'varchar(640)',
      plan_id: 'varchar(120)',
      request_id: name,
      body: '{text} not null',
      mac,
    },
    primary: ['seq'],
    // Each index ends with seq by itself, so an ordered page needs no sort.
    indexes: [['node_id'], ['job_name'], ['actor'], ['at']],
  },
  { name: 'audit_head', columns: { id: '{seq} not null', seq: 'bigint not null', mac }, primary: ['id'] },
  {
    name: 'audit_anchor',
    columns: { id: '{seq} not null', seq: 'bigint not null', mac, at: 'bigint not null', signature: mac },
    primary: ['id'],
  },
];

/** Who did, and was refused, what; one chain over all replicas. */
export const auditLog = (sql: Sql): Statement[] => tables.flatMap((table) => createTable(table, sql));
