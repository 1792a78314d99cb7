import type { Effect, ScheduledScaling, TimedRule } from './timed-model.ts';

/** `exactly 5`, `2 to 8`, `at least 2` */
export function effectInWords({ exact, min, max }: Effect): string {
  if (exact !== null) return `exactly ${exact}`;
  if (min !== null && max !== null) return `${min} to ${max}`;
  return min !== null ? `at least ${min}` : `at most ${max}`;
}

/** `night: exactly 2 for 8 h from 0 22 * * * (Asia/Shanghai)`; null: there is none. */
export function scheduleInWords(rule: TimedRule | undefined): string | null {
  if (!rule) return null;
  return [scheduledInWords(rule.schedule), ...(rule.executor === 'CHRONOS' ? ['by Chronos'] : [])].join(', ');
}

export function scheduledInWords(schedule: ScheduledScaling): string {
  const { name, effect, durationMs, recurrence, enabled, from, until } = schedule;
  const parts = [
    `${name}: ${effectInWords(effect)} for ${spanInWords(durationMs)} from ${recurrence.text} (${recurrence.zone})`,
    from !== null && `not before ${new Date(from).toISOString()}`,
    until !== null && `until ${new Date(until).toISOString()}`,
    !enabled && 'switched off',
  ];
  return parts.filter((part) => part !== false).join(', ');
}

function spanInWords(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
