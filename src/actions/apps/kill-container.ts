import { ENDED_STATES, type AppRecord, type TaskRecord } from '../../apps/model.ts';
import { idOfContainer } from '../../containers/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import { portFor } from '../reach.ts';
import { seenIn, seenOfApp } from '../seen.ts';
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
import { spotOf } from '../where.ts';
import { appFacts, heldBy, newDeployment, NOTHING, placeOf, requestOn, type Target } from './target.ts';

type Input = Inputs['killContainer'];

export interface KillSeen {
  readonly target: Target;
  readonly place: Place | null;
  readonly app: AppRecord;
  readonly task: TaskRecord;
}

/** States from which a task does not come back. */
const ENDING: ReadonlySet<string> = new Set(['KILLING', ...ENDED_STATES]);

export function planKill({ scale }: Input, { now }: Pick<Facts, 'now'>, { target, place, app, task }: KillSeen): Result<Draft> {
  const { cluster, marathonId } = target;
  const { taskId } = task;
  const subject = idOfContainer(cluster, taskId);
  const { state, health, host } = task;
  const inputs = [...seenIn(marathonSystem(cluster), now, { state, health, host }), ...seenOfApp(app, now)];
  if (ENDING.has(task.state)) return ok({ subject, place, steps: [], inputs, reason: `${taskId} is ${task.state} already.` });
  const down = scale ?? false;
  const request: RemoteRequest = { ...requestOn({ target, place, app }, false), taskId, scale: down };
  const step = {
    system: marathonSystem(cluster),
    verb: 'kill',
    // With `scale` it is the app that changes.
    target: down ? marathonId : taskId,
    before: `${taskId} is ${task.state}${task.host === null ? '' : ` on ${task.host}`}; instances: ${app.instances}`,
    after: down ? `killed; instances: ${app.instances - 1}` : 'killed; another takes its place',
    request: asJson(request),
    absolute: false,
    // That the task is there; when the app shrinks with it, also from which size, and that nothing holds the app.
    dependsOn: { task: true, ...(down && { instances: app.instances, deploymentIds: [] }) },
  };
  return ok({
    subject,
    place,
    steps: [step],
    blockedBy: down ? heldBy(app, false) : [],
    inputs,
    reason: `${taskId} is a task of ${marathonId}.`,
  });
}

const missing = (taskId: string) => rejected('NOT_FOUND', `There is no container ${taskId}.`, 'input', 'taskId');

const whereItRuns: Where<Input> = ({ taskId }, { world }) => {
  const container = world.container(taskId);
  if (container) return spotOf(world, container, container.marathonId);
  // Not held means not there only when every Marathon has been read: this throws when one has not.
  for (const cluster of world.clusters()) world.apps(cluster);
  return missing(taskId);
};

export const killContainer = looking({
  mutation: 'killContainer',
  local: false,
  where: whereItRuns,
  look: async ({ taskId }: Input, desk): Promise<Result<KillSeen>> => {
    const container = desk.world.container(taskId);
    if (!container) return missing(taskId);
    const target = { cluster: container.cluster, marathonId: container.marathonId };
    const reading = await portFor(desk, target.cluster).app(target.marathonId, desk.signal);
    const task = reading?.tasks.find((each) => each.taskId === taskId);
    return reading && task ? ok({ target, place: placeOf(desk.world, target), app: reading.app, task }) : missing(taskId);
  },
  plan: planKill,
});

const taskIn = ({ app }: Reading, { taskId }: RemoteRequest) => app?.tasks.find((task) => task.taskId === taskId);

export const killVerb: RemoteVerb = {
  read: async (port, { marathonId }, signal) => ({ ...NOTHING, app: await port.app(marathonId, signal) }),
  facts: (reading, request) => ({ ...appFacts(reading), task: taskIn(reading, request) !== undefined }),
  send: (port, { marathonId, taskId = '', scale = false }) => port.killTask(marathonId, taskId, scale),
  settle: settleKill,
};

/**
 * Gone or going is done. A task that is there may still be killed by what was sent, so it proves nothing. Tasks also end by
 * themselves: where the app was to shrink with it, only its size tells.
 */
export function settleKill(request: RemoteRequest, reading: Reading): Settled {
  const { marathonId, taskId = '', scale, was: before } = request;
  const task = taskIn(reading, request);
  const app = reading.app?.app;
  if (task && !ENDING.has(task.state)) return { outcome: 'UNKNOWN', look: `container ${taskId} of ${marathonId}: it is ${task.state}` };
  if (!scale) return { outcome: 'DONE', deploymentId: null, version: app?.version ?? null };
  const size = (before?.instances ?? 0) - 1;
  if (app?.instances === size) return { outcome: 'DONE', deploymentId: newDeployment(request, reading), version: app.version };
  const is = app ? `has ${app.instances} instances` : 'is gone';
  return { outcome: 'UNKNOWN', look: `${marathonId}: its container ${taskId} is gone, and it ${is} where ${size} were to be left` };
}
