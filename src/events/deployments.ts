import { idOfDeployment, type Deployment } from '../apps/model.ts';
import type { At } from './live.ts';
import type { EventDraft } from './model.ts';

/** How a deployment ended, by the stream's word; `success` null: nobody heard. */
export interface DeploymentEnding {
  readonly success: boolean | null;
  readonly reason: string | null;
}

export function deploymentStarted(deployment: Deployment, place: At): EventDraft {
  const { id, deploymentId, affectedApps, totalSteps } = deployment;
  return {
    ...place,
    kind: 'DEPLOYMENT_STARTED',
    kindVersion: 1,
    subject: id,
    summary: `Deployment ${deploymentId} of ${affectedApps.join(', ') || 'no app'} runs, in ${totalSteps} steps.`,
    body: { apps: [...affectedApps], totalSteps },
  };
}

export function deploymentEnded(
  { cluster, deploymentId }: Pick<Deployment, 'cluster' | 'deploymentId'>,
  { success, reason }: DeploymentEnding,
  place: At,
): EventDraft {
  const how = success === null ? 'ended; how was not told' : success ? 'succeeded' : 'failed';
  return {
    ...place,
    kind: 'DEPLOYMENT_ENDED',
    kindVersion: 2,
    subject: idOfDeployment(cluster, deploymentId),
    summary: `Deployment ${deploymentId} ${how}${reason ? `: ${reason}` : ''}.`,
    body: { success, reason },
  };
}
