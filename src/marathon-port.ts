import type { Marathon } from '../datasources/marathon/client.ts';
import type { Accepted, MarathonPort } from './actions/ports.ts';

/** The pipeline's port on one Marathon. After a write the copy is read again, so that the payload shows what Marathon has now. */
export function marathonPort(marathon: Marathon, writeDeadlineMs: number, confirm: (marathonId: string) => Promise<void>): MarathonPort {
  const within = () => AbortSignal.timeout(writeDeadlineMs);
  const confirmed = async (marathonId: string, write: Promise<Accepted>): Promise<Accepted> => {
    const accepted = await write;
    // The write is done; a failed look at it must not turn it into a failure.
    await confirm(marathonId).catch(() => undefined);
    return accepted;
  };
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
    createApp: (definition, force) => confirmed(String(definition['id']), marathon.writes.createApp(definition, { force, signal: within() })),
    updateApp: (id, change, force) => confirmed(id, marathon.writes.updateApp(id, change, { force, signal: within() })),
    replaceApp: (id, definition, force) => confirmed(id, marathon.writes.replaceApp(id, definition, { force, signal: within() })),
    restartApp: (id, force) => confirmed(id, marathon.writes.restart(id, { force, signal: within() })),
    deleteApp: (id, force) => confirmed(id, marathon.writes.deleteApp(id, { force, signal: within() })),
    killTask: (id, taskId, scale) => confirmed(id, marathon.writes.killTask(id, taskId, { scale, signal: within() })),
    cancelDeployment: (id, force) => marathon.writes.cancelDeployment(id, { force, signal: within() }),
  };
}
