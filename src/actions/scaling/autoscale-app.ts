import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import { looking, type Draft, type Facts } from '../spec.ts';
import { planScale } from '../apps/scale-app.ts';
import { seeApp, type Seen } from '../apps/target.ts';
import { atApp } from '../where.ts';

/** As scaleApp, by the word of a rule: from the size that was judged, and never by force. */
export function planAutoscale(input: Inputs['autoscaleApp'], facts: Pick<Facts, 'now'>, seen: Seen): Result<Draft> {
  const { app, from, to, reason, inputs, rejected: others } = input;
  const { instances } = seen.app;
  if (instances !== from) return rejected('CONFLICT', `${app} has ${instances} instances by now, not ${from}.`, 'input', 'from');
  const draft = planScale({ app, instances: to }, facts, seen);
  return draft.ok ? ok({ ...draft.value, reason: `${draft.value.reason} ${reason}`, inputs, rejected: others }) : draft;
}

export const autoscaleApp = looking({
  ...{ mutation: 'autoscaleApp', local: false, where: atApp, look: seeApp, plan: planAutoscale },
  // What was seen is in the decision.
  shown: ({ app, cluster, from, to, rule }) => ({ app, cluster, from, to, rule }),
});
