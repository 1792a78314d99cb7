import { settled } from './recurrence.ts';
import type { ScheduledScaling } from './timed-model.ts';

/** A schedule as somebody gives it. */
export interface TimedInput {
  readonly name: string;
  /** Cron in 5 or 6 fields, or an ISO 8601 repeating interval. */
  readonly recurrence: string;
  readonly zone: string;
  readonly durationSeconds: number;
  readonly exact?: number | null;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly enabled?: boolean | null;
  /** In ms since 1970. */
  readonly from?: number | null;
  readonly until?: number | null;
}

/** An interval without a start begins now: what is kept says when. */
export function scheduleOf(id: string, input: TimedInput, now: number): ScheduledScaling {
  const { name, recurrence, zone, durationSeconds, exact, min, max, enabled, from, until } = input;
  return {
    ...{ id, name, recurrence: settled({ text: recurrence, zone }, now), durationMs: durationSeconds * 1_000 },
    effect: { exact: exact ?? null, min: min ?? null, max: max ?? null },
    ...{ enabled: enabled ?? true, from: from ?? null, until: until ?? null },
  };
}
