import type { Recommendation } from './model.ts';

/* How Kubernetes' Horizontal Pod Autoscaler sizes a workload by utilisation, to be compared with. Its defaults are its documentation's. */

export interface HpaSeen {
  readonly replicas: number;
  /** Load of each ready pod that told it, in shares of its target. */
  readonly ratios: readonly number[];
  /** Ready, and silent. */
  readonly missing: number;
  readonly unready: number;
}

export const HPA_TOLERANCE = 0.1;
/** Between two looks. */
export const HPA_SYNC_MS = 15_000;
export const HPA_DOWNSCALE_MS = 300_000;

/** The size by one metric, before any behaviour. */
export function hpaReplicas({ replicas, ratios, missing, unready }: HpaSeen, tolerance = HPA_TOLERANCE): number {
  if (ratios.length === 0) return replicas;
  const sum = ratios.reduce((total, each) => total + each, 0);
  const ratio = sum / ratios.length;
  const counted = ratio > 1 ? unready : 0;
  if (missing === 0 && counted === 0) return Math.abs(ratio - 1) <= tolerance ? replicas : ceil(ratio * ratios.length);
  const total = sum + (ratio < 1 ? missing : 0);
  const count = ratios.length + missing + counted;
  const rebalanced = total / count;
  if (Math.abs(rebalanced - 1) <= tolerance || ratio < 1 !== rebalanced < 1) return replicas;
  const wanted = ceil(total);
  return rebalanced < 1 !== wanted < replicas && wanted !== replicas ? replicas : wanted;
}

/** Its default behaviour: up at once, by 4 or by 100 % in 15 s; down by the most that was wanted within 5 min. */
export class Hpa {
  #recommendations: Recommendation[] = [];
  #changes: { readonly at: number; readonly by: number }[] = [];

  readonly #bounds: { readonly min: number; readonly max: number };
  readonly #downscaleMs: number;

  constructor(bounds: { readonly min: number; readonly max: number }, downscaleMs = HPA_DOWNSCALE_MS) {
    this.#bounds = bounds;
    this.#downscaleMs = downscaleMs;
  }

  /** `silent`: some metric could not be read: then nothing becomes smaller. */
  look(now: number, replicas: number, metrics: readonly HpaSeen[], silent = false): number {
    const { min, max } = this.#bounds;
    const most = Math.max(...metrics.map((seen) => hpaReplicas(seen)));
    const wanted = Math.min(Math.max(silent ? Math.max(most, replicas) : most, min), max);
    // What it finds is what it starts from.
    if (this.#recommendations.length === 0) this.#recommendations = [{ at: now, wanted: replicas }];
    this.#recommendations = [...this.#recommendations.filter(({ at }) => at > now - this.#downscaleMs), { at: now, wanted }];
    const lately = Math.max(...this.#recommendations.map((each) => each.wanted));
    const calm = wanted > replicas ? wanted : Math.min(replicas, lately);
    this.#changes = this.#changes.filter(({ at }) => at > now - HPA_SYNC_MS);
    const began = replicas - this.#changes.reduce((sum, { by }) => sum + Math.max(0, by), 0);
    const limit = Math.max(began + 4, Math.ceil(began * 2));
    const to = Math.min(calm, Math.max(limit, replicas), max);
    if (to !== replicas) this.#changes.push({ at: now, by: to - replicas });
    return to;
  }
}

const ceil = (value: number): number => Math.ceil(Math.round(value * 1e9) / 1e9);
