import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { Http, type Tls } from '../../src/kit/http.ts';

const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl && process.env['CI'] === 'true') throw new Error('openssl is not installed');

describe.skipIf(!openssl)(`Http over TLS${openssl ? '' : ' (skipped: openssl is not installed)'}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  let server: Server;
  let ca: string;

  beforeAll(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key', '-out', 'cert', ...subject], {
      cwd: folder,
    });
    if (made.status !== 0) throw new Error(String(made.stderr));
    ca = readFileSync(join(folder, 'cert'), 'utf8');
    server = createServer({ key: readFileSync(join(folder, 'key')), cert: ca }, (_, response) => void response.end('{}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  async function ask(tls: Tls): Promise<unknown> {
    const http = new Http({ source: 'other', clock: systemClock, tls });
    try {
      const { port } = server.address() as AddressInfo;
      return (await http.send({ method: 'GET', url: new URL(`https://127.0.0.1:${port}/`), route: '/', timeoutMs: 5_000 })).json();
    } finally {
      await http.close();
    }
  }

  it('talks to whom it is told to trust', async () => {
    expect(await ask({ ca })).toEqual({});
    expect(await ask({ rejectUnauthorized: false })).toEqual({});
  });

  it('sends nothing to anybody else', async () => {
    await expect(ask({})).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'GET /: no connection (DEPTH_ZERO_SELF_SIGNED_CERT)',
      details: { sent: false },
    });
  });
});
