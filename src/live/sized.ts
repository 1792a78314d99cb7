import { appOfKey } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import { IN_PERCENT, isTold, METRIC_NAMES, staleAfter, type MetricName, type Point } from '../monitoring/model.ts';
import { countedOf, type FigureName } from '../scaling/figure.ts';
import type { FigureSeen, Look, ScalingPolicy, ScalingRule } from '../scaling/model.ts';
import { TREE_LEVELS } from '../tree/model.ts';
import type { Graph } from './graph.ts';
import type { MetricCopy } from './metric-copy.ts';
import type { AppSlot, LiveNode } from './node.ts';
import type { RuleCounters } from './rule-counters.ts';
import type { Reaching } from './timed-book.ts';

/** An app whose size a rule says. */
export interface Sized {
  /** Global id. */
  readonly id: string;
  readonly slot: AppSlot;
  /** The one that counts; undefined: schedules alone reach it. */
  readonly rule: ScalingRule | undefined;
  /** All that reach it. */
  readonly timed: readonly Reaching[];
}

const WHOLE = 100;

/** The apps that scaling rules reach, and what there is to see of them in the live copy. */
export class SizedApps {
  #version = '';
  #all: ReadonlyMap<string, Sized> = new Map();

  constructor(
    private readonly graph: Graph,
    /** Undefined where no Falcon is connected. */
    private readonly counters?: Pick<RuleCounters, 'point' | 'pointOf'> | undefined,
  ) {}

  /** Each with the rule that counts, by its global id; gathered anew only when rules, or where apps stand, have changed. */
  all(): ReadonlyMap<string, Sized> {
    const { tree, clusters } = this.graph;
    if (tree.scalingRules.size + tree.timed.rules.size === 0) return NONE;
    const counts = [...clusters.values()].map(({ slots }) => slots.size);
    const version = [tree.scalingCell.version, tree.timed.cell.version, tree.shape.version, this.#moved, ...counts].join(' ');
    if (version === this.#version) return this.#all;
    const found = new Map<string, Sized>();
    for (const { slots } of clusters.values()) {
      for (const slot of slots.values()) {
        const sized = this.#of(slot);
        if (sized.rule || sized.timed.length > 0) found.set(sized.id, sized);
      }
    }
    this.#version = version;
    this.#all = found;
    return found;
  }

  /** An app came, went, or has another place: by its label, which no version of the tree tells. */
  #moved = 0;
  moved(): void {
    this.#moved++;
  }

  /** As of now, whether or not anything reaches it. */
  get(id: string): Sized | undefined {
    const { cluster, marathonId } = appOfKey(id.slice(id.indexOf(':') + 1));
    const slot = this.graph.clusters.get(cluster)?.slots.get(marathonId);
    return slot && this.#of(slot);
  }

  #of(slot: AppSlot): Sized {
    const { tree } = this.graph;
    const { id } = slot.app;
    const [rule] = tree.scalingRulesOn(slot.node, id);
    const timed = tree.timed.reaching(slot.node, id);
    return { id, slot, rule, timed };
  }

  seen({ slot }: Pick<Sized, 'slot'>, { metrics }: Pick<ScalingPolicy, 'metrics'>, now: number): Look['seen'] {
    const { app, containers } = slot;
    const stepMs = this.graph.metrics?.stepMs ?? 0;
    const running = containers.filter(({ state }) => state === 'RUNNING');
    const ready = running.filter((each) => isReady(each, app.checked, now - stepMs));
    return {
      ...{ now, instances: app.instances, ready: ready.length, running: running.length },
      unhealthy: running.filter(({ health }) => health === 'UNHEALTHY').length,
      deploying: app.deploymentIds.length > 0,
      held: this.#held(slot, now),
      figures: metrics.map(({ metric }) => this.#figure(metric, ready, now)),
    };
  }

  /** Why its size must be left alone, whatever is told of it. */
  #held(slot: AppSlot, now: number): string | null {
    const { tree, clusters } = this.graph;
    const { app, node, problem } = slot;
    const source = clusters.get(app.cluster)?.source;
    if (!source?.synced || source.down) return `${source?.name ?? app.cluster} does not answer: how large it is now is not known.`;
    if (source.stale(slot.readMono)) return `${source.name} has not told of it for too long: how large it is now is not known.`;
    if (problem !== undefined) return `What Marathon says of it cannot be read: ${problem}`;
    const frozen = node === tree.root ? this.#nearest(app.marathonId) : node;
    if (frozen && tree.freezesOn(frozen, now).length > 0) return 'Its node, or one above it, is frozen.';
    const claimed = app.label('jobname');
    // It may claim its node by a name that this had before.
    return claimed !== undefined && tree.find(claimed) !== node ? `It is being moved: its label claims ${claimed}.` : null;
  }

  /** Of an app that hangs on none, the lowest node that its path names: its freezes forbid a change. */
  #nearest(marathonId: string): LiveNode | undefined {
    const names = marathonId.slice(1).split('/').slice(0, TREE_LEVELS.length);
    for (let depth = names.length; depth > 0; depth--) {
      const node = this.graph.tree.findByNames(names.slice(0, depth));
      if (node) return node;
    }
    return undefined;
  }

  /** The mean over the ready containers that have told it lately. */
  #figure(metric: FigureName, ready: readonly Container[], now: number): FigureSeen {
    const { metrics: copy } = this.graph;
    const none = { metric, mean: null, fresh: 0, at: null };
    if (!copy) return none;
    const isFresh = (point: Point | undefined, since: number): point is Point =>
      point !== undefined && point.at >= Math.max(now - staleAfter(copy.stepMs), since) && isTold(point, now);
    const counted = countedOf(metric);
    if (counted?.endpoint != null) {
      const point = this.counters?.point({ counter: counted.counter, endpoint: counted.endpoint });
      if (!isFresh(point, 0) || ready.length === 0) return none;
      return { metric, mean: rounded(point.value / ready.length), fresh: ready.length, at: point.at };
    }
    let [sum, fresh, at] = [0, 0, 0];
    for (const container of ready) {
      const point = counted ? this.counters?.pointOf(container, counted.counter) : this.#point(copy, container, metric);
      // What was measured before it started is of the one before it.
      if (!isFresh(point, container.startedAt ?? 0)) continue;
      if (IN_PERCENT.has(metric as MetricName) && point.value > WHOLE) continue;
      sum += point.value;
      fresh++;
      at = Math.max(at, point.at);
    }
    return fresh === 0 ? none : { metric, mean: rounded(sum / fresh), fresh, at };
  }

  #point({ table }: MetricCopy, container: Container, metric: FigureName): Point | undefined {
    const row = table.rowOf(container);
    return row === undefined ? undefined : table.point(row, METRIC_NAMES.indexOf(metric as MetricName));
  }
}

/** As it is kept: six digits that count. */
const rounded = (value: number): number => Number(value.toPrecision(6));

/** Healthy where that is checked, and there for a whole step: what it told before was of its start. */
const isReady = ({ health, startedAt }: Container, checked: boolean, since: number): boolean =>
  startedAt !== null && startedAt <= since && (checked ? health === 'HEALTHY' : health !== 'UNHEALTHY');

const NONE: ReadonlyMap<string, Sized> = new Map();
