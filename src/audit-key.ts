import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from './config.ts';
import { keyOf } from './settings.ts';

/** Beside a SQLite store, where nothing else is configured. */
const besides = (file: string): string => `${file}.audit-key`;

/**
 * The key of the audit log: the configured one, else that beside the SQLite file. There it is made when it is missing; with
 * `make: false` undefined says so. The file of a store in memory goes with it, and so does its key.
 */
export function auditKeyOf({ audit, store }: Pick<Config, 'audit' | 'store'>, { make }: { make: true }): Uint8Array;
export function auditKeyOf({ audit, store }: Pick<Config, 'audit' | 'store'>, { make }: { make: boolean }): Uint8Array | undefined;
export function auditKeyOf({ audit, store }: Pick<Config, 'audit' | 'store'>, { make }: { make: boolean }): Uint8Array | undefined {
  if (audit.key) return Buffer.from(audit.key.reveal(), 'base64');
  if (store.url) throw new Error('audit.keyFile: with store.url a file is expected that is the same for every replica.');
  const file = store.file ?? 'canopy.sqlite';
  if (file === ':memory:') return randomBytes(32);
  const path = besides(file);
  return read(path) ?? (make ? made(path) : undefined);
}

function read(path: string): Uint8Array | undefined {
  let text;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const key = keyOf(text);
  if (!key) throw new Error(`${path}: a key of at least 32 bytes is expected; give back the file as it was.`);
  return key;
}

/** Whole or not at all, and never in the place of one that is there. */
function made(path: string): Uint8Array | undefined {
  mkdirSync(dirname(path), { recursive: true });
  const making = `${path}.${process.pid}`;
  const file = openSync(making, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString('hex')}\n`);
    fsyncSync(file);
    linkSync(making, path);
  } catch (error) {
    // Another process was quicker: its key is the one.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    closeSync(file);
    rmSync(making);
  }
  return read(path);
}
