import { aligned, counterOf, sortedTags, tagsOf } from './counter.ts';
import type { Graph } from './graph.ts';
import type { Nodata, Portal } from './portal.ts';
import type { Tempo } from './tempo.ts';
import type { Transfer } from './transfer.ts';

interface Deps {
  readonly portal: Portal;
  readonly graph: Graph;
  readonly transfer: Transfer;
  readonly tempo: Tempo;
}

const SAME = 0.000001;

/**
 * Pushes a value in the name of a counter that has fallen silent, for an ordinary strategy to find. Of a
 * counter that never had a point nothing is expected.
 */
export class NodataWatch {
  readonly #deps: Deps;
  /** When a mock was last made for a counter. */
  readonly #mocked = new Map<string, number>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  look(now: number): void {
    const { portal, transfer } = this.#deps;
    const mocks = portal.nodata.all().flatMap((row) => this.#endpoints(row).flatMap((endpoint) => this.#mock(row, endpoint, now)));
    if (mocks.length > 0) transfer.take(mocks);
  }

  /** Names are one to a line. */
  #endpoints({ obj, obj_type }: Nodata): string[] {
    const { portal } = this.#deps;
    const names = obj.split('\n').map((name) => name.trim());
    if (obj_type !== 'group') return names;
    const groups = portal.groups.all().filter(({ grp_name }) => names.includes(grp_name));
    return groups.flatMap(({ id }) => portal.hostsOf(id).map(({ hostname }) => hostname));
  }

  #mock(row: Nodata, endpoint: string, now: number) {
    const { graph, tempo } = this.#deps;
    const tags = tagsOf(row.tags);
    const counter = counterOf(row.metric, tags);
    const last = graph.last(endpoint, counter, now);
    const key = `${endpoint}/${counter}`;
    const silent = Math.abs(last.value - row.mock) < SAME || last.timestamp < now - Math.max(tempo.nodataAfterS, 3 * row.step);
    if (last.timestamp === 0 || !silent || (this.#mocked.get(key) ?? 0) + row.step > now) return [];
    this.#mocked.set(key, now);
    // Moved back, so as not to be in the place of a true value.
    const timestamp = aligned(now, row.step) - 2 * row.step;
    return [{ endpoint, metric: row.metric, timestamp, step: row.step, value: row.mock, counterType: row.dstype, tags: sortedTags(tags) }];
  }
}
