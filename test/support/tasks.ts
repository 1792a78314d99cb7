import type { Tasks } from '../../bench/judge.ts';
import { read } from './ask.ts';
import type { SandboxProcess } from './canopy.ts';

/** By Marathon's own word. */
export async function tasksNow(sandbox: SandboxProcess): Promise<ReadonlySet<string>> {
  const { tasks } = await asked<{ tasks: { id: string }[] }>(sandbox, '/v2/tasks');
  return new Set(tasks.map(({ id }) => id));
}

/** Apps with tasks that run without processes, and can be replaced. */
export async function replaceableApps(sandbox: SandboxProcess): Promise<readonly string[]> {
  const { apps } = await asked<{ apps: { id: string; tasksRunning: number; labels: Record<string, string> }[] }>(sandbox, '/v2/apps');
  return apps.flatMap(({ id, tasksRunning, labels }) => (tasksRunning > 0 && labels['sandbox.simulated'] === 'true' ? [id] : []));
}

async function asked<T>({ ready }: SandboxProcess, path: string): Promise<T> {
  return read<T>(await fetch(`${ready.marathon.urls[0]}${path}`, { headers: { accept: 'application/json' } }));
}

/** What has become of the tasks that were there before, and of those that the ledger has heard of since. */
export async function tasksSince(before: ReadonlySet<string>, sandbox: SandboxProcess): Promise<Tasks> {
  const { events } = await sandbox.ledger();
  const ever = new Set(events.flatMap(({ type, key }) => (type === 'status_update_event' && key !== null ? [key] : [])));
  return { before, ever, now: await tasksNow(sandbox) };
}

/** Replaces two tasks of the app, as others do that write to the same Marathon; answers what is to be told of it. */
export async function replaceTasks(
  sandbox: SandboxProcess,
  app: string | undefined,
): Promise<readonly { readonly kind: string; readonly subject: string }[]> {
  const { replaced } = (await sandbox.control('/change', { app, count: 2 })) as { replaced: { was: string; is: string }[] };
  if (replaced.length === 0) throw new Error(`${app} has no task that can be replaced`);
  const event = (kind: string, task: string) => ({ kind, subject: `Container:${sandbox.ready.marathon.name}:${task}` });
  return replaced.flatMap(({ was, is }) => [event('CONTAINER_ENDED', was), event('CONTAINER_STARTED', is)]);
}
