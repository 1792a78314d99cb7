import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Falcon } from '../../datasources/falcon/client.ts';
import type { Config } from '../../src/config.ts';
import { Secret } from '../../src/kit/secret.ts';
import {
  AlarmsDocument,
  ControllersDocument,
  CreateTreeNodeDocument,
  DeleteAppDocument,
  DeliverHostDocument,
  DeployAppDocument,
  EndMaintenanceDocument,
  EventsDocument,
  HostNodesDocument,
  MonitoringOfDocument,
  RemoveMonitoringDocument,
  RepairMonitoringDocument,
  RetireHostDocument,
  SetControllerModeDocument,
  SetMaintenanceDocument,
  SetMonitoringDocument,
  UnmonitoredDocument,
  WhyDocument,
  type ControllerMode,
  type LackKind,
} from '../generated/operations.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { falconAt } from '../support/falcon.ts';
import { mutate } from '../support/mutate.ts';

const TOKEN = 'the-hook-token-of-this-test-0123456789';
const DEPARTMENT = 'cop.acme_owt.shop';
const busy = { metric: 'CPU_IDLE', thresholds: [{ side: 'BELOW', value: 5, priority: 1, points: 1 }] } as const;

let running: Running;
let falcon: Falcon;
const { signal } = new AbortController();

beforeAll(async () => {
  const hooked = ({ falcon: config }: Config): Partial<Config> =>
    config ? { falcon: { ...config, stepMs: 2_000, hookTokens: [new Secret(TOKEN)], watch: { ...config.watch, everyMs: 250 } } } : {};
  running = await startCanopy({
    sandbox: { falconStepS: 1, falconReloadS: 0.05, falconMinIntervalS: 1 },
    config: (config) => ({ ...config, ...hooked(config) }),
  });
  const { falcon: place } = running.sandbox.ready;
  if (!place) throw new Error('The sandbox has no Falcon.');
  falcon = falconAt(place);
});
afterAll(async () => {
  await falcon.close();
  await running.stop();
});

const change = <R extends object, I>(
  ...[document, input, how]: Parameters<typeof mutate<R, I>> extends [unknown, ...infer Rest] ? Rest : never
) => mutate<R, I>(running.ask, document, input, how);
const mode = (to: ControllerMode) => change(SetControllerModeDocument, { controller: 'COVERAGE', mode: to });
const unmonitored = async (over: { scope?: string; lacks?: LackKind[] } = {}) =>
  nodesOf((await running.ask(UnmonitoredDocument, { ...over, first: 1000 })).data.unmonitored);
/** Groups and templates of Canopy's own in Falcon. */
const ours = async () => {
  const mine = ({ name }: { readonly name: string }) => name.startsWith('canopy.');
  return {
    groups: (await falcon.portal.groups.all(signal)).filter(mine),
    templates: (await falcon.portal.templates.all(signal)).filter(mine),
  };
};
/** A job below the department with an app that runs. */
const jobBelow = (jobName: string) => {
  const { tree } = running.canopy.graph;
  const node = tree.find(jobName);
  if (!node) throw new Error(`There is no ${jobName}.`);
  const slot = [...tree.slots(node)].find(({ containers }) => containers.some(({ state }) => state === 'RUNNING'));
  if (!slot?.node.entity) throw new Error(`Nothing runs below ${jobName}.`);
  return {
    jobName: slot.node.entity.jobName,
    nodeId: slot.node.entity.nodeId,
    marathonId: slot.app.marathonId,
    taskId: slot.containers[0]?.taskId ?? '',
    host: slot.containers[0]?.hostName ?? '',
  };
};
const groupOf = async (nodeId: string) => {
  const group = await falcon.portal.groups.find(`canopy.${nodeId}`, signal);
  // It may go between the two.
  const hosts = group && (await falcon.portal.groups.hostsOf(group.id, signal).catch(() => undefined));
  return hosts?.map(({ name }) => name);
};

describe('what a node is watched for', () => {
  it('is set with the usual where nothing is said, is inherited, and is shown with where it was set', async () => {
    const first = await change(SetMonitoringDocument, { jobName: 'cop.acme', watches: [busy], teams: ['infra'] });
    expect(first.userErrors).toEqual([]);
    expect(first.plan?.steps).toMatchObject([{ system: 'canopy', verb: 'set monitoring', before: null, outcome: 'DONE' }]);
    await change(SetMonitoringDocument, { jobName: DEPARTMENT, teams: ['shop'] });
    const { data } = await running.ask(MonitoringOfDocument, { jobName: DEPARTMENT });
    expect(data.treeNode?.monitoring).toEqual({
      teams: ['shop'],
      teamsSetOn: { jobName: DEPARTMENT },
      watches: [
        {
          metric: 'CPU_IDLE',
          setOn: { jobName: 'cop.acme' },
          thresholds: [{ side: 'BELOW', value: 5, points: 1, steps: 3, priority: 1, note: '' }],
          absent: null,
        },
      ],
    });
    expect(data.treeNode?.monitoringRule).toMatchObject({ teams: ['shop'], watches: [] });
    const job = await running.ask(MonitoringOfDocument, { jobName: jobBelow(DEPARTMENT).jobName });
    expect(job.data.treeNode?.apps?.nodes[0]?.monitoring).toEqual(data.treeNode?.monitoring);
  });

  it('is refused at its place: a team that Falcon does not know, a value beyond what can be', async () => {
    const unknown = await change(SetMonitoringDocument, { jobName: DEPARTMENT, teams: ['shop', 'nobody-knows'] });
    expect(unknown.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'teams', '1'] }]);
    const watches = [{ metric: 'MEM_FREE', thresholds: [{ side: 'BELOW', value: 120 }] }] as const;
    const beyond = await change(SetMonitoringDocument, { jobName: DEPARTMENT, watches: [...watches] });
    expect(beyond.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'watches', '0', 'thresholds', '0', 'value'] }]);
    expect((await change(SetMonitoringDocument, { jobName: DEPARTMENT })).userErrors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    expect(beyond.plan).toBeNull();
  });
});

describe('the controller COVERAGE', () => {
  it('observes until somebody lets it act: it plans what it would do, and Falcon has nothing of it', async () => {
    const { data } = await running.ask(ControllersDocument, {});
    expect(data.platform?.controllers).toContainEqual(expect.objectContaining({ name: 'COVERAGE', mode: 'OBSERVE', setBy: null }));
    expect(data.platform?.hooks?.falcon).toBe(`${running.url}/hooks/falcon/${TOKEN}`);
    const { jobName } = jobBelow(DEPARTMENT);
    const filter = { kinds: ['DECISION_MADE' as const], actor: 'controller:coverage', scope: jobName };
    await until(async () => nodesOf((await running.ask(EventsDocument, { filter, last: 1 })).data.events).length === 1);
    expect(await ours()).toEqual({ groups: [], templates: [] });
    await until(async () => (await unmonitored({ scope: jobName, lacks: ['TEMPLATE'] })).length > 0);
    // What it would do, a person may have done.
    const dry = await change(RepairMonitoringDocument, { jobName: 'cop.acme' }, { mode: 'PLAN' });
    expect(dry.plan?.steps.slice(0, 3)).toMatchObject([
      { system: 'falcon', verb: 'create template', target: 'template of cop.acme', outcome: 'PLANNED' },
      { verb: 'set receivers', after: 'Canopy and infra' },
      { verb: 'set strategy', before: null, after: expect.stringContaining('all(#1) of cpu.idle < 5') },
    ]);
    expect(await ours()).toEqual({ groups: [], templates: [] });
  });

  it('is not needed for a host that is delivered: the templates that it inherits come with it', async () => {
    const host = 'c3-node02';
    const delivered = await change(DeliverHostDocument, { jobName: DEPARTMENT, host });
    expect(delivered.userErrors).toEqual([]);
    expect(delivered.plan?.steps.map(({ verb, target }) => `${verb}: ${target}`)).toEqual([
      `attach: ${DEPARTMENT} ${host}`,
      ...['create template', 'set receivers', 'set strategy'].map((verb) => `${verb}: template of cop.acme`),
      ...['create template', 'set receivers'].map((verb) => `${verb}: template of ${DEPARTMENT}`),
      ...['create group', 'add hosts', 'bind template'].map((verb) => `${verb}: group of ${DEPARTMENT}`),
    ]);
    await until(async () => !(await unmonitored()).some(({ id }) => id === `Host:${host}`));
    expect((await change(RetireHostDocument, { host, force: true })).userErrors).toEqual([]);
  });

  it('acts: published means monitored, up to the alarm that reaches Canopy and the team', async () => {
    const set = await mode('ACT');
    expect(set.subject).toMatchObject({ name: 'COVERAGE', mode: 'ACT', setBy: 'open' });
    await until(async () => (await unmonitored({ scope: 'cop.acme', lacks: ['TEMPLATE', 'RECEIVER'] })).every(({ host }) => host), 20_000);
    const { taskId, nodeId, marathonId } = jobBelow(DEPARTMENT);
    expect(await groupOf(nodeId)).toContain(taskId);
    await running.sandbox.control('/falcon/force', { endpoint: taskId, metric: 'cpu.idle', value: 1, forMs: 4_000 });
    const alarm = async () =>
      nodesOf((await running.ask(AlarmsDocument, { filter: {}, first: 1000 })).data.alarms).find((each) => each.endpoint === taskId);
    await until(async () => (await alarm()) !== undefined, 15_000);
    expect(await alarm()).toMatchObject({ state: 'FIRING', priority: 1, metric: 'cpu.idle', app: { marathonId } });
    const why = await running.ask(WhyDocument, { id: `TreeNode:${nodeId}` });
    expect(why.data.why?.[0]).toMatchObject({ actor: 'controller:coverage', outcome: 'CHANGE' });
  });

  it('gives an app that appears its group, and takes the group away with it', async () => {
    const names = jobBelow(DEPARTMENT)
      .jobName.split('_')
      .map((part) => part.slice(part.indexOf('.') + 1));
    const parent = jobBelow(DEPARTMENT).jobName.replace(/_job\.[^_]*$/, '');
    const { userErrors } = await change(CreateTreeNodeDocument, { parent, name: 'fresh' });
    expect(userErrors).toEqual([]);
    const node = running.canopy.graph.tree.find(`${parent}_job.fresh`)?.entity?.nodeId ?? '';
    const app = `/${[...names.slice(0, -1), 'fresh'].join('/')}`;
    const labels = [{ name: 'sandbox.simulated', value: 'true' }];
    const size = { cpus: 0.1, memMiB: 16, instances: 2 };
    const deployed = await change(DeployAppDocument, { app, cluster: 'sandbox', command: 'serve', labels, ...size });
    expect(deployed.userErrors).toEqual([]);
    await until(async () => (await groupOf(node))?.length === 2);
    const [group] = (await ours()).groups.filter(({ name }) => name.endsWith(node));
    await until(async () => (await falcon.portal.groups.templatesOf(group?.id ?? 0, signal)).length === 1);
    const gone = await change(DeleteAppDocument, { app, cluster: 'sandbox' });
    expect(gone.userErrors).toEqual([]);
    await until(async () => (await groupOf(node)) === undefined);
  });

  it('undoes what somebody changed by hand in what is its own, in place', async () => {
    const template = (await ours()).templates.find(({ parentId }) => parentId === 0);
    const [strategy] = await falcon.portal.templates.strategies(template?.id ?? 0, signal);
    if (!template || !strategy) throw new Error('There is no strategy.');
    await falcon.portal.templates.ensureStrategy(template.id, { ...strategy, rightValue: 50 }, signal);
    await until(async () => (await falcon.portal.templates.strategies(template.id, signal))[0]?.rightValue === 5);
    expect((await falcon.portal.templates.strategies(template.id, signal)).map(({ id }) => id)).toEqual([strategy.id]);
  });

  it('changes strategies in place as what is set changes, and takes a template away with what was set', async () => {
    const { templates } = falcon.portal;
    const before = (await ours()).templates.length;
    const quiet = { metric: 'CPU_IDLE', thresholds: [] } as const;
    await change(SetMonitoringDocument, { jobName: DEPARTMENT, watches: [quiet], teams: ['shop'] });
    const node = running.canopy.graph.tree.find(DEPARTMENT)?.entity?.nodeId ?? '';
    const held = async () => {
      const found = await templates.find(`canopy.${node}`, signal);
      return found ? templates.strategies(found.id, signal) : undefined;
    };
    await until(async () => (await held())?.some(({ rightValue }) => rightValue === 1e12) === true);
    await until(async () => (await unmonitored({ scope: DEPARTMENT, lacks: ['TEMPLATE'] })).some(({ app }) => app));
    const removed = await change(RemoveMonitoringDocument, { jobName: DEPARTMENT });
    expect(removed.userErrors).toEqual([]);
    await until(async () => (await held()) === undefined);
    expect((await ours()).templates).toHaveLength(before - 1);
    await until(async () => !(await unmonitored({ scope: DEPARTMENT, lacks: ['TEMPLATE'] })).some(({ app }) => app));
  });
});

describe('a figure that stays away', () => {
  it('is told of, by a value that Falcon puts in its place for the group, and is over when the figure is back', async () => {
    const { jobName, nodeId, taskId, host } = jobBelow(DEPARTMENT);
    const absent = { priority: 2, note: 'not heard of' };
    const set = await change(SetMonitoringDocument, { jobName, watches: [{ metric: 'MEM_FREE', thresholds: [], absent }] });
    expect(set.userErrors).toEqual([]);
    const standsIn = async () => (await falcon.portal.nodatas(signal)).find(({ name }) => name === `canopy.${nodeId}.MEM_FREE`);
    await until(async () => (await standsIn()) !== undefined);
    expect(await standsIn()).toMatchObject({ obj: `canopy.${nodeId}`, objType: 'group', metric: 'mem.memfree.percent', mock: -1 });
    await running.sandbox.control('/falcon/tune', { nodataEveryS: 0.2, nodataAfterS: 1 });
    await running.sandbox.control('/falcon/agent', { host, silent: true });
    const alarm = async () =>
      nodesOf((await running.ask(AlarmsDocument, { filter: { metric: 'mem.memfree.percent' }, first: 1000 })).data.alarms).find(
        ({ endpoint }) => endpoint === taskId,
      );
    await until(async () => (await alarm())?.state === 'FIRING', 20_000);
    expect(await alarm()).toMatchObject({ priority: 2, value: -1 });
    await running.sandbox.control('/falcon/agent', { host, silent: false });
    await until(async () => (await alarm())?.state !== 'FIRING', 20_000);
    await change(RemoveMonitoringDocument, { jobName });
    await until(async () => (await standsIn()) === undefined);
  });
});

describe('a rule between two others', () => {
  it('goes from under those that inherit from it, though it is bound to a group of its own', async () => {
    const { jobName, nodeId } = jobBelow(DEPARTMENT);
    const node = running.canopy.graph.tree.find(DEPARTMENT)?.entity?.nodeId ?? '';
    const company = running.canopy.graph.tree.find('cop.acme')?.entity?.nodeId ?? '';
    await change(SetMonitoringDocument, { jobName: DEPARTMENT, teams: ['shop'] });
    await change(SetMonitoringDocument, { jobName, teams: ['shop'] });
    expect((await change(DeliverHostDocument, { jobName: DEPARTMENT, host: 'c3-node03' })).userErrors).toEqual([]);
    const idOf = async (id: string) => (await falcon.portal.templates.find(`canopy.${id}`, signal))?.id;
    const parentOf = async () => (await falcon.portal.templates.find(`canopy.${nodeId}`, signal))?.parentId;
    await until(async () => (await parentOf()) !== undefined && (await parentOf()) === (await idOf(node)));
    await change(RemoveMonitoringDocument, { jobName: DEPARTMENT });
    await until(async () => (await idOf(node)) === undefined);
    expect(await parentOf()).toBe(await idOf(company));
    // Nor does one that somebody deletes by hand leave anything that cannot be mended.
    await change(SetMonitoringDocument, { jobName: DEPARTMENT, teams: ['shop'] });
    await until(async () => (await parentOf()) === (await idOf(node)));
    await falcon.portal.templates.remove((await idOf(node)) ?? 0, signal);
    await until(async () => (await idOf(node)) !== undefined && (await parentOf()) === (await idOf(node)));
    await change(RemoveMonitoringDocument, { jobName });
    await change(RemoveMonitoringDocument, { jobName: DEPARTMENT });
    expect((await change(RetireHostDocument, { host: 'c3-node03', force: true })).userErrors).toEqual([]);
    await until(async () => (await idOf(node)) === undefined && (await groupOf(node)) === undefined);
  });
});

describe('a host', () => {
  it('is delivered into the tree and into Falcon by one plan, and lacks nothing; retired, it is in neither', async () => {
    const host = [...running.canopy.graph.hosts.inOrder()].find(
      ({ name }) => running.canopy.graph.containers.onHost(name).length === 0,
    )?.name;
    const name = host ?? [...running.canopy.graph.hosts.inOrder()][0]?.name ?? '';
    await until(async () => (await unmonitored({ lacks: ['TEMPLATE'] })).some((each) => each.id === `Host:${name}`));
    const delivered = await change(DeliverHostDocument, { jobName: DEPARTMENT, host: name });
    expect(delivered.userErrors).toEqual([]);
    expect(delivered.plan?.steps.map(({ system, verb, outcome }) => [system, verb, outcome])).toEqual([
      ['canopy', 'attach', 'DONE'],
      ['falcon', 'create group', 'ACCEPTED'],
      ['falcon', 'add hosts', 'ACCEPTED'],
      ['falcon', 'bind template', 'ACCEPTED'],
    ]);
    const node = running.canopy.graph.tree.find(DEPARTMENT)?.entity?.nodeId ?? '';
    expect(await groupOf(node)).toEqual([name]);
    await until(async () => !(await unmonitored()).some((each) => each.id === `Host:${name}`));
    expect((await change(DeliverHostDocument, { jobName: DEPARTMENT, host: name })).decision?.outcome).toBe('NOTHING_TO_DO');

    const refused = await change(RetireHostDocument, { host: name });
    if (running.canopy.graph.containers.onHost(name).length > 0)
      expect(refused.userErrors).toMatchObject([{ code: 'CONFLICT', path: ['input', 'force'] }]);
    const retired = await change(RetireHostDocument, { host: name, force: true });
    expect(retired.userErrors).toEqual([]);
    await until(async () => (await groupOf(node)) === undefined);
    const { data } = await running.ask(HostNodesDocument, { host: name });
    expect(data.host?.treeNodes).toEqual([]);
  });

  it('of which nothing is to be said for a while is left out with what runs on it, and judged again when that ends', async () => {
    const { jobName, taskId } = jobBelow(DEPARTMENT);
    const host = running.canopy.graph.containers.find(taskId)[0]?.hostName ?? '';
    expect((await change(DeliverHostDocument, { jobName, host })).userErrors).toEqual([]);
    const until30 = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 1_800_000).toISOString();
    const dry = await change(SetMaintenanceDocument, { host, until: until30, reason: 'new disks' }, { mode: 'PLAN' });
    expect(dry.plan?.steps).toMatchObject([
      { system: 'falcon', verb: 'begin maintenance', before: null, after: expect.stringContaining(until30) },
    ]);
    const begun = await change(SetMaintenanceDocument, { host, until: until30, reason: 'new disks' });
    expect([begun.userErrors, begun.subject?.maintenance?.until]).toEqual([[], until30]);
    const group = await falcon.portal.groups.find(`canopy.${jobBelow(DEPARTMENT).nodeId}`, signal);
    const windows = async () =>
      (await falcon.portal.groups.hostsOf(group?.id ?? 0, signal)).filter(({ window }) => window !== null).map(({ name }) => name);
    expect(await windows()).toEqual(expect.arrayContaining([host, taskId]));
    const ended = await change(EndMaintenanceDocument, { host });
    expect([ended.userErrors, ended.subject?.maintenance]).toEqual([[], null]);
    expect(await windows()).toEqual([]);
    const again = await change(EndMaintenanceDocument, { host });
    expect(again.decision?.outcome).toBe('NOTHING_TO_DO');
    const past = await change(SetMaintenanceDocument, { host, until: new Date(Date.now() - 1_000).toISOString(), reason: 'late' });
    expect(past.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'until'] }]);
    expect((await change(RetireHostDocument, { host, force: true })).userErrors).toEqual([]);
  });

  it('that nobody knows, and a node that is not there, are refused', async () => {
    const bad = await change(DeliverHostDocument, { jobName: DEPARTMENT, host: 'no such host' });
    expect(bad.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'host'] }]);
    const nowhere = await change(DeliverHostDocument, { jobName: 'cop.nowhere', host: 'c3-node01' });
    expect(nowhere.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'jobName'] }]);
    expect((await change(RetireHostDocument, { host: 'c9-node99' })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('what is up and not monitored', () => {
  it('is found when its agent falls silent: the host, and the apps that run there', async () => {
    const { taskId, marathonId } = jobBelow(DEPARTMENT);
    const host = running.canopy.graph.containers.find(taskId)[0]?.hostName ?? '';
    const found = async () => {
      const all = await unmonitored({ lacks: ['AGENT'] });
      return { host: all.find((each) => each.id === `Host:${host}`), app: all.find((each) => each.app?.marathonId === marathonId) };
    };
    expect(await found()).toEqual({ host: undefined, app: undefined });
    const since = Date.now();
    await running.sandbox.control('/falcon/agent', { host, silent: true });
    await until(async () => {
      const { host: silent, app } = await found();
      return silent !== undefined && app !== undefined;
    }, 20_000);
    const { host: silent } = await found();
    const lack = silent?.lacks.find(({ what }) => what === 'AGENT');
    expect(Math.abs(Date.parse(lack?.since ?? '') - since)).toBeLessThan(5_000);
    expect(silent?.host?.monitoringLacks).toEqual(silent?.lacks.map(({ what }) => ({ what })));
    const filter = { kinds: ['MONITORING_LACKING' as const], subject: `Host:${host}` };
    await until(async () =>
      nodesOf((await running.ask(EventsDocument, { filter, last: 5 })).data.events).some(({ summary }) => summary.includes('AGENT')),
    );
    await running.sandbox.control('/falcon/agent', { host, silent: false });
    await until(async () => (await found()).host === undefined && (await found()).app === undefined, 20_000);
  });

  it('is found when nobody would be told', async () => {
    await falcon.portal.ensureTeam({ name: 'empty', resume: '', userIds: [] }, signal);
    const { jobName, marathonId } = jobBelow(DEPARTMENT);
    await change(SetMonitoringDocument, { jobName, teams: ['empty'] });
    const lacking = async () =>
      (await unmonitored({ scope: jobName, lacks: ['RECEIVER'] })).some(({ app }) => app?.marathonId === marathonId);
    await until(lacking);
    await change(RemoveMonitoringDocument, { jobName });
    await until(async () => !(await lacking()));
  });
});

describe('a Falcon that is away', () => {
  it('is waited for: nothing is written, what lacks stays as it was seen, and that it holds is a decision', async () => {
    const before = (await unmonitored()).map(({ id }) => id);
    await running.sandbox.control('/faults', { falconDown: 'refuse' });
    const held = async () =>
      (await running.ask(WhyDocument, { id: 'Controller:COVERAGE' })).data.why?.filter((each) => each?.outcome === 'HOLD').length;
    const earlier = await held();
    await until(async () => (await held()) === (earlier ?? 0) + 1);
    expect((await unmonitored()).map(({ id }) => id)).toEqual(before);
    const refused = await running.ask(DeliverHostDocument, { input: { jobName: DEPARTMENT, host: 'c3-node01' } });
    expect(refused.errors?.[0]?.extensions?.['code']).toBe('UPSTREAM_UNAVAILABLE');
    const { data } = await running.ask(HostNodesDocument, { host: 'c3-node01' });
    expect(data.host?.treeNodes?.some((node) => node?.jobName === DEPARTMENT)).toBe(false);
    // What is set meanwhile is done when it is back.
    expect((await change(SetMonitoringDocument, { jobName: DEPARTMENT, teams: ['shop'] })).userErrors).toEqual([]);
    await running.sandbox.control('/faults', { falconDown: null });
    const node = running.canopy.graph.tree.find(DEPARTMENT)?.entity?.nodeId ?? '';
    await until(async () => (await falcon.portal.templates.find(`canopy.${node}`, signal)) !== undefined, 20_000);
    expect(await held()).toBe((earlier ?? 0) + 1);
  });
});
