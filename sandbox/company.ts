import type { Random } from './random.ts';
import type { Json, JsonObject } from './web.ts';
import { oddApps } from './company-odd.ts';

export interface SeedApp {
  readonly app: JsonObject & { readonly id: string };
  readonly ageDays: number;
  readonly lastFailure?: { readonly message: string; readonly hoursAgo: number };
  /** How many of its simulated tasks fail their health checks. */
  readonly sick?: number;
}

export interface SeedHost {
  readonly hostname: string;
  readonly rack: string;
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
}

export interface Company {
  readonly hosts: readonly SeedHost[];
  readonly apps: readonly SeedApp[];
}

/** Department, product, service group, services, and who looks after them. */
const catalogue: readonly (readonly [string, string, string, readonly string[], string])[] = [
  ['infra', 'monitor', 'graph', ['query', 'index', 'transfer'], 'ops-monitor'],
  ['infra', 'monitor', 'alarm', ['judge', 'sender'], 'ops-monitor'],
  ['infra', 'network', 'balancer', ['director', 'healthd'], 'ops-network'],
  ['infra', 'storage', 'blob', ['gateway', 'compactor'], 'ops-storage'],
  ['shop', 'web', 'front', ['pages', 'assets', 'session'], 'shop-web'],
  ['shop', 'cart', 'order', ['checkout', 'stock'], 'shop-cart'],
  ['shop', 'catalog', 'item', ['detail', 'review'], 'shop-catalog'],
  ['pay', 'gateway', 'card', ['authorize', 'settle'], 'pay-gateway'],
  ['pay', 'ledger', 'book', ['journal', 'balance'], 'pay-ledger'],
  ['pay', 'risk', 'score', ['rules', 'model'], 'pay-risk'],
  ['search', 'query', 'rank', ['broker', 'leaf', 'suggest'], 'search-query'],
  ['search', 'index', 'build', ['crawler', 'merger'], 'search-index'],
  ['ads', 'bid', 'auction', ['bidder', 'budget'], 'ads-bid'],
  ['ads', 'feed', 'stream', ['collector', 'joiner'], 'ads-feed'],
];

/** Service → number of real tasks; all others are simulated. One cluster each, 39 in all. */
const realOnes: Readonly<Record<string, number>> = {
  ...{ 'graph/query': 6, 'graph/index': 2, 'alarm/judge': 3, 'front/pages': 6, 'front/session': 3 },
  ...{
    'order/checkout': 4,
    'item/detail': 3,
    'card/authorize': 4,
    'rank/broker': 4,
    'auction/bidder': 3,
  },
};

interface Size {
  readonly company: 'full' | 'small' | 'none';
  readonly simulatedTasks: number;
  readonly real: boolean;
}

/** The company that a seed makes: pure, so the same seed is the same company everywhere. */
export function makeCompany(random: Random, { company, simulatedTasks, real }: Size): Company {
  const clusters = company === 'full' ? ['c3', 'c4'] : ['c3'];
  const perCluster = company === 'full' ? 12 : 6;
  const hosts = clusters.flatMap((cluster) =>
    Array.from({ length: perCluster }, (_, index) => hostOf(cluster, index, simulatedTasks / clusters.length / perCluster)),
  );
  if (company === 'none') return { hosts, apps: [] };
  const rows = company === 'full' ? catalogue : catalogue.filter((_, index) => index % 4 === 0);
  const regular = rows.flatMap((row) => clusters.flatMap((cluster) => appsOf(random, row, cluster, real)));
  const odd = oddApps(company === 'full', real);
  const simulated = regular.filter(({ app }) => isSimulated(app)).length;
  const sized = share(
    random,
    regular,
    simulatedTasks - odd.reduce((sum, { app }) => sum + (isSimulated(app) ? Number(app['instances']) : 0), 0),
    simulated,
  );
  return { hosts, apps: [...sized, ...odd] };
}

/** About half full, so that there is room for more. */
function hostOf(cluster: string, index: number, tasks: number): SeedHost {
  const size = Math.max(1, Math.ceil(tasks / 90));
  const hostname = `${cluster}-node${String(index + 1).padStart(2, '0')}`;
  return {
    hostname,
    rack: `${cluster}-r${1 + Math.floor(index / 4)}`,
    cpus: 64 * size,
    mem: 262_144 * size,
    disk: 2_000_000,
  };
}

function appsOf(random: Random, row: (typeof catalogue)[number], cluster: string, real: boolean): SeedApp[] {
  const [department, product, group, services, owner] = row;
  return services.flatMap((service) => {
    const instances = cluster === 'c3' ? realOnes[`${group}/${service}`] : undefined;
    const base = `/acme/${department}/${product}/${cluster}/${group}/${service}/main`;
    const labels = { owner, tier: department === 'pay' ? 'critical' : 'standard' };
    const ageDays = random.between(2, 400);
    if (instances !== undefined) return [{ app: realApp(`${base}/online`, labels, instances, real), ageDays }];
    return [{ app: simulatedApp(random, `${base}/online`, labels), ageDays }];
  });
}

function realApp(id: string, labels: Readonly<Record<string, string>>, instances: number, real: boolean): SeedApp['app'] {
  return {
    ...{ id, instances, cpus: 0.25, mem: 96, cmd: 'serve --port $PORT0' },
    portDefinitions: [{ port: 0, name: 'http', protocol: 'tcp', labels: {} }],
    constraints: [['cluster', 'LIKE', 'c3']],
    healthChecks: [healthCheck({})],
    labels: real ? { ...labels } : { ...labels, 'sandbox.simulated': 'true' },
    upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.5 },
  };
}

function simulatedApp(random: Random, id: string, labels: Readonly<Record<string, string>>): SeedApp['app'] {
  const image = `registry.acme.internal/${id.split('/').slice(2, 7).join('/')}:1.${random.between(0, 40)}.${random.between(0, 9)}`;
  const bridged = random.next() < 0.5;
  const checked = random.next() < 0.7;
  const ports: JsonObject = bridged
    ? {
        networks: [{ mode: 'container/bridge' }],
        container: {
          type: 'DOCKER',
          docker: { image },
          portMappings: [{ containerPort: 8080, hostPort: 0, name: 'http' }],
        },
      }
    : {
        container: { type: 'DOCKER', docker: { image } },
        portDefinitions: [{ port: 0, name: 'http' }],
      };
  return {
    ...{
      id,
      cpus: random.pick([0.1, 0.2, 0.25, 0.5, 1]),
      mem: random.pick([128, 256, 512, 1024, 2048]),
    },
    ...ports,
    ...(checked && {
      healthChecks: [healthCheck({ intervalSeconds: 10, maxConsecutiveFailures: 3 })],
    }),
    constraints: [['cluster', 'LIKE', id.split('/')[4] ?? '.*']],
    env: { REGION: 'north', JAVA_OPTS: '-Xmx256m' },
    labels: { ...labels, 'sandbox.simulated': 'true' },
  };
}

export function healthCheck(over: { readonly [key: string]: Json }): JsonObject {
  return {
    ...{ protocol: 'HTTP', path: '/health', portIndex: 0, gracePeriodSeconds: 10 },
    ...{ intervalSeconds: 3, timeoutSeconds: 2, maxConsecutiveFailures: 3, ...over },
  };
}

function isSimulated(app: JsonObject): boolean {
  const { labels } = app;
  return typeof labels === 'object' && labels !== null && 'sandbox.simulated' in labels;
}

/** Spreads the simulated tasks over the apps that have no size yet: a few large ones, many small. */
function share(random: Random, apps: readonly SeedApp[], total: number, among: number): SeedApp[] {
  const weights = apps.map(({ app }) => (isSimulated(app) && app['instances'] === undefined ? 0.3 + random.next() ** 3 * 4 : 0));
  const sum = weights.reduce((all, each) => all + each, 0);
  let left = Math.max(0, total);
  let seen = 0;
  return apps.map((seed, index) => {
    const weight = weights[index] ?? 0;
    if (weight === 0) return seed;
    seen += 1;
    const last = seen === Math.min(among, weights.filter((each) => each > 0).length);
    const instances = last ? left : Math.min(left, Math.round((Math.max(0, total) * weight) / sum));
    left -= instances;
    return { ...seed, app: { ...seed.app, instances } };
  });
}
