import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { Http, type Tls } from '../../src/kit/http.ts';
import { certificate, openssl } from '../support/certificate.ts';

describe.skipIf(!openssl)(`Http over TLS${openssl ? '' : ' (skipped: openssl is not installed)'}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  let server: Server;
  let ca: string;

  beforeAll(async () => {
    const { cert, key } = certificate(folder, 'server');
    ca = cert;
    server = createServer({ key, cert }, (_, response) => void response.end('{}'));
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
