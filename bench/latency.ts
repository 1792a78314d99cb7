import { ask, bodyOf } from './ask.ts';
import { percentile, short } from './figures.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';
import { ELSEWHERE } from './side.ts';
import type { Stage } from './servers.ts';

const COALESCE_MS = 200;
const QUERY = 'query Tasks($app: String!) { app(marathonId: $app) { containers(first: 1000) { nodes { taskId } } } }';

/** Replaces tasks one at a time and polls until the answer shows the new one. Returns the times, sorted. */
export async function changeToAnswer(
  { sandbox }: Pick<Stage, 'sandbox'>,
  port: number,
  apps: readonly string[],
  changes: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < changes; n++) {
    const app = apps[n % apps.length] ?? '';
    const body = bodyOf(QUERY, { app });
    await ask(port, body);
    const began = performance.now();
    const { replaced } = await sandbox.control<{ replaced: readonly { is: string }[] }>('POST', '/change', { app, count: 1 });
    const wanted = `"${replaced[0]?.is ?? 'nothing was replaced'}"`;
    while (!(await ask(port, body)).data.includes(wanted))
      if (performance.now() - began > 10_000) throw new Error(`${app}: the change never showed`);
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}

/** From a change in Marathon to an answer that shows it. */
export async function latency(stage: Stage, report: Report, { changes, apps: count }: Options): Promise<void> {
  const { port } = await stage.start('canopy');
  const apps = await appIds(port, count);
  const elsewhere = apps.filter((id) => !id.startsWith(ELSEWHERE));
  report.section(
    'From a Marathon event to the changed answer',
    `One task is replaced, and the answer is polled until it shows the new one; ${changes} times each. Coalescing: ${COALESCE_MS} ms.`,
  );
  const alone = await changeToAnswer(stage, port, elsewhere, changes);
  await stage.sandbox.churn(100, 120_000, ELSEWHERE);
  const busy = await changeToAnswer(stage, port, elsewhere, changes);
  // The same few apps again and again: the second mark waits for the coalescing time.
  const again = await changeToAnswer(stage, port, elsewhere.slice(0, 2), Math.ceil(changes / 4));
  await stage.sandbox.churn(1, 1, ELSEWHERE);
  const row = (name: string, times: readonly number[]) => [
    name,
    short(percentile(times, 0.5)),
    short(percentile(times, 0.99)),
    short(times.at(-1) ?? 0),
  ];
  report.table(
    'Change to answer, ms',
    ['', 'p50', 'p99', 'longest'],
    [row('nothing else changes', alone), row('100 changes/s elsewhere', busy), row('the same two apps again', again)],
  );
  const worst = Math.max(percentile(busy, 0.99), percentile(again, 0.99)) - COALESCE_MS;
  report.check({
    what: 'Marathon event to changed answer, p99 beyond the coalescing time',
    measured: { middle: worst, lowest: worst, highest: worst },
    floor: 50,
    atMost: true,
    unit: ' ms',
  });
  await stage.stopServers();
}

export async function appIds(port: number, first: number): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null; found.length < first;) {
    const body = bodyOf(
      'query($first: Int, $after: Cursor) { apps(first: $first, after: $after) { nodes { marathonId } pageInfo { hasNextPage endCursor } } }',
      { first: Math.min(first, 1000), after },
    );
    const { apps } = (await ask(port, body)).value as {
      apps: { nodes: { marathonId: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
    };
    found.push(...apps.nodes.map(({ marathonId }) => marathonId));
    if (!apps.pageInfo.hasNextPage) break;
    after = apps.pageInfo.endCursor;
  }
  return found;
}
