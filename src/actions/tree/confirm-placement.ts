import { ok, rejected, type Result } from '../../kit/result.ts';
import { namesOfAppId, parseNodeName } from '../../tree/jobname.ts';
import { appSubject, findTarget, placeOf } from '../apps/target.ts';
import { labelFact, nodeOf } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import { asJson, CANOPY, local, type Draft, type Facts, type Where } from '../spec.ts';
import { spotOf } from '../where.ts';
import { placeAt } from './names.ts';

export function planConfirm(input: Inputs['confirmPlacement'], { world, whole, now, caller }: Facts): Result<Draft> {
  const target = findTarget(world, input, 'there');
  if (!target.ok) return target;
  const { cluster, marathonId } = target.value;
  const held = world.app(cluster, marathonId);
  if (!held) return rejected('NOT_FOUND', `There is no app ${marathonId} on ${cluster}.`, 'input', 'app');
  const label = held.app.label('jobname');
  if (label === undefined) return rejected('BAD_USER_INPUT', `${marathonId} has no label jobname, so it claims no place.`, 'input', 'app');
  const names = parseNodeName(label);
  if (!names.ok)
    return rejected(
      'BAD_USER_INPUT',
      `The label jobname of ${marathonId}: ${names.userErrors[0]?.message ?? 'it is no JobName.'}`,
      'input',
      'app',
    );
  const node = world.node(label);
  if (!node) return rejected('NOT_FOUND', `There is no node ${label}, which ${marathonId} claims.`, 'input', 'app');
  if (node.jobName !== label)
    return rejected('BAD_USER_INPUT', `${label} is an alias; the label must name ${node.jobName}.`, 'input', 'app');
  if (names.value.length !== 8) return rejected('BAD_USER_INPUT', `${label} is not a job; apps belong to jobs.`, 'input', 'app');

  const subject = appSubject(target.value);
  const place = placeAt(node);
  const own = namesOfAppId(marathonId);
  if (own.ok && own.value.join('/') === names.value.join('/')) {
    return ok({ subject, place, steps: [], reason: `${label} is the app's own path: there is nothing to confirm.` });
  }
  const nodeId = node.record.id;
  if (world.claims(nodeId).some((claim) => claim.cluster === cluster && claim.marathonId === marathonId)) {
    return ok({ subject, place, steps: [], reason: `${marathonId} is confirmed at ${label} already.` });
  }
  // A freeze where it hangs now forbids that it leaves, whoever sees that place.
  const from = placeOf(whole, target.value);
  const request: LocalRequest = {
    guards: [nodeId, ...(from ? [from.nodeId] : [])],
    writes: [{ put: 'claim', value: { cluster, marathonId, nodeId, confirmedBy: caller, confirmedAt: now } }],
    events: [
      {
        kind: 'PLACEMENT_CONFIRMED',
        nodeId,
        jobName: label,
        subject,
        summary: `${marathonId} on ${cluster} belongs to ${label}`,
        body: { cluster, marathonId },
      },
    ],
  };
  const step = {
    system: CANOPY,
    verb: 'confirm',
    target: `${cluster}:${marathonId}`,
    before: held.nodeId !== null && world.nodeById(held.nodeId) ? held.jobName : null,
    after: label,
    request: asJson(request),
    absolute: true,
    // What the app claims, and that the node of that name is the one confirmed.
    dependsOn: { [labelFact(cluster, marathonId)]: label, [nodeOf(label)]: nodeId },
  };
  return ok({ subject, place, steps: [step], reason: `${marathonId} claims ${label} by its label.` });
}

/** The claimed node's owners take the app in. */
const whereItGoes: Where<Inputs['confirmPlacement']> = (input, { world }) => {
  const target = findTarget(world, input, 'there');
  if (!target.ok) return target;
  const { cluster, marathonId } = target.value;
  const label = world.app(cluster, marathonId)?.app.label('jobname');
  const node = label === undefined ? undefined : world.node(label);
  // The judgement says what is wrong with it, to whoever may see the app.
  return node ? ok([placeAt(node)]) : spotOf(world, target.value, input.app);
};

export const confirmPlacement = local('confirmPlacement', whereItGoes, planConfirm);
