import {
  DeploymentAction,
  PendingReason,
  type DeploymentActionKind,
  type DeploymentRecord,
  type PendingRecord,
  type TaskRecord,
} from '../../src/apps/model.ts';
import { each, type Readings } from '../../src/kit/readings.ts';
import {
  fields,
  fieldsAt,
  flagAt,
  inside,
  instantAt,
  listAt,
  needText,
  numberAt,
  objectsAt,
  textAt,
  type Fields,
} from '../../src/kit/fields.ts';
import { intMs } from '../../src/kit/int.ts';
import { decodeTask, UNKNOWN_APP } from './decode-app.ts';
import type { Accepted, GroupRecord, MarathonInfo } from './model.ts';

const ACTIONS: ReadonlyMap<string, DeploymentActionKind> = new Map([
  ['StartApplication', 'START_APPLICATION'],
  ['StopApplication', 'STOP_APPLICATION'],
  ['ScaleApplication', 'SCALE_APPLICATION'],
  ['RestartApplication', 'RESTART_APPLICATION'],
  ['ResolveArtifacts', 'RESOLVE_ARTIFACTS'],
  ['StartPod', 'START_POD'],
  ['StopPod', 'STOP_POD'],
  ['ScalePod', 'SCALE_POD'],
  ['RestartPod', 'RESTART_POD'],
]);

export function decodeDeployment(cluster: string, value: unknown): DeploymentRecord {
  const wire = fields(value);
  const steps = stepsOf(wire);
  return {
    cluster,
    deploymentId: needText(wire, 'id'),
    version: instantAt(wire, 'version') ?? 0,
    affectedApps: textsAt(wire, 'affectedApps'),
    currentStep: numberAt(wire, 'currentStep') ?? 0,
    totalSteps: numberAt(wire, 'totalSteps') ?? steps.length,
    currentActions: listAt(wire, 'currentActions').map((action, index) => inside(`currentActions[${index}]`, () => toAction(action))),
    steps,
  };
}

/** Steps are lists of actions, objects with `actions`, or (in the documentation of events) bare actions. */
export function stepsOf(wire: Fields): DeploymentAction[][] {
  return listAt(wire, 'steps').map((step, index) =>
    inside(`steps[${index}]`, () => {
      if (Array.isArray(step)) return step.map(toAction);
      const shaped = fields(step);
      return 'actions' in shaped ? listAt(shaped, 'actions').map(toAction) : [toAction(shaped)];
    }),
  );
}

export function toAction(value: unknown): DeploymentAction {
  const wire = fields(value);
  const name = textAt(wire, 'action') ?? textAt(wire, 'type') ?? '';
  return new DeploymentAction(ACTIONS.get(name) ?? 'UNKNOWN', textAt(wire, 'app') ?? textAt(wire, 'pod') ?? '');
}

function textsAt(wire: Fields, key: string): string[] {
  return listAt(wire, key).filter((item) => typeof item === 'string');
}

export function decodePending(value: unknown): PendingRecord {
  const wire = fields(value);
  const subject = fieldsAt(wire, 'app') ?? fields(wire['pod'], 'app');
  const delay = fieldsAt(wire, 'delay');
  const offers = fieldsAt(wire, 'processedOffersSummary');
  return {
    marathonId: inside('app', () => needText(subject, 'id')),
    count: numberAt(wire, 'count') ?? 0,
    since: instantAt(wire, 'since'),
    delayMs: intMs(1_000 * ((delay && numberAt(delay, 'timeLeftSeconds')) ?? 0)),
    overdue: (delay && flagAt(delay, 'overdue')) ?? false,
    processedOffers: offers && numberAt(offers, 'processedOffersCount'),
    unusedOffers: offers && numberAt(offers, 'unusedOffersCount'),
    lastUnusedOfferAt: offers && instantAt(offers, 'lastUnusedOfferAt'),
    lastUsedOfferAt: offers && instantAt(offers, 'lastUsedOfferAt'),
    reasons: offers ? objectsAt(offers, 'rejectSummaryLastOffers').map(toReason) : [],
  };
}

function toReason(wire: Fields): PendingReason {
  return new PendingReason(needText(wire, 'reason'), numberAt(wire, 'declined') ?? 0, numberAt(wire, 'processed') ?? 0);
}

/** Tasks with their app's id, as `/v2/tasks` lists them. */
export function decodeTasks(value: unknown): Readings<{ readonly marathonId: string; readonly task: TaskRecord }> {
  return each(listAt(fields(value), 'tasks'), 'tasks', (item) => {
    const task = decodeTask(item, UNKNOWN_APP);
    return { marathonId: needText(fields(item), 'appId'), task };
  });
}

export function decodeGroup(value: unknown): GroupRecord {
  const wire = fields(value);
  return {
    groupId: needText(wire, 'id'),
    version: instantAt(wire, 'version'),
    appIds: objectsAt(wire, 'apps').map((app) => needText(app, 'id')),
    groups: listAt(wire, 'groups').map((group, index) => inside(`groups[${index}]`, () => decodeGroup(group))),
  };
}

export function decodeInfo(value: unknown): MarathonInfo {
  const wire = fields(value);
  return {
    name: textAt(wire, 'name'),
    version: textAt(wire, 'version'),
    frameworkId: textAt(wire, 'frameworkId'),
    leader: textAt(wire, 'leader'),
    elected: flagAt(wire, 'elected'),
  };
}

/** The answer to a write: a deployment's result, or an app or a list that names its deployment. */
export function decodeAccepted(value: unknown, headerDeploymentId: string | null): Accepted {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { deploymentId: headerDeploymentId, version: null };
  const wire = fields(value);
  const [deployment] = objectsAt(wire, 'deployments');
  return {
    deploymentId: textAt(wire, 'deploymentId') ?? headerDeploymentId ?? (deployment ? textAt(deployment, 'id') : null),
    version: instantAt(wire, 'version'),
  };
}
