import { fields, fieldsAt, flagAt, instantAt, listAt, Misfit, needText, textAt, type Fields } from '../../src/kit/fields.ts';
import { toState } from './decode-app.ts';
import { stepsOf, toAction } from './decode-rest.ts';
import type { MarathonSignal } from './model.ts';
import { atLeast } from './version.ts';

type Decode = (wire: Fields, at: number) => MarathonSignal[];
export type Meanings = Readonly<Record<string, Decode>>;

const apps = (...appIds: string[]): MarathonSignal => ({ kind: 'dirty', apps: appIds, groups: [], deployments: false });
const appIn =
  (key: string): Decode =>
  (wire) => [apps(needText(wire, key))];

/** What each type of event means here; a type that is not in the table means nothing. */
const MEANINGS: Meanings = {
  api_post_event: (wire) => {
    const definition = fieldsAt(wire, 'appDefinition');
    return [definition ? apps(needText(definition, 'id')) : apps(needText(wire, 'uri').replace(/^.*\/v2\/apps/, ''))];
  },
  status_update_event: (wire, at) => {
    const appId = needText(wire, 'appId');
    return [
      apps(appId),
      {
        kind: 'task',
        taskId: needText(wire, 'taskId'),
        appId,
        state: toState(needText(wire, 'taskStatus')),
        message: textAt(wire, 'message') ?? '',
        host: textAt(wire, 'host'),
        slaveId: textAt(wire, 'slaveId'),
        version: instantAt(wire, 'version'),
        at,
      },
    ];
  },
  add_health_check_event: appIn('appId'),
  remove_health_check_event: appIn('appId'),
  health_status_changed_event: (wire, at) => health(wire, 'appId', flagAt(wire, 'alive'), at),
  instance_health_changed_event: (wire, at) => health(wire, 'runSpecId', flagAt(wire, 'healthy'), at),
  unhealthy_task_kill_event: appIn('appId'),
  unhealthy_instance_kill_event: appIn('appId'),
  instance_changed_event: appIn('runSpecId'),
  unknown_task_terminated_event: appIn('runSpecId'),
  unknown_instance_terminated_event: appIn('runSpecId'),
  app_terminated_event: appIn('appId'),
  group_change_success: (wire) => [{ kind: 'dirty', apps: [], groups: [needText(wire, 'groupId')], deployments: true }],
  group_change_failed: () => [],
  deployment_info: (wire) => [deploying(wire)],
  deployment_step_success: (wire) => [deploying(wire)],
  deployment_step_failure: (wire) => [deploying(wire)],
  deployment_success: (wire, at) => [deploying(wire), outcome(wire, true, at)],
  deployment_failed: (wire, at) => [deploying(wire), outcome(wire, false, at)],
  scheduler_registered_event: () => [{ kind: 'dirty-all', reason: 'scheduler registered' }],
  scheduler_reregistered_event: () => [{ kind: 'dirty-all', reason: 'scheduler registered again' }],
  event_stream_attached: (wire, at) => [{ kind: 'attached', remoteAddress: textAt(wire, 'remoteAddress'), at }],
  event_stream_detached: (wire, at) => [{ kind: 'detached', remoteAddress: textAt(wire, 'remoteAddress'), at }],
};

/**
 * Before 1.4 a task that was never well turns sick with this event alone, because it counted as not alive all the while.
 * Later versions tell that turn by itself, and this event again at each failure.
 */
const EARLY_MEANINGS: Meanings = { ...MEANINGS, failed_health_check_event: appIn('appId') };

/** For a Marathon of that version; its types are those worth asking for where Marathon filters. */
export const meaningsFor = (version: string | null): Meanings => (atLeast(version, [1, 4, 0]) ? MEANINGS : EARLY_MEANINGS);

/** What one event means. An event of a known type that cannot be read hides some change, so everything is dirty. */
export function decodeEvent(type: string, value: unknown, meanings: Meanings): MarathonSignal[] {
  try {
    const wire = fields(value);
    const decode = meanings[textAt(wire, 'eventType') ?? type];
    return decode ? decode(wire, instantAt(wire, 'timestamp') ?? 0) : [];
  } catch (error) {
    if (error instanceof Misfit) return [{ kind: 'dirty-all', reason: `unreadable ${type}: ${error.message}` }];
    throw error;
  }
}

function health(wire: Fields, appKey: string, healthy: boolean | null, at: number): MarathonSignal[] {
  const appId = needText(wire, appKey);
  return [apps(appId), { kind: 'health', appId, taskId: textAt(wire, 'taskId'), instanceId: textAt(wire, 'instanceId'), healthy, at }];
}

function deploying(wire: Fields): MarathonSignal {
  const plan = fieldsAt(wire, 'plan');
  const current = fieldsAt(wire, 'currentStep');
  const actions = [...(plan ? stepsOf(plan).flat() : []), ...(current ? listAt(current, 'actions').map(toAction) : [])];
  const named = actions.filter(({ action, target }) => target !== '' && !action.endsWith('_POD')).map(({ target }) => target);
  return { kind: 'dirty', apps: [...new Set(named)], groups: [], deployments: true };
}

function outcome(wire: Fields, success: boolean, at: number): MarathonSignal {
  return { kind: 'deployment', deploymentId: needText(wire, 'id'), success, reason: textAt(wire, 'reason'), at };
}
