import { maskText } from '../../apps/secret-text.ts';
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
import { appFacts, appSubject, heldBy, NOTHING, requestOn, seeApp, type Seen, unheld, versionFact } from './target.ts';
import { atApp } from '../where.ts';

export function planDeleteApp({ force }: Inputs['deleteApp'], { now }: Pick<Facts, 'now'>, { target, app, place }: Seen): Result<Draft> {
  const { cluster, marathonId } = target;
  const request = requestOn({ target, place, app }, force);
  const step = {
    system: marathonSystem(cluster),
    verb: 'delete',
    target: marathonId,
    before: `${maskText(app.image ?? app.command ?? 'app')}; instances: ${app.instances}, running: ${app.tasksRunning}`,
    after: null,
    request: asJson(request),
    absolute: true,
    // Who has deployed since may not want it gone: the version must be the one that was seen.
    dependsOn: { exists: true, version: versionFact(app), ...unheld(force) },
  };
  return ok({
    subject: appSubject(target),
    place,
    steps: [step],
    blockedBy: heldBy(app, force),
    inputs: seenOfApp(app, now),
    reason: `${marathonId} is there with ${app.tasksRunning} running.`,
  });
}

export const deleteApp = looking({ mutation: 'deleteApp', local: false, where: atApp, look: seeApp, plan: planDeleteApp });

export const deleteVerb: RemoteVerb = {
  read: async (port, { marathonId }, signal) => ({
    ...NOTHING,
    app: await port.app(marathonId, signal),
    deployments: await port.deployments(signal),
  }),
  facts: appFacts,
  send: (port, { marathonId, force }) => port.deleteApp(marathonId, force),
  settle: settleDelete,
};

export function settleDelete({ marathonId, was: before }: RemoteRequest, { app, deployments }: Reading): Settled {
  const stopping = deployments.find(({ steps, currentActions }) =>
    [...steps.flat(), ...currentActions].some(({ action, target }) => action === 'STOP_APPLICATION' && target === marathonId),
  );
  if (!app) return { outcome: 'DONE', deploymentId: stopping?.deploymentId ?? null, version: null };
  if (app.app.version === before?.version) return { outcome: 'NOT_DONE' };
  return {
    outcome: 'UNKNOWN',
    look: `${marathonId}: it is there with version ${new Date(app.app.version).toISOString()}, deleted and made again or changed`,
  };
}
