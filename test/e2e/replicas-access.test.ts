import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Issuer } from '../../sandbox/oidc/issuer.ts';
import { Secret } from '../../src/kit/secret.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { codeOf, read, type Answer } from '../support/ask.ts';
import { startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';
import { mariadbInstalled, startMariadb, type Mariadb } from '../support/mariadb.ts';
import { socketUrl } from '../support/ways.ts';

/** What is taken away on one replica may be good for so long on another. */
const IN_FORCE_MS = 2_000;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe.runIf(mariadbInstalled || process.env['CI'] === 'true')('two replicas on one mariadb that ask who somebody is', () => {
  let mariadb: Mariadb;
  let sandbox: SandboxProcess;
  let issuer: Issuer;
  let one: Running;
  let two: Running;
  let admin: Record<string, string>;

  beforeAll(async () => {
    [mariadb, sandbox, issuer] = await Promise.all([startMariadb(), startSandboxProcess(), Issuer.start()]);
    const url = await mariadb.create();
    const oidc = {
      ...{ name: 'acme', issuer: issuer.url, audience: ['canopy'], algorithms: ['RS256' as const] },
      ...{ clockSkewMs: 1, nameClaim: 'sub', groupsClaim: 'groups', timeoutMs: 2_000 },
    };
    const start = () =>
      startCanopy({
        process: sandbox,
        adopt: false,
        config: (from) => ({
          ...from,
          store: { ...from.store, url: new Secret(url) },
          audit: { ...from.audit, key: new Secret(Buffer.from(AUDIT_KEY).toString('base64')) },
          auth: { oidc: [oidc], administrators: { users: ['acme:root'], groups: [] } },
        }),
      });
    one = await start();
    two = await start();
    await until(() => [one, two].every(({ canopy }) => canopy.graph.sources.every((source) => source.synced)));
    admin = { authorization: `Bearer ${await issuer.issue({ sub: 'root' })}` };
    expect(await ask(one, 'mutation { createTreeNode(input: { name: "acme" }) { userErrors { message } } }')).toMatchObject({
      data: { createTreeNode: { userErrors: [] } },
    });
  });
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
    await sandbox?.stop();
    await issuer?.close();
    await mariadb?.stop();
  });

  const ask = async (running: Running, query: string, headers = admin) =>
    read<Answer<Record<string, unknown>>>(await running.post(JSON.stringify({ query }), headers));
  const bind = (verb: string, role = '') =>
    ask(one, `mutation { ${verb}(input: { jobName: "cop.acme", kind: USER, holder: "acme:tim"${role} }) { userErrors { message } } }`);

  it('have a role in force, and out of it, on either within 2 s', async () => {
    const tim = { authorization: `Bearer ${await issuer.issue({ sub: 'tim' })}` };
    const sees = async (running: Running) => (await ask(running, '{ tree { name } }', tim)).data;
    await bind('setRoleBinding', ', role: VIEWER');
    await until(async () => JSON.stringify(await sees(two)) === '{"tree":[{"name":"acme"}]}', IN_FORCE_MS);
    await bind('removeRoleBinding');
    expect(await sees(one)).toEqual({ tree: [] });
    await until(async () => JSON.stringify(await sees(two)) === '{"tree":[]}', IN_FORCE_MS);
  });

  it('take a token that the other has just made, and close its sockets when that revokes it', async () => {
    const made = await ask(
      one,
      `mutation { createApiToken(input: { label: "ci", scopes: [{ role: ADMIN }], expiresAt: "${inAnHour()}" }) { secret subject { id } } }`,
    );
    const { secret, subject } = made.data['createApiToken'] as { secret: string; subject: { id: string } };
    const token = { authorization: `Bearer ${secret}` };
    expect((await ask(two, '{ viewer { kind } }', token)).data).toEqual({ viewer: { kind: 'TOKEN' } });
    const ws = new WebSocket(socketUrl(two), 'graphql-transport-ws', { headers: token });
    const closed = once(ws, 'close');
    await once(ws, 'open');
    ws.send(JSON.stringify({ type: 'connection_init' }));
    await once(ws, 'message');
    let code = 0;
    void closed.then(([told]) => (code = Number(told)));
    await ask(one, `mutation { revokeApiToken(input: { id: "${subject.id}" }) { userErrors { message } } }`);
    await until(() => code === 4401, IN_FORCE_MS);
    expect(codeOf(await ask(two, '{ viewer { kind } }', token))).toBe('UNAUTHENTICATED');
  });

  it('append to one audit log', async () => {
    for (let n = 0; n < 5; n++)
      for (const each of [one, two])
        await ask(each, 'mutation { setFreeze(input: { jobName: "cop.acme", reason: "x" }, mode: PLAN) { userErrors { message } } }');
    const { data } = await ask(two, '{ auditLog(filter: { action: "setFreeze" }, first: 50) { nodes { seq outcome } } }');
    const { nodes } = data['auditLog'] as { nodes: { seq: number; outcome: string }[] };
    expect(nodes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => 'PLANNED'));
    expect(new Set(nodes.map(({ seq }) => seq)).size).toBe(10);
  });
});
