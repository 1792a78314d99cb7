import type { Clock } from '../kit/clock.ts';
import { pieces } from '../kit/pieces.ts';
import { isTold, type CounterRef } from '../monitoring/model.ts';
import type { Graph } from './graph.ts';
import type { LastPointsReader } from './metrics.ts';

/** When a host's agent, and its figures, were last heard of; 0: never. */
export interface HostHeard {
  readonly agentAt: number;
  readonly dataAt: number;
}

export interface HostFiguresDeps {
  readonly graph: Graph;
  readonly reader: LastPointsReader;
  readonly endpointOf: (host: string) => string | undefined;
  /** What an agent says of itself, and what it says of its host. */
  readonly counters: { readonly agent: string; readonly data: readonly string[] };
  readonly batch: number;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Whether there is anybody on each host: asked now and then, in few large questions. */
export class HostFigures {
  #heard: ReadonlyMap<string, HostHeard> = new Map();
  /** The last round came to its end. */
  current = false;

  constructor(private readonly deps: HostFiguresDeps) {}

  /** Undefined: it was not asked after yet. */
  of(host: string): HostHeard | undefined {
    return this.#heard.get(host);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, everyMs, onError, graph } = this.deps;
    while (!signal.aborted) {
      const ready = graph.hostSources().every(({ synced }) => synced);
      if (ready)
        await this.ask(signal).catch((error: unknown) => {
          this.current = false;
          if (!signal.aborted) onError(error);
        });
      await clock.sleep(this.current ? everyMs : Math.min(everyMs, 1_000), signal);
    }
  }

  async ask(signal: AbortSignal): Promise<void> {
    const { graph, reader, endpointOf, counters, batch, clock } = this.deps;
    const hostOf = new Map<string, string>();
    for (const { name } of graph.hosts.values()) {
      const endpoint = endpointOf(name);
      if (endpoint !== undefined) hostOf.set(endpoint, name);
    }
    const refs = [...hostOf.keys()].flatMap((endpoint): CounterRef[] =>
      [counters.agent, ...counters.data].map((counter) => ({ endpoint, counter })),
    );
    const heard = new Map([...hostOf.values()].map((host) => [host, { agentAt: 0, dataAt: 0 }]));
    for (const some of pieces(refs, batch)) {
      const { value } = await reader.lastPoints(some, signal);
      const now = clock.now();
      for (const point of value.items) {
        const each = heard.get(hostOf.get(point.endpoint) ?? '');
        if (!each || !isTold(point, now)) continue;
        if (point.counter === counters.agent) each.agentAt = Math.max(each.agentAt, point.at);
        else each.dataAt = Math.max(each.dataAt, point.at);
      }
    }
    this.#heard = heard;
    this.current = true;
  }
}
