import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AS_ADMIN, startGuarded } from '../support/guarded.ts';
import { bytesOf, scan } from '../support/secrets.ts';
import { socketUrl } from '../support/ways.ts';

const CREATE = `mutation($key: String!, $expiresAt: DateTime!) { createApiToken(input: { label: "ci", scopes: [{ role: VIEWER }], expiresAt: $expiresAt }, idempotencyKey: $key)
  { secret subject { id label owner } plan { steps { before after target } } decision { reason inputs { value } } userErrors { message } } }`;
const TOLD = `{ events(last: 1000) { nodes { summary body } } auditLog(first: 1000) { nodes { actor detail subject } }
  viewer { apiTokens { id label owner scopes { role } } } }`;

it('no token of a caller is in logs, errors, events, plans, the audit log, the store or another answer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'canopy.sqlite');
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const house = await startGuarded({ file, log, adopt: false });
  const answers: string[] = [];
  const ask = async (who: Parameters<typeof house.ask>[0], query: string, variables?: object) => {
    const answer = await house.ask(who, query, variables);
    answers.push(JSON.stringify(answer));
    return answer;
  };
  const made = { key: 'made-once', expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  const { data } = await house.ask(AS_ADMIN, CREATE, made);
  const { secret } = data['createApiToken'] as { secret: string };
  expect(secret).toMatch(/^canopy_/);
  answers.push(JSON.stringify(data).replace(secret, ''));
  await ask(AS_ADMIN, CREATE, made);

  const good = await house.bearer('ann', ['staff']);
  const late = { authorization: `Bearer ${await house.issuer.issue({ sub: 'late' }, { lifetimeS: -60 })}` };
  const token = { authorization: `Bearer ${secret}` };
  const broken = { authorization: `${good['authorization']}x` };
  for (const who of [good, late, token, broken, { authorization: `Basic ${secret}` }, { authorization: `Bearer ${secret}x` }]) {
    await ask(who, '{ viewer { name kind } }');
    // Where it does not belong, as happens to people.
    await ask(who, `{ app(marathonId: ${JSON.stringify(secret)}, cluster: 3) { id } }`).catch(() => undefined);
    await ask(who, 'query($first: Int!) { apps(first: $first) { totalCount } }', { first: secret });
    const url = `${house.running.url}/graphql?query=${encodeURIComponent('{ viewer { name } }')}`;
    answers.push(await (await fetch(url, { headers: who })).text());
    for (const headers of [who, {}]) {
      const ws = new WebSocket(socketUrl(house.running), 'graphql-transport-ws', { headers });
      const closed = once(ws, 'close');
      ws.on('message', (message: Buffer) => {
        answers.push(message.toString());
        ws.close();
      });
      await once(ws, 'open');
      ws.send(JSON.stringify({ type: 'connection_init', payload: who }));
      answers.push(String((await closed)[1]));
    }
  }
  const told = JSON.stringify(await house.ask(AS_ADMIN, TOLD));
  await house.stop();
  const bytes = bytesOf(file);
  expect(bytes.length).toBeGreaterThan(10_000);
  expect(lines.length).toBeGreaterThan(10);

  const places = { log: lines.join('\n'), answers: answers.join('\n'), 'events and audit log': told, store: bytes };
  const jwt = (who: Record<string, string>) => who['authorization']?.split('.')[2] ?? '';
  const secrets = { 'API token': secret.slice(-43), 'bearer token': jwt(good), 'token that ended': jwt(late) };
  expect(scan(places, secrets)).toEqual([]);
  expect(scan({ planted: `x${secrets['API token']}x` }, secrets)).toContain('API token in planted, as it is');
});
