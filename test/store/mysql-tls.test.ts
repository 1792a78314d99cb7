import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCanopy } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { auditKeyFile } from '../support/audit-key.ts';
import { mariadbInstalled, startMariadb, type Mariadb } from '../support/mariadb.ts';

const missing = [...(mariadbInstalled ? [] : ['mariadbd']), ...(spawnSync('openssl', ['version']).status === 0 ? [] : ['openssl'])];
const skipped = missing.length > 0 && process.env['CI'] !== 'true';

describe.skipIf(skipped)(`the store over TLS (mariadb)${skipped ? ` (skipped: ${missing.join(' and ')} not installed)` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-tls-'));
  let server: Mariadb;
  let url: string;

  beforeAll(async () => {
    for (const name of ['server', 'other']) {
      const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
      const made = spawnSync(
        'openssl',
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`, ...subject],
        {
          cwd: folder,
        },
      );
      if (made.status !== 0) throw new Error(String(made.stderr));
    }
    server = await startMariadb([`--ssl-cert=${folder}/server.pem`, `--ssl-key=${folder}/server.key`]);
    const database = new URL(await server.create()).pathname;
    await server.query("create user canopy identified by 'secret' require ssl; grant all on *.* to canopy");
    url = `mysql://canopy:secret@127.0.0.1:${server.port}${database}`;
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** A Canopy as its configuration file has it; the user may connect over TLS only. */
  const started = async (store: Record<string, string>) => {
    const file = stringify({ server: { port: 0 }, store: { url, ...store }, audit: { keyFile: auditKeyFile(folder) }, sandbox: false });
    const config = readConfig({ CANOPY_CONFIG: 'canopy.yml' }, (path) => (path === 'canopy.yml' ? file : readFileSync(path, 'utf8')));
    return createCanopy(config, pino({ level: 'silent' }), 'test');
  };

  it('is encrypted with the authority that the configuration names', async () => {
    const canopy = await started({ caFile: join(folder, 'server.pem') });
    const answer = await canopy.app.inject({ url: '/readyz', headers: { host: 'localhost' } });
    expect(answer.json()).toMatchObject({ store: 'ok' });
    await canopy.stop();
  });

  it.each([
    ['of no authority', {}],
    ['of another authority', { caFile: join(folder, 'other.pem') }],
  ])('does not open to a configuration %s', async (_which, store) => {
    await expect(started(store)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
