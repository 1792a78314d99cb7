import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Computed } from './computed.ts';
import { sortedTags, type Tags } from './counter.ts';
import { evaluate, type Verdict } from './functions.ts';
import type { Metric } from './metric.ts';
import { NO_RULES, type Rule, type Rules } from './rules.ts';
import type { Point } from './series.ts';
import type { Tempo } from './tempo.ts';

export interface Event {
  readonly id: string;
  readonly rule: Rule;
  readonly status: 'PROBLEM' | 'OK';
  readonly endpoint: string;
  readonly left: number;
  readonly step: number;
  /** Of the point that caused it, in seconds. */
  readonly time: number;
  readonly tags: Tags;
}

interface Deps {
  readonly computed: Pick<Computed, 'find'>;
  readonly tempo: Pick<Tempo, 'minIntervalS'>;
  readonly send: (event: Event) => void;
}

/** Points that are kept per counter: a function over more of them never has enough. */
const REMAIN = 11;
const MOST = 500_000;
const BREATH_MS = 10;

/** Looks at each new value with the rules for it. All it knows is in memory, so who forgets says no OK. */
export class Judge {
  readonly #deps: Deps;
  rules: Rules = NO_RULES;
  #ticking = false;
  readonly #history = new Map<string, { points: Point[]; counts: boolean }>();
  readonly #last = new Map<string, Event>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** As after a restart. */
  forget(): void {
    this.#history.clear();
    this.#last.clear();
  }

  /** Values of a metric that no rule is about are not even kept. */
  receive({ endpoint, metric, tags, timestamp, value, type }: Metric): void {
    if (!this.rules.metrics.has(metric)) return;
    const key = keyOf(endpoint, metric, tags);
    const known = this.#history.get(key) ?? { points: [], counts: type !== 'GAUGE' };
    const newest = known.points[0];
    if (newest && timestamp <= newest.timestamp) return;
    known.points.unshift({ timestamp, value });
    known.points.length = Math.min(known.points.length, REMAIN);
    this.#history.set(key, known);
    trim(this.#history);
    const points = known.counts ? ratesOf(known.points) : known.points;
    for (const rule of this.#rulesFor(endpoint, metric, tags)) this.#judge(rule, points, { key, endpoint, tags, timestamp });
  }

  /**
   * A step has passed for what is computed: only what some rule is about is worked out. The other modules run meanwhile, for there may
   * be tens of thousands; a step that comes before the last was worked through is left out.
   */
  async tick(timestamp: number): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    try {
      await this.#tick(timestamp);
    } finally {
      this.#ticking = false;
    }
  }

  async #tick(timestamp: number): Promise<void> {
    let began = performance.now();
    for (const [endpoint, byMetric] of this.rules.strategies) {
      for (const metric of byMetric.keys()) this.#compute(endpoint, metric, timestamp);
      if (performance.now() - began < BREATH_MS) continue;
      await setImmediate();
      began = performance.now();
    }
    for (const rule of [...this.rules.expressions.values()].flat()) {
      // Figures that are computed have no tags, so an expression means them only by the endpoint's name.
      const endpoint = rule.tags['endpoint'];
      if (endpoint !== undefined && !this.rules.strategies.get(endpoint)?.has(rule.metric)) this.#compute(endpoint, rule.metric, timestamp);
    }
  }

  #compute(endpoint: string, metric: string, timestamp: number): void {
    const series = this.#deps.computed.find(endpoint, metric);
    if (!series) return;
    const key = keyOf(endpoint, metric, {});
    if (!this.#history.has(key)) {
      // The past is known without having been watched.
      const past = Array.from({ length: REMAIN - 1 }, (_, back) => timestamp - (back + 1) * series.step);
      const points = past.map((at) => ({ timestamp: at, value: series.at(at) })).filter(({ value }) => !Number.isNaN(value));
      this.#history.set(key, { points, counts: false });
    }
    const value = series.at(timestamp);
    if (!Number.isNaN(value)) this.receive({ endpoint, metric, timestamp, value, tags: {}, step: series.step, type: 'GAUGE' });
  }

  #rulesFor(endpoint: string, metric: string, tags: Tags): Rule[] {
    const strategies = this.rules.strategies.get(endpoint)?.get(metric) ?? [];
    const expressions = this.rules.expressions.get(metric) ?? [];
    return [
      ...strategies.filter((rule) => within(rule.tags, tags)),
      ...expressions.filter((rule) => within(rule.tags, 'endpoint' in rule.tags ? { endpoint, ...tags } : tags)),
    ];
  }

  #judge(
    rule: Rule,
    points: readonly Point[],
    { key, endpoint, tags, timestamp }: { key: string; endpoint: string; tags: Tags; timestamp: number },
  ): void {
    const verdict = evaluate(rule.func, rule.op, rule.right, points);
    if (!verdict) return;
    const id = `${rule.kind === 'strategy' ? 's' : 'e'}_${rule.id}_${key}`;
    const step = this.#stepOf(verdict, rule, this.#last.get(id));
    if (step === 0) return;
    const status = verdict.triggered ? 'PROBLEM' : 'OK';
    const event: Event = { id, rule, status, endpoint, left: verdict.left, step, time: timestamp, tags };
    this.#last.set(id, event);
    trim(this.#last);
    this.#deps.send(event);
  }

  /** 0 when there is nothing to say. */
  #stepOf({ triggered, since }: Verdict, { maxStep }: Rule, last: Event | undefined): number {
    if (!triggered) return last?.status === 'PROBLEM' ? 1 : 0;
    if (last?.status !== 'PROBLEM') return maxStep === 0 ? 0 : 1;
    // Points that caused an alarm cause no other one.
    if (last.step >= maxStep || since <= last.time) return 0;
    return Date.now() / 1000 - last.time < this.#deps.tempo.minIntervalS ? 0 : last.step + 1;
  }
}

function keyOf(endpoint: string, metric: string, tags: Tags): string {
  const sorted = sortedTags(tags);
  return createHash('md5')
    .update(sorted === '' ? `${endpoint}/${metric}` : `${endpoint}/${metric}/${sorted}`)
    .digest('hex');
}

function ratesOf(points: readonly Point[]): Point[] {
  return points.slice(0, -1).map(({ timestamp, value }, index) => {
    const before = points[index + 1] ?? { timestamp, value };
    return { timestamp, value: (value - before.value) / (timestamp - before.timestamp) };
  });
}

const within = (wanted: Tags, tags: Tags) => Object.entries(wanted).every(([key, value]) => tags[key] === value);

/** What came first goes first. */
function trim(map: Map<string, unknown>): void {
  const oldest = map.size > MOST ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
