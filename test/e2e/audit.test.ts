import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChainVerifier } from '../../src/audit/verify.ts';
import { hmac } from '../../src/kit/hmac.ts';
import { readAuditLog } from '../../src/store/audit-log.ts';
import { auditKeyBeside } from '../support/audit-key.ts';
import { AS_ADMIN, startGuarded, type Guarded } from '../support/guarded.ts';

interface Entry {
  readonly actor: string;
  readonly address: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly jobName: string | null;
  readonly requestId: string | null;
  readonly seq: number | null;
  readonly count: number;
  readonly plan: { readonly state: string } | null;
}

const LOG = `query($filter: AuditFilter, $first: Int, $after: Cursor) { auditLog(filter: $filter, first: $first, after: $after) {
  partial pageInfo { hasNextPage endCursor } nodes { actor address action outcome code jobName requestId seq count detail treeNode { name } plan { state } } } }`;
const COMPANY = 'cop.acme';

let folder: string;
let file: string;
let house: Guarded;

const bind = (who: string, holder: string, role: string) =>
  house.ask(
    who,
    `mutation { setRoleBinding(input: { jobName: "${COMPANY}", kind: USER, holder: "${holder}", role: ${role} }) { userErrors { code } } }`,
  );
const freeze = (who: string, mode: string) =>
  house.ask(who, `mutation { setFreeze(input: { jobName: "${COMPANY}", reason: "x" }, mode: ${mode}) { userErrors { code } } }`);
const entries = async (who: string, filter?: object, page: object = { first: 500 }) => {
  const { data } = await house.ask(who, LOG, { filter, ...page });
  return data['auditLog'] as { nodes: Entry[]; partial: boolean; pageInfo: { hasNextPage: boolean; endCursor: string } };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'canopy-audit-'));
  file = join(folder, 'canopy.sqlite');
  house = await startGuarded({ file });
  await bind(AS_ADMIN, 'acme:olga', 'OWNER');
  await bind(AS_ADMIN, 'acme:vic', 'VIEWER');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('what is done, tried out and refused is there, with who, from where, by which request and plan', async () => {
  await freeze('vic', 'APPLY');
  await freeze('olga', 'PLAN');
  await freeze('olga', 'APPLY');
  const { nodes, partial } = await entries('olga', { action: 'setFreeze' });
  const shared = { action: 'setFreeze', jobName: COMPANY, address: '127.0.0.1', requestId: expect.any(String), count: 1, seq: null };
  expect(partial).toBe(true);
  expect(nodes).toMatchObject([
    { ...shared, actor: 'acme:olga', outcome: 'DONE', code: null, plan: { state: 'DONE' } },
    { ...shared, actor: 'acme:olga', outcome: 'PLANNED', code: null, plan: { state: 'PLANNED' } },
    { ...shared, actor: 'acme:vic', outcome: 'REFUSED', code: 'FORBIDDEN', plan: null },
  ]);
});

it('is for the owners of a node, and what belongs to none for administrators', async () => {
  expect(await entries('vic')).toMatchObject({ nodes: [], partial: true });
  expect(await entries('nobody')).toMatchObject({ nodes: [], partial: true });
  const mine = (await entries('olga')).nodes;
  expect(mine.length).toBeGreaterThan(3);
  for (const { jobName } of mine) expect(jobName).toMatch(/^cop\.acme/);
  const all = await entries(AS_ADMIN);
  expect(all.partial).toBe(false);
  expect(all.nodes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ actor: 'acme:vic', action: 'SIGN_IN', outcome: 'FIRST', seq: expect.any(Number) }),
      expect.objectContaining({ actor: `acme:${AS_ADMIN}`, action: 'adoptApps', outcome: 'DONE' }),
    ]),
  );
});

it('tells of groups that have changed since somebody signed in last', async () => {
  await house.ask(await house.bearer('gil', ['a']), '{ viewer { name } }');
  await expect.poll(async () => (await entries(AS_ADMIN, { actor: 'acme:gil' })).nodes.length).toBe(1);
  await house.ask(await house.bearer('gil', ['a']), '{ viewer { name } }');
  await house.ask(await house.bearer('gil', ['b']), '{ viewer { name } }');
  await expect
    .poll(async () => (await entries(AS_ADMIN, { actor: 'acme:gil' })).nodes)
    .toMatchObject([
      { outcome: 'CHANGED', detail: { groups: ['acme:b'], before: ['acme:a'] } },
      { outcome: 'FIRST', detail: { groups: ['acme:a'], before: null } },
    ]);
});

it.each(['/schema.graphql', '/metrics'])('tells from where somebody came who asked for %s first', async (path) => {
  const name = `first-${path.slice(1, 4)}`;
  await fetch(`${house.running.url}${path}`, { headers: await house.bearer(name) });
  await expect
    .poll(async () => (await entries(AS_ADMIN, { actor: `acme:${name}`, action: 'SIGN_IN' })).nodes)
    .toMatchObject([{ outcome: 'FIRST', address: '127.0.0.1' }]);
});

it('is paged, each entry once', async () => {
  const whole = (await entries('olga')).nodes;
  const paged: Entry[] = [];
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo } = await entries('olga', undefined, { first: 2, after });
    paged.push(...nodes);
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
  }
  expect(paged).toEqual(whole);
});

it('holds strangers and refused fields by the minute, and is one whole chain to the end', async () => {
  for (let n = 0; n < 7; n++) await house.running.post('{"query":"{ viewer { name } }"}', { authorization: 'Bearer abc' });
  await house.ask('vic', '{ platform { unreadable { id } } }');
  const { issuer } = house;
  await house.stop();
  await issuer.close();
  const key = auditKeyBeside(file);
  const found: { actor: string; action: string; code: string | null; count: number }[] = [];
  const problems: unknown[] = [];
  await readAuditLog({ driver: 'sqlite', file }, async ({ anchor, head, links }) => {
    const verifier = new ChainVerifier(hmac(key), anchor, [{ ...head, from: 'the store' }]);
    for await (const link of links()) {
      problems.push(...verifier.feed(link));
      found.push((JSON.parse(link.text) as { draft: (typeof found)[number] }).draft);
    }
    problems.push(...verifier.end());
  });
  expect(problems).toEqual([]);
  const refused = found.filter(({ action }) => action === 'REFUSED');
  expect(refused.filter(({ actor }) => actor === 'stranger').reduce((sum, { count }) => sum + count, 0)).toBe(7);
  expect(refused).toContainEqual(expect.objectContaining({ actor: 'acme:vic', code: 'FORBIDDEN', address: '127.0.0.1' }));
});
