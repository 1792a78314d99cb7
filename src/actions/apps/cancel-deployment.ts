import { idOfDeployment, type DeploymentRecord } from '../../apps/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import type { World } from '../ports.ts';
import { portFor } from '../reach.ts';
import { seenIn } from '../seen.ts';
import {
  asJson,
  looking,
  marathonSystem,
  type Draft,
  type Facts,
  type Place,
  type Reading,
  type RemoteRequest,
  type RemoteVerb,
  type Settled,
  type Where,
} from '../spec.ts';
import { AT_ROOT } from '../where.ts';
import { NOTHING, placeOf } from './target.ts';

type Input = Inputs['cancelDeployment'];

export interface CancelSeen {
  readonly deployment: DeploymentRecord;
  /** All that is listed: what comes after is the answer to what was sent. */
  readonly listed: readonly string[];
  readonly places: readonly Place[];
}

export function planCancelDeployment(
  { rollback }: Input,
  { now }: Pick<Facts, 'now'>,
  { deployment, listed, places }: CancelSeen,
): Result<Draft> {
  const { cluster, deploymentId, affectedApps, currentStep, totalSteps } = deployment;
  const back = rollback ?? true;
  const request: RemoteRequest = {
    guards: places.map(({ nodeId }) => nodeId),
    cluster,
    marathonId: affectedApps[0] ?? '',
    force: !back,
    was: null,
    deployment: deploymentId,
    rollback: back,
    apps: affectedApps,
    listed,
  };
  const step = {
    system: marathonSystem(cluster),
    verb: 'cancel deployment',
    target: deploymentId,
    before: `step ${currentStep} of ${totalSteps}: ${affectedApps.join(', ')}`,
    after: back ? 'rolled back by a new deployment' : 'ended where it stands; nothing is undone',
    request: asJson(request),
    absolute: false,
    dependsOn: { listed: true },
  };
  return ok({
    subject: idOfDeployment(cluster, deploymentId),
    place: places[0] ?? null,
    steps: [step],
    // Others that are listed are not for whoever sees this one.
    inputs: seenIn(marathonSystem(cluster), now, { step: `${currentStep} of ${totalSteps}`, apps: affectedApps }),
    reason: `Deployment ${deploymentId} is at step ${currentStep} of ${totalSteps}.`,
  });
}

/** At every app that it works on: what is cancelled is cancelled for all of them. */
const whereItWorks: Where<Input> = (input, { world }) => {
  const found = whichOf(world, input);
  if (!found.ok) return found;
  const { cluster, id } = found.value;
  if (!world.deployment(cluster, id) && !world.whole) return rejected('NOT_FOUND', `There is no deployment ${id}.`, 'input', 'deployment');
  const nodes = world.worksOn(cluster, id).map((marathonId) => world.hangsOn(cluster, marathonId) ?? null);
  return ok(
    nodes.length === 0
      ? [AT_ROOT]
      : nodes.map((nodeId) => (nodeId === null ? AT_ROOT : { nodeId, jobName: world.nodeById(nodeId)?.jobName ?? null })),
  );
};

export const cancelDeployment = looking({
  mutation: 'cancelDeployment',
  local: false,
  where: whereItWorks,
  look: async (input: Input, desk): Promise<Result<CancelSeen>> => {
    const found = whichOf(desk.world, input);
    if (!found.ok) return found;
    const { cluster, id } = found.value;
    const deployments = await portFor(desk, cluster).deployments(desk.signal);
    const deployment = deployments.find(({ deploymentId }) => deploymentId === id);
    if (!deployment) return rejected('NOT_FOUND', `There is no deployment ${id} on ${cluster}; it may have ended.`, 'input', 'deployment');
    const places = deployment.affectedApps.flatMap((marathonId) => placeOf(desk.world, { cluster, marathonId }) ?? []);
    return ok({ deployment, places, listed: deployments.map(({ deploymentId }) => deploymentId) });
  },
  plan: planCancelDeployment,
});

/** By id, or by global id, which names the Marathon. */
function whichOf(world: World, { deployment, cluster }: Input): Result<{ readonly cluster: string; readonly id: string }> {
  const clusters = world.clusters();
  const prefixed = clusters.find((each) => deployment.startsWith(idOfDeployment(each, '')));
  const id = prefixed === undefined ? deployment : deployment.slice(idOfDeployment(prefixed, '').length);
  const named = cluster ?? prefixed;
  if (named !== undefined && !clusters.includes(named))
    return rejected('BAD_USER_INPUT', `There is no Marathon "${named}"; there are: ${clusters.join(', ')}.`, 'input', 'cluster');
  const [only, ...others] =
    named !== undefined ? [named] : clusters.length === 1 ? clusters : clusters.filter((each) => world.deployment(each, id));
  if (only === undefined) return rejected('NOT_FOUND', `There is no deployment ${id}.`, 'input', 'deployment');
  if (others.length > 0)
    return rejected('BAD_USER_INPUT', `"${id}" is ambiguous: it is on ${[only, ...others].join(', ')}.`, 'input', 'cluster');
  return ok({ cluster: only, id });
}

export const cancelDeploymentVerb: RemoteVerb = {
  read: async (port, _request, signal) => ({ ...NOTHING, deployments: await port.deployments(signal) }),
  facts: ({ deployments }, { deployment }) => ({ listed: deployments.some(({ deploymentId }) => deploymentId === deployment) }),
  send: (port, { deployment = '', force }) => port.cancelDeployment(deployment, force),
  settle: settleCancelDeployment,
};

/** Ended is done when it should only end. Rolled back it is when a new deployment works on the same apps; it may also have finished by itself. */
export function settleCancelDeployment(
  { cluster, deployment, rollback, apps = [], listed = [] }: RemoteRequest,
  { deployments }: Reading,
): Settled {
  if (deployments.some(({ deploymentId }) => deploymentId === deployment)) return { outcome: 'NOT_DONE' };
  if (!rollback) return { outcome: 'DONE', deploymentId: null, version: null };
  const undoing = deployments.find(
    ({ deploymentId, affectedApps }) => !listed.includes(deploymentId) && affectedApps.some((app) => apps.includes(app)),
  );
  if (undoing) return { outcome: 'DONE', deploymentId: undoing.deploymentId, version: undoing.version };
  return { outcome: 'UNKNOWN', look: `${apps.join(', ')} on ${cluster}: deployment ${deployment} is gone, finished or rolled back` };
}
