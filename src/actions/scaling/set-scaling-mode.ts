import { ok, type Result } from '../../kit/result.ts';
import type { ScalingRule } from '../../scaling/model.ts';
import { ruleInWords } from '../../scaling/words.ts';
import { scalingFact } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import { local, type Draft, type Facts } from '../spec.ts';
import { findRule, whereRule } from './names.ts';
import { ruleStep, ruleSubject } from './rule-step.ts';

/** No freeze forbids it: whoever freezes a node may want to switch its rules off as well, and a rule that acts holds there anyhow. */
export function planSetScalingMode({ id, mode }: Inputs['setScalingMode'], { world, now, caller }: Facts): Result<Draft> {
  const found = findRule(world, id);
  if (!found.ok) return found;
  const { rule, on } = found.value;
  const base = { subject: ruleSubject(rule.id), place: on.place };
  if (rule.mode === mode) return ok({ ...base, steps: [], reason: `The rule of ${on.name} is in mode ${mode} already.` });
  const value: ScalingRule = { ...rule, mode, setBy: caller, setAt: now };
  const step = ruleStep({
    ...{ verb: 'set mode', on, before: rule.mode, after: mode },
    ...{ writes: [{ put: 'scaling rule', value }], dependsOn: { [scalingFact(on.id)]: ruleInWords(rule) } },
    event: {
      kind: 'SCALING_MODE_SET',
      summary: `The scaling rule of ${on.name} goes from ${rule.mode} to ${mode}`,
      body: { rule: rule.id, before: rule.mode, after: mode },
    },
    guarded: false,
  });
  return ok({ ...base, steps: [step], reason: `The rule of ${on.name} was in mode ${rule.mode}.` });
}

export const setScalingMode = local('setScalingMode', whereRule, planSetScalingMode);
