import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Falcon } from '../../datasources/falcon/client.ts';
import type { Action, Expression, Nodata } from '../../datasources/falcon/portal-model.ts';
import type { Strategy } from '../../src/monitoring/model.ts';
import { startFalcon, type FalconSandbox } from '../sandbox/falcon.ts';
import { falconAt } from '../support/falcon.ts';

const action: Action = {
  ...{ teams: ['ops', 'web'], url: 'http://127.0.0.1:1/hook?token=x', callback: true },
  ...{ beforeCallback: { sms: false, mail: false }, afterCallback: { sms: true, mail: false } },
};
const strategy: Strategy = {
  ...{ metric: 'cpu.idle', tags: '', func: 'all(#3)', op: '<', rightValue: 10.5, maxStep: 3, priority: 2, note: 'busy' },
  ...{ runBegin: '', runEnd: '' },
};

describe('what Falcon is told to watch', () => {
  let sandbox: FalconSandbox;
  let falcon: Falcon;
  const { signal } = new AbortController();
  /** Writes that changed something, as Falcon itself counts them. */
  const writes = async () => {
    const { body } = await sandbox.control('GET', '/ledger');
    return (body.writes as { kind: string }[]).filter(({ kind }) => kind.startsWith('falcon.')).length;
  };
  /** What it ensures is so after the first time, and the second sends nothing. */
  const twice = async <T>(ensure: () => Promise<{ value: T; changed: boolean }>): Promise<T> => {
    const before = await writes();
    const first = await ensure();
    expect(first.changed).toBe(true);
    const between = await writes();
    expect(between).toBeGreaterThan(before);
    const second = await ensure();
    expect(second).toEqual({ value: first.value, changed: false });
    expect(await writes()).toBe(between);
    return first.value;
  };
  beforeAll(async () => {
    sandbox = await startFalcon();
    falcon = falconAt(sandbox.falcon);
  });
  afterAll(async () => {
    await falcon.close();
    await sandbox.stop();
  });

  it('is a group by its exact name, with exactly these hosts, and bound to a template once', async () => {
    const { groups, templates } = falcon.portal;
    await groups.ensure('cop.acme-owt', signal);
    const group = await twice(() => groups.ensure('cop.acme_owt', signal));
    expect(await groups.find('cop.acme.owt', signal)).toBeUndefined();
    await twice(() => groups.ensureHosts(group.id, ['h2', 'h1', 'h2'], signal));
    await twice(() => groups.ensureHosts(group.id, ['h3'], signal));
    expect((await groups.hostsOf(group.id, signal)).map(({ name }) => name)).toEqual(['h3']);
    const { value: template } = await templates.ensure('bound', 0, signal);
    await twice(() => groups.ensureBound(group.id, template.id, signal));
    expect((await groups.templatesOf(group.id, signal)).map(({ name }) => name)).toEqual(['bound']);
    await twice(() => groups.ensureUnbound(group.id, template.id, signal));
    await groups.remove(group.id, signal);
    expect(await groups.find('cop.acme_owt', signal)).toBeUndefined();
  });

  it('is a template with an action of its own, which is read back', async () => {
    const { templates } = falcon.portal;
    const parent = await twice(() => templates.ensure('parent', 0, signal));
    const child = await twice(() => templates.ensure('child', 0, signal));
    await twice(() => templates.ensure('child', parent.id, signal));
    expect((await templates.detail(child.id, signal)).action).toBeNull();
    const made = await twice(() => templates.ensureAction(child.id, action, signal));
    expect(made).toEqual({ ...action, id: made.id });
    const changed = await twice(() => templates.ensureAction(child.id, { ...action, teams: ['ops'] }, signal));
    expect([changed.id, changed.teams]).toEqual([made.id, ['ops']]);
    await templates.remove(child.id, signal);
    expect(await templates.find('child', signal)).toBeUndefined();
  });

  it('is a strategy, changed in place by its id', async () => {
    const { templates } = falcon.portal;
    const { value: template } = await templates.ensure('strategies', 0, signal);
    const made = await twice(() => templates.ensureStrategy(template.id, strategy, signal));
    expect(made).toEqual({ ...strategy, id: made.id, templateId: template.id });
    const other = await twice(() => templates.ensureStrategy(template.id, { ...strategy, metric: 'proc.delay', op: '>' }, signal));
    await twice(() => templates.ensureStrategy(template.id, { ...strategy, rightValue: 5, id: made.id }, signal));
    const { strategies } = await templates.detail(template.id, signal);
    expect(strategies.map(({ id, rightValue }) => [id, rightValue])).toEqual([
      [made.id, 5],
      [other.id, 10.5],
    ]);
    await templates.removeStrategy(other.id, signal);
    await expect(templates.ensureStrategy(template.id, { ...strategy, id: other.id }, signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is an expression with its action, changed in place by its id', async () => {
    const { portal } = falcon;
    const { metric: _, tags: __, runBegin: ___, runEnd: ____, ...condition } = strategy;
    const expression: Expression = { ...condition, expression: 'each(metric=qps srv=falcon)', paused: false, action };
    const made = await twice(() => portal.ensureExpression(expression, signal));
    expect(made).toMatchObject({ expression: expression.expression, rightValue: 10.5, paused: false });
    const silent = { ...action, callback: false };
    const quiet = await twice(() => portal.ensureExpression({ ...expression, action: silent, id: made.id }, signal));
    expect(quiet.id).toBe(made.id);
    expect(await portal.expressionAction(made.id, signal)).toMatchObject(silent);
    const beside = await twice(() => portal.ensureExpression({ ...expression, rightValue: 20 }, signal));
    expect(beside.id).not.toBe(made.id);
    for (const { id } of [made, beside]) await portal.removeExpression(id, signal);
    expect(await portal.expressions(signal)).toEqual([]);
    await expect(portal.ensureExpression({ ...expression, id: made.id }, signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is a value that stands in for one that stays away', async () => {
    const { portal } = falcon;
    const nodata: Nodata = {
      ...{ name: 'silent', obj: 'cop.acme', objType: 'group', metric: 'cpu.idle', tags: '', type: 'GAUGE', stepMs: 60_000, mock: -1 },
    };
    const made = await twice(() => portal.ensureNodata(nodata, signal));
    expect(made).toEqual({ ...nodata, id: made.id });
    await twice(() => portal.ensureNodata({ ...nodata, mock: -2 }, signal));
    await portal.removeNodata(made.id, signal);
    expect(await portal.nodatas(signal)).toEqual([]);
  });

  it('is a team with exactly these members', async () => {
    const { portal } = falcon;
    expect(await portal.team('none', signal)).toBeUndefined();
    await twice(() => portal.ensureTeam({ name: 'ops', resume: 'who is on call', userIds: [] }, signal));
    const { body } = await sandbox.api('GET', '/user/current');
    const team = await twice(() => portal.ensureTeam({ name: 'ops', resume: 'who is on call', userIds: [body.id] }, signal));
    expect(team.users.map(({ name }) => name)).toEqual(['root']);
    expect((await portal.teams(signal)).find(({ name }) => name === 'ops')).toEqual(team);
    expect((await portal.users(signal)).map(({ name }) => name)).toContain('root');
    await portal.removeTeam(team.id, signal);
    expect(await portal.team('ops', signal)).toBeUndefined();
  });

  it('leaves hosts alone for a while', async () => {
    const { groups } = falcon.portal;
    const { value: group } = await groups.ensure('repaired', signal);
    await groups.ensureHosts(group.id, ['r1'], signal);
    const ends = async () => (await sandbox.api('GET', `/hostgroup/${group.id}`)).body.hosts[0].maintain_end as number;
    await groups.maintain(['r1', 'nobody'], 60_000, 120_000, signal);
    expect(await ends()).toBe(120);
    await groups.endMaintenance(['r1'], signal);
    expect(await ends()).toBe(0);
    await expect(groups.maintain([], 1, 2, signal)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('says by a code of ours what Falcon refuses', async () => {
    const { templates } = falcon.portal;
    await expect(templates.detail(99_999, signal)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'GET /template/{id}: record not found',
    });
    const { value: template } = await templates.ensure('refused', 0, signal);
    const odd = { ...strategy, op: '~' };
    await expect(templates.ensureStrategy(template.id, odd, signal)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED', source: 'falcon' });
  });
});
