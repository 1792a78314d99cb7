import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config.ts';
import { Secret } from '../../src/kit/secret.ts';
import { Refusals } from '../../src/server/refusals.ts';
import { startSandboxProcess, until } from '../support/canopy.ts';
import { AS_ADMIN, startGuarded, type Guarded } from '../support/guarded.ts';
import { APPS, isQuiet, MARK, putApps } from './company.ts';
import { seatsOf, type Seats } from './seats.ts';
import { HOOK_TOKEN, isRecorded, seed, type Seeded } from './seed.ts';
import { startTwin, type Twin } from './twin.ts';

/** A company of what is seen and what is hidden, its twin without the latter, and those who ask. */
export interface House {
  readonly real: Guarded;
  readonly twin: Twin;
  readonly seats: Seats;
  readonly seeded: Seeded;
  stop(): Promise<void>;
}

/** What Falcon is to call is the same for both: it is one Falcon. Many walks are one document here; and what hosts give is read often, for two who read it must have read the same. */
const roomy = (config: Config): Config => ({
  ...config,
  ...(config.mesos && { mesos: { ...config.mesos, everyMs: 2_000 } }),
  ...(config.falcon && {
    falcon: { ...config.falcon, everyMs: 5_000, stepMs: 3_600_000, hookTokens: [new Secret(HOOK_TOKEN)], callback: 'http://127.0.0.1:9' },
  }),
  streams: { ...config.streams, heartbeatMs: 50, messageCost: 1e15 },
  limits: { ...config.limits, depth: 100, aliases: 100_000, cost: 1e15, tokens: 200_000, batch: 100, points: 1e15, concurrent: 10_000 },
});

export async function openHouse(): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-matrix-'));
  // Written each minute, of what each house was asked meanwhile: the two would tell of different refusals, by chance of the clock.
  const flush = Reflect.get(Refusals.prototype, 'flush');
  Refusals.prototype.flush = () => Promise.resolve();
  const file = join(folder, 'real.sqlite');
  const sandbox = await startSandboxProcess({ company: 'none', simulateDocker: true, simulatedTasks: 0 });
  await putApps(sandbox);
  await until(() => isQuiet(sandbox), 20_000);
  const real = await startGuarded({ process: sandbox, file, config: roomy, adopt: false });
  await until(() => real.running.canopy.graph.sources.every((source) => source.synced));
  for (const scope of ['/corp/seen', null]) {
    const input = scope === null ? '{}' : `{ scope: "${scope}" }`;
    const { data } = await real.ask(AS_ADMIN, `mutation { adoptApps(input: ${input}) { userErrors { message } } }`);
    if (JSON.stringify(data) !== '{"adoptApps":{"userErrors":[]}}') throw new Error(`adoptApps: ${JSON.stringify(data)}`);
  }
  const seeded = await seed(real);
  const seats = await seatsOf(real, seeded.token);
  await until(() => isQuiet(sandbox), 20_000);
  await until(() => isStill(real), 20_000);
  await until(() => hasToldLacks(real), 20_000);
  await until(() => isStill(real), 20_000);
  const twin = await startTwin({ file, sandbox }, join(folder, 'twin.sqlite'), (config) => roomy({ ...config, auth: real.auth }));
  const { graph } = twin.running.canopy;
  await until(() => graph.sources.every((source) => source.synced));
  const names = [...graph.tree.nodes.values()].map(({ entity }) => entity?.jobName ?? '');
  const apps = [...graph.clusters.values()].flatMap(({ slots }) => [...slots.keys()]);
  if (apps.length === 0 || [...names, ...apps].some((each) => each.includes(MARK))) throw new Error('The twin knows what is hidden.');
  // As soon as both have read everybody's figures, they hold those of the same containers.
  const figures = `{ tree { summary { containers { running } metrics { ${['cpuIdlePercent', 'qps'].map((name) => `${name} { reported }`).join(' ')} } } } }`;
  const held = () =>
    Promise.all(
      [real.running, twin.running].map(async ({ post }) => (await post(JSON.stringify({ query: figures }), seats.vic.headers)).text()),
    );
  await until(async () => {
    const texts = (await held()).map((text) => text.slice(0, text.indexOf('"extensions"')));
    return new Set(texts).size === 1 && texts.every((text) => /"reported":[1-9]/.test(text));
  }, 30_000);
  const hosts = '{ hosts { nodes { name usedCpus usedMemMiB } } }';
  const both = () =>
    Promise.all(
      [real.running, twin.running].map(async ({ post }) => (await post(JSON.stringify({ query: hosts }), seats.root.headers)).text()),
    );
  await until(async () => new Set((await both()).map((text) => text.slice(0, text.indexOf('"extensions"')))).size === 1);
  for (const app of [APPS.own, APPS.hidden]) await until(() => isRecorded(real, app), 60_000);
  // An engine that nobody asked yet has another state.
  const docker = '{ containers(first: 50) { nodes { docker { status } } } }';
  for (const { post } of [real.running, twin.running]) await post(JSON.stringify({ query: docker }), seats.root.headers);
  return {
    ...{ real, twin, seats, seeded },
    stop: async () => {
      await twin.stop();
      await real.stop();
      Refusals.prototype.flush = flush;
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of all that lacks something the log knows since when: the twin goes by that. */
async function hasToldLacks({ ask }: Guarded): Promise<boolean> {
  const query =
    '{ unmonitored(first: 1000) { nodes { id } } events(filter: { kinds: [MONITORING_LACKING] }, last: 1000) { nodes { subject } } }';
  const { data } = await ask(AS_ADMIN, query);
  const { unmonitored, events } = data as { unmonitored: { nodes: { id: string }[] }; events: { nodes: { subject: string }[] } };
  const told = new Set(events.nodes.map(({ subject }) => subject));
  return unmonitored.nodes.length > 0 && unmonitored.nodes.every(({ id }) => told.has(id));
}

/** The log has told of everything: its newest event is not of just now. */
async function isStill(house: Guarded): Promise<boolean> {
  const { data } = await house.ask(
    AS_ADMIN,
    '{ base: events(filter: { kinds: [BASELINE] }) { nodes { at } } newest: events(last: 1) { nodes { at } } }',
  );
  const { base, newest } = data as Record<'base' | 'newest', { nodes: { at: string }[] }>;
  return base.nodes.length >= 3 && Date.now() - Date.parse(newest.nodes[0]?.at ?? '') > 1_500;
}
