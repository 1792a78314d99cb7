import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import { seenOfApp } from '../seen.ts';
import {
  asJson,
  looking,
  marathonSystem,
  type Draft,
  type Facts,
  type Reading,
  type RemoteRequest,
  type RemoteVerb,
  type Settled,
} from '../spec.ts';
import { isInstances, MOST_INSTANCES } from './check-change.ts';
import { appFacts, appSubject, heldBy, newDeployment, NOTHING, requestOn, seeApp, type Seen, unheld } from './target.ts';
import { atApp } from '../where.ts';

export function planScale(
  { instances, force }: Inputs['scaleApp'],
  { now }: Pick<Facts, 'now'>,
  { target, app, place }: Seen,
): Result<Draft> {
  if (!isInstances(instances)) {
    return rejected('BAD_USER_INPUT', `instances must be a whole number from 0 to ${MOST_INSTANCES}.`, 'input', 'instances');
  }
  const { cluster, marathonId } = target;
  const subject = appSubject(target);
  const inputs = seenOfApp(app, now);
  if (app.instances === instances) {
    return ok({ subject, place, steps: [], inputs, reason: `${marathonId} already has ${instances} instances.` });
  }
  const request: RemoteRequest = { ...requestOn({ target, place, app }, force), instances };
  const step = {
    system: marathonSystem(cluster),
    verb: 'scale',
    target: marathonId,
    before: `instances: ${app.instances}`,
    after: `instances: ${instances}`,
    request: asJson(request),
    absolute: true,
    // The size it leaves and, unless forced, that nothing else holds the app. Other changes do not matter to a scale.
    dependsOn: { exists: true, instances: app.instances, ...unheld(force) },
  };
  return ok({
    subject,
    place,
    steps: [step],
    blockedBy: heldBy(app, force),
    inputs,
    reason: `${marathonId} goes from ${app.instances} to ${instances} instances.`,
  });
}

export const scaleApp = looking({ mutation: 'scaleApp', local: false, where: atApp, look: seeApp, plan: planScale });

export const scaleVerb: RemoteVerb = {
  read: async (port, { marathonId }, signal) => ({ ...NOTHING, app: await port.app(marathonId, signal) }),
  facts: appFacts,
  send: (port, { marathonId, instances = 0, force }) => port.updateApp(marathonId, { instances }, force),
  settle: settleScale,
};

/** The size asked for is the proof; an untouched version is the proof of the contrary; anything else was somebody's. */
export function settleScale(request: RemoteRequest, reading: Reading): Settled {
  const app = reading.app?.app;
  if (!app) return { outcome: 'UNKNOWN', look: `${request.marathonId}: it is gone` };
  if (app.instances === request.instances) return { outcome: 'DONE', deploymentId: newDeployment(request, reading), version: app.version };
  if (app.version === request.was?.version) return { outcome: 'NOT_DONE' };
  const at = new Date(app.version).toISOString();
  return {
    outcome: 'UNKNOWN',
    look: `${request.marathonId}: version ${at} has ${app.instances} instances, ${request.instances} were asked for`,
  };
}
