import { ok, type Result } from '../../kit/result.ts';
import { ruleInWords } from '../../scaling/words.ts';
import { scalingFact } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import { asJson, local, type Draft, type Facts } from '../spec.ts';
import { findRule, whereRule } from './names.ts';
import { ruleStep, ruleSubject } from './rule-step.ts';

export function planRemoveScalingRule({ id }: Inputs['removeScalingRule'], { world }: Facts): Result<Draft> {
  const found = findRule(world, id);
  if (!found.ok) return found;
  const { rule, on } = found.value;
  const step = ruleStep({
    ...{ verb: 'remove rule', on, before: ruleInWords(rule), after: null },
    ...{ writes: [{ drop: 'scaling rule', id: rule.id }], dependsOn: { [scalingFact(on.id)]: ruleInWords(rule) } },
    event: {
      kind: 'SCALING_RULE_REMOVED',
      summary: `The scaling rule of ${on.name} is removed: what is set above holds`,
      body: { rule: rule.id, mode: rule.mode, before: asJson(rule.policy), after: null },
    },
    guarded: true,
  });
  return ok({ subject: ruleSubject(rule.id), place: on.place, steps: [step], reason: `Set by ${rule.setBy}.` });
}

export const removeScalingRule = local('removeScalingRule', whereRule, planRemoveScalingRule);
