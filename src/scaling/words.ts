import { scheduledInWords } from './timed-words.ts';
import type { Behaviour, ChangeUnit, MetricRule, ScalingPolicy, ScalingRule } from './model.ts';

/** `2 to 20 by CPU_IDLE 40 and PROC_QPS in 2 steps; up at most 4 or 100 % in 15 s; down stabilised over 300 s` */
export function policyInWords({ min, max, metrics, up, down, tolerance, freshShare, flaps, schedule = [] }: ScalingPolicy): string {
  const parts = [
    `${min} to ${max} by ${metrics.map(metricInWords).join(' and ')}`,
    `up ${behaviourInWords(up)}`,
    `down ${behaviourInWords(down)}`,
    ...schedule.map((each) => scheduledInWords(each)),
    `tolerance ${tolerance}, fresh share ${freshShare}, at most ${flaps.most} turns in ${seconds(flaps.withinMs)} s`,
  ];
  return parts.join('; ');
}

/** With who may do what by it; null: there is none. */
export const ruleInWords = (rule: Pick<ScalingRule, 'mode' | 'policy'> | undefined): string | null =>
  rule ? `${rule.mode}: ${policyInWords(rule.policy)}` : null;

const metricInWords = (rule: MetricRule): string =>
  'target' in rule
    ? `${rule.metric} ${rule.target}`
    : `${rule.metric} ${rule.steps.map(({ from, to, change, unit }) => `${from ?? ''}..${to ?? ''} ${change > 0 ? '+' : ''}${change}${sign(unit)}`).join(', ')}`;

function behaviourInWords({ stabilisationMs, coolDownMs, policies }: Behaviour): string {
  const limits = policies.map(({ most, unit, periodMs }) => `${most}${sign(unit)} in ${seconds(periodMs)} s`).join(' or ');
  const parts = [
    stabilisationMs > 0 && `stabilised over ${seconds(stabilisationMs)} s`,
    coolDownMs > 0 && `${seconds(coolDownMs)} s after any change`,
    limits !== '' && `at most ${limits}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(', ') : 'at once';
}

const sign = (unit: ChangeUnit): string => (unit === 'PERCENT' ? ' %' : '');
const seconds = (ms: number): number => ms / 1_000;
