// npm run demo:scale [short]: drives real load at an app of the sandbox company until Canopy has made it larger and smaller again, and shows
// what it decided, and why. Ends with 0 when both have happened, 1 when not, 130 after Ctrl-C; whatever it started ends with it.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './demo/client.ts';
import { startPlatform } from './demo/platform.ts';
import { rateAt, Traffic, type Target, type Turn } from './demo/traffic.ts';
import { DECIDED, detailsOf, headOf, isChange, reasonOf, type Decided } from './demo/words.ts';

const CONTROLLER = 'controller:scaling';
/** Requests a second that each container should serve. */
const TARGET = 20;
const [MIN, MAX] = [2, 8];
const LOOK_MS = 250;

interface Length {
  readonly turns: readonly Turn[];
  /** The load is told so often. */
  readonly tellS: number;
  /** So long nothing more must have been wanted before it becomes smaller. */
  readonly calmS: number;
  readonly withinS: number;
}

const point = (second: number, rate: number): Turn => ({ second, rate });
const LONG: Length = {
  turns: [point(0, 30), point(10, 30), point(30, 120), point(50, 120), point(65, 24)],
  tellS: 5,
  calmS: 15,
  withinS: 180,
};
const SHORT: Length = {
  turns: [point(0, 30), point(3, 30), point(8, 120), point(20, 120), point(24, 24)],
  tellS: 3,
  calmS: 5,
  withinS: 60,
};

interface App {
  readonly id: string;
  readonly marathonId: string;
  readonly cluster: string;
  readonly jobName: string | null;
  readonly instances: number;
  readonly labels: readonly { readonly name: string }[];
  readonly containers: { readonly nodes: readonly Container[] };
}

interface Container {
  readonly ip: string | null;
  readonly ports: readonly number[];
  readonly state: string;
  readonly health: string;
}

const APP = 'id marathonId cluster jobName instances labels { name } containers(first: 50) { nodes { ip ports state health } }';

let began = performance.now();
const seconds = () => (performance.now() - began) / 1_000;
const tell = (words: string, ...details: readonly string[]) => {
  console.log(`${seconds().toFixed(1).padStart(6)} s  ${words}`);
  for (const detail of details) console.log(`          ${detail}`);
};

const runs = ({ state, health }: Container) => state === 'RUNNING' && health !== 'UNHEALTHY';
const targetsOf = (app: App): Target[] =>
  app.containers.nodes.filter(runs).flatMap(({ ip, ports: [port] }) => (ip !== null && port !== undefined ? [{ host: ip, port }] : []));

/** Of real processes, all of which answer. */
async function pickedApp(client: Client, withinMs: number): Promise<App> {
  for (const end = performance.now() + withinMs; performance.now() < end; await sleep(LOOK_MS)) {
    const { apps } = await client.ask<{ apps: { nodes: readonly App[] } }>(`{ apps(first: 500) { nodes { ${APP} } } }`);
    const found = apps.nodes.find(
      (app) =>
        app.jobName !== null &&
        app.instances === MIN &&
        !app.labels.some(({ name }) => name === 'sandbox.simulated') &&
        app.containers.nodes.every(({ health }) => health === 'HEALTHY') &&
        targetsOf(app).length === MIN,
    );
    if (found) return found;
  }
  throw new Error(`No app of ${MIN} real containers was there in time.`);
}

async function adopted(client: Client): Promise<void> {
  const { tree } = await client.ask<{ tree: readonly unknown[] | null }>('{ tree { jobName } }');
  if ((tree?.length ?? 0) > 0) return;
  tell('There is no tree yet: it is made of the apps that there are.');
  await client.change('mutation ($input: AdoptAppsInput!) { adoptApps(input: $input) { userErrors { message } } }', {});
}

async function ruled(client: Client, { marathonId: app, cluster }: App, { calmS }: Length): Promise<void> {
  const rule = { min: MIN, max: MAX, metrics: [{ metric: 'PROC_QPS', target: TARGET }], down: { stabilisationSeconds: calmS } };
  const set = 'mutation ($input: SetScalingRuleInput!) { setScalingRule(input: $input) { subject { id } userErrors { message } } }';
  const { subject } = await client.change<{ subject: { id: string } | null; userErrors: readonly { message: string }[] }>(set, {
    ...{ app, cluster, rule },
  });
  const mode = 'mutation ($input: SetScalingModeInput!) { setScalingMode(input: $input) { userErrors { message } } }';
  await client.change(mode, { id: subject?.id, mode: 'ACT' });
  tell(
    `Rule: ${MIN} to ${MAX} containers, ${TARGET} requests/s for each; smaller after ${calmS} s in which no more were wanted. Mode ACT.`,
    'It was set by setScalingRule and setScalingMode, as anybody would.',
  );
}

/** Says each decision as it is told of. */
async function follow(client: Client, { jobName }: App): Promise<never> {
  const subscription = `subscription ($scope: JobName) { scalingDecisions(scope: $scope) { ... on EventDelivery { event { body } } } }`;
  const query = `query ($id: ID!) { node(id: $id) { ... on Decision { ${DECIDED} } } }`;
  for await (const { event } of client.listen<{ event?: { body: { decision: string } } | null }>(subscription, { scope: jobName })) {
    if (!event) continue;
    const { node } = await client.ask<{ node: Decided | null }>(query, { id: `Decision:${event.body.decision}` });
    if (node?.actor === CONTROLLER) tell(`DECISION  ${headOf(node)}: ${reasonOf(node)}`, ...detailsOf(node));
  }
  throw new Error('Canopy tells of no more decisions.');
}

/** Until it has become larger and smaller again; false: it has not, in time. */
async function watched(client: Client, app: App, traffic: Traffic, { tellS, withinS }: Length): Promise<boolean> {
  let [size, largest, told] = [app.instances, app.instances, -Infinity];
  while (seconds() < withinS) {
    const { app: now } = await client.ask<{ app: App | null }>(
      `query ($app: String!, $cluster: String) { app(marathonId: $app, cluster: $cluster) { ${APP} } }`,
      { app: app.marathonId, cluster: app.cluster },
    );
    if (!now) throw new Error('The app is gone.');
    traffic.targets = targetsOf(now);
    const running = traffic.targets.length;
    if (now.instances !== size) {
      tell(`SIZE      ${size} -> ${now.instances}`);
      [size, largest] = [now.instances, Math.max(largest, now.instances)];
    }
    if (seconds() - told >= tellS) {
      told = seconds();
      const each = running === 0 ? '' : `, ${(traffic.now / running).toFixed(0)}/s for each`;
      tell(`load      ${traffic.now.toFixed(0)} requests/s over ${running} running containers${each}`);
    }
    if (largest > app.instances && size === app.instances) return true;
    await sleep(LOOK_MS);
  }
  tell(
    largest > app.instances
      ? `It did NOT happen: it was made larger, to ${largest}, and not smaller again within ${withinS} s.`
      : `It did NOT happen: it was not made larger within ${withinS} s.`,
  );
  return false;
}

async function why(client: Client, { id }: App): Promise<void> {
  const { why: told } = await client.ask<{ why: readonly Decided[] }>(`query ($id: ID!) { why(id: $id) { ${DECIDED} } }`, { id });
  const all = told.filter(({ actor }) => actor === CONTROLLER).toReversed();
  const changes = all.filter(isChange);
  console.log(`\nwhy(app), in short: ${all.length} decisions, of which ${changes.length} changed its size.`);
  for (const each of changes) console.log(`  ${each.at.slice(11, 19)}  ${headOf(each)}: ${reasonOf(each)}`);
}

async function demo(length: Length, signal: AbortSignal): Promise<boolean> {
  console.log(
    'Canopy scales an app by its load, and says why. The company is made up; its containers are real processes, and so are the requests.\n',
  );
  tell('Canopy and the sandbox company are starting.');
  const platform = await startPlatform(signal);
  const client = new Client(platform.url, signal);
  let traffic: Traffic | undefined;
  try {
    tell(`Canopy answers at ${platform.url}/graphql`);
    await adopted(client);
    const app = await pickedApp(client, 30_000);
    tell(
      `App: ${app.marathonId}, ${app.instances} containers at ${targetsOf(app)
        .map(({ host, port }) => `${host}:${port}`)
        .join(' and ')}.`,
    );
    const following = follow(client, app);
    await ruled(client, app, length);
    began = performance.now();
    tell('The load begins; time counts from here.');
    traffic = new Traffic(() => rateAt(length.turns, seconds()));
    const done = await Promise.race([watched(client, app, traffic, length), following]);
    tell(`${traffic.answered} requests were answered, ${traffic.failed} were not.`);
    if (done) tell('It has scaled out and in again.');
    await why(client, app);
    return done;
  } finally {
    traffic?.stop();
    console.log('\nStopping all that was started.');
    await platform.stop();
  }
}

const words = process.argv.slice(2);
if (words.some((word) => word !== 'short')) {
  console.error('npm run demo:scale [short]: the only word is short.');
  process.exit(2);
}
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort(new Error('Stopped.')));
try {
  process.exitCode = (await demo(words.includes('short') ? SHORT : LONG, stopping.signal)) ? 0 : 1;
} catch (error) {
  console.error(stopping.signal.aborted ? 'It was stopped before it had happened.' : error);
  process.exitCode = stopping.signal.aborted ? 130 : 1;
}
