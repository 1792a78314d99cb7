import type { Marathon } from '../datasources/marathon/client.ts';
import type { App, AppVersion } from './apps/model.ts';
import { versionOf } from './apps/version.ts';
import type { Loaders } from './context.ts';
import { Fault } from './kit/fault.ts';
import type { DockerReads } from './live/docker.ts';
import type { LogReads } from './live/log-reads.ts';
import type { Store } from './plans/ports.ts';

export interface LoadersDeps {
  readonly store: Store;
  readonly logReads: LogReads;
  readonly marathons: ReadonlyMap<string, Marathon>;
  /** Undefined where no engines are configured. */
  readonly docker: DockerReads | undefined;
}

/** On-demand reads: opened anew for each request, so that a request batches its own. */
export function loadersOf({ store, logReads, marathons, docker }: LoadersDeps): { open: () => Loaders; close: () => void } {
  const open = (): Loaders => {
    let eventsAt: Loaders['eventsAt'] | undefined;
    return {
      docker: async (container) => (await docker?.facts(container)) ?? null,
      filesystems: async (container) => (await docker?.filesystems(container)) ?? null,
      processes: async (container) => (await docker?.processes(container)) ?? null,
      logs: async (container, tail, stream) => (await docker?.logs(container, tail, stream)) ?? null,
      versions: (app, first) => versions(marathons.get(app.cluster), app, first),
      plan: (id) => store.plan(id),
      decision: (id) => store.decision(id),
      decisionsOf: async (subject, at) => {
        const found = await store.decisionsOf(subject, 100);
        return at === null ? found : found.filter((decision) => decision.at <= at);
      },
      event: (seq) => store.event(seq),
      // Made when it is wanted: most requests are over before.
      eventsAt: (places) => (eventsAt ??= logReads.batched())(places),
      events: (filter, page) => logReads.page(filter, page),
      cursor: (seq) => logReads.cursor(seq),
      place: (cursor) => logReads.place(cursor),
    };
  };
  return { open, close: () => docker?.close() };
}

const VERSIONS_MAX = 20;

async function versions(marathon: Marathon | undefined, app: App, first: number): Promise<AppVersion[]> {
  if (first < 0 || first > VERSIONS_MAX)
    throw new Fault('BAD_USER_INPUT', `first: ${first} is not within 0 and ${VERSIONS_MAX}.`, { details: { limit: VERSIONS_MAX } });
  if (!marathon) return [];
  const signal = AbortSignal.timeout(5_000);
  const { value: stamps } = await marathon.versions(app.marathonId, signal);
  const newest = [...(stamps ?? [])].sort((a, b) => Date.parse(b) - Date.parse(a)).slice(0, first);
  const found = await Promise.all(
    newest.map(async (stamp) => {
      const { value } = await marathon.versionOf(app.marathonId, stamp, signal);
      return value && versionOf(value, Date.parse(stamp), app.version);
    }),
  );
  return found.flatMap((each) => each ?? []);
}
