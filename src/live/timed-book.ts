import { Cell } from '../kit/cell.ts';
import { timedOf, type Timed } from '../scaling/timed.ts';
import type { TimedRule } from '../scaling/timed-model.ts';
import { idOfNode } from '../tree/model.ts';
import { compareText, type LiveNode } from './node.ts';

/** A schedule with its rule, read once. */
export interface Reaching extends Timed {
  readonly rule: TimedRule;
}

/** The schedules that hold apps to a size, as the store has them. */
export class TimedBook {
  /** By their ids. */
  readonly rules = new Map<string, TimedRule>();
  /** Raised when one of them changes. */
  readonly cell = new Cell();
  #at = -1;
  #list: readonly Reaching[] = [];
  #byId: ReadonlyMap<string, Reaching> = new Map();
  #byOn: ReadonlyMap<string, readonly Reaching[]> = new Map();
  readonly #read = new WeakMap<TimedRule, Reaching>();

  /** By their ids. One that cannot be read is left out: what is stored has been checked. */
  list(): readonly Reaching[] {
    this.#sort();
    return this.#list;
  }

  byId(id: string): Reaching | undefined {
    this.#sort();
    return this.#byId.get(id);
  }

  /** Set on this very app or node. */
  on(id: string): readonly Reaching[] {
    this.#sort();
    return this.#byOn.get(id) ?? [];
  }

  /** All that are set on the app, if one is named, on its node and on those above it: the nearest first. All of them count. */
  reaching(node: LiveNode | undefined, app?: string): readonly Reaching[] {
    if (this.rules.size === 0) return NONE;
    this.#sort();
    const found = app === undefined ? [] : [...(this.#byOn.get(app) ?? [])];
    for (let at = node; at?.record; at = at.parent) found.push(...(this.#byOn.get(idOfNode(at.record.id)) ?? []));
    return found;
  }

  #sort(): void {
    if (this.#at === this.cell.version) return;
    this.#list = [...this.rules.values()]
      .flatMap((rule) => this.#readOf(rule) ?? [])
      .sort((a, b) => compareText(a.schedule.id, b.schedule.id));
    this.#byId = new Map(this.#list.map((each) => [each.schedule.id, each]));
    this.#byOn = Map.groupBy(this.#list, ({ rule }) => rule.on);
    this.#at = this.cell.version;
  }

  /** Zones and fields are looked up once: that takes milliseconds. */
  #readOf(rule: TimedRule): Reaching | undefined {
    const known = this.#read.get(rule);
    if (known) return known;
    const read = timedOf(rule.schedule);
    if (!read.ok) return undefined;
    const found = { ...read.value, rule };
    this.#read.set(rule, found);
    return found;
  }
}

const NONE: readonly Reaching[] = [];
