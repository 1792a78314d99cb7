import type { Loaders } from './context.ts';
import type { DockerReads } from './live/docker.ts';
import type { LogReads } from './live/log-reads.ts';
import type { VersionReads } from './live/versions.ts';
import type { Store } from './plans/ports.ts';

export interface LoadersDeps {
  readonly store: Store;
  readonly logReads: LogReads;
  readonly versions: VersionReads;
  /** Undefined where no engines are configured. */
  readonly docker: DockerReads | undefined;
}

/** As the description of `why` says. */
const MOST_DECISIONS = 100;

/** On-demand reads: opened anew for each request, so that a request batches its own. */
export function loadersOf({ store, logReads, versions, docker }: LoadersDeps): { open: () => Loaders; close: () => void } {
  const open = (): Loaders => {
    let eventsAt: Loaders['eventsAt'] | undefined;
    return {
      docker: async (container) => (await docker?.facts(container)) ?? null,
      filesystems: async (container) => (await docker?.filesystems(container)) ?? null,
      processes: async (container) => (await docker?.processes(container)) ?? null,
      logs: async (container, tail, stream) => (await docker?.logs(container, tail, stream)) ?? null,
      versions: (app, first) => versions.newest(app, first),
      plan: (id) => store.plan(id),
      decision: (id) => store.decision(id),
      decisionsOf: (subject, at) => store.decisionsOf(subject, MOST_DECISIONS, at ?? undefined),
      event: (cursor) => logReads.at(cursor),
      // Made when it is wanted: most requests are over before.
      eventsAt: (places) => (eventsAt ??= logReads.batched())(places),
      events: (filter, page) => logReads.page(filter, page),
      cursor: (seq) => logReads.cursor(seq),
    };
  };
  return { open, close: () => docker?.close() };
}
