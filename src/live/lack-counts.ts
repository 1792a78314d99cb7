import type { Host } from '../hosts/model.ts';
import type { Counted } from '../monitoring/lacks.ts';
import { METRICS, staleAfter } from '../monitoring/model.ts';
import type { Graph } from './graph.ts';
import type { HostFigures } from './host-figures.ts';
import type { AppSlot } from './node.ts';
import type { WantedWatch } from './wanted.ts';

export interface LackCountsDeps {
  readonly graph: Graph;
  readonly watch: WantedWatch;
  readonly figures: HostFigures;
}

/** How many of the endpoints of what is up lack what, as of now. */
export class LackCounts {
  constructor(private readonly deps: LackCountsDeps) {}

  /** Undefined: nothing of it runs. */
  app(slot: AppSlot): Counted | undefined {
    const { graph, watch, figures } = this.deps;
    const { metrics, clock } = graph;
    const [now, fresh, stepMs] = [clock.now(), this.#fresh(), metrics?.stepMs ?? 0];
    let [endpoints, template, receiver, data, agent] = [0, 0, 0, 0, 0];
    let [dataSince, agentSince] = [Infinity, Infinity];
    for (const container of slot.containers) {
      if (container.state !== 'RUNNING') continue;
      endpoints++;
      const judged = this.#judged(watch.endpointOf(container));
      if (!judged?.byTemplate) template++;
      else if (!judged.toSomebody) receiver++;
      const [heard, began] = [this.#heardOf(metrics?.table.rowOf(container)), container.startedAt ?? now];
      // In its first step nothing can have been measured yet.
      if (heard < fresh && now - began > stepMs) {
        data++;
        dataSince = Math.min(dataSince, Math.max(heard, began));
      }
      const host = container.hostName === null ? undefined : graph.hosts.get(container.hostName);
      if (host && this.#isSilent(host) === true) {
        agent++;
        agentSince = Math.min(agentSince, figures.of(host.name)?.agentAt || Infinity);
      }
    }
    if (endpoints === 0) return undefined;
    return {
      ...{ endpoints, withoutTemplate: template, withoutReceiver: receiver },
      withoutData: metrics?.sweptAt !== undefined && !metrics.source.down ? data : null,
      withoutAgent: figures.current ? agent : null,
      dataSince: Number.isFinite(dataSince) ? dataSince : null,
      agentSince: Number.isFinite(agentSince) ? agentSince : null,
    };
  }

  /** Undefined: it is not up. */
  host(host: Host): Counted | undefined {
    if (!host.active) return undefined;
    const { watch, figures } = this.deps;
    const judged = this.#judged(watch.endpointOfHost(host.name));
    const silent = this.#isSilent(host);
    const { agentAt, dataAt } = figures.of(host.name) ?? { agentAt: 0, dataAt: 0 };
    return {
      endpoints: 1,
      withoutTemplate: judged?.byTemplate ? 0 : 1,
      withoutReceiver: judged?.byTemplate && !judged.toSomebody ? 1 : 0,
      withoutAgent: silent === undefined ? null : Number(silent),
      withoutData: silent === undefined ? null : Number(dataAt < this.#fresh()),
      agentSince: agentAt > 0 ? agentAt : host.registeredAt,
      dataSince: dataAt > 0 ? dataAt : host.registeredAt,
    };
  }

  #judged(endpoint: string | undefined) {
    return endpoint === undefined ? undefined : this.deps.watch.copy.judges(endpoint);
  }

  /** Undefined: it cannot be told now, or nothing can have been heard of one that is this new. */
  #isSilent({ name, registeredAt }: Host): boolean | undefined {
    const { figures, graph } = this.deps;
    const heard = figures.current ? figures.of(name) : undefined;
    const isNew = registeredAt !== null && graph.clock.now() - registeredAt < 2 * (graph.metrics?.stepMs ?? 0);
    if (!heard || (isNew && heard.agentAt === 0)) return undefined;
    return heard.agentAt < this.#fresh();
  }

  /** What was measured before says nothing of now. */
  #fresh(): number {
    const { clock, metrics } = this.deps.graph;
    return clock.now() - staleAfter(metrics?.stepMs ?? 0);
  }

  #heardOf(row: number | undefined): number {
    const { metrics } = this.deps.graph;
    if (!metrics || row === undefined) return 0;
    let at = 0;
    for (let metric = 0; metric < METRICS; metric++) at = Math.max(at, metrics.table.point(row, metric)?.at ?? 0);
    return at;
  }
}
