import type { App } from '../apps/model.ts';
import type { FiringFacts, ScalingRuleFacts, ScheduleFacts, ScheduleFilterFacts, TimedView } from '../context-scaling.ts';
import { Fault } from '../kit/fault.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import { shownSchedule } from '../scaling/shown.ts';
import type { ScalingRule } from '../scaling/model.ts';
import { calendarOf, overridesOf } from '../scaling/timed.ts';
import type { TimedRule } from '../scaling/timed-model.ts';
import { TreeNode } from '../tree/model.ts';
import { connect, type Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import type { LiveNode } from './node.ts';
import type { Reading } from './reading.ts';
import { findNode } from './read-tree.ts';
import { nodeOn, nodeSeen, noteScaling } from './scaled-place.ts';
import type { Scope } from './scope.ts';
import { ruleIsSeen } from './seen.ts';
import type { Reaching } from './timed-book.ts';

const PREFIX = 'ScheduledScaling:';
const CALENDAR_MS = 400 * 86_400_000;
const MOST_FIRINGS = 2_000;

/** Reads of the schedules that hold apps to a size. */
export class ScheduleReads implements TimedView {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
    private readonly ruleShown: (rule: ScalingRule) => ScalingRuleFacts,
  ) {}

  of(thing: TreeNode | App): readonly ScheduleFacts[] | null {
    noteScaling(this.graph, this.reading);
    const node = nodeSeen(this.graph, this.scope, thing);
    if (!node) return null;
    return this.graph.tree.timed.reaching(node, thing instanceof TreeNode ? undefined : thing.id).map(({ rule }) => this.#shown(rule));
  }

  schedule(id: string): ScheduleFacts | undefined {
    noteScaling(this.graph, this.reading);
    const found = this.graph.tree.timed.byId(id);
    return found && ruleIsSeen(this.graph, this.scope, found.rule.on) ? this.#shown(found.rule) : undefined;
  }

  schedules({ scope, enabled }: ScheduleFilterFacts, page: PageArgs): Connection<ScheduleFacts> {
    const list = this.#list(scope);
    const within = scope == null ? undefined : findNode(this.graph, this.scope, scope);
    return connect(this.cursors, {
      list: `scheduledScalings:${JSON.stringify([scope, enabled])}`,
      page,
      total: scope == null && enabled == null && this.scope.all ? list.length : null,
      position: ({ id }) => [id],
      items: (after) => {
        const left = after ? list.filter(({ schedule }) => PREFIX + schedule.id > (after[0] ?? '')) : list;
        return left.map(({ rule }) => this.#shown(rule));
      },
      accepts: (shown) => enabled == null || shown.enabled === enabled,
      partial: this.scope.isPartial(within ?? this.graph.tree.root),
    });
  }

  calendar(scope: string | null | undefined, from: number, to: number): readonly FiringFacts[] {
    if (to - from > CALENDAR_MS) throw new Fault('TOO_BROAD', 'A calendar goes over 400 days at most.', { details: { argument: 'to' } });
    const reaches = this.#reaching(scope);
    const schedules = this.graph.tree.timed
      .list()
      .filter(({ rule }) => reaches(rule.on))
      .map((timed) => ({ timed, of: { schedule: this.#shown(timed.rule), rule: null } }));
    const rules = this.graph.tree.scalingList().filter(({ on, mode }) => mode !== 'OFF' && reaches(on));
    const overrides = rules.flatMap((rule) => {
      const shown = this.ruleShown(rule);
      // Of several rules they may have the same ids.
      return overridesOf(rule.policy).map(({ series, schedule }) => ({
        ...{ timed: { series, schedule: { ...schedule, id: `${rule.id} ${schedule.id}` } }, of: { schedule: null, rule: shown } },
      }));
    });
    const all = [...schedules, ...overrides];
    const whose = new Map(all.map(({ timed, of }) => [timed.schedule.id, of]));
    const found = calendarOf(
      all.map(({ timed }) => timed),
      ...([from, to, MOST_FIRINGS + 1] as const),
    );
    if (found.length > MOST_FIRINGS)
      throw new Fault('TOO_BROAD', `More than ${MOST_FIRINGS} firings: ask for less time.`, {
        details: { argument: 'to', limit: MOST_FIRINGS },
      });
    return found.map(({ effect, ...firing }) => ({ ...firing, ...effect, ...(whose.get(firing.scheduleId) as Whose) }));
  }

  /** Those that are seen, at and below a node. */
  #list(scope: string | null | undefined): readonly Reaching[] {
    const isHere = this.#within(scope);
    return this.graph.tree.timed.list().filter(({ rule }) => isHere(rule.on));
  }

  /** As `#within`, and what is set above a node that is seen: that holds for its apps as well. */
  #reaching(scope: string | null | undefined): (on: string) => boolean {
    const isHere = this.#within(scope);
    const node = scope == null ? undefined : findNode(this.graph, this.scope, scope);
    if (!node || !this.scope.sees(node)) return isHere;
    return (on) => isHere(on) || (on.startsWith('TreeNode:') && isAbove(nodeOn(this.graph, on), node));
  }

  /** Whether what something is set on is seen, and stands at or below a node. */
  #within(scope: string | null | undefined): (on: string) => boolean {
    const { graph, reading } = this;
    noteScaling(graph, reading);
    const within = scope == null ? undefined : findNode(graph, this.scope, scope);
    if (scope != null && !within) return () => false;
    return (on) => ruleIsSeen(graph, this.scope, on) && (within === undefined || nodeOn(graph, on)?.isWithin(within) === true);
  }

  #shown({ schedule, on, executor, setBy, setAt }: TimedRule): ScheduleFacts {
    const seen = ruleIsSeen(this.graph, this.scope, on);
    return {
      ...{ ...shownSchedule(schedule), __typename: 'ScheduledScaling', id: PREFIX + schedule.id, executor },
      ...{ on: seen ? on : null, setBy: seen ? setBy : null, setAt },
    };
  }
}

type Whose = Pick<FiringFacts, 'schedule' | 'rule'>;

const isAbove = (above: LiveNode | undefined, node: LiveNode): boolean => above !== undefined && node.isWithin(above);
