import type { Json } from '../../kit/json.ts';
import type { LocalRequest, LocalWrite, StepEvent } from '../local.ts';
import { asJson, CANOPY, type StepDraft } from '../spec.ts';
import type { On } from './names.ts';

interface RuleStep {
  readonly verb: 'set rule' | 'remove rule' | 'set mode' | 'set schedule' | 'remove schedule';
  readonly on: On;
  readonly before: string | null;
  readonly after: string | null;
  readonly writes: readonly LocalWrite[];
  readonly event: Pick<StepEvent, 'kind' | 'summary' | 'body'>;
  readonly dependsOn: { readonly [fact: string]: Json };
  /** A freeze forbids it. */
  readonly guarded: boolean;
}

export const ruleSubject = (id: string): string => `ScalingRule:${id}`;

export function ruleStep({ verb, on, before, after, writes, event, dependsOn, guarded }: RuleStep): StepDraft {
  const { nodeId = null, jobName = null } = on.place ?? {};
  const request: LocalRequest = {
    guards: guarded && nodeId !== null ? [nodeId] : [],
    writes,
    events: [{ ...event, nodeId, jobName, subject: on.id }],
  };
  return { system: CANOPY, verb, target: on.name, before, after, request: asJson(request), absolute: true, dependsOn };
}
