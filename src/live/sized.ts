import { appOfKey } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import { IN_PERCENT, isTold, METRIC_NAMES, staleAfter, type MetricName } from '../monitoring/model.ts';
import type { FigureSeen, Look, ScalingPolicy, ScalingRule } from '../scaling/model.ts';
import type { Graph } from './graph.ts';
import type { AppSlot } from './node.ts';

/** An app whose size a rule says. */
export interface Sized {
  /** Global id. */
  readonly id: string;
  readonly slot: AppSlot;
  readonly rule: ScalingRule;
}

const WHOLE = 100;
const THOUSANDTHS = 1_000;

/** The apps that scaling rules reach, and what there is to see of them in the live copy. */
export class SizedApps {
  #version = '';
  #all: ReadonlyMap<string, Sized> = new Map();

  constructor(private readonly graph: Graph) {}

  /** Each with the rule that counts, by its global id; gathered anew only when rules, or where apps stand, have changed. */
  all(): ReadonlyMap<string, Sized> {
    const { tree, clusters } = this.graph;
    if (tree.scalingRules.size === 0) return NONE;
    const counts = [...clusters.values()].map(({ slots }) => slots.size);
    const version = [tree.scalingCell.version, tree.shape.version, this.#moved, ...counts].join(' ');
    if (version === this.#version) return this.#all;
    const found = new Map<string, Sized>();
    for (const { slots } of clusters.values()) {
      for (const slot of slots.values()) {
        const rule = this.#ruleOf(slot);
        if (rule) found.set(slot.app.id, { id: slot.app.id, slot, rule });
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

  /** As of now. */
  get(id: string): Sized | undefined {
    const { cluster, marathonId } = appOfKey(id.slice(id.indexOf(':') + 1));
    const slot = this.graph.clusters.get(cluster)?.slots.get(marathonId);
    const rule = slot && this.#ruleOf(slot);
    return slot && rule && { id, slot, rule };
  }

  #ruleOf(slot: AppSlot): ScalingRule | undefined {
    return this.graph.tree.scalingRulesOn(slot.node, slot.app.id)[0];
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
    if (node !== tree.root && tree.freezesOn(node, now).length > 0) return 'Its node, or one above it, is frozen.';
    const claimed = app.label('jobname');
    // It may claim its node by a name that this had before.
    return claimed !== undefined && tree.find(claimed) !== node ? `It is being moved: its label claims ${claimed}.` : null;
  }

  /** The mean over the ready containers that have told it lately, in thousandths: as it is kept. */
  #figure(metric: MetricName, ready: readonly Container[], now: number): FigureSeen {
    const { metrics: copy } = this.graph;
    let [sum, fresh, at] = [0, 0, 0];
    if (copy) {
      const since = now - staleAfter(copy.stepMs);
      for (const container of ready) {
        const row = copy.table.rowOf(container);
        const point = row === undefined ? undefined : copy.table.point(row, METRIC_NAMES.indexOf(metric));
        // What was measured before it started is of the one before it.
        if (!point || point.at < Math.max(since, container.startedAt ?? 0) || !isTold(point, now)) continue;
        if (IN_PERCENT.has(metric) && point.value > WHOLE) continue;
        sum += point.value;
        fresh++;
        at = Math.max(at, point.at);
      }
    }
    if (fresh === 0) return { metric, mean: null, fresh: 0, at: null };
    return { metric, mean: Math.round((sum / fresh) * THOUSANDTHS) / THOUSANDTHS, fresh, at };
  }
}

/** Healthy where that is checked, and there for a whole step: what it told before was of its start. */
const isReady = ({ health, startedAt }: Container, checked: boolean, since: number): boolean =>
  startedAt !== null && startedAt <= since && (checked ? health === 'HEALTHY' : health !== 'UNHEALTHY');

const NONE: ReadonlyMap<string, Sized> = new Map();
