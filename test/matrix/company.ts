import type { SandboxProcess } from '../support/canopy.ts';

/** Stands in every name, label and text of what the restricted callers may not see, and nowhere else. */
export const MARK = 'zzq';

/** Of these hosts only hidden tasks run on the last three; on the third both kinds do. */
export const HIDDEN_HOSTS = ['c3-node04', 'c3-node05', 'c3-node06'] as const;

export const DEPARTMENT = 'cop.corp_owt.seen';
export const HIDDEN_DEPARTMENT = `cop.corp_owt.${MARK}-dep`;
export const HIDDEN_COMPANY = `cop.${MARK}-co`;

const OWN = '/corp/seen/own/c3/graph/query/main';
const FAR = (service: string) => `/corp/seen/far-warm/c3/far-group/far-${service}/main/far-online`;
const HID = (service: string) => `/corp/${MARK}-dep/${MARK}-p/${MARK}-c/${MARK}-group/${MARK}-${service}/${MARK}-g/${MARK}-j`;

const TAGS = ['cop', 'owt', 'pdl', 'cluster', 'servicegroup', 'service', 'jobgroup', 'job'];
export const jobNameOf = (marathonId: string): string =>
  marathonId
    .slice(1)
    .split('/')
    .map((name, depth) => `${TAGS[depth]}.${name}`)
    .join('_');

export const APPS = {
  /** What somebody with a single job sees. */
  own: `${OWN}/online`,
  far: FAR('web'),
  /** Waits for room that there is not, in a deployment without end. */
  farWaits: FAR('wait'),
  farReady: FAR('ready'),
  farFails: FAR('fail'),
  farReal: FAR('real'),
  /** On no node; claims one, and so is for its owner to see. */
  farClaims: '/own-claim',
  hidden: HID('web'),
  hiddenWaits: HID('wait'),
  hiddenReady: HID('ready'),
  hiddenFails: HID('fail'),
  hiddenReal: HID('real'),
  hiddenClaims: `/${MARK}-claim`,
  hiddenLost: `/${MARK}-lost`,
  hiddenUnreadable: HID('unread'),
  hiddenCompany: `/${MARK}-co/${MARK}-d/${MARK}-p/${MARK}-c/${MARK}-s/${MARK}-v/${MARK}-g/${MARK}-j`,
} as const;

type Definition = Readonly<Record<string, unknown>> & { readonly id: string };

const on = (hosts: string) => ({ constraints: [['hostname', 'LIKE', hosts]] });
const simulated = (id: string, instances: number, over: object = {}): Definition => ({
  ...{ id, instances, cpus: 0.5, mem: 64, labels: { 'sandbox.simulated': 'true' } },
  container: { type: 'DOCKER', docker: { image: `registry/${id.split('/')[2] ?? id.slice(1)}:1` } },
  ...over,
});
const real = (id: string, cmd: string, over: object = {}): Definition => ({
  id,
  instances: 1,
  cpus: 0.1,
  mem: 32,
  cmd,
  labels: {},
  ...over,
});
const checked = {
  healthChecks: [{ protocol: 'HTTP', path: '/health', portIndex: 0, gracePeriodSeconds: 5, intervalSeconds: 60, timeoutSeconds: 5 }],
  portDefinitions: [{ port: 0, name: 'http' }],
};
const readiness = {
  readinessChecks: [{ name: 'ready', path: '/', portName: 'http', intervalSeconds: 3_600, timeoutSeconds: 1 }],
  portDefinitions: [{ port: 0, name: 'http' }],
};

/** Both sides alike: every kind of thing stands once among what is seen and once among what is not. */
function definitions(): Definition[] {
  const seen = on('c3-node0[123]');
  const hidden = on('c3-node0[3456]');
  const claiming = (jobname: string) => ({ labels: { 'sandbox.simulated': 'true', jobname } });
  const waiting = (where: object) => ({ ...where, cpus: 9_999 });
  const failing = (where: object) => ({ ...where, backoffSeconds: 3_600, maxLaunchDelaySeconds: 3_600 });
  return [
    simulated(APPS.own, 3, { ...on('c3-node0[12]'), ...checked }),
    simulated(APPS.far, 2, { ...seen, labels: { 'sandbox.simulated': 'true', tier: 'far' } }),
    simulated(APPS.farWaits, 2, waiting(seen)),
    real(APPS.farReady, 'sleep 3600', { ...seen, ...readiness }),
    real(APPS.farFails, 'sleep 0.2; exit 3', failing(seen)),
    real(APPS.farReal, 'echo seen; echo more >&2; sleep 3600', seen),
    simulated(APPS.farClaims, 1, { ...seen, ...claiming(jobNameOf(APPS.own)) }),
    simulated(APPS.hidden, 4, { ...hidden, ...checked, labels: { 'sandbox.simulated': 'true', tier: MARK } }),
    simulated(APPS.hiddenWaits, 1, waiting(hidden)),
    real(APPS.hiddenReady, 'sleep 3600', { ...hidden, ...readiness }),
    real(APPS.hiddenFails, `sleep 0.2; echo ${MARK}; exit 3`, failing(hidden)),
    real(APPS.hiddenReal, `echo ${MARK}; sleep 3600`, hidden),
    simulated(APPS.hiddenClaims, 1, { ...hidden, ...claiming(jobNameOf(APPS.hidden)) }),
    simulated(APPS.hiddenLost, 1, hidden),
    simulated(APPS.hiddenUnreadable, 1, hidden),
    simulated(APPS.hiddenCompany, 2, hidden),
  ];
}

/** Puts the company's apps through Marathon's own door, and waits until every task that can run does. */
export async function putApps(sandbox: SandboxProcess): Promise<void> {
  const [url = ''] = sandbox.ready.marathon.urls;
  for (const definition of definitions()) {
    const answer = await fetch(`${url}/v2/apps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(definition),
    });
    if (answer.status !== 201) throw new Error(`${definition.id}: ${answer.status} ${await answer.text()}`);
  }
  await sandbox.control('/faults', { malformedApp: APPS.hiddenUnreadable });
}

interface ListedApp {
  readonly id: string;
  readonly tasksRunning: number;
  readonly instances: number;
  readonly lastTaskFailure?: unknown;
}

/** Nothing more happens by itself: what can run runs, what fails has failed. */
export async function isQuiet(sandbox: SandboxProcess): Promise<boolean> {
  const [url = ''] = sandbox.ready.marathon.urls;
  const answer = await fetch(`${url}/v2/apps?embed=apps.tasks&embed=apps.lastTaskFailure`);
  const { apps } = JSON.parse((await answer.text()).replaceAll('\n', ' ')) as { apps: ListedApp[] };
  return apps.every(({ id, tasksRunning, instances, lastTaskFailure }) =>
    /-fail\//.test(id) ? lastTaskFailure != null : /-wait\//.test(id) || tasksRunning === instances || id === APPS.hiddenUnreadable,
  );
}
