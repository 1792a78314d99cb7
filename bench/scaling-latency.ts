import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, short, spread } from './figures.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';
import { force, ruleOn, scaledApps, scaledAt, TOP, type Scaled } from './scaled.ts';
import { HOOK_TOKEN, Stage } from './servers.ts';

const TASKS_PER_APP = 4;
/** Far above all that the simulated tasks tell by themselves. */
const LIMIT = 100_000;
const STEP_MS = 1_000;
/** An hour without a look at the figures: whoever acts was told by the alarm. */
const NEVER_MS = 3_600_000;
const SHORTEST_MS = 40;
const BURST = 20;
/** Until an app that has been told of must have been scaled. */
const WITHIN_MS = 15_000;

/** One more where a figure is above the limit, and then not again as long as this is measured. */
const rule = (figure: object) => ({
  ...{ min: 1, max: 1_000, up: { coolDownSeconds: 3_600 } },
  metrics: [{ ...figure, steps: [{ from: LIMIT, change: 1 }] }],
});

/** From an alarm, and from a figure, to the request that Marathon gets. */
export async function scalingLatency(report: Report, { changes: scaled, profile }: Options): Promise<void> {
  report.section(
    'From an alarm and from a figure to Marathon',
    `${2 * scaled} apps of ${TASKS_PER_APP} tasks under one rule in mode ACT, Falcon's steps of 1 s; all else as it is shipped. From just before the callback is sent, or just after the push was accepted, to when the sandbox's Marathon got the request, by its ledger. With alarms the figures are asked for once an hour, so that nothing else can have told of them. Sender and sandbox share the machine.`,
  );
  const stage = await Stage.open(2 * scaled, TASKS_PER_APP, { falconStepS: 1, falconMinStepS: 1 });
  try {
    const execArgv = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
    const start = (everyMs: number) => stage.start('canopy', { hooked: true, figures: { stepMs: STEP_MS, everyMs }, execArgv });
    const one = await alarms(stage, await start(NEVER_MS), scaled);
    await stage.stopServers();
    const pushed = await pushes(stage, await start(500), scaled, 'counter');
    await stage.stopServers();
    const figures = await pushes(stage, await start(500), scaled, 'figure');
    await stage.stopServers();
    const slower = await pushes(stage, await start(STEP_MS), scaled, 'counter');
    const row = (what: string, { times, missing }: Times) => [
      what,
      String(times.length),
      short(percentile(times, 0.5)),
      short(percentile(times, 0.99)),
      short(times.at(-1) ?? NaN),
      String(missing),
    ];
    report.table(
      'Times, ms',
      ['', 'apps', 'p50', 'p99', 'longest', 'never'],
      [
        row('an alarm, one at a time', one.evenly),
        row(`alarms, ${BURST} at once`, one.bursts),
        row('a counter that is pushed, asked for every 500 ms', pushed),
        row('the four figures, asked for every 500 ms', figures),
        row('a counter that is pushed, asked for every 1000 ms', slower),
      ],
    );
    const p99 = ({ times, missing }: Times) => spread([missing > 0 ? Infinity : percentile(times, 0.99)]);
    report.check({ what: 'alarm callback to the call of Marathon, p99', measured: p99(one.evenly), floor: 200, atMost: true, unit: ' ms' });
    report.check({
      ...{ what: 'metric push to the call of Marathon, steps of 1 s, p99', measured: p99(pushed) },
      ...{ floor: 2_500, goal: 1_500, atMost: true, unit: ' ms' },
    });
  } finally {
    await stage.close();
  }
}

interface Times {
  /** Sorted. */
  readonly times: readonly number[];
  /** Those that were never scaled. */
  readonly missing: number;
}

interface Port {
  readonly port: number;
}

async function alarms(stage: Stage, { port }: Port, scaled: number): Promise<{ readonly evenly: Times; readonly bursts: Times }> {
  const apps = await scaledApps(port);
  await ruleOn(port, TOP, rule({ metric: 'PROC_QPS' }));
  for (const { tasks } of apps) await force(stage, tasks, 'proc.qps', 2 * LIMIT);
  // The figures are those of the step that follows; and the controller has been looking at all apps for a while.
  await sleep(3_000);
  await stage.sandbox.control('DELETE', '/ledger');
  const sent = new Map<string, number>();
  const call = async ({ app, tasks: [task = ''] }: Scaled, n: number) => {
    const time = new Date().toISOString().slice(0, 19).replace('T', ' ');
    const query = new URLSearchParams({
      ...{ endpoint: task, metric: 'proc.qps', status: 'PROBLEM', step: '1', priority: '2', time, tpl_id: '1', exp_id: '0' },
      ...{ stra_id: String(n + 1), left_value: String(2 * LIMIT), tags: '' },
    });
    sent.set(app, Date.now());
    const answer = await fetch(`http://127.0.0.1:${port}/hooks/falcon/${HOOK_TOKEN}?${query}`);
    if (!answer.ok) throw new Error(`The hook answers ${answer.status}.`);
  };
  const [first, second] = [apps.slice(0, scaled), apps.slice(scaled, 2 * scaled)];
  for (const [n, each] of first.entries()) {
    await call(each, n);
    await sleep(SHORTEST_MS + 60 * Math.random());
  }
  for (let from = 0; from < second.length; from += BURST) {
    await Promise.all(second.slice(from, from + BURST).map((each, n) => call(each, scaled + from + n)));
    await sleep(1_000);
  }
  const of = (some: readonly Scaled[]) => new Map(some.flatMap(({ app }) => (sent.has(app) ? [[app, sent.get(app) ?? 0]] : [])));
  return { evenly: await timesOf(stage, of(first)), bursts: await timesOf(stage, of(second)) };
}

/** `figure`: one of the four, which simulated tasks tell at each step, in place of a counter that is pushed. */
async function pushes(stage: Stage, { port }: Port, scaled: number, kind: 'counter' | 'figure'): Promise<Times> {
  const apps = await scaledApps(port);
  await ruleOn(port, TOP, rule(kind === 'counter' ? { counter: 'jobs.waiting' } : { metric: 'PROC_DELAY' }));
  await sleep(3_000);
  await stage.sandbox.control('DELETE', '/ledger');
  const told = new Map<string, number>();
  for (const { app, tasks } of apps.slice(0, scaled)) {
    told.set(app, await (kind === 'counter' ? push(stage, tasks) : forced(stage, tasks)));
    await sleep(SHORTEST_MS + 60 * Math.random());
  }
  return timesOf(stage, told);
}

/** As the agents of its containers do. When it was accepted. */
async function push({ sandbox }: Stage, tasks: readonly string[]): Promise<number> {
  const timestamp = Math.floor(Date.now() / 1_000);
  const items = tasks.map((endpoint) => ({
    ...{ endpoint, metric: 'jobs.waiting', tags: '', value: 2 * LIMIT, counterType: 'GAUGE', step: 1, timestamp },
  }));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.places.falcon.transfer}/api/push`, { method: 'POST', headers, body: JSON.stringify(items) });
  if (!answer.ok) throw new Error(`transfer answers ${answer.status}.`);
  return Date.now();
}

/** When it is measured: at the next step. */
async function forced(stage: Stage, tasks: readonly string[]): Promise<number> {
  const at = (Math.floor(Date.now() / STEP_MS) + 1) * STEP_MS;
  await force(stage, tasks, 'proc.delay', 2 * LIMIT);
  return at;
}

async function timesOf({ sandbox }: Stage, told: ReadonlyMap<string, number>): Promise<Times> {
  const end = performance.now() + WITHIN_MS;
  for (;;) {
    const done = await scaledAt(sandbox);
    const times = [...told].flatMap(([app, at]) => (done.has(app) ? [(done.get(app) ?? 0) - at] : []));
    if (times.length === told.size || performance.now() > end)
      return { times: times.sort((a, b) => a - b), missing: told.size - times.length };
    await sleep(250);
  }
}
