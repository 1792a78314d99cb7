import { MAINTENANCE_VERBS, maintenanceRequest } from './actions/monitoring/maintenance.ts';
import { EXPRESSION_VERBS, expressionRequest } from './actions/monitoring/set-expression.ts';
import { TEAM_VERBS } from './actions/monitoring/set-team.ts';
import { watchRequest } from './actions/monitoring/verbs.ts';
import type { Written } from './live/watched-mirror.ts';
import type { PlanStep } from './plans/model.ts';

/** What of Falcon is something else by these steps. */
export function writtenBy(steps: readonly PlanStep[]): Written {
  const nodeIds = new Set<string>();
  const expressions = new Set<string>();
  let company = false;
  for (const step of steps) {
    if (TEAM_VERBS.has(step.verb)) company = true;
    else if (EXPRESSION_VERBS.has(step.verb)) expressions.add(expressionRequest(step).text);
    else if (MAINTENANCE_VERBS.has(step.verb)) for (const id of maintenanceRequest(step).nodeIds) nodeIds.add(id);
    else nodeIds.add(watchRequest(step).nodeId);
  }
  return { nodeIds: [...nodeIds], ...((company || expressions.size > 0) && { expressions: [...expressions] }) };
}
