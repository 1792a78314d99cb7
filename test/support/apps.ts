import { expect } from 'vitest';
import { AppNowDocument, SimulatedAppsDocument, type SimulatedAppsQuery } from '../generated/operations.ts';
import { nodesOf, type Ask } from './ask.ts';

type SimulatedApp = NonNullable<NonNullable<SimulatedAppsQuery['apps']>['nodes'][number]>;

/** The first apps, in the order of the tree, whose tasks no process runs: a test may do with them as it likes. */
export async function simulatedApps(ask: Ask): Promise<SimulatedApp[]> {
  return nodesOf((await ask(SimulatedAppsDocument)).data.apps);
}

export async function simulatedApp(ask: Ask, fits: (app: SimulatedApp) => boolean): Promise<SimulatedApp> {
  const app = (await simulatedApps(ask)).find(fits);
  if (!app) throw new Error('the company has no such app');
  return app;
}

/** Waits until no deployment holds the app, and it is as told. */
export async function settled(ask: Ask, app: string, as: { readonly tasksRunning?: number; readonly memMiB?: number } = {}): Promise<void> {
  await expect
    .poll(async () => (await ask(AppNowDocument, { app })).data.app, { timeout: 8_000 })
    .toMatchObject({ ...as, deploying: false });
}
