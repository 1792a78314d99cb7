import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { codeOf } from '../support/ask.ts';
import { until } from '../support/canopy.ts';
import { AS_ADMIN, startGuarded, type Guarded } from '../support/guarded.ts';
import { socketUrl } from '../support/ways.ts';

interface Known {
  readonly marathonId: string;
  readonly jobName: string;
  readonly department: string;
  readonly taskId: string;
  readonly id: string;
}

const BIND = `mutation($jobName: JobName, $holder: String!, $role: Role!, $kind: HolderKind!) {
  setRoleBinding(input: { jobName: $jobName, kind: $kind, holder: $holder, role: $role }) { userErrors { code message } subject { id } } }`;
const UNBIND = `mutation($jobName: JobName, $holder: String!) {
  removeRoleBinding(input: { jobName: $jobName, kind: USER, holder: $holder }) { userErrors { code message } } }`;
const SCALE = `mutation($app: String!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  scaleApp(input: { app: $app, instances: 3 }, mode: $mode, planToken: $planToken, idempotencyKey: $idempotencyKey)
  { planToken plan { id state } decision { id } userErrors { code message path } } }`;
const EVERYTHING = `{
  tree { jobName } apps(first: 500) { totalCount partial nodes { marathonId treeNode { jobName } } }
  containers(first: 1000) { totalCount nodes { app { marathonId } } } hosts(first: 10) { nodes { containers(first: 100) { nodes { app { marathonId } } } } }
  deployments { apps { marathonId } } events(last: 500) { nodes { jobName summary } }
}`;

let house: Guarded;
let mine: Known;
let theirs: Known;

const bind = async (who: string, holder: string, role: string, jobName: string | null, kind = 'USER') =>
  (await house.ask(who, BIND, { jobName, holder, role, kind })).data['setRoleBinding'] as {
    userErrors: { code: string; message: string }[];
  };
const errorsOf = (data: Record<string, unknown>) =>
  (Object.values(data)[0] as { userErrors: readonly { code: string; message: string; path: readonly string[] }[] }).userErrors;

beforeAll(async () => {
  house = await startGuarded();
  const { data } = await house.ask(
    AS_ADMIN,
    '{ apps(first: 200, filter: { unassigned: false }) { nodes { id marathonId jobName instances treeNode { ancestors { jobName } } containers(first: 1) { nodes { taskId } } } } }',
  );
  const apps = (
    data['apps'] as {
      nodes: {
        id: string;
        marathonId: string;
        jobName: string;
        instances: number;
        treeNode: { ancestors: { jobName: string }[] };
        containers: { nodes: { taskId: string }[] };
      }[];
    }
  ).nodes
    .filter(({ instances, containers }) => instances > 0 && instances !== 3 && containers.nodes.length > 0)
    .map(({ treeNode, containers, ...rest }) => ({
      ...rest,
      department: treeNode.ancestors[1]?.jobName ?? '',
      taskId: containers.nodes[0]?.taskId ?? '',
    }));
  mine = apps[0] as Known;
  theirs = apps.find(({ department }) => department !== mine.department) as Known;
  expect(await bind(AS_ADMIN, 'acme:olga', 'OWNER', mine.department)).toMatchObject({ userErrors: [] });
  expect(await bind('olga', 'acme:vic', 'VIEWER', mine.department)).toMatchObject({ userErrors: [], subject: { id: expect.any(String) } });
  expect(await bind('olga', 'acme:devs', 'DEVELOPER', mine.department, 'GROUP')).toMatchObject({ userErrors: [] });
});
afterAll(() => house.stop());

describe('who holds a role on a department', () => {
  it('sees it, and in no list, count, roll-up, edge or event anything else', async () => {
    for (let seen = 0; seen < 4; seen++) {
      const { data, errors } = await house.ask('vic', EVERYTHING);
      const said = JSON.stringify(data);
      expect(errors).toBeUndefined();
      expect(data['tree']).toEqual([{ jobName: mine.department }]);
      expect(data['apps']).toMatchObject({ partial: true });
      expect(said).toContain(mine.marathonId);
      for (const [id] of said.matchAll(/\/acme\/[a-z]+/g)) expect(id).toBe(mine.marathonId.split('/').slice(0, 3).join('/'));
      for (const [name] of said.matchAll(/cop\.acme_owt\.[a-z]+/g)) expect(name).toBe(mine.department);
    }
    const whole = (await house.ask(AS_ADMIN, EVERYTHING)).data as { apps: { totalCount: number } };
    const part = (await house.ask('vic', EVERYTHING)).data as { apps: { totalCount: number; nodes: unknown[] } };
    expect(part.apps.totalCount).toBe(part.apps.nodes.length);
    expect(part.apps.totalCount).toBeLessThan(whole.apps.totalCount);
  });

  it('finds nothing else by any name, in the same words as what is not there', async () => {
    const about = (app: string, task: string, node: string) => `{
      app(marathonId: "${app}") { id } container(taskId: "${task}") { id } treeNode(jobName: "${node}") { id }
      a: node(id: "App:main:${app}") { id } b: node(id: "Container:main:${task}") { id } why(id: "App:main:${app}") { id }
      apps(filter: { scope: "${node}" }) { totalCount partial nodes { id } } containers(filter: { marathonId: "${app}" }) { nodes { id } }
      events(filter: { scope: "${node}" }) { nodes { id } partial } hosts(filter: { scope: "${node}" }) { totalCount nodes { id } }
    }`;
    const hidden = await house.ask('vic', about(theirs.marathonId, theirs.taskId, theirs.jobName));
    const absent = await house.ask('vic', about('/no/such/app', 'no.such.task', 'cop.acme_owt.nowhere'));
    expect(hidden.errors).toBeUndefined();
    expect(hidden.data).toEqual(absent.data);
    const seen = await house.ask('vic', about(mine.marathonId, mine.taskId, mine.jobName));
    expect(seen.data).toMatchObject({ app: { id: mine.id }, container: { id: expect.any(String) }, treeNode: { id: expect.any(String) } });
  });

  it('learns of what needs more than VIEWER what is missing', async () => {
    const logs = `{ container(taskId: "${mine.taskId}") { taskId logs(tail: 1) { lines { text } } } }`;
    const { data, errors } = await house.ask('vic', logs);
    expect(data).toEqual({ container: { taskId: mine.taskId, logs: null } });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/needs DEVELOPER; you hold VIEWER/),
      extensions: { code: 'FORBIDDEN' },
    });
    const dev = await house.bearer('dan', ['devs']);
    expect((await house.ask(dev, logs)).errors?.[0]?.extensions['code']).not.toBe('FORBIDDEN');
  });

  it('is told who they are, what they hold, and what they may', async () => {
    const { data } = await house.ask(
      await house.bearer('dan', ['devs']),
      `{ viewer { name kind groups roles holds { role treeNode { jobName } }
        scale: can(action: "scaleApp", on: "${mine.id}") kill: can(action: "killContainer", on: "${mine.id}")
        other: can(action: "view", on: "${theirs.id}") root: can(action: "createTreeNode") token: can(action: "createApiToken") } }`,
    );
    expect(data['viewer']).toEqual({
      ...{ name: 'acme:dan', kind: 'USER', groups: ['acme:devs'], roles: ['DEVELOPER'] },
      holds: [{ role: 'DEVELOPER', treeNode: { jobName: mine.department } }],
      ...{ scale: true, kill: false, other: false, root: false, token: true },
    });
  });
});

describe('what is to be changed', () => {
  it('needs its role where it acts; who could grant it is named', async () => {
    const { data } = await house.ask('vic', SCALE, { app: mine.marathonId });
    expect(data['scaleApp']).toMatchObject({ plan: null, decision: null });
    expect(errorsOf(data)).toEqual([
      {
        code: 'FORBIDDEN',
        message: expect.stringMatching(/^scaleApp needs DEVELOPER on .*; you hold VIEWER there. It is granted by acme:olga\.$/),
        path: [],
      },
    ]);
  });

  it('of what may not be seen is not there, and no outside system is asked', async () => {
    const about = async (app: string, task: string, node: string) => {
      const before = (await house.running.sandbox.ledger()).requests.length;
      const answers = [
        await house.ask('vic', SCALE, { app }),
        await house.ask('vic', SCALE, { app: node }),
        await house.ask('vic', `mutation { deleteApp(input: { app: "${app}" }) { userErrors { code message } } }`),
        await house.ask('vic', `mutation { deployApp(input: { app: "${app}", instances: 1 }) { userErrors { code message } } }`),
        await house.ask('vic', `mutation { killContainer(input: { taskId: "${task}" }) { userErrors { code message } } }`),
        await house.ask('vic', `mutation { setFreeze(input: { jobName: "${node}", reason: "x" }) { userErrors { code message } } }`),
        await house.ask('vic', `mutation { confirmPlacement(input: { app: "${app}" }) { userErrors { code message } } }`),
        await house.ask('vic', BIND, { jobName: node, holder: 'acme:vic', role: 'OWNER', kind: 'USER' }),
      ];
      const words = JSON.stringify(answers.map(({ data, errors }) => errors ?? errorsOf(data)));
      const { requests } = await house.running.sandbox.ledger();
      // Canopy's own re-reads go on meanwhile.
      const calls = requests.slice(before).filter(({ method, path }) => method !== 'GET' || path.includes(app));
      return [words.replaceAll(app, '<app>').replaceAll(task, '<task>').replaceAll(node, '<node>'), calls];
    };
    const job = 'cop.acme_owt.gone_pdl.gone_cluster.gone_servicegroup.gone_service.gone_jobgroup.gone_job.gone';
    const hidden = await about(theirs.marathonId, theirs.taskId, theirs.jobName);
    const absent = await about('/acme/gone/gone/gone/gone/gone/gone/gone', 'gone.task', job);
    expect(hidden).toEqual(absent);
    expect(hidden[1]).toEqual([]);
  });

  it('with a role goes through; and a plan of before is worth nothing once the role is gone', async () => {
    const dev = await house.bearer('dina', ['devs']);
    const planned = (await house.ask(dev, SCALE, { app: mine.marathonId, mode: 'PLAN' })).data['scaleApp'] as { planToken: string };
    expect(planned.planToken).toEqual(expect.any(String));
    const asDina = await house.bearer('dina');
    const refused = await house.ask(asDina, SCALE, { app: mine.marathonId, planToken: planned.planToken });
    expect(errorsOf(refused.data)).toMatchObject([{ code: 'FORBIDDEN' }]);
    const done = await house.ask(dev, SCALE, { app: mine.marathonId, idempotencyKey: 'k1' });
    expect(done.data['scaleApp']).toMatchObject({ userErrors: [], decision: { id: expect.any(String) } });
    const { id } = (done.data['scaleApp'] as { plan: { id: string } }).plan;
    // The outcome is theirs to hear again only while the role is.
    expect(errorsOf((await house.ask(asDina, SCALE, { app: mine.marathonId, idempotencyKey: 'k1' })).data)).toMatchObject([
      { code: 'FORBIDDEN' },
    ]);
    expect((await house.ask('vic', `{ plan(id: "${id}") { state } why(id: "${mine.id}") { actor } }`)).data).toMatchObject({
      plan: { state: 'DONE' },
      why: expect.arrayContaining([{ actor: 'acme:dina' }]),
    });
    expect(
      (await house.ask('zoe', `{ plan(id: "${id}") { state } node(id: "${id}") { id } why(id: "${mine.id}") { actor } }`)).data,
    ).toEqual({
      ...{ plan: null, node: null, why: [] },
    });
  });

  it('an owner gives no more than they hold, and the last one stays', async () => {
    expect(await bind('olga', 'acme:olga', 'ADMIN', null)).toMatchObject({ userErrors: [{ code: 'FORBIDDEN' }] });
    expect(await bind('olga', 'acme:vic', 'ADMIN', mine.department)).toMatchObject({ userErrors: [{ code: 'BAD_USER_INPUT' }] });
    expect(await bind('vic', 'acme:vic', 'OWNER', mine.department)).toMatchObject({ userErrors: [{ code: 'FORBIDDEN' }] });
    const last = await house.ask('olga', UNBIND, { jobName: mine.department, holder: 'acme:olga' });
    expect(errorsOf(last.data)).toMatchObject([{ code: 'LAST_OWNER' }]);
    expect(await bind('olga', 'acme:olga', 'VIEWER', mine.department)).toMatchObject({ userErrors: [{ code: 'LAST_OWNER' }] });
    expect(await bind('olga', 'acme:otto', 'OWNER', mine.department)).toMatchObject({ userErrors: [] });
    expect(errorsOf((await house.ask('otto', UNBIND, { jobName: mine.department, holder: 'acme:otto' })).data)).toEqual([]);
    const gone = await house.ask('olga', UNBIND, { jobName: mine.department, holder: 'acme:nobody' });
    expect(errorsOf(gone.data)).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await bind('olga', 'vic', 'VIEWER', mine.department)).toMatchObject({ userErrors: [{ code: 'BAD_USER_INPUT' }] });
  });
});

describe('rights that are taken away', () => {
  it('are gone at the next question, also on an open socket', async () => {
    await bind('olga', 'acme:tim', 'VIEWER', mine.department);
    const ws = new WebSocket(socketUrl(house.running), 'graphql-transport-ws', { headers: await house.bearer('tim') });
    const messages: string[] = [];
    ws.on('message', (data: Buffer) => messages.push(data.toString()));
    await once(ws, 'open');
    ws.send(JSON.stringify({ type: 'connection_init' }));
    let asked = 0;
    const ask = async () => {
      const id = String(++asked);
      ws.send(JSON.stringify({ id, type: 'subscribe', payload: { query: '{ tree { jobName } }' } }));
      const answer = () => messages.find((each) => each.includes(`"id":"${id}"`) && each.includes('"next"'));
      await until(() => answer() !== undefined);
      return answer();
    };
    await until(() => messages.length > 0);
    expect(await ask()).toContain(mine.department);
    await house.ask('olga', UNBIND, { jobName: mine.department, holder: 'acme:tim' });
    expect(await ask()).toContain('"tree":[]');
    expect((await house.ask('tim', '{ tree { jobName } }')).data).toEqual({ tree: [] });
    ws.close();
  });
});

describe('an API token', () => {
  const CREATE = `mutation($role: Role!, $jobName: JobName, $idempotencyKey: String, $expiresAt: DateTime!) {
    createApiToken(input: { label: "ci", scopes: [{ role: $role, jobName: $jobName }], expiresAt: $expiresAt }, idempotencyKey: $idempotencyKey)
    { secret subject { id label owner expiresAt scopes { role treeNode { jobName } } } userErrors { code message } plan { steps { after } } } }`;
  const soon = () => new Date(Date.now() + 3_600_000).toISOString();
  const create = async (who: string | Record<string, string>, variables: object) =>
    (await house.ask(who, CREATE, { expiresAt: soon(), ...variables })).data['createApiToken'] as {
      secret: string | null;
      subject: { id: string } | null;
      userErrors: { code: string }[];
      plan: unknown;
    };

  it('is shown once, acts within its scopes and its owner’s rights, and ends when it is revoked, on open sockets too', async () => {
    const made = await create('olga', { role: 'DEVELOPER', jobName: mine.department, idempotencyKey: 't1' });
    expect(made).toMatchObject({
      secret: expect.stringMatching(/^canopy_[a-z0-9]{12}_[\w-]{43}$/),
      subject: { label: 'ci', owner: 'acme:olga', scopes: [{ role: 'DEVELOPER', treeNode: { jobName: mine.department } }] },
      userErrors: [],
    });
    expect(JSON.stringify(made.plan)).not.toContain(made.secret?.slice(-43));
    expect(await create('olga', { role: 'DEVELOPER', jobName: mine.department, idempotencyKey: 't1', expiresAt: soon() })).toMatchObject({
      secret: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
    const token = { authorization: `Bearer ${made.secret}` };
    const { data } = await house.ask(token, `{ viewer { name kind roles } tree { jobName } own: node(id: "${made.subject?.id}") { id } }`);
    expect(data).toEqual({
      viewer: { name: `token:${made.subject?.id.slice('ApiToken:'.length)}`, kind: 'TOKEN', roles: ['DEVELOPER'] },
      tree: [{ jobName: mine.department }],
      own: { id: made.subject?.id },
    });
    expect(await bind('olga', 'acme:x', 'VIEWER', mine.department)).toMatchObject({ userErrors: [] });
    const refused = (await house.ask(token, BIND, { jobName: mine.department, holder: 'acme:x', role: 'OWNER', kind: 'USER' })).data;
    expect(errorsOf(refused)).toMatchObject([{ code: 'FORBIDDEN' }]);
    const id = made.subject?.id.slice('ApiToken:'.length);
    await house.ask('olga', BIND, { jobName: mine.department, kind: 'TOKEN', holder: id, role: 'VIEWER' });
    const bound = await house.ask('olga', `{ treeNode(jobName: "${mine.department}") { roleBindings { kind holder owner } } }`);
    expect(bound.data['treeNode']).toMatchObject({
      roleBindings: expect.arrayContaining([
        { kind: 'TOKEN', holder: id, owner: 'acme:olga' },
        { kind: 'USER', holder: 'acme:x', owner: null },
      ]),
    });
    expect(await create(token, { role: 'VIEWER' })).toMatchObject({ secret: null, userErrors: [{ code: 'FORBIDDEN' }] });

    const ws = new WebSocket(socketUrl(house.running), 'graphql-transport-ws', { headers: token });
    const closed = new Promise<[number, string]>((done) => ws.once('close', (code, reason) => done([code, reason.toString()])));
    await once(ws, 'open');
    ws.send(JSON.stringify({ type: 'connection_init' }));
    await once(ws, 'message');
    const revoke = `mutation { revokeApiToken(input: { id: "${made.subject?.id}" }) { userErrors { code } } }`;
    expect(errorsOf((await house.ask('vic', revoke)).data)).toEqual([{ code: 'NOT_FOUND' }]);
    expect(errorsOf((await house.ask('olga', revoke)).data)).toEqual([]);
    expect(await closed).toEqual([4401, expect.stringMatching(/not valid/)]);
    expect(codeOf(await house.ask(token, '{ viewer { name } }'))).toBe('UNAUTHENTICATED');
  });

  it('is told again without its secret', async () => {
    const expiresAt = soon();
    const first = await create('olga', { role: 'VIEWER', idempotencyKey: 't2', expiresAt });
    const again = await create('olga', { role: 'VIEWER', idempotencyKey: 't2', expiresAt });
    expect(again).toMatchObject({ secret: null, subject: { id: first.subject?.id }, userErrors: [{ code: 'ALREADY_SHOWN' }] });
    const listed = (await house.ask('olga', '{ viewer { apiTokens { id label lastUsedAt } } }')).data['viewer'];
    expect(listed).toMatchObject({ apiTokens: expect.arrayContaining([{ id: first.subject?.id, label: 'ci', lastUsedAt: null }]) });
    expect((await house.ask('vic', `{ node(id: "${first.subject?.id}") { id } }`)).data).toEqual({ node: null });
  });

  it('is never made for more than its owner holds, and loses what they lose', async () => {
    expect(await create('vic', { role: 'OWNER', jobName: mine.department })).toMatchObject({
      secret: null,
      userErrors: [{ code: 'FORBIDDEN' }],
    });
    expect(await create('vic', { role: 'VIEWER', jobName: theirs.department })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
    await bind('olga', 'acme:una', 'DEVELOPER', mine.department);
    const made = await create('una', { role: 'ADMIN' });
    const token = { authorization: `Bearer ${made.secret}` };
    expect((await house.ask(token, '{ viewer { roles } }')).data).toEqual({ viewer: { roles: ['DEVELOPER'] } });
    await house.ask('olga', UNBIND, { jobName: mine.department, holder: 'acme:una' });
    expect((await house.ask(token, '{ viewer { roles } tree { jobName } }')).data).toEqual({ viewer: { roles: [] }, tree: [] });
    const past = await create('olga', { role: 'VIEWER', expiresAt: '2020-01-01T00:00:00.000Z' });
    expect(past).toMatchObject({ userErrors: [{ code: 'BAD_USER_INPUT' }] });
  });
});

describe('whose node stands below what they do not see', () => {
  const RENAME = `mutation($jobName: JobName!, $name: String!, $mode: Mode) { renameTreeNode(input: { jobName: $jobName, name: $name }, mode: $mode)
    { plan { steps { before after } } userErrors { code message } } }`;
  const CREATE = `mutation($parent: JobName!, $name: String!) { createTreeNode(input: { parent: $parent, name: $name }) { userErrors { code message } } }`;

  it('is renamed below the parent that it has, and not by the name of a hidden one', async () => {
    const job = mine.jobName;
    await bind('olga', 'acme:jo', 'OWNER', job);
    const renamed = await house.ask('jo', RENAME, { jobName: job, name: 'fresh', mode: 'PLAN' });
    expect(renamed.data).toMatchObject({
      renameTreeNode: {
        userErrors: [],
        plan: { steps: [{ before: job, after: expect.stringContaining(`${job.slice(0, job.lastIndexOf('.'))}.fresh;`) }] },
      },
    });
    const company = await house.ask('jo', RENAME, { jobName: job, name: 'acme', mode: 'PLAN' });
    expect(JSON.stringify(company.data)).not.toMatch(/PLAN_STALE|is a node/);
    const moved = await house.ask(
      'jo',
      `mutation { moveTreeNode(input: { jobName: "${job}", newParent: "${theirs.jobName}" }, mode: PLAN) { userErrors { code } } }`,
    );
    expect(errorsOf(moved.data)).toEqual([{ code: 'NOT_FOUND' }]);
  });

  it('keeps its apps though somebody takes its old name: whoever owned the place that it left does not own it', async () => {
    const parts = mine.jobName.split('_');
    const from = parts.slice(0, -1).join('_');
    const name = parts.at(-1)?.split('.')[1] ?? '';
    const to = theirs.jobName.split('_').slice(0, -1).join('_');
    await bind('olga', 'acme:pat', 'OWNER', from);
    const move = `mutation($jobName: JobName!, $newParent: JobName!) { moveTreeNode(input: { jobName: $jobName, newParent: $newParent }) { userErrors { code } } }`;
    const other = `${to}_job.${name}`;
    if (theirs.jobName === other) await house.ask(AS_ADMIN, RENAME, { jobName: theirs.jobName, name: 'renamed' });
    expect(errorsOf((await house.ask(AS_ADMIN, move, { jobName: mine.jobName, newParent: to })).data)).toEqual([]);
    try {
      const app = async (who: string) => (await house.ask(who, `{ app(marathonId: "${mine.marathonId}") { jobName } }`)).data['app'];
      expect([await app('pat'), await app(AS_ADMIN)]).toEqual([null, { jobName: other }]);
      expect(errorsOf((await house.ask('pat', CREATE, { parent: from, name })).data)).toEqual([
        { code: 'ALREADY_EXISTS', message: expect.stringContaining('old name of another node') },
      ]);
      expect([await app('pat'), await app(AS_ADMIN)]).toEqual([null, { jobName: other }]);
    } finally {
      await house.ask(AS_ADMIN, move, { jobName: other, newParent: from });
    }
  });

  it('learns that a node above is frozen, not by whom and why', async () => {
    await bind('olga', 'acme:dev', 'DEVELOPER', mine.jobName);
    const restart = `mutation { restartApp(input: { app: "${mine.marathonId}", force: true }) { userErrors { code message } decision { reason } plan { blockedBy } } }`;
    const freeze = `mutation { setFreeze(input: { jobName: "cop.acme", reason: "hush: layoffs" }) { userErrors { code } } }`;
    expect(errorsOf((await house.ask(AS_ADMIN, freeze)).data)).toEqual([]);
    const frozen = await house.ask('dev', restart);
    expect(errorsOf(frozen.data)).toMatchObject([{ code: 'FROZEN' }]);
    const told = await house.ask('dev', `{ why(id: "${mine.id}") { reason } events(last: 20) { nodes { summary } } }`);
    for (const { data } of [frozen, told]) expect(JSON.stringify(data)).not.toMatch(/hush|acme:root/);
    const admin = await house.ask(AS_ADMIN, restart);
    expect(errorsOf(admin.data)[0]?.message).toContain('hush: layoffs');
    const { data } = await house.ask(AS_ADMIN, '{ platform { freezes { id } } }');
    for (const { id } of (data['platform'] as { freezes: { id: string }[] }).freezes)
      await house.ask(AS_ADMIN, `mutation { removeFreeze(input: { id: "${id}" }) { userErrors { code } } }`);
  });
});
