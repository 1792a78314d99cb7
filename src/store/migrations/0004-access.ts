import { createTable, type Sql, type Statement, type TableShape } from './ddl.ts';

const id = 'varchar(120) not null';
const name = 'varchar(255) not null';
const time = 'bigint not null';
const text = '{text} not null';

const tables: readonly TableShape[] = [
  {
    name: 'role_bindings',
    columns: { id, node_id: id, kind: 'varchar(10) not null', holder: name, role: 'varchar(20) not null', set_by: name, set_at: time },
    primary: ['id'],
    indexes: [['node_id']],
  },
  {
    name: 'api_tokens',
    columns: {
      id,
      label: name,
      owner: name,
      hash: 'char(43) not null',
      scopes: text,
      created_at: time,
      expires_at: time,
      last_used_at: 'bigint',
      revoked_at: 'bigint',
    },
    primary: ['id'],
    indexes: [['owner']],
  },
  { name: 'sign_ins', columns: { name, groups_held: text, at: time }, primary: ['name'] },
  /** Where nodes stood that are gone: what they leave is for those above them. */
  { name: 'deleted_nodes', columns: { id, parent_id: id, deleted_at: time }, primary: ['id'], indexes: [['deleted_at']] },
  /** One row (id 1), raised by every change of who may what. */
  { name: 'access_state', columns: { id: 'integer not null', version: time }, primary: ['id'] },
];

/** Who may what, and where what is gone stood: role bindings, API tokens, and the groups that people came with last. */
export const access = (sql: Sql): Statement[] => [
  ...tables.flatMap((table) => createTable(table, sql)),
  { unless: 'select 1 from access_state', run: 'insert into access_state (id, version) values (1, 0)' },
];
