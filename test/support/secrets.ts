import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

/** Ways in which a text may lie somewhere and still be read by whoever finds it; an unsalted hash is guessed. */
const FORMS: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ['in a URL', (text) => encodeURIComponent(text)],
  ['in base64', (text) => Buffer.from(text).toString('base64').replace(/=+$/, '')],
  ['in base64url', (text) => Buffer.from(text).toString('base64url')],
  ['in hex', (text) => Buffer.from(text).toString('hex')],
  ['as its SHA-256', (text) => createHash('sha256').update(text).digest('hex')],
  ['as its SHA-256 in base64url', (text) => createHash('sha256').update(text).digest('base64url')],
];

/** Every secret (by kind) that can be read in a place (by name), as `kind in place, form`. */
export function scan(places: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([kind, secret]) =>
      FORMS.filter(([, form]) => text.includes(form(secret))).map(([form]) => `${kind} in ${place}, ${form}`),
    ),
  );
}

/** All that lies on the disk of a store in a file, and beside it. */
export const bytesOf = (file: string): string =>
  readdirSync(dirname(file))
    .filter((name) => name.startsWith(basename(file)))
    .map((name) => readFileSync(join(dirname(file), name)).toString('utf8'))
    .join('\n');

/** Every row of every table. */
export async function dumpOf(url: string): Promise<string> {
  const connection = await createConnection(url);
  try {
    const [tables] = await connection.query<RowDataPacket[]>('show tables');
    const rows = await Promise.all(tables.map(async (table) => (await connection.query(`select * from ${Object.values(table)[0]}`))[0]));
    // As a text column lies there, not escaped once more.
    return rows.flatMap((each) => (each as RowDataPacket[]).map((row) => Object.values(row).join('\n'))).join('\n');
  } finally {
    await connection.end();
  }
}
