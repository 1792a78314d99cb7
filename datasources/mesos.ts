import { Label, type Unreadable } from '../src/apps/model.ts';
import { each } from '../src/kit/readings.ts';
import type { HostRecord } from '../src/hosts/model.ts';
import type { Clock } from '../src/kit/clock.ts';
import { Fault } from '../src/kit/fault.ts';
import { fields, fieldsAt, flagAt, inside, listAt, Misfit, needText, numberAt, textAt, type Fields } from '../src/kit/fields.ts';
import { Http, type Tls, type WholeAnswer } from '../src/kit/http.ts';
import { seenNow, type Observed } from '../src/kit/observed.ts';
import type { Secret } from '../src/kit/secret.ts';

export interface MesosOptions {
  /** The Marathon whose hosts these are; null: of all. */
  readonly cluster: string | null;
  /** Every master of the cluster. */
  readonly urls: readonly string[];
  readonly auth?: { readonly user: string; readonly password: Secret } | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly tls?: Tls | undefined;
}

export interface HostReading {
  readonly hosts: readonly HostRecord[];
  readonly unreadable: readonly Unreadable[];
}

/** Where masters of different ages tell of their agents; `/state` also tells of every task, so it comes last. */
const PATHS = ['/slaves', '/master/slaves', '/state', '/master/state', '/master/state.json'];
const REDIRECTS = new Set([301, 302, 307, 308]);

/** The agents of one Mesos cluster. A master that does not lead sends on to the one that does. */
export class Mesos {
  readonly source: string;
  readonly #http: Http;
  readonly #options: MesosOptions;
  #path: string | null = null;
  #urls: readonly string[];
  #before: ReadonlyMap<string, HostRecord> = new Map();

  constructor(options: MesosOptions) {
    this.source = options.cluster === null ? 'mesos' : `mesos:${options.cluster}`;
    this.#options = options;
    this.#urls = options.urls;
    this.#http = new Http({ source: this.source, clock: options.clock, tls: options.tls, maxBytes: 256 * 1024 * 1024 });
  }

  async hosts(signal: AbortSignal): Promise<Observed<HostReading>> {
    let last: unknown;
    for (const url of this.#urls) {
      try {
        const reading = await this.#hostsOf(url, signal);
        // The one that answered is asked first from now on.
        this.#urls = [url, ...this.#urls.filter((each) => each !== url)];
        return reading;
      } catch (error) {
        if (!(error instanceof Fault) || (error.code !== 'UPSTREAM_UNAVAILABLE' && error.code !== 'UPSTREAM_TIMEOUT')) throw error;
        last = error;
      }
    }
    throw last;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #hostsOf(url: string, signal: AbortSignal): Promise<Observed<HostReading>> {
    const { clock } = this.#options;
    for (const path of this.#path === null ? PATHS : [this.#path, ...PATHS]) {
      const seen = seenNow(clock);
      const answer = await this.#get(new URL(path, url), path, signal);
      if (answer.status === 404) continue;
      if (answer.status !== 200)
        throw this.#fault(answer.status >= 500 ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_REFUSED', path, `status ${answer.status}`);
      this.#path = path;
      try {
        const value = decodeHosts(answer.json(), this.#before);
        this.#before = new Map(value.hosts.map((host) => [host.name, host]));
        return { ...seen, value };
      } catch (error) {
        if (error instanceof Misfit) throw this.#fault('UPSTREAM_MALFORMED', path, error.message);
        throw error;
      }
    }
    throw this.#fault('UPSTREAM_REFUSED', '/slaves', 'no master answers there');
  }

  async #get(first: URL, route: string, signal: AbortSignal): Promise<WholeAnswer> {
    const { auth, timeoutMs } = this.#options;
    const headers = auth ? { authorization: `Basic ${Buffer.from(`${auth.user}:${auth.password.reveal()}`).toString('base64')}` } : {};
    for (let url = first, hops = 0; hops < 4; hops++) {
      const answer = await this.#http.send({ method: 'GET', url, route, headers, signal, timeoutMs });
      const location = answer.header('location');
      if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
      // Mesos leaves out the scheme: `//10.0.0.2:5050/master/slaves`.
      const next = URL.parse(location, url.href);
      if (!next || !this.#trusts(next))
        throw this.#fault('UPSTREAM_REFUSED', route, `the leading master ${next?.host ?? ''} is not among the configured hosts`);
      url = next;
    }
    throw this.#fault('UPSTREAM_UNAVAILABLE', route, 'no master leads');
  }

  /** Credentials go to configured hosts only; without any, a master's word is enough. */
  #trusts({ protocol, hostname }: URL): boolean {
    if (protocol !== 'http:' && protocol !== 'https:') return false;
    return (
      this.#options.auth === undefined ||
      this.#options.urls.some((url) => new URL(url).hostname === hostname && new URL(url).protocol === protocol)
    );
  }

  #fault(code: 'UPSTREAM_UNAVAILABLE' | 'UPSTREAM_REFUSED' | 'UPSTREAM_MALFORMED', route: string, message: string): Fault {
    return new Fault(code, `GET ${route}: ${message}`, { source: this.source });
  }
}

/**
 * One record per host name: an agent that came back under a new id has left an inactive one behind. After a change of
 * the leading master its agents wait in `recovered_slaves` until they have registered again: they are there, not active,
 * and what is not told of them is as it was `before`.
 */
export function decodeHosts(value: unknown, before: ReadonlyMap<string, HostRecord> = new Map()): HostReading {
  const hosts = new Map<string, HostRecord>();
  const wire = fields(value);
  if (!Array.isArray(wire['slaves'])) throw new Misfit('slaves', 'a list');
  const agentsIn = (key: string) => each(listAt(wire, key), key, (agent) => toHost(fields(agent)), 'hostname');
  const [registered, waiting] = [agentsIn('slaves'), agentsIn('recovered_slaves')];
  for (const host of registered.items) {
    const other = hosts.get(host.name);
    if (!other || supersedes(host, other)) hosts.set(host.name, host);
  }
  for (const host of waiting.items) if (!hosts.has(host.name)) hosts.set(host.name, recovered(host, before.get(host.name)));
  return { hosts: [...hosts.values()], unreadable: [...registered.unreadable, ...waiting.unreadable] };
}

/** A master that has only its registry tells of an agent no more than its id, host and attributes. */
function recovered(host: HostRecord, before: HostRecord | undefined): HostRecord {
  const { ip, cpus, memMiB, diskMiB, version, registeredAt } = before?.agentId === host.agentId ? before : host;
  return {
    ...host,
    active: false,
    ip: host.ip ?? ip,
    cpus: host.cpus ?? cpus,
    memMiB: host.memMiB ?? memMiB,
    diskMiB: host.diskMiB ?? diskMiB,
    version: host.version ?? version,
    registeredAt: host.registeredAt ?? registeredAt,
  };
}

function supersedes(host: HostRecord, other: HostRecord): boolean {
  return host.active === other.active ? (host.registeredAt ?? 0) > (other.registeredAt ?? 0) : host.active;
}

function toHost(wire: Fields): HostRecord {
  const resources = fieldsAt(wire, 'resources');
  const used = fieldsAt(wire, 'used_resources');
  const registered = numberAt(wire, 'registered_time');
  return {
    name: needText(wire, 'hostname'),
    ip: ipOf(textAt(wire, 'pid')),
    agentId: textAt(wire, 'id'),
    active: flagAt(wire, 'active') ?? true,
    ...inside('resources', () => ({
      cpus: resources && numberAt(resources, 'cpus'),
      memMiB: resources && numberAt(resources, 'mem'),
      diskMiB: resources && numberAt(resources, 'disk'),
    })),
    ...inside('used_resources', () => ({ usedCpus: used && numberAt(used, 'cpus'), usedMemMiB: used && numberAt(used, 'mem') })),
    attributes: attributesOf(wire),
    version: textAt(wire, 'version'),
    registeredAt: registered === null ? null : Math.round(registered * 1_000),
  };
}

/** `slave(1)@10.0.0.7:5051`, or with an address of IPv6 in brackets. */
function ipOf(pid: string | null): string | null {
  const found = /@(?:\[([^\]]+)\]|([^:]+)):\d+$/.exec(pid ?? '');
  return found?.[1] ?? found?.[2] ?? null;
}

/** Scalars are numbers; ranges and sets are texts. */
function attributesOf(wire: Fields): Label[] {
  const attributes = fieldsAt(wire, 'attributes') ?? {};
  return Object.keys(attributes)
    .sort()
    .map((name) => {
      const value = attributes[name];
      if (typeof value === 'string' || typeof value === 'number') return new Label(name, String(value));
      throw new Misfit(`attributes.${name}`, 'a text or a number');
    });
}
