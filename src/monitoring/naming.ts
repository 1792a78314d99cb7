import { filled, parseTags, printCounter, withTags, type Places, type Tags } from './counter.ts';
import { METRIC_NAMES, type CounterRef, type MetricName } from './model.ts';

/** How a company's Falcon calls what Canopy asks it for. */
export interface Naming {
  /** Of a container: `{taskId}`. */
  readonly endpoint: string;
  /** Of a container's counters: `id={taskId}`; '': they have none. */
  readonly tags: string;
  /** Of a host: `{host}`. */
  readonly hostEndpoint: string;
  readonly counters: Readonly<Record<MetricName, string>>;
}

const NO_TAGS: Tags = new Map();

/** Where a container's counters are, and the tags that are its own; undefined: it cannot be told yet. */
export function standOf(naming: Naming, places: Places): { readonly endpoint: string; readonly tags: Tags } | undefined {
  const endpoint = filled(naming.endpoint, places);
  if (naming.tags === '') return endpoint === undefined ? undefined : { endpoint, tags: NO_TAGS };
  const tags = filled(naming.tags, places);
  return endpoint === undefined || tags === undefined ? undefined : { endpoint, tags: parseTags(tags) };
}

/** The four figures of a container, in the order of METRIC_NAMES. */
export function figuresOf(naming: Naming, places: Places): readonly CounterRef[] | undefined {
  const stand = standOf(naming, places);
  return stand && METRIC_NAMES.map((name) => ({ endpoint: stand.endpoint, counter: withTags(naming.counters[name], stand.tags) }));
}

/**
 * A counter as it is asked for of a container: where several share an endpoint, by its own tags, whatever others are named.
 * In Falcon's own order of tags in any case.
 */
export function counterAt(counter: string, tags: Tags): string {
  const at = counter.indexOf('/');
  return at < 0 ? withTags(counter, tags) : printCounter(counter.slice(0, at), new Map([...parseTags(counter.slice(at + 1)), ...tags]));
}

/** Whether a counter of a host is a container's: those say who they are of by these tags. */
export function isContainers(naming: Naming, counter: string): boolean {
  const own = parseTags(naming.tags);
  const at = counter.indexOf('/');
  if (own.size === 0 || at < 0) return false;
  const tags = parseTags(counter.slice(at + 1));
  return [...own.keys()].some((name) => tags.has(name));
}

/** Where a host's own counters are; undefined: it cannot be told. */
export const hostEndpointOf = (naming: Naming, { name, ip }: { readonly name: string; readonly ip: string | null }): string | undefined =>
  filled(naming.hostEndpoint, { taskId: null, app: null, cluster: null, host: name, ip });
