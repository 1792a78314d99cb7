import { ok, type Result } from '../../kit/result.ts';
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
import { appFacts, appSubject, heldBy, newDeployment, NOTHING, requestOn, seeApp, type Seen, unheld } from './target.ts';
import { atApp } from '../where.ts';

export function planRestart({ force }: Inputs['restartApp'], { now }: Pick<Facts, 'now'>, { target, app, place }: Seen): Result<Draft> {
  const { cluster, marathonId } = target;
  const subject = appSubject(target);
  const inputs = seenOfApp(app, now);
  if (app.instances === 0) return ok({ subject, place, steps: [], inputs, reason: `${marathonId} has no instances to restart.` });
  const request = requestOn({ target, place, app }, force);
  const step = {
    system: marathonSystem(cluster),
    verb: 'restart',
    target: marathonId,
    before: `version: ${new Date(app.version).toISOString()}; ${app.tasksRunning} running`,
    after: `a new version with the same definition; all ${app.instances} instances are replaced`,
    request: asJson(request),
    // Saying it twice restarts twice.
    absolute: false,
    dependsOn: { exists: true, ...unheld(force) },
  };
  return ok({
    subject,
    place,
    steps: [step],
    blockedBy: heldBy(app, force),
    inputs,
    reason: `${marathonId} has ${app.instances} instances.`,
  });
}

export const restartApp = looking({ mutation: 'restartApp', local: false, where: atApp, look: seeApp, plan: planRestart });

export const restartVerb: RemoteVerb = {
  read: async (port, { marathonId }, signal) => ({
    ...NOTHING,
    app: await port.app(marathonId, signal),
    deployments: await port.deployments(signal),
  }),
  facts: appFacts,
  send: (port, { marathonId, force }) => port.restartApp(marathonId, force),
  settle: settleRestart,
};

/** A restart is a new version that is no mere scale, or a deployment under way that restarts the app. */
export function settleRestart(request: RemoteRequest, reading: Reading): Settled {
  const { marathonId, was: before } = request;
  const app = reading.app?.app;
  if (!app) return { outcome: 'UNKNOWN', look: `${marathonId}: it is gone` };
  const known = new Set(before?.deploymentIds);
  const restarting = reading.deployments.find(
    ({ deploymentId, steps, currentActions }) =>
      !known.has(deploymentId) &&
      [...steps.flat(), ...currentActions].some(({ action, target }) => action === 'RESTART_APPLICATION' && target === marathonId),
  );
  if (restarting) return { outcome: 'DONE', deploymentId: restarting.deploymentId, version: app.version };
  if (app.version === before?.version) return { outcome: 'NOT_DONE' };
  // Before 0.11 Marathon does not say when the configuration changed; then any new version may be it.
  const isNew = app.lastConfigChangeAt === null || app.lastConfigChangeAt !== before?.lastConfigChangeAt;
  if (isNew) return { outcome: 'DONE', deploymentId: newDeployment(request, reading), version: app.version };
  return { outcome: 'UNKNOWN', look: `${marathonId}: version ${new Date(app.version).toISOString()} only scaled it` };
}
