import type { Config } from '../../src/config.ts';
import type { AppSlot } from '../../src/live/node.ts';
import type { Running } from './canopy.ts';

/** One point of a counter, as an agent pushes it. */
export interface Pushed {
  readonly endpoint: string;
  readonly metric: string;
  readonly value: number;
  readonly tags?: string;
}

/** A simulated app of 2 instances that hangs on a job. */
export function appOfTwo(running: Running): { readonly app: string; readonly jobName: string } {
  const slots = [...(running.canopy.graph.clusters.get('sandbox')?.slots.values() ?? [])];
  const found = slots.find(
    ({ app, node }) => app.instances === 2 && app.label('sandbox.simulated') === 'true' && node.entity?.level === 'JOB',
  );
  const jobName = found?.node.entity?.jobName;
  if (!found || jobName === undefined) throw new Error('The sandbox runs no simulated app of 2 instances on a job.');
  return { app: found.app.marathonId, jobName };
}

export const slotOf = (running: Running, app: string): AppSlot | undefined => running.canopy.graph.clusters.get('sandbox')?.slots.get(app);
export const sizeOf = (running: Running, app: string): number => slotOf(running, app)?.app.instances ?? 0;
export const runningOf = (running: Running, app: string) =>
  (slotOf(running, app)?.containers ?? []).filter(({ state }) => state === 'RUNNING');

/** Figures of every second, looked for several times in it. */
export const quick = (config: Config): Config => ({
  ...config,
  ...(config.falcon && { falcon: { ...config.falcon, everyMs: 200, stepMs: 1_000 } }),
});

/** To the transfer of the sandbox's Falcon. One that is lost is made up for by the next. */
export async function push({ sandbox }: Running, points: readonly Pushed[]): Promise<void> {
  const base = { counterType: 'GAUGE', step: 1, timestamp: Math.floor(Date.now() / 1_000), tags: '' };
  await fetch(`${sandbox.ready.falcon?.transfer ?? ''}/api/push`, {
    method: 'POST',
    body: JSON.stringify(points.map((each) => ({ ...base, ...each }))),
    headers: { 'content-type': 'application/json' },
  }).catch(() => undefined);
}
