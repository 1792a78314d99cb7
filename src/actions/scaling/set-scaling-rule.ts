import { canonical } from '../../kit/json.ts';
import { ok, type Result, type UserError } from '../../kit/result.ts';
import { policyErrors } from '../../scaling/check.ts';
import { policyOf } from '../../scaling/input.ts';
import { overrideErrors } from '../../scaling/override-check.ts';
import { figureNameOf, isShared } from '../../scaling/figure.ts';
import type { ScalingPolicy, ScalingRule } from '../../scaling/model.ts';
import { policyInWords, ruleInWords } from '../../scaling/words.ts';
import { scalingFact } from '../facts.ts';
import type { Inputs, OnApps } from '../inputs.ts';
import { asJson, local, type Draft, type Facts, type Where } from '../spec.ts';
import { AT_ROOT } from '../where.ts';
import { findOn, whereOn } from './names.ts';
import { ruleStep, ruleSubject } from './rule-step.ts';

/** A rule begins by saying what it would do. One that is changed goes on in its mode. */
export function planSetScalingRule(input: Inputs['setScalingRule'], { world, now, caller, newId }: Facts): Result<Draft> {
  const found = findOn(world, input);
  if (!found.ok) return found;
  const policy = policyOf(input.rule, now);
  const errors = [
    ...policyErrors(policy, 'input', 'rule'),
    ...overrideErrors(policy, now, 'input', 'rule'),
    ...sharedErrors(input, policy),
  ];
  if (errors.length > 0) return { ok: false, userErrors: errors };
  const on = found.value;
  const held = world.scalingRule(on.id);
  const rule: ScalingRule = {
    ...{ id: held?.id ?? newId(), on: on.id, mode: held?.mode ?? 'OBSERVE', policy, setBy: caller, setAt: now },
  };
  const base = { subject: ruleSubject(rule.id), place: on.place };
  if (held && canonical(asJson(held.policy)) === canonical(asJson(rule.policy)))
    return ok({ ...base, steps: [], reason: `${on.name} has that rule already.` });
  const step = ruleStep({
    ...{ verb: 'set rule', on, before: ruleInWords(held), after: ruleInWords(rule) },
    ...{ writes: [{ put: 'scaling rule', value: rule }], dependsOn: { [scalingFact(on.id)]: ruleInWords(held) } },
    event: {
      kind: 'SCALING_RULE_SET',
      summary: `${on.name} is scaled in mode ${rule.mode}: ${policyInWords(rule.policy)}`,
      body: { rule: rule.id, mode: rule.mode, before: asJson(held?.policy ?? null), after: asJson(rule.policy) },
    },
    guarded: true,
  });
  return ok({ ...base, steps: [step], reason: `${on.name}: ${ruleInWords(rule)}.` });
}

/** Of all containers together would be told anew of each app. */
const sharedErrors = ({ jobName }: OnApps, { metrics }: ScalingPolicy): readonly UserError[] =>
  metrics.flatMap(({ metric }, n): readonly UserError[] => {
    if (jobName == null || !isShared(metric)) return [];
    const message = 'A counter of an endpoint is of one app: set such a rule on the app.';
    return [{ code: 'BAD_USER_INPUT', message, path: ['input', 'rule', 'metrics', String(n), 'endpoint'] }];
  });

/** What others' endpoints tell would be told with each decision: that is for administrators to say. */
const whereSet: Where<Inputs['setScalingRule']> = async (input, desk) => {
  const found = await whereOn(input, desk);
  const shared = input.rule.metrics.some((each) => isShared(figureNameOf(each)));
  return found.ok && shared ? ok([...found.value, AT_ROOT]) : found;
};

export const setScalingRule = local('setScalingRule', whereSet, planSetScalingRule);
