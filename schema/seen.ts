/**
 * Who sees the objects of a type, by the name of the type: every type of the schema is here, or its name says what it is
 * part of. What more a field needs, it declares itself.
 */
export const SEEN = {
  TreeNode: 'NODE',
  App: 'NODE',
  Container: 'NODE',
  Freeze: 'NODE',
  RoleBinding: 'NODE',
  Alarm: 'ALARM',
  Controller: 'ADMIN',
  Event: 'NODE',
  AlarmEvent: 'NODE',
  MonitoringEvent: 'NODE',
  ControllerEvent: 'NODE',
  TreeNodeEvent: 'NODE',
  AppEvent: 'NODE',
  ContainerEvent: 'NODE',
  DeploymentEvent: 'NODE',
  HostEvent: 'NODE',
  SourceEvent: 'NODE',
  FreezeEvent: 'NODE',
  AccessEvent: 'NODE',
  PlanEvent: 'NODE',
  DecisionEvent: 'NODE',
  Deployment: 'DEPLOYMENT',
  Host: 'HOST',
  Plan: 'MADE',
  Decision: 'MADE',
  ApiToken: 'OWNED',
  AuditEntry: 'OWNER',
  Unreadable: 'ADMIN',
  MalformedCall: 'ADMIN',
  Viewer: 'ANYBODY',
  RateLimit: 'ANYBODY',
  Platform: 'ANYBODY',
  Query: 'ANYBODY',
  Mutation: 'ANYBODY',
  Subscription: 'ANYBODY',
  Node: 'PART',
  Datasource: 'SOMEBODY',
  Acknowledgement: 'PART',
  AlarmRule: 'PART',
  Monitoring: 'PART',
  MonitoringRule: 'PART',
  MonitoringLack: 'PART',
  Maintenance: 'PART',
  Unmonitored: 'PART',
  Hooks: 'ADMIN',
  Absence: 'PART',
  Threshold: 'PART',
  Watch: 'PART',
  AppVersion: 'PART',
  ContainerCounts: 'PART',
  EventDelivery: 'PART',
  ContainerProcess: 'PART',
  CpuThrottling: 'PART',
  CpuUse: 'PART',
  DecisionInput: 'PART',
  DeploymentAction: 'PART',
  DockerDetail: 'PART',
  DockerLimits: 'PART',
  DockerUsage: 'PART',
  Filesystem: 'PART',
  Freshness: 'PART',
  Gap: 'PART',
  Heartbeat: 'PART',
  HeldRole: 'PART',
  Label: 'PART',
  LogChunk: 'PART',
  LatestMetrics: 'PART',
  LogLine: 'PART',
  MemUse: 'PART',
  MetricPoint: 'PART',
  MetricSeries: 'PART',
  MetricSummary: 'PART',
  MetricsSummary: 'PART',
  NetworkDetail: 'PART',
  PageInfo: 'PART',
  Pending: 'PART',
  PendingReason: 'PART',
  PlanStep: 'PART',
  ProcessColumn: 'PART',
  Readiness: 'PART',
  RejectedChoice: 'PART',
  SeriesPoint: 'PART',
  TaskFailure: 'PART',
  TreeAlias: 'PART',
  TreeSummary: 'PART',
  Unassigned: 'PART',
  UserError: 'PART',
} as const satisfies Readonly<Record<string, SeenBy>>;

export type SeenBy = keyof typeof WORDS;

const WORDS = {
  NODE: 'Seen by who holds VIEWER on its node.',
  DEPLOYMENT: 'Seen by who sees an app of it, with no more than such apps.',
  ALARM: 'Seen by who holds VIEWER on its node; of a host that hangs on none, by who sees the host.',
  HOST: 'Seen by who sees something that it runs, or a node that it is attached to.',
  MADE: 'Seen by who holds VIEWER on its node and on all that it names; where it belongs to no node, by who made it.',
  OWNED: 'Seen by its owner, by who has it, and by administrators.',
  OWNER: 'Seen by who holds OWNER on its node.',
  ADMIN: 'Seen by administrators.',
  SOMEBODY: 'Seen by who holds a role somewhere.',
  ANYBODY: undefined,
  /** With what it is part of. */
  PART: undefined,
} as const;

const PART_BY_NAME = /(Connection|Edge|Payload|Snapshot)$/;

/** Undefined: nobody has said who sees it. */
export const seenBy = (type: string): SeenBy | undefined =>
  PART_BY_NAME.test(type) ? 'PART' : (SEEN as Readonly<Record<string, SeenBy | undefined>>)[type];

/** For whoever reads the schema; undefined where it goes without saying. */
export const seenWords = (type: string): string | undefined => {
  const by = seenBy(type);
  return by && WORDS[by];
};
