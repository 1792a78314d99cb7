import type { Marathon } from '../datasources/marathon/client.ts';
import { MAINTENANCE_VERBS, maintenanceRequest } from './actions/monitoring/maintenance.ts';
import { FALCON } from './actions/monitoring/reach.ts';
import { watchRequest } from './actions/monitoring/verbs.ts';
import type { Actions, MarathonPort } from './actions/ports.ts';
import type { PlanStep } from './plans/model.ts';

/** Of whose nodes Falcon has something else by a step. */
const touched = (step: PlanStep): readonly string[] =>
  MAINTENANCE_VERBS.has(step.verb) ? maintenanceRequest(step).nodeIds : [watchRequest(step).nodeId];

/** The pipeline's port on one Marathon. */
export function marathonPort(marathon: Marathon, writeDeadlineMs: number): MarathonPort {
  const within = () => AbortSignal.timeout(writeDeadlineMs);
  return {
    cluster: marathon.cluster,
    writeDeadlineMs,
    app: async (id, signal) => (await marathon.app(id, signal)).value,
    definition: async (id, signal) => (await marathon.definition(id, signal)).value,
    definitionAt: async (id, version, signal) => {
      const { value: versions } = await marathon.versions(id, signal);
      const wanted = versions?.find((each) => Date.parse(each) === version);
      return wanted === undefined ? undefined : (await marathon.versionOf(id, wanted, signal)).value;
    },
    deployments: async (signal) => (await marathon.deployments(signal)).value.items,
    createApp: (definition, force) => marathon.writes.createApp(definition, { force, signal: within() }),
    updateApp: (id, change, force) => marathon.writes.updateApp(id, change, { force, signal: within() }),
    replaceApp: (id, definition, force) => marathon.writes.replaceApp(id, definition, { force, signal: within() }),
    restartApp: (id, force) => marathon.writes.restart(id, { force, signal: within() }),
    deleteApp: (id, force) => marathon.writes.deleteApp(id, { force, signal: within() }),
    killTask: (id, taskId, scale) => marathon.writes.killTask(id, taskId, { scale, signal: within() }),
    cancelDeployment: (id, force) => marathon.writes.cancelDeployment(id, { force, signal: within() }),
  };
}

/** After an accepted write the copy is read again, so that the payload shows what Marathon has now. The outcome is recorded by then. */
export function confirming(
  actions: Actions,
  confirm: (cluster: string, marathonId: string) => Promise<void>,
  confirmWatched: (nodeIds: readonly string[]) => Promise<void>,
): Actions {
  return {
    run: async (mutation, input, call) => {
      const outcome = await actions.run(mutation, input, call);
      const written = outcome.plan?.steps.filter((step) => step.system.startsWith('marathon:') && step.outcome === 'ACCEPTED') ?? [];
      const app = /^App:([^:]+):(.*)$/.exec(outcome.subject ?? '');
      // The write is done; a failed look at it must not turn it into a failure.
      if (written.length > 0 && app?.[1] !== undefined && app[2] !== undefined) await confirm(app[1], app[2]).catch(() => undefined);
      const watched = outcome.plan?.steps.flatMap((step) => (step.system === FALCON && step.outcome === 'ACCEPTED' ? touched(step) : []));
      if (watched && watched.length > 0) await confirmWatched([...new Set(watched)]).catch(() => undefined);
      return outcome;
    },
  };
}
