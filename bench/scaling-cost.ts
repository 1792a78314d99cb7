import { setTimeout as sleep } from 'node:timers/promises';
import { short, spread } from './figures.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';
import { modeOf, ruleOn, TOP } from './scaled.ts';
import { keptADay } from './scaling-kept.ts';
import { Stage, type Server } from './servers.ts';

const TASKS_PER_APP = 4;
const SETTLE_MS = 10_000;

const SHIPPED = { stepMs: 60_000, everyMs: 30_000 };
const QUICK = { stepMs: 1_000, everyMs: 1_000 };
const RULE = {
  ...{ min: 1, max: 1_000 },
  metrics: [
    { metric: 'CPU_IDLE', steps: [{ from: 200, change: 1 }] },
    { metric: 'PROC_QPS', steps: [{ from: 100_000, change: 1 }] },
  ],
};

interface Cost {
  readonly cpu: number;
  readonly rss: number;
}

/** What it costs to look at many apps, and what is kept of it. */
export async function scalingCost(report: Report, { scaledForMs, scaledSizes }: Options): Promise<void> {
  report.section(
    'The cost of rules',
    `Apps of ${TASKS_PER_APP} tasks under one rule by two figures, which never asks for anything. CPU of Canopy as a share of one core, over ${scaledForMs / 1_000} s, with the rule in mode ACT, and after it was switched OFF; memory before the rule was set, and with it.`,
  );
  const each = [...scaledSizes.map((size) => [size, SHIPPED] as const), [300, QUICK] as const];
  const costs: { readonly apps: number; readonly stepMs: number; readonly before: Cost; readonly after: Cost }[] = [];
  for (const [apps, figures] of each) costs.push({ apps, stepMs: figures.stepMs, ...(await costOf(apps, figures, scaledForMs)) });
  report.table(
    '',
    ['', 'CPU % without', 'CPU % with', 'MiB without', 'MiB with'],
    costs.map(({ apps, stepMs, before, after }) => [
      `${apps} apps, steps of ${stepMs / 1_000} s`,
      ...[100 * before.cpu, 100 * after.cpu, before.rss, after.rss].map(short),
    ]),
  );
  const one = (value: number) => spread([value]);
  for (const { apps, stepMs, before, after } of costs)
    if (stepMs === SHIPPED.stepMs)
      report.check({
        ...{ what: `${apps} apps under a rule, steps of 60 s: of a core`, measured: one(100 * (after.cpu - before.cpu)) },
        ...{ floor: apps / 200, atMost: true, unit: ' %' },
      });
  const kept = await Promise.all([SHIPPED, QUICK].map(({ stepMs }) => keptADay(stepMs)));
  report.table(
    'What is kept of the looks at one app in a day, in SQLite',
    ['', 'looks', 'rows', 'writes', 'KiB with indexes'],
    kept.map(({ stepMs, looks, rows, writes, bytes }) => [
      `steps of ${stepMs / 1_000} s`,
      ...[looks, rows, writes].map((count) => String(Math.round(count))),
      short(bytes / 1_024),
    ]),
  );
  report.check({
    ...{ what: 'kept of an app in a day, steps of 60 s', measured: one((kept[0]?.bytes ?? NaN) / 1_024) },
    ...{ floor: 512, atMost: true, unit: ' KiB' },
  });
}

async function costOf(apps: number, figures: { readonly stepMs: number; readonly everyMs: number }, forMs: number) {
  const stage = await Stage.open(apps, TASKS_PER_APP, { falconStepS: figures.stepMs / 1_000 });
  try {
    const canopy = await stage.start('canopy', { hooked: true, figures });
    await sleep(SETTLE_MS);
    // All that there is has been recorded once before anything is measured, and both are measured of a process that is warm.
    const rss = await canopy.child.call<number>('memoryMiB');
    const rule = await ruleOn(canopy.port, TOP, RULE);
    await sleep(3 * SETTLE_MS);
    const after = await over(canopy, forMs);
    await modeOf(canopy.port, rule, 'OFF');
    await sleep(SETTLE_MS);
    return { before: { ...(await over(canopy, forMs)), rss }, after };
  } finally {
    await stage.close();
  }
}

async function over({ child }: Server, forMs: number): Promise<Cost> {
  const [cpu, began] = [await child.call<number>('cpu'), performance.now()];
  await sleep(forMs);
  const used = (await child.call<number>('cpu')) - cpu;
  return { cpu: used / 1_000 / (performance.now() - began), rss: await child.call<number>('memoryMiB') };
}
