import type { Agent } from '../marathon/model.ts';
import { Table } from './table.ts';

export interface Host {
  readonly id: number;
  readonly hostname: string;
  readonly ip: string;
  readonly agent_version: string;
  readonly plugin_version: string;
  readonly maintain_begin: number;
  readonly maintain_end: number;
}

export interface HostGroup {
  readonly id: number;
  readonly grp_name: string;
  readonly create_user: string;
}

export interface Template {
  readonly id: number;
  readonly tpl_name: string;
  readonly parent_id: number;
  readonly action_id: number;
  readonly create_user: string;
}

/** What is judged: the part that strategies and expressions share. */
interface Condition {
  readonly max_step: number;
  readonly priority: number;
  readonly func: string;
  readonly op: string;
  readonly right_value: string;
  readonly note: string;
}

export interface Strategy extends Condition {
  readonly id: number;
  readonly metric: string;
  readonly tags: string;
  readonly run_begin: string;
  readonly run_end: string;
  readonly tpl_id: number;
}

export interface Expression extends Condition {
  readonly id: number;
  readonly expression: string;
  readonly action_id: number;
  readonly create_user: string;
  readonly pause: number;
}

export interface Action {
  readonly id: number;
  readonly uic: string;
  readonly url: string;
  readonly callback: number;
  readonly before_callback_sms: number;
  readonly before_callback_mail: number;
  readonly after_callback_sms: number;
  readonly after_callback_mail: number;
}

export interface Nodata {
  readonly id: number;
  readonly name: string;
  readonly obj: string;
  readonly obj_type: string;
  readonly metric: string;
  readonly tags: string;
  readonly dstype: string;
  readonly step: number;
  readonly mock: number;
  readonly creator: string;
}

export interface Binding {
  readonly grp_id: number;
  readonly tpl_id: number;
  readonly bind_user: string;
}

/** What is configured: which hosts are in which groups, and what is judged of them. */
export class Portal {
  readonly hosts = new Table<Host>();
  readonly groups = new Table<HostGroup>();
  readonly templates = new Table<Template>();
  readonly strategies = new Table<Strategy>();
  readonly expressions = new Table<Expression>();
  readonly actions = new Table<Action>();
  readonly nodata = new Table<Nodata>();
  /** Group → its hosts, in the order in which they came. */
  readonly members = new Map<number, Set<number>>();
  readonly bindings: Binding[] = [];
  /** Another one after every change. */
  revision = 0;
  readonly #byName = new Map<string, number>();

  /** Agents make their hosts known by their heartbeats; of a name that a group brought only the name is known. */
  heartbeat(agents: readonly Agent[]): void {
    for (const { hostname, ip } of agents) if (!this.#byName.has(hostname)) this.#insert(hostname, ip, '5.1.2');
  }

  host(hostname: string): Host | undefined {
    return this.hosts.find(this.#byName.get(hostname) ?? 0);
  }

  hostOrNew(hostname: string): Host {
    return this.host(hostname) ?? this.#insert(hostname, '', '');
  }

  hostsOf(group: number): Host[] {
    return [...(this.members.get(group) ?? [])].flatMap((id) => this.hosts.find(id) ?? []);
  }

  templatesOf(group: number): Template[] {
    const ids = new Set(this.bindings.filter(({ grp_id }) => grp_id === group).map(({ tpl_id }) => tpl_id));
    return this.templates.all().filter(({ id }) => ids.has(id));
  }

  /** Whether any host is, was or will be under repair. */
  isMaintained(): boolean {
    return this.hosts.all().some(({ maintain_end }) => maintain_end > 0);
  }

  unbind(matches: (binding: Binding) => boolean): boolean {
    const kept = this.bindings.filter((binding) => !matches(binding));
    const changed = kept.length !== this.bindings.length;
    this.bindings.splice(0, Infinity, ...kept);
    return changed;
  }

  #insert(hostname: string, ip: string, version: string): Host {
    const row = { hostname, ip, agent_version: version, plugin_version: '', maintain_begin: 0, maintain_end: 0 };
    const host = this.hosts.insert(row);
    this.#byName.set(hostname, host.id);
    return host;
  }
}
