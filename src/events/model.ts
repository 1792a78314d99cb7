import type { Json } from '../kit/json.ts';

export const EVENT_KINDS = [
  'BASELINE',
  'TREE_NODE_CREATED',
  'TREE_NODE_RENAMED',
  'TREE_NODE_LEFT',
  'TREE_NODE_ENTERED',
  'TREE_NODE_DELETED',
  'TREE_ALIAS_REMOVED',
  'HOST_ATTACHED',
  'HOST_DETACHED',
  'PLACEMENT_CONFIRMED',
  'PLACEMENT_DROPPED',
  'FREEZE_SET',
  'FREEZE_REMOVED',
  'ROLE_BINDING_SET',
  'ROLE_BINDING_REMOVED',
  'API_TOKEN_CREATED',
  'API_TOKEN_REVOKED',
  'APP_CREATED',
  'APP_CHANGED',
  'APP_REMOVED',
  'APP_UNREADABLE',
  'APP_READABLE',
  'CONTAINER_STARTED',
  'CONTAINER_CHANGED',
  'CONTAINER_ENDED',
  'CONTAINER_HEALTH_CHANGED',
  'DEPLOYMENT_STARTED',
  'DEPLOYMENT_ENDED',
  'HOST_JOINED',
  'HOST_CHANGED',
  'HOST_LEFT',
  'SOURCE_LOST',
  'SOURCE_RECOVERED',
  'MONITORING_SET',
  'MONITORING_REMOVED',
  'MONITORING_LACKING',
  'MONITORING_LACK_ENDED',
  'CONTROLLER_MODE_SET',
  'SCALING_RULE_SET',
  'SCALING_RULE_REMOVED',
  'SCALING_MODE_SET',
  'SCALING_SCHEDULE_SET',
  'SCALING_SCHEDULE_REMOVED',
  'SCALING_SCHEDULE_FIRED',
  'ALARM_FIRING',
  'ALARM_STEPPED',
  'ALARM_OK',
  'ALARM_UNKNOWN',
  'ALARM_CONFIRMED',
  'ALARM_ACKNOWLEDGED',
  'PLAN_CHANGED',
  'DECISION_MADE',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** From the least. */
export const SEVERITIES = ['INFO', 'WARNING', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

const WARNINGS: ReadonlySet<EventKind> = new Set<EventKind>([
  'APP_UNREADABLE',
  'SOURCE_LOST',
  'HOST_LEFT',
  'ALARM_UNKNOWN',
  'MONITORING_LACKING',
]);
/** Falcon's alarm keeps a queue of its own for priorities 0 to 2. */
const MOST_URGENT = 2;
const SOUND = /^(TASK_)?(FINISHED|KILLED|KILLING)$/;

/** How much an event matters to whoever is on call. */
export function severityOf({ kind, body }: Pick<EventDraft, 'kind' | 'body'>): Severity {
  const member = (name: string, of: string): unknown => (body[name] as { readonly [key: string]: Json } | null | undefined)?.[of];
  switch (kind) {
    case 'CONTAINER_HEALTH_CHANGED':
      return member('after', 'health') === 'UNHEALTHY' ? 'WARNING' : 'INFO';
    case 'CONTAINER_ENDED':
      return SOUND.test(String(member('ended', 'state'))) ? 'INFO' : 'WARNING';
    case 'DEPLOYMENT_ENDED':
      return body['success'] === false ? 'WARNING' : 'INFO';
    case 'ALARM_FIRING':
    case 'ALARM_STEPPED':
      return Number(member('alarm', 'priority')) <= MOST_URGENT ? 'CRITICAL' : 'WARNING';
    case 'PLAN_CHANGED':
      return body['to'] === 'UNKNOWN' ? 'CRITICAL' : body['to'] === 'STOPPED' ? 'WARNING' : 'INFO';
    default:
      return WARNINGS.has(kind) ? 'WARNING' : 'INFO';
  }
}

/** The type of the schema that an event of the kind is. */
export function eventTypeOf(kind: EventKind): string {
  const type = TYPES.find(([prefix]) => kind.startsWith(prefix))?.[1];
  if (type === undefined) throw new Error(`No type of the schema tells events of the kind ${kind}.`);
  return type;
}

const TYPES = [
  ['TREE_', 'TreeNodeEvent'],
  ['HOST_', 'HostEvent'],
  ['PLACEMENT_', 'AppEvent'],
  ['FREEZE_', 'FreezeEvent'],
  ['ROLE_', 'AccessEvent'],
  ['API_TOKEN_', 'AccessEvent'],
  ['APP_', 'AppEvent'],
  ['CONTAINER_', 'ContainerEvent'],
  ['DEPLOYMENT_', 'DeploymentEvent'],
  ['SOURCE_', 'SourceEvent'],
  ['BASELINE', 'SourceEvent'],
  ['MONITORING_', 'MonitoringEvent'],
  ['CONTROLLER_', 'ControllerEvent'],
  ['SCALING_', 'ScalingEvent'],
  ['ALARM_', 'AlarmEvent'],
  ['PLAN_', 'PlanEvent'],
  ['DECISION_', 'DecisionEvent'],
] as const satisfies readonly (readonly [string, string])[];

/** An event before the log gave it a place. */
export interface EventDraft {
  readonly kind: EventKind;
  /** Raised when the shape of `body` changes; old rows stay readable. */
  readonly kindVersion: number;
  readonly at: number;
  /** Who caused it: a caller's name, or `source:marathon:<cluster>`. */
  readonly actor: string;
  /** The tree node it belongs to and that node's JobName at the time; null: administrators only. */
  readonly nodeId: string | null;
  readonly jobName: string | null;
  /** Global id of the thing it is about, as in `node(id)`. */
  readonly subject: string | null;
  readonly summary: string;
  /** What was and what is, by kind; never a secret. */
  readonly body: { readonly [key: string]: Json };
}

/** An event in the log; `seq` order is commit order. */
export interface EventRecord extends EventDraft {
  readonly seq: number;
  /** Follows from kind and body: `severityOf`. */
  readonly severity: Severity;
}

/** As callers give it. */
export interface EventFilterFacts {
  readonly kinds?: readonly EventKind[] | null;
  readonly severities?: readonly Severity[] | null;
  readonly scope?: string | null;
  readonly subject?: string | null;
  readonly actor?: string | null;
  readonly from?: number | null;
  readonly to?: number | null;
}

/** Which events somebody wants; whatever is not null must hold. */
export interface Selection {
  readonly kinds: readonly EventKind[] | null;
  readonly severities: readonly Severity[] | null;
  /** A JobName: at or below it, by the name at the time. */
  readonly under: string | null;
  readonly subject: string | null;
  readonly actor: string | null;
  /** In ms since 1970: not before, and before. */
  readonly since: number | null;
  readonly until: number | null;
  /** Of alarms alone. */
  readonly alarm?: AlarmSelection | null;
}

/** Which alarms, by what the event tells of them; whatever is given must hold. */
export interface AlarmSelection {
  readonly states?: readonly string[] | null | undefined;
  readonly priorities?: readonly number[] | null | undefined;
  readonly acknowledged?: boolean | null | undefined;
  readonly subject?: string | null | undefined;
  readonly metric?: string | null | undefined;
}

/** Why what lies between two places was not delivered. */
export const GAP_REASONS = ['NOT_KEPT', 'TOO_SLOW'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** What a subscriber is told; the names are those of the schema's types. */
export interface EventDelivery {
  readonly __typename: 'EventDelivery';
  readonly cursor: string;
  readonly event: EventRecord;
}

export interface Gap {
  readonly __typename: 'Gap';
  readonly from: string | null;
  readonly to: string;
  readonly missed: number | null;
  readonly reason: GapReason;
}

export interface Heartbeat {
  readonly __typename: 'Heartbeat';
  readonly cursor: string;
  readonly at: number;
}

export type EventMessage = EventDelivery | Gap | Heartbeat;
