import type { Json } from '../../kit/json.ts';
import { ok, rejected, type Result, type UserError } from '../../kit/result.ts';
import type { Watch, WatchRule } from '../../monitoring/model.ts';
import { unknownTeams } from './set-team.ts';
import { MOST_TEAMS } from '../../monitoring/team.ts';
import { checkWatches, inWords, saysNothing } from '../../monitoring/watch.ts';
import { nodeOf, watchesFact } from '../facts.ts';
import type { Inputs, WatchInput } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import type { WorldNode } from '../ports.ts';
import { asJson, CANOPY, local, looking, type Desk, type Draft, type Facts, type StepDraft } from '../spec.ts';
import { findNode, nodeSubject, placeAt } from '../tree/names.ts';
import { thresholdsOf, USUAL } from './thresholds.ts';
import { atNode } from '../where.ts';

const SHARED = 'Containers share endpoints here (`falcon.tags`): Falcon cannot be told of each of their counters that it may stay away.';

/** What Falcon says of the teams; of one that it does not know, somebody should be told who could mend it. */
interface Seen {
  readonly unknown: readonly string[];
}

export function planSetMonitoring(input: Inputs['setMonitoring'], { world, now, caller }: Facts, { unknown }: Seen): Result<Draft> {
  const found = findNode(world, input.jobName, 'jobName');
  if (!found.ok) return found;
  const node = found.value;
  const { watches = null, teams = null } = input;
  if (watches === null && teams === null) return saysNothing();
  const wanted = (watches ?? []).map(watchOf);
  const checked = checkWatches(wanted, teams);
  if (!checked.ok) return checked;
  const shared = world.sharedEndpoints() ? wanted.findIndex(({ absent }) => absent) : -1;
  if (shared >= 0) return rejected('BAD_USER_INPUT', SHARED, 'input', 'watches', String(shared), 'absent');
  const errors = (teams ?? []).flatMap((team, at): UserError[] =>
    unknown.includes(team) ? [{ code: 'NOT_FOUND', message: `Falcon has no team ${team}.`, path: ['input', 'teams', String(at)] }] : [],
  );
  if (errors.length > 0) return { ok: false, userErrors: errors };

  const { id: nodeId } = node.record;
  const rule: WatchRule = { nodeId, watches: wanted, teams, setBy: caller, setAt: now };
  const before = world.watchRule(nodeId);
  const base = { subject: nodeSubject(nodeId), place: placeAt(node) };
  if (before && inWords(before) === inWords(rule))
    return ok({ ...base, steps: [], reason: `${node.jobName} is watched for that already.` });
  const step = stepOf('set monitoring', node, before, rule);
  return ok({ ...base, steps: [step], reason: `${node.jobName}: ${inWords(rule)}.` });
}

export function planRemoveMonitoring({ jobName }: Inputs['removeMonitoring'], { world }: Facts): Result<Draft> {
  const found = findNode(world, jobName, 'jobName');
  if (!found.ok) return found;
  const node = found.value;
  const before = world.watchRule(node.record.id);
  const base = { subject: nodeSubject(node.record.id), place: placeAt(node) };
  if (!before) return ok({ ...base, steps: [], reason: `Nothing is set on ${node.jobName} itself.` });
  const step = stepOf('remove monitoring', node, before, undefined);
  return ok({ ...base, steps: [step], reason: `${node.jobName} is watched for what is set above it.` });
}

/** A Falcon that does not answer keeps nobody from saying what is to be watched: who is told shows in `unmonitored`. */
async function lookAtTeams({ teams }: Inputs['setMonitoring'], { monitoring, signal }: Desk): Promise<Result<Seen>> {
  if (!monitoring || monitoring.down() !== undefined) return ok({ unknown: [] });
  const named = [...new Set(teams ?? [])].slice(0, MOST_TEAMS);
  try {
    return ok({ unknown: await unknownTeams(named, monitoring, signal) });
  } catch {
    return ok({ unknown: [] });
  }
}

export const setMonitoring = looking({
  ...{ mutation: 'setMonitoring', local: true, where: atNode('jobName') },
  ...{ look: lookAtTeams, plan: planSetMonitoring },
});
export const removeMonitoring = local('removeMonitoring', atNode('jobName'), planRemoveMonitoring);

const watchOf = ({ metric, thresholds, absent }: WatchInput): Watch => ({
  metric,
  ...(absent && {
    absent: { steps: absent.steps ?? USUAL.steps, priority: absent.priority ?? USUAL.priority, note: absent.note ?? USUAL.note },
  }),
  thresholds: thresholdsOf(thresholds),
});

function stepOf(
  verb: 'set monitoring' | 'remove monitoring',
  node: WorldNode,
  before: WatchRule | undefined,
  after: WatchRule | undefined,
): StepDraft {
  const { id: nodeId } = node.record;
  const request: LocalRequest = {
    guards: [nodeId],
    writes: [after ? { put: 'watch rule', value: after } : { drop: 'watch rule', nodeId }],
    events: [
      {
        kind: after ? 'MONITORING_SET' : 'MONITORING_REMOVED',
        ...{ nodeId, jobName: node.jobName, subject: nodeSubject(nodeId) },
        summary: after ? `${node.jobName} is watched: ${inWords(after)}` : `${node.jobName} is watched for what is set above it`,
        body: { before: saidIn(before), after: saidIn(after) },
      },
    ],
  };
  return {
    ...{ system: CANOPY, verb, target: node.jobName, before: before ? inWords(before) : null, after: after ? inWords(after) : null },
    ...{ request: asJson(request), absolute: true },
    dependsOn: { [nodeOf(node.jobName)]: nodeId, [watchesFact(node.jobName)]: before ? inWords(before) : null },
  };
}

const saidIn = (rule: WatchRule | undefined): Json => (rule ? asJson({ watches: rule.watches, teams: rule.teams }) : null);
