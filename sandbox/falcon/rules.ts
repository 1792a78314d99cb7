import { sortedTags, tagsOf, type Tags } from './counter.ts';
import type { Portal, Strategy, Template } from './portal.ts';

/** A strategy for a host, or an expression, as the judge knows it. */
export interface Rule {
  readonly kind: 'strategy' | 'expression';
  readonly id: number;
  readonly metric: string;
  readonly tags: Tags;
  readonly func: string;
  readonly op: string;
  readonly right: number;
  readonly maxStep: number;
  readonly priority: number;
  readonly note: string;
  readonly template: Template | null;
  readonly actionId: number;
}

export interface Rules {
  /** By endpoint, then metric. */
  readonly strategies: ReadonlyMap<string, ReadonlyMap<string, readonly Rule[]>>;
  /** By metric. */
  readonly expressions: ReadonlyMap<string, readonly Rule[]>;
  readonly metrics: ReadonlySet<string>;
}

export const NO_RULES: Rules = { strategies: new Map(), expressions: new Map(), metrics: new Set() };

const DEEPEST = 10;

/** What HBS makes of the tables: for every host that is not under repair the strategies of its groups' templates. */
export function rulesOf(portal: Portal, now: number, clock: string): Rules {
  const byTemplate = new Map<number, Strategy[]>();
  for (const strategy of portal.strategies.all()) {
    if (runs(strategy, clock)) byTemplate.set(strategy.tpl_id, [...(byTemplate.get(strategy.tpl_id) ?? []), strategy]);
  }
  const strategies = new Map<string, Map<string, Rule[]>>();
  const worked = new Map<string, Rule[]>();
  for (const [host, templates] of templatesByHost(portal)) {
    const row = portal.hosts.find(host);
    if (!row || (now >= row.maintain_begin && now <= row.maintain_end)) continue;
    const key = [...templates].toSorted((a, b) => a - b).join();
    // Hosts with the same templates have the same rules: worked out once for a group of any size.
    const rules = worked.get(key) ?? inherited([...templates], portal, byTemplate);
    worked.set(key, rules);
    if (rules.length > 0)
      strategies.set(
        row.hostname,
        Map.groupBy(rules, ({ metric }) => metric),
      );
  }
  const expressions = Map.groupBy(
    portal.expressions.all().flatMap((row) => (row.pause === 0 ? (parsed(row) ?? []) : [])),
    ({ metric }) => metric,
  );
  const metrics = new Set([...expressions.keys(), ...[...worked.values()].flat().map(({ metric }) => metric)]);
  return { strategies, expressions, metrics };
}

function templatesByHost({ bindings, members }: Portal): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>();
  for (const { grp_id, tpl_id } of bindings) {
    for (const host of members.get(grp_id) ?? []) found.set(host, (found.get(host) ?? new Set()).add(tpl_id));
  }
  return found;
}

/**
 * Along each chain from the oldest parent to the template itself: the younger replaces what has the same
 * metric and tags. All become strategies of the youngest, so it is its action that counts, or nobody's.
 */
function inherited(templates: readonly number[], portal: Portal, byTemplate: ReadonlyMap<number, readonly Strategy[]>): Rule[] {
  const chains = templates.map((id) => chainOf(id, portal)).filter((chain) => chain.length > 0);
  const rules = new Map<number, Rule>();
  for (const chain of chains) {
    if (chains.some((other) => other !== chain && other.length > chain.length && chain.every((id) => other.includes(id)))) continue;
    const kept = new Map<string, readonly Strategy[]>();
    for (const id of chain) {
      const own = Map.groupBy(byTemplate.get(id) ?? [], ({ metric, tags }) => `${metric} ${sortedTags(tagsOf(tags))}`);
      for (const [key, list] of own) kept.set(key, list);
    }
    const youngest = portal.templates.find(chain.at(-1) ?? 0);
    if (!youngest) continue;
    for (const strategy of [...kept.values()].flat()) if (!rules.has(strategy.id)) rules.set(strategy.id, ruleOf(strategy, youngest));
  }
  return [...rules.values()];
}

/** Oldest first; nothing for a circle. */
function chainOf(id: number, portal: Portal): number[] {
  const chain: number[] = [];
  for (let template = portal.templates.find(id); template; template = portal.templates.find(template.parent_id)) {
    chain.unshift(template.id);
    if (chain.length === DEEPEST) return [];
  }
  return chain;
}

const ruleOf = (row: Strategy, template: Template): Rule => ({
  ...{ kind: 'strategy', id: row.id, metric: row.metric, tags: tagsOf(row.tags), func: row.func, op: row.op },
  ...{ right: Number(row.right_value), maxStep: row.max_step, priority: row.priority, note: row.note },
  ...{ template, actionId: template.action_id },
});

/** `each(metric=x tag=y)`; a metric alone is not enough. */
function parsed(row: ReturnType<Portal['expressions']['all']>[number]): Rule | undefined {
  const pairs = (/\(([^)]*)\)/.exec(row.expression)?.[1] ?? '')
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split('='));
  if (pairs.length < 2 || pairs.some((pair) => pair.length !== 2)) return undefined;
  const { metric, ...tags } = Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]));
  if (metric === undefined || row.action_id <= 0) return undefined;
  return {
    ...{ kind: 'expression', id: row.id, metric, tags, func: row.func, op: row.op, right: Number(row.right_value) },
    ...{ maxStep: row.max_step, priority: row.priority, note: row.note, template: null, actionId: row.action_id },
  };
}

/** All day, between two times, or over midnight. */
function runs({ run_begin: begin, run_end: end }: Strategy, clock: string): boolean {
  if (begin === '' && end === '') return true;
  return (begin <= clock && end > clock) || (begin > end && !(begin > clock && end < clock));
}
