import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../kit/fault.ts';

/**
 * One process per file. The lock is the kernel's, on an empty database beside the store that is kept in an exclusive
 * transaction: it goes with its process however that ends, is never stale, and holds between containers too, where
 * one's pid means nothing to another. The pid lies in a file of its own, only to be named.
 */
export function lockFile(file: string): () => void {
  const lock = new DatabaseSync(`${file}.lock`);
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    throw new Fault(
      'STORE_UNAVAILABLE',
      `The store ${file} is in use by ${holder(file)}. A SQLite store serves one process; for several, set store.url to a MySQL or MariaDB address.`,
      { source: 'store', cause },
    );
  }
  writeFileSync(`${file}.pid`, String(process.pid));
  return () => {
    rmSync(`${file}.pid`, { force: true });
    lock.close();
  };
}

function holder(file: string): string {
  try {
    return `process ${readFileSync(`${file}.pid`, 'utf8')}`;
  } catch {
    return 'another process';
  }
}
