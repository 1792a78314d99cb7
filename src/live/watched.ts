import { Cell } from '../kit/cell.ts';
import { mayFire, type MaintenanceWindow, type Strategy, type Watched, type WatchedNodata } from '../monitoring/model.ts';
import { nodataIn, type NodataRow } from '../monitoring/nodata.ts';
import { GONE, nodeOfName, teamsOf, watchName } from '../monitoring/ours.ts';
import { CompanyWatch } from './company-watch.ts';
import { UnreadableItems } from './cluster.ts';
import type { Source } from './source.ts';

/** A group of Falcon's as it was read; numbers are Falcon's. */
export interface HeldGroup {
  readonly id: number;
  readonly name: string;
  /** Endpoints, sorted. */
  readonly hosts: readonly string[];
  readonly templates: readonly number[];
  /** Of those of whom nothing is said, now or at some other time. */
  readonly windows: ReadonlyMap<string, MaintenanceWindow>;
  /** When the reading began. */
  readonly mono: number;
}

export interface HeldTemplate {
  readonly id: number;
  readonly name: string;
  /** 0: none. */
  readonly parentId: number;
  readonly strategies: readonly Strategy[];
  /** Whom its own action tells; null: it has none. */
  readonly action: { readonly teams: readonly string[]; readonly url: string; readonly callback: boolean } | null;
  readonly mono: number;
}

/** Whether an endpoint is judged, and whether anybody would be told. */
export interface Judged {
  readonly byTemplate: boolean;
  readonly toSomebody: boolean;
}

const NOT_JUDGED: Judged = { byTemplate: false, toSomebody: false };
/** Chains of parents are followed no further: Falcon's data may hold a ring. */
const DEEPEST = 10;

/** What Falcon watches, whoever told it to: groups, templates, teams. */
export class WatchedCopy {
  /** Raised whenever anything of it changes. */
  readonly cell = new Cell();
  readonly groups = new Map<number, HeldGroup>();
  readonly templates = new Map<number, HeldTemplate>();
  /** How many people each team has that somebody names; undefined: there is no such team. */
  readonly teams = new Map<string, number | undefined>();
  /** By node: what stands in for the figures of its group. */
  #nodata: ReadonlyMap<string, readonly WatchedNodata[]> = new Map();
  #nodataText = '';
  #nodataMono = -Infinity;
  readonly company: CompanyWatch;
  /** What of it could not be read; what is held of that is older. */
  readonly unreadable = new UnreadableItems();
  readonly #groupsByName = new Map<string, HeldGroup>();
  readonly #templatesByName = new Map<string, HeldTemplate>();
  readonly #groupsOf = new Map<string, Set<HeldGroup>>();
  #judged = new Map<number, Judged>();

  constructor(
    readonly source: Source,
    /** What the names of Canopy's own begin with. */
    readonly prefix: string,
    private readonly callback: () => string | undefined,
  ) {
    this.company = new CompanyWatch(this.cell, callback);
  }

  putGroup(group: HeldGroup): void {
    const before = this.groups.get(group.id);
    const same =
      before !== undefined &&
      before.name === group.name &&
      equal(before.hosts, group.hosts) &&
      equal(before.templates, group.templates) &&
      equal(windowsIn(before), windowsIn(group));
    this.groups.set(group.id, group);
    if (before) this.#leave(before);
    this.#groupsByName.set(group.name, group);
    for (const host of group.hosts) this.#groupsOf.set(host, (this.#groupsOf.get(host) ?? new Set()).add(group));
    if (!same) this.cell.raise();
  }

  dropGroup(id: number): void {
    const group = this.groups.get(id);
    if (!group) return;
    this.groups.delete(id);
    this.#leave(group);
    this.cell.raise();
  }

  putTemplate(template: HeldTemplate): void {
    const before = this.templates.get(template.id);
    this.templates.set(template.id, template);
    if (before) this.#unname(before);
    this.#templatesByName.set(template.name, template);
    if (before && JSON.stringify({ ...before, mono: 0 }) === JSON.stringify({ ...template, mono: 0 })) return;
    this.#changed();
  }

  dropTemplate(id: number): void {
    const template = this.templates.get(id);
    if (!template) return;
    this.templates.delete(id);
    this.#unname(template);
    this.#changed();
  }

  putTeam(name: string, size: number | undefined): void {
    if (this.teams.has(name) && this.teams.get(name) === size) return;
    this.teams.set(name, size);
    this.#changed();
  }

  /** All that there are. `mono`: when the reading began; what was read before what is held is left out. */
  putNodata(rows: readonly NodataRow[], mono: number): void {
    if (mono < this.#nodataMono) return;
    this.#nodataMono = mono;
    const found = rows.flatMap((row) => nodataIn(this.prefix, row) ?? []);
    const text = JSON.stringify(found);
    if (text === this.#nodataText) return;
    this.#nodataText = text;
    const byNode = Map.groupBy(found, ({ nodeId }) => nodeId);
    this.#nodata = new Map([...byNode].map(([nodeId, all]) => [nodeId, all.map(({ nodata }) => nodata)]));
    this.cell.raise();
  }

  /** What is held of a node, as a fresh reading would say it. */
  of(nodeId: string): Watched {
    const group = this.#groupsByName.get(this.nameOf(nodeId));
    const template = this.#templatesByName.get(this.nameOf(nodeId));
    const nodeOf = (id: number) => this.#nodeOf(this.templates.get(id)?.name);
    return {
      group: group ? { hosts: group.hosts, templates: group.templates.flatMap((id) => nodeOf(id) ?? []) } : null,
      template: template
        ? {
            parent: template.parentId === 0 ? null : (nodeOf(template.parentId) ?? this.templates.get(template.parentId)?.name ?? GONE),
            strategies: template.strategies,
            teams: teamsOf(template.action, this.callback()),
          }
        : null,
      nodata: this.#nodata.get(nodeId) ?? [],
    };
  }

  isOurs(name: string): boolean {
    return this.#nodeOf(name) !== undefined;
  }

  nameOf(nodeId: string): string {
    return watchName(this.prefix, nodeId);
  }

  /** Ids of the nodes, there or not, of which Falcon has anything. */
  nodes(): Set<string> {
    const names = [...this.#groupsByName.keys(), ...this.#templatesByName.keys()];
    return new Set([...names.flatMap((name) => this.#nodeOf(name) ?? []), ...this.#nodata.keys()]);
  }

  /** Endpoints in Canopy's own groups. */
  members(): number {
    let sum = 0;
    for (const { name, hosts } of this.groups.values()) if (this.#nodeOf(name) !== undefined) sum += hosts.length;
    return sum;
  }

  /** Null: none is set. */
  maintenanceOf(endpoint: string): MaintenanceWindow | null {
    for (const { windows } of this.#groupsOf.get(endpoint) ?? []) {
      const window = windows.get(endpoint);
      if (window) return window;
    }
    return null;
  }

  judges(endpoint: string): Judged {
    let found = NOT_JUDGED;
    for (const { templates } of this.#groupsOf.get(endpoint) ?? []) {
      for (const id of templates) {
        const { byTemplate, toSomebody } = this.#judgedBy(id);
        if (byTemplate) found = { byTemplate, toSomebody: toSomebody || found.toSomebody };
        if (found.toSomebody) return found;
      }
    }
    return found;
  }

  /** Falcon gives the strategies of the parents to the youngest, whose own action alone counts. */
  #judgedBy(id: number): Judged {
    let judged = this.#judged.get(id);
    if (!judged) {
      const teams = this.templates.get(id)?.action?.teams ?? [];
      judged = { byTemplate: this.#fires(id), toSomebody: teams.some((team) => (this.teams.get(team) ?? 0) > 0) };
      this.#judged.set(id, judged);
    }
    return judged;
  }

  #fires(id: number): boolean {
    let at = this.templates.get(id);
    /** What a younger one has said something of already. */
    const said = new Set<string>();
    for (let depth = 0; at && depth < DEEPEST; depth++) {
      if (at.strategies.some((each) => mayFire(each) && !said.has(`${each.metric}/${each.tags}`))) return true;
      for (const { metric, tags } of at.strategies) said.add(`${metric}/${tags}`);
      at = this.templates.get(at.parentId);
    }
    return false;
  }

  #nodeOf(name: string | undefined): string | undefined {
    return name === undefined ? undefined : nodeOfName(this.prefix, name);
  }

  #leave(group: HeldGroup): void {
    if (this.#groupsByName.get(group.name) === group) this.#groupsByName.delete(group.name);
    for (const host of group.hosts) {
      const groups = this.#groupsOf.get(host);
      groups?.delete(group);
      if (groups?.size === 0) this.#groupsOf.delete(host);
    }
  }

  /** Another may have taken its name meanwhile. */
  #unname(template: HeldTemplate): void {
    if (this.#templatesByName.get(template.name) === template) this.#templatesByName.delete(template.name);
  }

  #changed(): void {
    this.#judged = new Map();
    this.cell.raise();
  }
}

const windowsIn = ({ windows }: HeldGroup): readonly unknown[] => [...windows].flatMap(([name, { from, until }]) => [name, from, until]);

const equal = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((each, at) => each === b[at]);
