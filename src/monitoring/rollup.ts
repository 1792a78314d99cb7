import { bucketOf, Histogram, LARGEST, middleOf } from './histogram.ts';
import { METRIC_NAMES, METRICS, WORST, type MetricName } from './model.ts';

/** What a figure says of many containers. */
export interface MetricFacts {
  readonly mean: number;
  readonly worst: number;
  readonly p95: number;
  readonly reported: number;
}

/** A share of something cannot be more than all of it. */
const MOST: Readonly<Record<MetricName, number>> = { CPU_IDLE: 100, MEM_FREE: 100, PROC_QPS: LARGEST, PROC_DELAY: LARGEST };
const THOUSANDTHS = 1_000;
const PERCENT_95 = 0.95;

/** One figure of many containers: integers only, so that adding and taking away cancel exactly. */
class Figure {
  count = 0;
  /** In thousandths. */
  sum = 0;
  readonly sizes = new Histogram();

  add(value: number, sign: 1 | -1): void {
    this.count += sign;
    this.sum += sign * Math.round(value * THOUSANDTHS);
    this.sizes.add(bucketOf(value), sign);
  }

  addAll({ count, sum, sizes }: Figure, sign: 1 | -1): void {
    this.count += sign * count;
    this.sum += sign * sum;
    this.sizes.addAll(sizes, sign);
  }

  equals(other: Figure): boolean {
    return this.count === other.count && this.sum === other.sum && this.sizes.equals(other.sizes);
  }
}

/** The figures of many containers together. */
export class Rollup {
  readonly #figures: readonly Figure[] = Array.from({ length: METRICS }, () => new Figure());
  /** Of the containers that say how much of it is idle: millicores in use. */
  usedMilli = 0;
  /** Of the containers that say how much of it is free: KiB in use. */
  usedKiB = 0;

  /** One container's figures, in the order of METRIC_NAMES; NaN: not told. */
  add(values: ArrayLike<number>, { cpus, memMiB }: Asked): void {
    for (let metric = 0; metric < METRICS; metric++) {
      const value = values[metric] as number;
      if (Number.isNaN(value)) continue;
      const within = Math.min(value, MOST[METRIC_NAMES[metric] as MetricName]);
      (this.#figures[metric] as Figure).add(within, 1);
      if (metric === CPU_IDLE) this.usedMilli += Math.round(cpus * (100 - within) * 10);
      if (metric === MEM_FREE) this.usedKiB += Math.round((memMiB * 1024 * (100 - within)) / 100);
    }
  }

  addAll(other: Rollup, sign: 1 | -1 = 1): void {
    this.usedMilli += sign * other.usedMilli;
    this.usedKiB += sign * other.usedKiB;
    this.#figures.forEach((figure, at) => figure.addAll(other.#figures[at] as Figure, sign));
  }

  equals(other: Rollup): boolean {
    return (
      this.usedMilli === other.usedMilli &&
      this.usedKiB === other.usedKiB &&
      this.#figures.every((figure, at) => figure.equals(other.#figures[at] as Figure))
    );
  }

  reported(metric: MetricName): number {
    return (this.#figures[METRIC_NAMES.indexOf(metric)] as Figure).count;
  }

  /** Null: nobody told it. */
  facts(metric: MetricName): MetricFacts | null {
    const { count, sum, sizes } = this.#figures[METRIC_NAMES.indexOf(metric)] as Figure;
    if (count <= 0) return null;
    const mean = sum / THOUSANDTHS / count;
    if (count === 1) return { mean, worst: mean, p95: mean, reported: 1 };
    const best = WORST[metric] === 'HIGHEST' ? 'SMALLEST' : 'LARGEST';
    const at = (place: number) => Math.min(middleOf(sizes.nth(place, best) ?? 0), MOST[metric]);
    return { mean, worst: at(count), p95: at(Math.ceil(count * PERCENT_95)), reported: count };
  }
}

interface Asked {
  readonly cpus: number;
  readonly memMiB: number;
}

const CPU_IDLE = METRIC_NAMES.indexOf('CPU_IDLE');
const MEM_FREE = METRIC_NAMES.indexOf('MEM_FREE');
