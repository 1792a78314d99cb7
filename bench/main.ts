import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { whoAsks } from './callers.ts';
import { ownDataChanged } from './changed.ts';
import { firstSight } from './first.ts';
import { growth } from './growth.ts';
import { killRounds } from './kill/rounds.ts';
import { latency } from './latency.ts';
import { readOptions, type Options, type Section } from './options.ts';
import { portals } from './portals.ts';
import { machine, Report } from './report.ts';
import { whatIsSeen } from './rights.ts';
import { rootList } from './root.ts';
import { scopesSideBySide } from './scopes.ts';
import { Stage } from './servers.ts';
import { sideBySide } from './side.ts';
import { scaling } from './scaling.ts';
import { scalingCost } from './scaling-cost.ts';
import { scalingLatency } from './scaling-latency.ts';
import { storm } from './storm.ts';
import { streams } from './streams.ts';

type Measure = (stage: Stage, report: Report, options: Options) => Promise<void>;

const ON_ONE_STAGE: readonly (readonly [Section, Measure])[] = [
  ['side', sideBySide],
  ['changed', ownDataChanged],
  ['root', rootList],
  ['first', firstSight],
  ['latency', latency],
  ['portals', portals],
  ['scopes', scopesSideBySide],
  ['streams', streams],
  ['storm', storm],
];

const options = readOptions(process.argv.slice(2));
const report = new Report();
const chosen = ON_ONE_STAGE.filter(([name]) => options.sections.includes(name));
if (chosen.length > 0) {
  const stage = await Stage.open(options.apps, options.tasksPerApp);
  try {
    for (const [, measure] of chosen) await measure(stage, report, options);
  } finally {
    await stage.close();
  }
}
if (options.sections.includes('growth')) await growth(report, options);
if (options.sections.includes('callers')) {
  await whoAsks(report);
  whatIsSeen(report);
}
if (options.sections.includes('scaling')) {
  scaling(report);
  await scalingLatency(report, options);
  await scalingCost(report, options);
}
if (options.sections.includes('rounds')) await killRounds(report, options);

const preface = [
  'Written by `npm run bench`; do not edit. The bench runs `dist/` with the shipped configuration, fed by the sandbox over its wire, beside Apollo Server (standalone), Mercurius with JIT and GraphQL Yoga in production mode, each a process of its own with a live graph of its own, all serving the same schema and resolvers. The limit is bare `node:http` that sends the finished bytes. The answers of all are compared before they are timed.',
  `Measured on: ${machine()}. Requests per second of two machines are not to be compared, ratios are.`,
  'Not measured yet, for what it needs does not exist: a sweep of metrics (a whole re-list with 100 changes/s stands for it).',
];
if (options.writes) {
  const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
  writeFileSync(page, await format(report.markdown(preface), { parser: 'markdown' }));
}
for (const { what } of report.missed) console.log(`MISSED ${what}`);
