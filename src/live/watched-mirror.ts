import { Breather, GENTLE_MS } from '../kit/breathe.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault, messageOf, unlessGone, type FaultCode } from '../kit/fault.ts';
import { seenNow } from '../kit/observed.ts';
import type { MaintenanceWindow, Strategy } from '../monitoring/model.ts';
import type { NodataRow } from '../monitoring/nodata.ts';
import type { Team } from '../monitoring/team.ts';
import { CompanyMirror, type CompanyReader } from './company-mirror.ts';
import { oldestFirst, type Due } from './oldest-first.ts';
import type { WatchedCopy } from './watched.ts';

/** What is asked of Falcon; each is one request. */
export interface WatchedReader extends CompanyReader {
  readonly groups: {
    all(signal: AbortSignal): Promise<readonly { readonly id: number; readonly name: string }[]>;
    hostsOf(id: number, signal: AbortSignal): Promise<readonly { readonly name: string; readonly window: MaintenanceWindow | null }[]>;
    templatesOf(id: number, signal: AbortSignal): Promise<readonly { readonly id: number }[]>;
  };
  readonly templates: {
    all(signal: AbortSignal): Promise<readonly { readonly id: number; readonly name: string; readonly parentId: number }[]>;
    detail(
      id: number,
      signal: AbortSignal,
    ): Promise<{
      readonly template: { readonly id: number; readonly name: string; readonly parentId: number };
      readonly strategies: readonly Strategy[];
      readonly action: { readonly teams: readonly string[]; readonly url: string; readonly callback: boolean } | null;
    }>;
  };
  nodatas(signal: AbortSignal): Promise<readonly NodataRow[]>;
  team(name: string, signal: AbortSignal): Promise<Team | undefined>;
}

export interface WatchedMirrorDeps {
  readonly copy: WatchedCopy;
  readonly reader: WatchedReader;
  /** Between two rounds. */
  readonly everyMs: number;
  /** Groups, templates and teams looked at in a round beside those that are new; the rest has its turn in the next. */
  readonly portion: number;
  /** Requests under way at once. */
  readonly concurrent: number;
  readonly clock: Clock;
  readonly log: { warn(details: object, message: string): void };
}

/** What was written. */
export interface Written {
  readonly nodeIds?: readonly string[];
  /** By their texts; given, though there may be none: something of the whole company. */
  readonly expressions?: readonly string[];
}

/**
 * Falcon tells nobody of what is changed in it: its lists are read each round, what is new in them at once, and of the rest
 * those that were read longest ago.
 */
export class WatchedMirror {
  /** By name: when each team was asked about last. */
  readonly #asked = new Map<string, number>();
  readonly #problems = new Map<string, string>();

  readonly #company: CompanyMirror;

  constructor(private readonly deps: WatchedMirrorDeps) {
    const { copy, reader, portion, clock } = deps;
    this.#company = new CompanyMirror({
      ...{ company: copy.company, reader, portion, clock },
      // Canopy's user of Falcon may not be let see all of it, and what is watched of the tree hangs on none of it.
      understood: (what, read) => this.#understood(what, read, 'UPSTREAM_REFUSED'),
      each: (works) => this.#each(works),
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { everyMs, clock } = this.deps;
    while (!signal.aborted) {
      await this.refresh(signal);
      await clock.sleep(everyMs, signal);
    }
  }

  /** One round; what goes wrong is seen to here. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { copy, clock, log } = this.deps;
    const { source } = copy;
    const seen = seenNow(clock);
    try {
      await this.#round(signal);
      const oldest = this.#oldest();
      source.listed(
        seen.monotonicAt,
        seen.at,
        oldest === undefined ? undefined : { mono: oldest, wall: seen.at - (seen.monotonicAt - oldest) },
      );
    } catch (error) {
      if (signal.aborted) return;
      if (source.lost(messageOf(error))) log.warn({ source: source.name, err: error }, 'source lost');
    }
  }

  /** Reads what Falcon has of these nodes now, and all of its teams, and whom these expressions tell: something was just written there. */
  async confirm({ nodeIds = [], expressions }: Written, signal: AbortSignal): Promise<void> {
    const { copy, reader } = this.deps;
    if (expressions) await this.#company.round(signal, new Set(expressions));
    if (nodeIds.length === 0) return;
    const names = new Set(nodeIds.map((id) => copy.nameOf(id)));
    const mono = this.deps.clock.monotonic();
    const [groups, templates] = await Promise.all([reader.groups.all(signal), reader.templates.all(signal)]);
    this.#forget(groups, templates, mono);
    await this.#nodata(signal);
    await this.#each([
      ...templates
        .filter(({ name }) => names.has(name))
        .map(
          ({ id }) =>
            () =>
              this.#template(id, signal),
        ),
      ...groups.filter(({ name }) => names.has(name)).map((group) => () => this.#group(group, signal)),
    ]);
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { copy, reader, portion, clock } = this.deps;
    const mono = clock.monotonic();
    const [groups, templates] = await Promise.all([reader.groups.all(signal), reader.templates.all(signal)]);
    this.#forget(groups, templates, mono);
    await this.#nodata(signal);
    const due: Due[] = [];
    for (const { id, name, parentId } of templates) {
      const held = copy.templates.get(id);
      const known = held?.name === name && held.parentId === parentId;
      due.push({ mono: known ? held.mono : -Infinity, read: () => this.#template(id, signal) });
    }
    for (const group of groups) {
      const held = copy.groups.get(group.id);
      due.push({ mono: held?.name === group.name ? held.mono : -Infinity, read: () => this.#group(group, signal) });
    }
    await this.#each(oldestFirst(due, portion));
    // Who is named is known by now.
    const named = new Set([...copy.templates.values()].flatMap(({ action }) => action?.teams ?? []));
    for (const name of copy.teams.keys()) if (!named.has(name)) copy.teams.delete(name);
    const teams = [...named].map((name) => ({
      mono: copy.teams.has(name) ? (this.#asked.get(name) ?? -Infinity) : -Infinity,
      read: () => this.#team(name, signal),
    }));
    await this.#each(oldestFirst(teams, portion));
    await this.#company.round(signal);
  }

  /** What is listed no more is gone, unless it was read after the list was asked for. */
  #forget(groups: readonly { readonly id: number }[], templates: readonly { readonly id: number }[], mono: number): void {
    const { copy } = this.deps;
    const listed = { groups: new Set(groups.map(({ id }) => id)), templates: new Set(templates.map(({ id }) => id)) };
    for (const { id, mono: read } of [...copy.groups.values()]) if (!listed.groups.has(id) && read < mono) copy.dropGroup(id);
    for (const { id, mono: read } of [...copy.templates.values()]) if (!listed.templates.has(id) && read < mono) copy.dropTemplate(id);
  }

  async #group({ id, name }: { readonly id: number; readonly name: string }, signal: AbortSignal): Promise<void> {
    const { copy, reader, clock } = this.deps;
    const mono = clock.monotonic();
    const read = await this.#understood(
      `group ${name}`,
      Promise.all([unlessGone(reader.groups.hostsOf(id, signal)), unlessGone(reader.groups.templatesOf(id, signal))]),
    );
    if (!read) return;
    const [hosts, templates] = read;
    if (!hosts || !templates) return copy.dropGroup(id);
    if ((copy.groups.get(id)?.mono ?? -Infinity) > mono) return;
    const names = hosts.map((host) => host.name).sort();
    const windows = new Map(hosts.flatMap((host) => (host.window ? [[host.name, host.window] as const] : [])));
    copy.putGroup({ id, name, hosts: names, templates: templates.map((template) => template.id), windows, mono });
  }

  async #template(id: number, signal: AbortSignal): Promise<void> {
    const { copy, reader, clock } = this.deps;
    const mono = clock.monotonic();
    const read = await this.#understood(
      `template ${id}`,
      unlessGone(reader.templates.detail(id, signal)).then((detail) => ({ detail })),
    );
    if (!read) return;
    const { detail } = read;
    if (!detail) return copy.dropTemplate(id);
    if ((copy.templates.get(id)?.mono ?? -Infinity) > mono) return;
    const { template, strategies, action } = detail;
    copy.putTemplate({ ...template, strategies, action, mono });
  }

  async #nodata(signal: AbortSignal): Promise<void> {
    const mono = this.deps.clock.monotonic();
    const rows = await this.#understood('nodata', this.deps.reader.nodatas(signal));
    if (rows) this.deps.copy.putNodata(rows, mono);
  }

  async #team(name: string, signal: AbortSignal): Promise<void> {
    const { copy, reader, clock } = this.deps;
    const mono = clock.monotonic();
    const read = await this.#understood(
      `team ${name}`,
      reader.team(name, signal).then((team) => ({ team })),
    );
    this.#asked.set(name, mono);
    if (read) copy.putTeam(name, read.team?.members.length);
  }

  /** One that cannot be read harms nothing but itself: what is held of it stays. Undefined: it could not be read. */
  async #understood<T>(what: string, read: Promise<T>, also?: FaultCode): Promise<T | undefined> {
    const { unreadable } = this.deps.copy;
    try {
      const value = await read;
      if (this.#problems.delete(what)) unreadable.under('', this.#listed());
      return value;
    } catch (error) {
      if (!(error instanceof Fault) || (error.code !== 'UPSTREAM_MALFORMED' && error.code !== also)) throw error;
      if (this.#problems.get(what) === error.message) return undefined;
      this.#problems.set(what, error.message);
      unreadable.under('', this.#listed());
      return undefined;
    }
  }

  #listed() {
    return [...this.#problems].slice(0, MOST_PROBLEMS).map(([id, problem]) => ({ id, problem }));
  }

  async #each(works: readonly (() => Promise<void>)[]): Promise<void> {
    const left = works.values();
    const breather = new Breather(GENTLE_MS);
    let failed = false;
    const turn = async () => {
      for (const work of left) {
        if (failed) return;
        try {
          await work();
        } catch (error) {
          failed = true;
          throw error;
        }
        if (breather.due) await breather.breathe();
      }
    };
    await Promise.all(Array.from({ length: this.deps.concurrent }, turn));
  }

  #oldest(): number | undefined {
    let oldest: number | undefined;
    const { groups, templates } = this.deps.copy;
    for (const held of [...groups.values(), ...templates.values()]) if (oldest === undefined || held.mono < oldest) oldest = held.mono;
    return oldest;
  }
}

const MOST_PROBLEMS = 100;
