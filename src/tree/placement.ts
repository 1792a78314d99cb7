import { namesOfAppId, parseNodeName } from './jobname.ts';
import type { Unassigned } from './model.ts';

/** What is known of where an app may hang. `find` answers the id of the job node that has, or had, these eight names. */
export interface PlacementFacts {
  readonly marathonId: string;
  /** Value of the label `jobname`, if any. */
  readonly label: string | undefined;
  /** Node of a confirmed claim for this app, if any. */
  readonly confirmedNodeId: string | undefined;
  readonly find: (names: readonly string[]) => string | undefined;
}

export type Placement = { readonly nodeId: string } | { readonly nodeId: null; readonly unassigned: Unassigned };

/** Where an app hangs: at its confirmed claim, else at its own path, else nowhere, with the reason. */
export function place(facts: PlacementFacts): Placement {
  const own = namesOfAppId(facts.marathonId);
  if (facts.label !== undefined) {
    const labelled = parseNodeName(facts.label);
    if (!labelled.ok) return away('LABEL_INVALID', `Label jobname: ${labelled.userErrors[0]?.message ?? 'not a JobName'}`);
    const target = facts.find(labelled.value);
    const offPath = !own.ok || labelled.value.join('/') !== own.value.join('/');
    if (offPath) {
      if (facts.confirmedNodeId !== undefined && facts.confirmedNodeId === target) return { nodeId: target };
      // Until the claim is confirmed the app stays where its path puts it, if that is anywhere.
      const byPath = own.ok ? facts.find(own.value) : undefined;
      if (byPath !== undefined) return { nodeId: byPath };
      return away('CLAIM_UNCONFIRMED', `Label jobname claims ${facts.label}; nobody has confirmed it there.`);
    }
  }
  if (!own.ok) {
    const message = own.userErrors[0]?.message ?? '';
    const count = facts.marathonId.replace(/^\//, '').split('/').length;
    return away(count < 8 ? 'PATH_TOO_SHORT' : count > 8 ? 'PATH_TOO_LONG' : 'NAME_NOT_ALLOWED', message);
  }
  const nodeId = facts.find(own.value);
  if (nodeId !== undefined) return { nodeId };
  return away('NO_SUCH_NODE', 'The tree has no job with the names of this path; adoptApps makes it.');
}

function away(reason: Unassigned['reason'], message: string): Placement {
  return { nodeId: null, unassigned: { reason, message } };
}
