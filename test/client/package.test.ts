import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What a portal does with the package: unpacks it beside its own code, checks its types, runs. */
describe('the client as a package', () => {
  const portal = mkdtempSync(join(tmpdir(), 'canopy-portal-'));
  const run = (command: string, words: readonly string[], cwd = portal): SpawnSyncReturns<string> =>
    spawnSync(command, words, { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });

  beforeAll(() => {
    const tsc = resolve('node_modules/typescript-native/bin/tsc');
    expect(run(process.execPath, [tsc, '-p', 'client/tsconfig.json'], '.').stdout).toBe('');
    expect(run('npm', ['pack', '--silent', './client', '--pack-destination', portal], '.').status).toBe(0);
    const [file = ''] = readdirSync(portal).filter((name) => name.endsWith('.tgz'));
    mkdirSync(join(portal, 'node_modules/@canopy'), { recursive: true });
    mkdirSync(join(portal, 'node_modules/@graphql-typed-document-node'));
    expect(run('tar', ['-xzf', file]).status).toBe(0);
    symlinkSync(join(portal, 'package'), join(portal, 'node_modules/@canopy/client'));
    // Its one dependency, as npm would put it there.
    symlinkSync(resolve('node_modules/@graphql-typed-document-node/core'), join(portal, 'node_modules/@graphql-typed-document-node/core'));
    writeFileSync(join(portal, 'package.json'), '{ "name": "portal", "type": "module" }');
  }, 60_000);
  afterAll(() => rmSync(portal, { recursive: true, force: true }));

  const PORTAL = `
import { AppDetailDocument, createClient } from '@canopy/client';
const client = createClient({ url: process.argv[2] ?? '', clientName: 'portal', clientVersion: '1' });
const { data } = await client.query(AppDetailDocument, { marathonId: '/shop' });
const instances: number | undefined = data.app?.instances;
console.log(instances);
`;
  const check = (text: string): string => {
    writeFileSync(join(portal, 'portal.ts'), text);
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,dom,dom.asynciterable'];
    const types = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
    return run(process.execPath, [resolve('node_modules/typescript-native/bin/tsc'), ...options, ...types, 'portal.ts']).stdout;
  };

  it('has types that a portal compiles against, and that see a mistake', () => {
    expect(check(PORTAL)).toBe('');
    expect(check(PORTAL.replace("marathonId: '/shop'", 'marathonID: 1'))).toMatch(/marathonID/);
    expect(check(PORTAL.replace('?.instances', '?.instance'))).toMatch(/'instance' does not exist/);
  });

  it('runs where nothing of Canopy is', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json').end('{"data":{"app":{"instances":7}}}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    writeFileSync(join(portal, 'portal.mjs'), PORTAL.replace(': number | undefined', ''));
    const child = spawn(process.execPath, ['portal.mjs', `http://127.0.0.1:${port}/graphql`], { cwd: portal });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(child, 'close');
    server.close();
    expect(said.trim()).toBe('7');
  });
});
