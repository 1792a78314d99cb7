import type { Loaders, Viewer } from './context.ts';
import { Host } from './hosts/model.ts';
import type { Backtests } from './live/backtests.ts';
import type { AuditReads } from './live/audit-reads.ts';
import type { DockerReads } from './live/docker.ts';
import type { Graph } from './live/graph.ts';
import type { MalformedReads } from './live/malformed-reads.ts';
import { Allowance } from './live/series-bounds.ts';
import type { SeriesReads } from './live/series.ts';
import { decisionsTold } from './live/decisions-told.ts';
import type { LogReads } from './live/log-reads.ts';
import type { Scope } from './live/scope.ts';
import { nodeNamed } from './live/seen.ts';
import type { VersionReads } from './live/versions.ts';
import { Visible } from './live/visible.ts';
import { Gate } from './kit/gate.ts';
import type { Store } from './plans/ports.ts';

export interface LoadersDeps {
  readonly graph: Graph;
  readonly store: Store;
  readonly logReads: LogReads;
  readonly auditReads: AuditReads;
  readonly malformedCalls: MalformedReads;
  readonly versions: VersionReads;
  /** Undefined where no engines are configured. */
  readonly docker: DockerReads | undefined;
  /** Undefined where no Falcon is configured. */
  readonly falcon: SeriesReads | undefined;
  /** The same. */
  readonly backtests: Backtests | undefined;
}

/** Who asks, as far as reads care. */
export interface Asker {
  readonly scope: Scope;
  readonly viewer: Pick<Viewer, 'name'>;
}

/** As the description of `why` says. */
const MOST_DECISIONS = 100;

const DAY_MS = 86_400_000;
/** Histories of looks that are read and unpacked at once, of all callers together. */
const lookGate = new Gate(2);
const LOOKING = new AbortController().signal;

/** On-demand reads: opened anew for each request, so that a request batches its own. */
export function loadersOf({ graph, store, logReads, auditReads, malformedCalls, versions, docker, falcon, backtests }: LoadersDeps): {
  open: (asker: Asker) => Loaders;
  close: () => void;
} {
  const open = ({ scope, viewer }: Asker): Loaders => {
    const visible = new Visible(graph.tree, scope, viewer.name);
    const allowance = new Allowance();
    let eventsAt: Loaders['eventsAt'] | undefined;
    return {
      docker: async (container) => (await docker?.facts(container)) ?? null,
      filesystems: async (container) => (await docker?.filesystems(container)) ?? null,
      processes: async (container) => (await docker?.processes(container)) ?? null,
      logs: async (container, tail, stream) => (await docker?.logs(container, tail, stream)) ?? null,
      figures: async (containers, metrics, range) => (await falcon?.figures(containers, metrics, range, allowance)) ?? null,
      series: async (of, counters, range) =>
        (await (of instanceof Host
          ? falcon?.ofHost(of, counters, range, allowance)
          : falcon?.ofContainer(of, counters, range, allowance))) ?? null,
      backtest: async (app, policies, range) => (await backtests?.of(app, policies, range, { allowance, caller: viewer.name })) ?? null,
      versions: (app, first) => versions.newest(app, first),
      plan: async (id) => {
        const plan = await store.plan(id);
        return plan && visible.plan(plan) ? plan : undefined;
      },
      decision: async (id) => {
        const decision = await store.decision(id);
        return decision && visible.decision(decision) ? decision : undefined;
      },
      decisionsOf: async (subject, at) => {
        const found = await store.decisionsOf(subject, MOST_DECISIONS, at ?? undefined);
        return found.filter((each) => visible.decision(each));
      },
      decisionsBy: (actor, filter, page) =>
        decisionsTold(logReads, store, visible, { actor, filter, page, partial: partialAt(graph, scope, filter.scope) }),
      looks: async (app, from) => {
        const since = from ?? graph.clock.now() - DAY_MS;
        return { since, rows: await lookGate.run(() => store.looks(app, since), LOOKING) };
      },
      event: (cursor) => logReads.at(cursor, visible),
      // Made when it is wanted: most requests are over before.
      eventsAt: (places) => (eventsAt ??= logReads.batched(visible))(places),
      events: (filter, page) => logReads.page(filter, page, visible, partialAt(graph, scope, filter?.scope)),
      malformed: (page) => malformedCalls.page(page),
      audits: (filter, page) => auditReads.page(filter, page, visible),
      cursor: (seq) => logReads.cursor(seq),
    };
  };
  const close = (): void => {
    docker?.close();
    falcon?.close();
  };
  return { open, close };
}

/** A scope that is no JobName is refused where it is read. */
function partialAt({ tree }: Graph, scope: Scope, jobName: string | null | undefined): boolean {
  return scope.isPartial(jobName ? nodeNamed(tree, scope, jobName) : tree.root);
}
