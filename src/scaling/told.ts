import type { ControllerModeName, DecisionInput, DecisionRecord, RejectedChoice } from '../plans/model.ts';
import type { Effective } from './effective.ts';
import type { Look, Verdict } from './model.ts';
import { effectInWords } from './timed-words.ts';
import { policyInWords } from './words.ts';

export interface Telling {
  readonly sized: {
    readonly cluster: string;
    /** When what Marathon says of the app was read. */
    readonly readAt: number;
  };
  readonly effective: Effective;
  readonly mode: ControllerModeName;
  readonly verdict: Verdict;
  readonly seen: Look['seen'];
}

/** A verdict as a decision keeps it: what was seen, where and when, what each figure spoke for, and what was turned down by which guard. */
export function toldOf({ sized: { cluster, readAt }, effective, mode, verdict, seen }: Telling): {
  readonly reason: string;
  readonly inputs: readonly DecisionInput[];
  readonly rejected: readonly RejectedChoice[];
} {
  const { now, instances, ready, running, unhealthy, figures } = seen;
  const { rule, policy, timed } = effective;
  const size = (name: string, value: number): DecisionInput => ({
    ...{ name, value: String(value), source: `marathon:${cluster}`, observedAt: readAt },
  });
  const set = (name: string, value: string): DecisionInput => ({ name, value, source: 'store', observedAt: now });
  return {
    reason: [verdict.reason, ...(verdict.by === 'BOUNDS' ? whyBounds(effective) : [])].join(' '),
    inputs: [
      ...(rule ? [set('rule', `ScalingRule:${rule.id}: ${policyInWords(policy)}`)] : []),
      ...timed.by.map(({ scheduleId, name, at, until, effect }) =>
        set('schedule', `ScheduledScaling:${scheduleId}: ${name}: ${effectInWords(effect)} from ${iso(at)} to ${iso(until)}`),
      ),
      set('mode', mode),
      ...[size('instances', instances), size('running', running), size('ready', ready), size('unhealthy', unhealthy)],
      ...verdict.metrics.map(({ metric, reason }): DecisionInput => {
        const at = figures.find((each) => each.metric === metric)?.at ?? null;
        return { name: metric, value: reason, source: 'falcon', observedAt: at };
      }),
      { name: 'by', value: verdict.by ?? 'nothing', source: null, observedAt: null },
    ],
    rejected: verdict.rejected.map(({ guard, choice, reason }) => ({ choice, reason: `${guard}: ${reason}` })),
  };
}

/** As above, of whom, and what led to it. */
export interface Held extends Telling {
  readonly sized: Telling['sized'] & {
    readonly id: string;
    readonly place: { readonly nodeId: string; readonly jobName: string } | null;
  };
  readonly causedBy: readonly number[];
}

/** The decision to leave an app as large as it is. */
export function decisionOf(held: Held, { id, actor }: Pick<DecisionRecord, 'id' | 'actor'>): DecisionRecord {
  const { sized, verdict, seen, causedBy } = held;
  const { reason, inputs, rejected } = toldOf(held);
  return {
    ...{ id, actor, subject: sized.id, at: seen.now },
    ...{ nodeId: sized.place?.nodeId ?? null, jobName: sized.place?.jobName ?? null },
    ...{ outcome: verdict.choice === 'HOLD' ? 'HOLD' : 'NOTHING_TO_DO', reason, inputs, rejected, planId: null },
    ...{ causes: [causedBy.length > 0 ? 'An alarm fires.' : 'A look that it takes by itself.'], causedBy },
  };
}

/** Global id of what it is done by. */
export const subjectOf = ({ rule, timed }: Effective): string => {
  const [first] = timed.by;
  return rule ? `ScalingRule:${rule.id}` : first ? `ScheduledScaling:${first.scheduleId}` : 'none';
};

function whyBounds({ timed: { by, contradiction }, back }: Effective): string[] {
  if (back !== null) return [`The schedules that held it have ended: it has its ${back} back.`];
  const names = by.map(({ name }) => name).join(', ');
  return [...(by.length > 0 ? [`Scheduled: ${names}.`] : []), ...(contradiction === null ? [] : [contradiction])];
}

const iso = (at: number): string => new Date(at).toISOString();
