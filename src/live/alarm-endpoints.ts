import type { Occurrence } from '../alarms/model.ts';
import type { Container } from '../containers/model.ts';
import type { Host } from '../hosts/model.ts';
import type { Places, Tags } from '../monitoring/counter.ts';
import { hostEndpointOf, standOf, type Naming } from '../monitoring/naming.ts';
import type { Graph } from './graph.ts';

/** So old may the names be that an unknown one is looked for in: a storm of what is not known must not make them anew each time. */
const FRESH_MS = 5_000;

/** What Falcon's endpoints are here, by the names that the configuration gives containers and hosts there. */
export class AlarmEndpoints {
  #containers = new Map<string, { readonly container: Container; readonly tags: Tags }[]>();
  #hosts = new Map<string, Host>();
  #madeMono = -Infinity;

  constructor(
    private readonly graph: Graph,
    private readonly naming: Naming,
    private readonly placesOf: (container: Container) => Places,
  ) {}

  /** Where several share the endpoint, the one whose own tags the series bears; undefined: none, or no single one. */
  container({ endpoint, tags }: Pick<Occurrence, 'endpoint' | 'tags'>): Container | undefined {
    // The usual name has an index of its own.
    if (this.naming.endpoint === '{taskId}') return this.graph.containers.find(endpoint)[0];
    const found = () => {
      const fit = (this.#containers.get(endpoint) ?? []).filter((each) => [...each.tags].every(([name, value]) => tags[name] === value));
      const container = fit.length === 1 ? fit[0]?.container : undefined;
      return container && this.graph.containers.find(container.taskId).some(({ cluster }) => cluster === container.cluster)
        ? container
        : undefined;
    };
    const known = found();
    if (known) return known;
    // Whoever bore the name may be gone, and another have come.
    this.#make();
    return found();
  }

  host(endpoint: string): Host | undefined {
    if (this.naming.hostEndpoint === '{host}') return this.graph.hosts.get(endpoint);
    if (!this.#hosts.has(endpoint)) this.#make();
    return this.#hosts.get(endpoint);
  }

  #make(): void {
    const now = this.graph.clock.monotonic();
    if (now - this.#madeMono < FRESH_MS) return;
    this.#madeMono = now;
    this.#containers = new Map();
    for (const container of this.graph.containers.byTask.from()) {
      const stand = standOf(this.naming, this.placesOf(container));
      if (!stand) continue;
      const there = this.#containers.get(stand.endpoint);
      if (there) there.push({ container, tags: stand.tags });
      else this.#containers.set(stand.endpoint, [{ container, tags: stand.tags }]);
    }
    this.#hosts = new Map();
    for (const host of this.graph.hosts.values()) {
      const name = hostEndpointOf(this.naming, host);
      if (name !== undefined) this.#hosts.set(name, host);
    }
  }
}
