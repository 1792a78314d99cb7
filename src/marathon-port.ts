import type { Marathon } from '../datasources/marathon/client.ts';
import { FALCON } from './actions/monitoring/reach.ts';
import type { Actions, MarathonPort } from './actions/ports.ts';
import type { Written } from './live/watched-mirror.ts';
import { writtenBy } from './written.ts';

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
  confirmWatched: (written: Written) => Promise<void>,
): Actions {
  return {
    run: async (mutation, input, call) => {
      const outcome = await actions.run(mutation, input, call);
      const written = outcome.plan?.steps.filter((step) => step.system.startsWith('marathon:') && step.outcome === 'ACCEPTED') ?? [];
      const app = /^App:([^:]+):(.*)$/.exec(outcome.subject ?? '');
      // The write is done; a failed look at it must not turn it into a failure.
      if (written.length > 0 && app?.[1] !== undefined && app[2] !== undefined) await confirm(app[1], app[2]).catch(() => undefined);
      const watched = outcome.plan?.steps.filter((step) => step.system === FALCON && step.outcome === 'ACCEPTED') ?? [];
      if (watched.length > 0) await confirmWatched(writtenBy(watched)).catch(() => undefined);
      return outcome;
    },
  };
}
