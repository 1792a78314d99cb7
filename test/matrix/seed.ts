import { idOfApp } from '../../src/apps/model.ts';
import { SCALING_ACTOR, type Look } from '../../src/scaling/model.ts';
import { until } from '../support/canopy.ts';
import { AS_ADMIN, type Guarded } from '../support/guarded.ts';
import { APPS, DEPARTMENT, HIDDEN_COMPANY, HIDDEN_DEPARTMENT, isQuiet, jobNameOf, MARK } from './company.ts';
import { HOLDERS } from './seats.ts';

interface Payload {
  readonly subject: { readonly id: string } | null;
  readonly plan: { readonly id: string } | null;
  readonly secret?: string;
  readonly userErrors: readonly unknown[];
}

const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();
const inAYear = () => new Date(Date.now() + 300 * 86_400_000).toISOString();
const text = (value: unknown): string => JSON.stringify(value);
/** An object as GraphQL writes it: names without quotes; what is all capitals is an enum. */
const literal = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(literal).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}:${literal(each)}`)
      .join(',')}}`;
  return typeof value === 'string' && /^[A-Z_]{3,}$/.test(value) ? value : text(value);
};

export interface Seeded {
  /** Of the owner's, for less than they hold. */
  readonly token: string;
  /** Tokens that belong to people who ask. */
  readonly tokenIds: readonly string[];
  /** Made by somebody who sees nothing of it any more. */
  readonly past: string;
}

export const HOOK_TOKEN = 'the-hook-token-of-the-matrix-0123456789';

/** Alarms among what is seen and what is not, of one kind each, and a callback that nobody can read. */
async function alarm(house: Guarded): Promise<readonly string[]> {
  const list = '{ containers(first: 100) { nodes { taskId state app { marathonId deploying } } } }';
  interface Listed {
    taskId: string;
    state: string;
    app: { marathonId: string; deploying: boolean } | null;
  }
  const listed = async () => ((await house.ask(AS_ADMIN, list)).data as { containers: { nodes: Listed[] } }).containers.nodes;
  // Of one that is about to end, one house would tell that it has, and the other not yet.
  await until(async () => isQuiet(house.running.sandbox), 20_000);
  const wanted = [APPS.hidden, APPS.hiddenCompany, APPS.own, APPS.far];
  const of = (nodes: readonly Listed[], id: string) => nodes.filter(({ app }) => app?.marathonId === id);
  const isSettled = (nodes: readonly Listed[]) =>
    wanted.every((id) => of(nodes, id).length > 0 && of(nodes, id).every(({ state, app }) => state === 'RUNNING' && !app?.deploying));
  await until(async () => isSettled(await listed()), 20_000);
  const nodes = await listed();
  const time = new Date().toISOString().slice(0, 19).replace('T', ' ');
  const call = (query: object) =>
    fetch(`${house.running.url}/hooks/falcon/${HOOK_TOKEN}?${new URLSearchParams(query as Record<string, string>)}`);
  for (const app of wanted) {
    const endpoint = nodes.find((each) => each.app?.marathonId === app)?.taskId ?? '';
    const rule = { tpl_id: '7', exp_id: '0', stra_id: '11', left_value: '3.5', tags: '' };
    await call({ endpoint, metric: 'cpu.idle', status: 'PROBLEM', step: '1', priority: '1', time, ...rule });
  }
  await call({ endpoint: MARK });
  const told = async () =>
    (await house.ask(AS_ADMIN, '{ alarms { nodes { id app { marathonId } } } platform { malformedCalls { nodes { at } } } }')).data;
  interface Found {
    alarms: { nodes: { id: string; app: { marathonId: string } | null }[] };
    platform: { malformedCalls: { nodes: unknown[] } };
  }
  const found = async () => (await told()) as unknown as Found;
  await until(async () => {
    const { alarms, platform } = await found();
    return alarms.nodes.length === wanted.length && platform.malformedCalls.nodes.length === 1;
  });
  const inHand: readonly string[] = [APPS.own, APPS.hidden];
  return (await found()).alarms.nodes.flatMap(({ id, app }) => (app && inHand.includes(app.marathonId) ? [id] : []));
}

/** Whether Falcon can tell anything of the app's past yet. */
export async function isRecorded(house: Guarded, app: string): Promise<boolean> {
  // As far back as anything here asks: what is older is kept more coarsely, and takes longer until it is there.
  const [from, to] = [-2 * 3_600_000, 3_600_000].map((by) => new Date(Date.now() + by).toISOString());
  const rule = '{ min: 1, max: 2, metrics: [{ metric: CPU_IDLE, target: 50 }] }';
  const asked = `{ backtestScalingRule(rule: ${rule}, app: "${app}", cluster: "sandbox", from: "${from}", to: "${to}") { outcome { scaleIns } } }`;
  const { data } = await house.ask(AS_ADMIN, asked);
  return (data as { backtestScalingRule: { outcome: object | null } | null } | null)?.backtestScalingRule?.outcome != null;
}

/** What the controller of sizes, which is switched off here, would do with an app. */
async function wouldScale({ running }: Guarded, app: string): Promise<void> {
  const { graph, actions } = running.canopy;
  const from = graph.clusters.get('sandbox')?.slots.get(app)?.app.instances ?? 0;
  const input = {
    app,
    cluster: 'sandbox',
    from,
    to: from + 2,
    rule: 'ScalingRule:none',
    reason: `It is ${app}.`,
    inputs: [],
    rejected: [{ choice: 'scale in to 1', reason: 'DATA: nobody tells.' }],
  };
  const call = { mode: 'PLAN', planToken: null, idempotencyKey: null, caller: SCALING_ACTOR, requestId: 'seed', address: null } as const;
  const { userErrors } = await actions.run('autoscaleApp', input, { ...call, permit: 'ALL' });
  if (userErrors.length > 0) throw new Error(text(userErrors));
  // In both houses at the same time, whenever they are built.
  const at = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const looks = [from, from + 1].map((instances, n): Look => {
    const size = { instances, ready: instances, running: instances, unhealthy: 0, deploying: false, held: null };
    return { seen: { now: at + n, ...size, figures: [] }, acted: false, answer: `SCALE_OUT ${from + 2} ${from + 2} CPU_IDLE -` };
  });
  await running.canopy.store.write((tx) => tx.putLooks(idOfApp('sandbox', app), { at, begins: null, looks }));
}

/** What the API makes of the apps: once among what is seen and once among what is not, each in the same way. */
export async function seed(house: Guarded): Promise<Seeded> {
  const act = async (mutation: string, input: object, { who = AS_ADMIN, mode = 'APPLY', secret = '', key = '' } = {}): Promise<Payload> => {
    const query = `mutation { ${mutation}(input: ${literal(input)}, mode: ${mode}${key && `, idempotencyKey: ${text(key)}`}) { subject { id } plan { id } ${secret} userErrors { code message } } }`;
    const { data, errors } = await house.ask(who, query);
    const payload = (data as Record<string, Payload | null> | null)?.[mutation];
    if (errors || !payload || payload.userErrors.length > 0) throw new Error(`${query}: ${text(errors ?? payload)}`);
    return payload;
  };
  const below = (parent: string, name: string) => `${parent}_${parent.includes('_owt') ? 'pdl' : 'owt'}.${name}`;
  const node = (parent: string | null, name: string) => act('createTreeNode', { ...(parent !== null && { parent }), name });
  const bind = (jobName: string, holder: string, role: string, kind = 'USER') => act('setRoleBinding', { jobName, kind, holder, role });

  // Two houses have one Falcon, and nobody but who asks may plan anything.
  for (const controller of ['COVERAGE', 'SCALING', 'CHRONOS']) await act('setControllerMode', { controller, mode: 'OFF' });
  for (const [jobName, note] of [
    [DEPARTMENT, 'far'],
    [HIDDEN_DEPARTMENT, MARK],
  ] as const) {
    const thresholds = [{ side: 'BELOW', value: 5, note }];
    await act('setMonitoring', { jobName, teams: ['infra'], watches: [{ metric: 'CPU_IDLE', thresholds, absent: { note } }] });
  }
  for (const where of [
    { jobName: 'cop.corp' },
    { jobName: DEPARTMENT },
    { app: APPS.own },
    { jobName: HIDDEN_DEPARTMENT },
    { app: APPS.hidden },
  ]) {
    await act('setScheduledScaling', {
      ...{ ...where, cluster: 'sandbox' },
      schedule: { name: 'app' in where ? 'own' : 'night', recurrence: '0 * * * *', zone: 'Asia/Shanghai', durationSeconds: 60, max: 9 },
    });
    await act('setScalingRule', {
      ...where,
      cluster: 'sandbox',
      rule: {
        min: 1,
        max: 9,
        metrics: [
          { metric: 'CPU_IDLE', target: 50 },
          { metric: 'PROC_QPS', steps: [{ from: 500, change: 2 }] },
        ],
        schedule: [{ name: 'far', recurrence: '30 * * * *', zone: 'Asia/Shanghai', durationSeconds: 60, min: 2 }],
      },
    });
  }
  for (const app of [APPS.hidden, APPS.far]) await wouldScale(house, app);
  await act('setTeam', { name: MARK, members: ['ines'], note: MARK });
  const tags = [{ name: 'zone', value: MARK }];
  await act('setExpression', { metric: 'edge.errors', tags, thresholds: [{ side: 'ABOVE', value: 5, note: MARK }], teams: [MARK] });
  for (const [who, role] of Object.entries(HOLDERS)) await bind(DEPARTMENT, `acme:${who}`, role);
  await bind(jobNameOf(APPS.own), 'acme:dee', 'VIEWER');
  await bind(below(DEPARTMENT, 'far-warm'), 'acme:far-group', 'DEVELOPER', 'GROUP');
  // On the company, of which only the name is shown to those who hold something below it.
  await bind('cop.corp', `acme:${MARK}-chief`, 'VIEWER');
  await act('attachHost', { jobName: 'cop.corp', host: 'c3-node04' });
  await bind(HIDDEN_DEPARTMENT, `acme:${MARK}-boss`, 'OWNER');
  await bind(HIDDEN_COMPANY, `acme:${MARK}-group`, 'VIEWER', 'GROUP');

  for (const [place, name, old] of [
    [DEPARTMENT, 'far-new', 'far-old'],
    [HIDDEN_DEPARTMENT, `${MARK}-new`, `${MARK}-old`],
  ] as const) {
    await node(place, old);
    await act('renameTreeNode', { jobName: below(place, old), name });
    const cold = name.replace('new', 'cold');
    await node(place, cold);
    await act('setFreeze', { jobName: below(place, cold), reason: `for ${cold}` });
    const gone = name.replace('new', 'gone');
    await node(place, gone);
    await act('deleteTreeNode', { jobName: below(place, gone) });
  }
  await node(null, `${MARK}-ended`);
  await act('deleteTreeNode', { jobName: `cop.${MARK}-ended` });

  // What came from what is hidden, from where that is gone since, and what went there.
  const doomed = `cop.corp_owt.${MARK}-doomed`;
  await node('cop.corp', `${MARK}-doomed`);
  for (const [from, name] of [
    [HIDDEN_DEPARTMENT, 'far-came'],
    [doomed, 'far-saved'],
  ] as const) {
    await node(from, name);
    await act('attachHost', { jobName: below(from, name), host: 'c3-node01' });
    await act('moveTreeNode', { jobName: below(from, name), newParent: DEPARTMENT });
  }
  await act('deleteTreeNode', { jobName: doomed });
  await node(DEPARTMENT, 'far-left');
  await act('moveTreeNode', { jobName: below(DEPARTMENT, 'far-left'), newParent: HIDDEN_DEPARTMENT });

  // Somebody who could once do something there.
  await bind(HIDDEN_DEPARTMENT, 'acme:gus', 'DEVELOPER');
  await act('restartApp', { app: APPS.hiddenCompany }, { mode: 'PLAN' });
  const past = await act('scaleApp', { app: APPS.hidden, instances: 6 }, { who: 'gus', mode: 'PLAN' });
  await act('scaleApp', { app: APPS.hidden, instances: 6 }, { who: 'gus', key: 'once' });
  await act('cancelPlan', { id: past.plan?.id });
  await act('removeRoleBinding', { jobName: HIDDEN_DEPARTMENT, kind: 'USER', holder: 'acme:gus' });

  // The first of them also among what is hidden; hidden comes first, so that the second could tell of it.
  const hidden = below(HIDDEN_DEPARTMENT, `${MARK}-p`);
  for (const host of ['c3-node02', 'c3-node05']) await act('attachHost', { jobName: hidden, host });
  await act('attachHost', { jobName: below(DEPARTMENT, 'far-warm'), host: 'c3-node02' });
  await act('attachHost', { jobName: DEPARTMENT, host: 'c3-node01' });

  await act('scaleApp', { app: APPS.hidden, instances: 5 }, { mode: 'PLAN' });
  await act('scaleApp', { app: APPS.far, instances: 5 }, { who: 'olga', mode: 'PLAN' });
  await act('scaleApp', { app: APPS.own, instances: 4 }, { who: 'dev', mode: 'PLAN' });
  await act('scaleApp', { app: APPS.far, instances: 3 }, { who: 'dev' });
  // Each with a container that ends.
  await act('restartApp', { app: APPS.own });
  await act('restartApp', { app: APPS.hiddenCompany });

  const expiresAt = inAYear();
  await act('createApiToken', { label: MARK, scopes: [{ role: 'VIEWER' }], expiresAt });
  const own = await act(
    'createApiToken',
    { label: 'far-vic', scopes: [{ role: 'VIEWER', jobName: DEPARTMENT }], expiresAt },
    { who: 'vic' },
  );
  const made = await act(
    'createApiToken',
    { label: 'far-tok', scopes: [{ role: 'VIEWER', jobName: DEPARTMENT }], expiresAt },
    { who: 'olga', secret: 'secret' },
  );
  await act('deliverHost', { jobName: DEPARTMENT, host: 'c3-node01' });
  await act('setMaintenance', { host: 'c3-node01', until: inAWeek(), reason: 'new disks' });
  for (const id of await alarm(house)) await act('acknowledgeAlarm', { id, reason: 'in hand', until: inAWeek() });
  for (const who of ['nik', 'dee', 'oper']) await house.ask(who, '{ viewer { name } }');
  return { token: made.secret ?? '', tokenIds: [own, made].map(({ subject }) => subject?.id ?? ''), past: past.plan?.id ?? '' };
}
