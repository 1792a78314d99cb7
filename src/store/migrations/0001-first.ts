import { createTable, type Sql, type TableShape } from './ddl.ts';

const id = 'varchar(120) not null';
const name = 'varchar(255) not null';
const jobName = 'varchar(640)';
const hash = 'char(43)';
const time = 'bigint not null';
const text = '{text} not null';

const tables: readonly TableShape[] = [
  { name: 'counter', columns: { id: '{seq} not null', seq: 'bigint not null' }, primary: ['id'] },
  {
    name: 'tree_nodes',
    columns: { id, parent_id: id, depth: 'integer not null', name, created_at: time },
    primary: ['id'],
    unique: [['parent_id', 'name']],
  },
  {
    name: 'tree_aliases',
    columns: { job_name: `${jobName} not null`, node_id: id, since: time },
    primary: ['job_name'],
  },
  { name: 'host_attachments', columns: { host: name, node_id: id }, primary: ['host', 'node_id'] },
  {
    name: 'placement_claims',
    columns: {
      claim_hash: `${hash} not null`,
      cluster: name,
      marathon_id: text,
      node_id: id,
      confirmed_by: name,
      confirmed_at: time,
    },
    primary: ['claim_hash'],
  },
  {
    name: 'freezes',
    columns: { id, node_id: id, reason: text, set_by: name, starts_at: time, ends_at: 'bigint' },
    primary: ['id'],
  },
  {
    name: 'events',
    columns: {
      seq: '{seq} not null',
      kind: 'varchar(40) not null',
      kind_version: 'integer not null',
      at: time,
      actor: name,
      node_id: 'varchar(120)',
      job_name: jobName,
      subject: '{text}',
      subject_hash: hash,
      summary: text,
      body: text,
    },
    primary: ['seq'],
    // Each index ends with seq by itself, so an ordered page needs no sort.
    indexes: [['node_id'], ['subject_hash'], ['at'], ['kind'], ['job_name'], ['actor']],
  },
  {
    name: 'recorded',
    columns: { source: name, key_hash: `${hash} not null`, entry: text, digest: text },
    primary: ['source', 'key_hash'],
  },
  {
    name: 'plans',
    columns: {
      id,
      state: 'varchar(20) not null',
      revision: 'bigint not null',
      created_at: time,
      changed_at: time,
      body: text,
    },
    primary: ['id'],
    indexes: [['state', 'created_at']],
  },
  {
    name: 'intents',
    columns: {
      id,
      plan_id: id,
      step: 'integer not null',
      system: name,
      target: text,
      state: 'varchar(20) not null',
      open_hash: hash,
      sent_at: time,
      deadline_at: time,
    },
    primary: ['id'],
    unique: [['open_hash']],
    indexes: [['plan_id']],
  },
  {
    name: 'decisions',
    columns: { id, subject_hash: hash, plan_id: 'varchar(120)', at: time, body: text },
    primary: ['id'],
    indexes: [['subject_hash', 'at'], ['plan_id']],
  },
  {
    name: 'idempotency_keys',
    columns: {
      key_hash: `${hash} not null`,
      caller: text,
      mutation: name,
      idempotency_key: text,
      input_hash: name,
      plan_id: 'varchar(120)',
      outcome: text,
      created_at: time,
    },
    primary: ['key_hash'],
    indexes: [['created_at']],
  },
  {
    name: 'leases',
    columns: { name, owner: name, fence: 'bigint not null', expires_at: time },
    primary: ['name'],
  },
];

export const first = (sql: Sql): string[] => tables.flatMap((table) => createTable(table, sql));
