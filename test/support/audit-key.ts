import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditKeyOf } from '../../src/audit-key.ts';
import { readConfig } from '../../src/config.ts';

/** The key of audit logs that only tests look at. */
export const AUDIT_KEY: Uint8Array = new Uint8Array(32).fill(7);

/** For a configuration that names a file. */
export function auditKeyFile(folder: string): string {
  const path = join(folder, 'audit-key');
  writeFileSync(path, Buffer.from(AUDIT_KEY).toString('hex'), { mode: 0o600 });
  return path;
}

/** Of a file that a whole Canopy has opened, or will open. */
export const auditKeyBeside = (file: string): Uint8Array => auditKeyOf(readConfig({ CANOPY_STORE_FILE: file }), { make: true });
