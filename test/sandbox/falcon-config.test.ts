import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFalcon, type FalconSandbox } from './falcon.ts';

describe('what is configured in Falcon', () => {
  let sandbox: FalconSandbox;
  const name = (() => {
    let made = 0;
    return (what: string) => `${what}-${(made += 1)}`;
  })();

  beforeAll(async () => {
    sandbox = await startFalcon({ falconStepS: 60 });
  });
  afterAll(() => sandbox.stop());

  const api = (method: string, path: string, body?: unknown) => sandbox.api(method, path, body);
  const said = async (method: string, path: string, body?: unknown) => {
    const answer = await api(method, path, body);
    return [answer.status, answer.body.message ?? answer.body.error];
  };

  it('groups: binding hosts replaces them, and makes those that nobody knew', async () => {
    const group = name('group');
    const { body } = await api('POST', '/hostgroup', { name: group });
    expect(body).toEqual({ id: expect.any(Number), grp_name: group, create_user: 'root' });
    const hostsOf = async () => (await api('GET', `/hostgroup/${body.id}`)).body.hosts;
    const bindHosts = (hosts: string[]) => said('POST', '/hostgroup/host', { hosts, hostgroup_id: body.id });
    expect(await bindHosts(['c3-node01', 'fresh-task'])).toEqual([200, expect.stringMatching(/^\[\d+ \d+\] bind to hostgroup: \d+$/)]);
    const [known, fresh] = await hostsOf();
    expect(known).toMatchObject({ hostname: 'c3-node01', ip: expect.stringMatching(/^127\./), maintain_begin: 0 });
    expect(fresh).toEqual({
      ...{ id: expect.any(Number), hostname: 'fresh-task', ip: '', agent_version: '', plugin_version: '' },
      ...{ maintain_begin: 0, maintain_end: 0 },
    });
    await bindHosts(['fresh-task']);
    expect((await hostsOf()).map(({ hostname }: { hostname: string }) => hostname)).toEqual(['fresh-task']);
    const patch = (action: string, hosts: string[]) => said('PATCH', `/hostgroup/${body.id}/host`, { action, hosts });
    expect(await patch('add', ['a', 'fresh-task'])).toEqual([200, `[a] bind to hostgroup: ${group}, [fresh-task] have been exist`]);
    expect(await patch('remove', ['a', 'nobody'])).toEqual([200, `[a] unbind to hostgroup: ${group}`]);
    expect(await patch('keep', ['a'])).toEqual([400, 'action must be add or remove']);
    expect(await said('PUT', '/hostgroup/host', { host_id: fresh.id, hostgroup_id: body.id })).toEqual([
      200,
      `unbind host:${fresh.id} of hostgroup: ${body.id}`,
    ]);
    expect(await hostsOf()).toEqual([]);
    expect((await api('GET', `/host/${fresh.id}/hostgroup`)).body).toEqual([]);
    expect(await said('POST', '/hostgroup', { name: group })).toEqual([
      417,
      `Error 1062: Duplicate entry '${group}' for key 'idx_host_grp_grp_name'`,
    ]);
    expect(await said('DELETE', `/hostgroup/${body.id}`)).toEqual([200, `hostgroup:${body.id} has been deleted`]);
    expect(await said('GET', `/hostgroup/${body.id}`)).toEqual([417, 'record not found']);
    expect(await said('GET', '/hostgroup?page=1')).toEqual([400, 'You set page but skip limit params, please check your input']);
  });

  it('templates: made, bound once, told with their misspelt strategies, and deleted with all that is theirs', async () => {
    const tpl = (await api('POST', '/template', { name: name('template'), parent_id: 0 })).body;
    expect(tpl).toEqual({ id: expect.any(Number), tpl_name: tpl.tpl_name, parent_id: 0, action_id: 0, create_user: 'root' });
    const group = (await api('POST', '/hostgroup', { name: name('group') })).body;
    const ids = { tpl_id: tpl.id, grp_id: group.id };
    expect((await api('POST', '/hostgroup/template', ids)).body).toEqual({ ...ids, bind_user: 'root' });
    expect(await said('POST', '/hostgroup/template', ids)).toEqual([400, 'this binding already existing, reject!']);
    expect((await api('GET', `/hostgroup/${group.id}/template`)).body).toEqual({ hostgroup: group, templates: [tpl] });
    const none = { id: 0, uic: '', url: '', callback: 0, before_callback_sms: 0, before_callback_mail: 0 };
    expect((await api('GET', `/template/${tpl.id}`)).body).toEqual({
      ...{ template: tpl, stratges: [], parent_name: '' },
      action: { ...none, after_callback_sms: 0, after_callback_mail: 0 },
    });
    const action = { uic: 'shop,pay', url: 'http://x/y', callback: 1, before_callback_sms: 0, before_callback_mail: 0 };
    expect(await said('POST', '/template/action', { ...action, tpl_id: tpl.id })).toEqual([
      200,
      `action is created and bind to template: ${tpl.id}`,
    ]);
    const { body: whole } = await api('GET', `/template/${tpl.id}`);
    expect(whole.action).toMatchObject({ id: whole.template.action_id, ...action });
    expect(await said('PUT', '/template/action', { id: whole.action.id, uic: 'ads' })).toEqual([200, 'action is updated, row affected: 1']);
    expect((await api('GET', `/action/${whole.action.id}`)).body).toMatchObject({ uic: 'ads', url: '', callback: 0 });
    const child = (await api('POST', '/template', { name: name('template'), parent_id: tpl.id })).body;
    const listed = (await api('GET', `/template?q=^${child.tpl_name}$`)).body;
    expect(listed).toEqual({ templates: [{ template: child, parent_name: tpl.tpl_name }] });
    expect(await said('PUT', '/template', { tpl_id: tpl.id, name: 'renamed', parent_id: 0 })).toEqual([200, 'template updated']);
    expect(await said('POST', '/template', { name: 'renamed', parent_id: 0 })).toEqual([400, expect.stringContaining('Error 1062')]);
    expect(await said('DELETE', `/template/${tpl.id}`)).toEqual([200, `template ${tpl.id} has been deleted`]);
    expect((await api('GET', `/hostgroup/${group.id}/template`)).body.templates).toEqual([]);
    expect(await said('GET', `/action/${whole.action.id}`)).toEqual([400, 'record not found']);
  });

  describe('strategies', () => {
    const good = {
      metric: 'cpu.idle',
      tags: '',
      max_step: 3,
      priority: 0,
      func: 'all(#3)',
      op: '<',
      right_value: '5.5',
      note: '',
      tpl_id: 7,
    };

    it('are made once, whatever they are about, and changed', async () => {
      expect(await said('POST', '/strategy', good)).toEqual([200, 'stragtegy created']);
      expect(await said('POST', '/strategy', good)).toEqual([200, 'This stragtegy is already created']);
      const rows = (await api('GET', '/strategy?tid=7')).body;
      expect(rows).toEqual([{ id: expect.any(Number), ...good, run_begin: '', run_end: '' }]);
      const [{ id }] = rows;
      expect(await said('PUT', '/strategy', { ...good, id, op: '>=', run_begin: '00:00', run_end: '24:00' })).toEqual([
        200,
        `stragtegy:${id} has been updated`,
      ]);
      expect((await api('GET', `/strategy/${id}`)).body).toMatchObject({ op: '>=', run_end: '24:00', tpl_id: 7 });
      expect(await said('PUT', '/strategy', { ...good, id: 999 })).toEqual([417, 'find strategy got error:record not found']);
      expect(await said('DELETE', `/strategy/${id}`)).toEqual([200, `strategy:${id} has been deleted`]);
      expect((await api('GET', '/strategy?tid=7')).body).toEqual([]);
      expect(await said('GET', '/strategy')).toEqual([400, 'tid is missing']);
    });

    it.each([
      [{ op: '=>' }, "op's formating is not vaild"],
      [{ right_value: '1e3' }, "right_value's formating is not vaild"],
      [{ run_begin: '8:00' }, "run_begin's formating is not vaild, please refer ex. 00:00"],
      [{ run_end: 'x' }, "run_end's formating is not vaild, please refer ex. 24:00"],
      [{ max_step: 0 }, "Key: 'APICreateStrategyInput.MaxStep' Error:Field validation for 'MaxStep' failed on the 'required' tag"],
      [{ right_value: 5 }, 'json: cannot unmarshal number into Go struct field APICreateStrategyInput.right_value of type string'],
    ])('are refused with %j', async (over, error) => {
      expect(await said('POST', '/strategy', { ...good, ...over })).toEqual([400, error]);
    });

    it('are read from JSON that says that it is JSON, and from nothing else', async () => {
      const [, error] = await said('POST', '/strategy', '{');
      expect(error).toMatch(/invalid character/);
      const { body } = await sandbox.ask('POST', `${sandbox.falcon.api}/api/v1/strategy`, JSON.stringify(good), {
        'content-type': 'text/plain',
        apitoken: JSON.stringify({ name: 'root', sig: sandbox.login.body.sig }),
      });
      expect(body.error.split('\n')).toHaveLength(6);
    });
  });

  it('expressions: with their action, paused or not', async () => {
    const fields = { expression: 'each(metric=qps x=y)', func: 'all(#1)', op: '>', right_value: '1', max_step: 1, priority: 2, note: 'n' };
    const action = { uic: ['shop', 'pay'], url: 'http://x', callback: 1 };
    expect(await said('POST', '/expression', { ...fields, pause: 1, action })).toEqual([200, 'expression created']);
    const [row] = (await api('GET', '/expression')).body;
    expect(row).toEqual({ id: expect.any(Number), ...fields, pause: 1, action_id: expect.any(Number), create_user: 'root' });
    const changed = { ...fields, id: row.id, pause: 0, action: { ...action, uic: [] } };
    expect(await said('PUT', '/expression', changed)).toEqual([200, `expression:${row.id} has been updated`]);
    const { body } = await api('GET', `/expression/${row.id}`);
    expect(body.expression.pause).toBe(0);
    expect(body.action).toMatchObject({ id: row.action_id, uic: '', url: 'http://x' });
    expect(await said('DELETE', `/expression/${row.id}`)).toEqual([200, `expression:${row.id} has been deleted`]);
    expect((await api('GET', '/expression')).body).toEqual([]);
  });

  it('nodata: written with a slash at the end, and sent there without', async () => {
    const fields = { obj: 'box', obj_type: 'host', metric: 'm', tags: '', dstype: 'GAUGE', step: 60, mock: -1 };
    const { body } = await api('POST', '/nodata/', { name: 'silent', ...fields });
    expect(body).toEqual({ id: expect.any(Number), name: 'silent', ...fields, creator: 'root' });
    const moved = await api('POST', '/nodata', { name: 'other', ...fields });
    expect([moved.status, moved.headers.get('location')]).toEqual([307, '/api/v1/nodata/']);
    expect((await api('PUT', '/nodata/', { id: body.id, ...fields, mock: -2 })).body).toMatchObject({ name: 'silent', mock: -2 });
    expect(await said('POST', '/nodata/', { name: 'silent', ...fields })).toEqual([417, expect.stringContaining('Error 1062')]);
    expect(await said('POST', '/nodata/', { name: 'x', ...fields, obj_type: 'all' })).toEqual([
      400,
      'obj_type only accpect "group, host, other"',
    ]);
    expect(await said('DELETE', `/nodata/${body.id}`)).toEqual([200, `mockcfg:${body.id} is deleted`]);
  });

  it('teams: one per department, with people who can be reached', async () => {
    const { body: search } = await api('GET', '/team/name/search');
    expect(search).toMatchObject({ name: 'search', creator: 1, creator_name: '', users: [{ name: 'olga', role: 0 }] });
    expect(Object.keys(search.users[0]).toSorted()).toEqual(['cnname', 'email', 'id', 'im', 'name', 'phone', 'qq', 'role']);
    const { body: all } = await api('GET', '/team');
    expect(all.map(({ team }: { team: { name: string } }) => team.name)).toEqual(['infra', 'shop', 'pay', 'search', 'ads']);
    expect(all[0]).toMatchObject({ creator_name: 'root', users: [{}, {}] });
    expect(await said('POST', '/team', { team_name: 'night', resume: 'r', users: [1, 2] })).toEqual([
      200,
      'team created! Afftect row: 1, Affect refer: 2',
    ]);
    const { id } = (await api('GET', '/team/name/night')).body;
    expect(await said('PUT', '/team', { team_id: id, resume: 'other', users: [2] })).toEqual([200, 'team updated!']);
    expect((await api('GET', `/team/t/${id}`)).body).toMatchObject({ resume: 'other', users: [{ id: 2 }] });
    expect(await said('GET', '/team/name/nobody')).toEqual([400, 'record not found']);
  });

  it("the servers' own token passes with any name; what needs a user still looks for one", async () => {
    const ask = (method: string, path: string, user: string, body?: unknown) =>
      sandbox.ask(method, `${sandbox.falcon.api}/api/v1${path}`, body, {
        apitoken: JSON.stringify({ name: user, sig: sandbox.falcon.defaultToken }),
      });
    expect((await ask('GET', '/hostgroup', 'whoever')).status).toBe(200);
    expect((await ask('POST', '/template', 'whoever', { name: 'x', parent_id: 0 })).body).toEqual({ error: 'record not found' });
    const { body: group } = await ask('POST', '/hostgroup', 'olga', { name: 'of olga' });
    expect(group.create_user).toBe('olga');
    const refused = await ask('POST', '/hostgroup/host', 'paul', { hosts: ['a'], hostgroup_id: group.id });
    expect([refused.status, refused.body]).toEqual([417, { error: "You don't have permission." }]);
  });

  it('the ledger has what took effect, and not what was the same already', async () => {
    const { body: group } = await api('POST', '/hostgroup', { name: name('group') });
    await sandbox.control('DELETE', '/ledger');
    for (const hosts of [['a', 'b'], ['b', 'a'], ['a']]) await api('POST', '/hostgroup/host', { hosts, hostgroup_id: group.id });
    await api('DELETE', '/strategy/12345');
    const { writes, requests } = (await sandbox.control('GET', '/ledger')).body;
    expect(writes.map(({ kind, target }: { kind: string; target: string }) => [kind, target])).toEqual([
      ['falcon.hostgroup.hosts', String(group.id)],
      ['falcon.hostgroup.hosts', String(group.id)],
    ]);
    expect(requests).toHaveLength(4);
    expect(requests[0]).toMatchObject({ system: 'falcon', status: 200, bodyDigest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});
