/** How one table is said in either database; names and order are the same in both. */
export interface TableShape {
  readonly name: string;
  /** Column → type and constraints; `{seq}` and `{text}` are the two types that differ. */
  readonly columns: Readonly<Record<string, string>>;
  readonly primary: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
}

/** `collation` compares byte by byte and pads nothing, as SQLite does. */
export type Sql = { readonly dialect: 'sqlite' } | { readonly dialect: 'mysql'; readonly collation: string };

/** `unless` finds a row where the statement has been run before. */
export type Statement = string | { readonly unless: string; readonly run: string };

const indexName = (table: string, columns: readonly string[]): string => `${table}_${columns.join('_')}`;

/** On a table that is there already. MySQL itself cannot say `if not exists` of an index. */
export function createIndex(table: string, columns: readonly string[], { dialect }: Sql): Statement {
  const name = indexName(table, columns);
  const on = `on ${table} (${columns.join(', ')})`;
  if (dialect === 'sqlite') return `create index if not exists ${name} ${on}`;
  const there = `select 1 from information_schema.statistics where table_schema = database() and table_name = '${table}' and index_name = '${name}'`;
  return { unless: there, run: `create index ${name} ${on}` };
}

/** Statements that may be run again after a crash between any two: MySQL cannot create tables in a transaction. */
export function createTable(shape: TableShape, sql: Sql): string[] {
  const columns = Object.entries(shape.columns).map(([name, type]) => `${name} ${typeIn(type, sql)}`);
  const keys = [`primary key (${shape.primary.join(', ')})`, ...(shape.unique ?? []).map((unique) => `unique (${unique.join(', ')})`)];
  const indexes = (shape.indexes ?? []).map((index) => ({
    name: indexName(shape.name, index),
    on: index.join(', '),
  }));

  if (sql.dialect === 'sqlite') {
    return [
      `create table if not exists ${shape.name} (${[...columns, ...keys].join(', ')})`,
      ...indexes.map(({ name, on }) => `create index if not exists ${name} on ${shape.name} (${on})`),
    ];
  }
  const inline = indexes.map(({ name, on }) => `index ${name} (${on})`);
  const options = `engine = InnoDB row_format = dynamic default charset = utf8mb4 collate = ${sql.collation}`;
  return [`create table if not exists ${shape.name} (${[...columns, ...keys, ...inline].join(', ')}) ${options}`];
}

function typeIn(type: string, { dialect }: Sql): string {
  return dialect === 'sqlite'
    ? // Only an INTEGER PRIMARY KEY is SQLite's own row number, which spares a second tree.
      type.replace('{seq}', 'integer').replace('{text}', 'text')
    : type.replace('{seq}', 'bigint').replace('{text}', 'longtext');
}
