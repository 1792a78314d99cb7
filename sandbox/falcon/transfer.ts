import type { Json } from '../web.ts';
import type { Graph } from './graph.ts';
import { accept, decode, type Metric } from './metric.ts';
import type { Forced } from './overrides.ts';

interface Deps {
  readonly graph: Graph;
  readonly forced: Forced;
  readonly minStep: number;
}

export interface Taken {
  readonly total: number;
  readonly invalid: number;
}

/** Hands what agents push to the graph and to the judge. What is wrong with an item it keeps to itself. */
export class Transfer {
  readonly #deps: Deps;
  /** The judge. */
  onMetric: (metric: Metric) => void = () => {};

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Undefined when the body is not what it should be. */
  take(body: Json): Taken | undefined {
    const items = decode(body);
    if (!items) return undefined;
    const now = Math.floor(Date.now() / 1000);
    let invalid = 0;
    for (const item of items) {
      const metric = accept(item, now, this.#deps.minStep);
      if (metric) this.#pass(metric);
      else invalid += 1;
    }
    return { total: items.length, invalid };
  }

  #pass(metric: Metric): void {
    const { endpoint, metric: name, timestamp } = metric;
    const forced = this.#deps.forced.at(endpoint, name, timestamp);
    const passed = forced === undefined ? metric : { ...metric, value: forced };
    this.#deps.graph.receive(passed);
    this.onMetric(passed);
  }
}
