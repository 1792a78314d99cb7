/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A figure that stays away, three steps or three minutes long, is told of. Falcon puts -1 in its place: thresholds on the low side are crossed by it too. */
export type AbsenceInput = {
  /** What is told with it, at most 100 characters; "no data" unless given. */
  readonly note?: string | null | undefined;
  /** 0, the most urgent, to 6; 3 unless given. */
  readonly priority?: number | null | undefined;
  /** Told so often while it lasts, 1 to 10; 3 unless given. */
  readonly steps?: number | null | undefined;
};

/** An alarm to take in hand. */
export type AcknowledgeAlarmInput = {
  /** The alarm's id. */
  readonly id: string;
  /** What is being done about it; at most 1,000 characters. */
  readonly reason: string;
  /** Until when; at most 30 days from now. It ends earlier when the alarm is over. */
  readonly until: string;
};

/** Which apps get their nodes; nothing given: all. */
export type AdoptAppsInput = {
  /** Only of this Marathon. */
  readonly cluster?: string | null | undefined;
  /** Only apps below this Marathon path or JobName; not given: all. */
  readonly scope?: string | null | undefined;
};

/** Which alarms; all that is given must hold. */
export type AlarmFilter = {
  /** Whether somebody has it in hand. */
  readonly acknowledged?: boolean | null | undefined;
  /** Of this metric. */
  readonly metric?: string | null | undefined;
  /** Of one of these priorities, 0 to 6. */
  readonly priorities?: ReadonlyArray<number> | null | undefined;
  /** At or below this node, as the tree stands now. */
  readonly scope?: string | null | undefined;
  /** In one of these states. Those that are over are walked only when they are asked for. */
  readonly states?: ReadonlyArray<AlarmState> | null | undefined;
  /** About this container, app or host. */
  readonly subject?: string | null | undefined;
};

/** FIRING: by the last word heard. OK: told to be over. UNKNOWN: it was firing, and for three steps nobody has confirmed it, or its container is gone: `unknownReason` says why. */
export type AlarmState =
  | 'FIRING'
  | 'OK'
  | 'UNKNOWN';

/** A host, and the node that it is attached to. */
export type AttachHostInput = {
  /** The host, by name. */
  readonly host: string;
  /** The node. */
  readonly jobName: string;
};

/** A plan to give up. */
export type CancelPlanInput = {
  /** The plan. */
  readonly id: string;
};

/** What a size changes by. CONTAINERS: so many. PERCENT: of those that there are, or, of a policy, that there were when its period began. */
export type ChangeUnit =
  | 'CONTAINERS'
  | 'PERCENT';

/** Which containers; all that is given must hold. */
export type ContainerFilter = {
  /** Of this Marathon. */
  readonly cluster?: string | null | undefined;
  /** With this health. */
  readonly health?: Health | null | undefined;
  /** On this host. */
  readonly host?: string | null | undefined;
  /** Of the app with this Marathon id. */
  readonly marathonId?: string | null | undefined;
  /** At or below this node. */
  readonly scope?: string | null | undefined;
  /** In this state. */
  readonly state?: ContainerState | null | undefined;
};

/** TREE: by node, app, task. TASK_ID: by task id. STARTED_AT_*: by a live value, so a page taken later may skip or repeat one that changed in between. */
export type ContainerOrder =
  | 'STARTED_AT_ASC'
  | 'STARTED_AT_DESC'
  | 'TASK_ID'
  | 'TREE';

/** Mesos's state of the task, without its prefix TASK_. */
export type ContainerState =
  | 'DROPPED'
  | 'ERROR'
  | 'FAILED'
  | 'FINISHED'
  | 'GONE'
  | 'KILLED'
  | 'KILLING'
  | 'LOST'
  | 'RUNNING'
  | 'STAGING'
  | 'STARTING'
  | 'UNKNOWN'
  | 'UNREACHABLE';

/** OFF: it does not look. OBSERVE: it says what it would do. ACT: it does it. */
export type ControllerMode =
  | 'ACT'
  | 'OBSERVE'
  | 'OFF';

/** Who acts without being asked. COVERAGE: keeps what Falcon watches equal to the tree. SCALING: makes apps larger and smaller, no rule further than this. CHRONOS: keeps the jobs that Chronos has of schedules equal to the schedules; OBSERVE until another mode is set, as COVERAGE is. */
export type ControllerName =
  | 'CHRONOS'
  | 'COVERAGE'
  | 'SCALING';

/** A node to create, and where. */
export type CreateTreeNodeInput = {
  /** If given, it must be the level below the parent. */
  readonly level?: TreeLevel | null | undefined;
  /** a-z, 0-9 and, between them, "-"; at most 63. */
  readonly name: string;
  /** The node it hangs below; not given: a company. */
  readonly parent?: string | null | undefined;
};

/** Which decisions; whatever is given must hold. */
export type DecisionFilter = {
  /** Not before. */
  readonly from?: string | null | undefined;
  /** On what hung at or below this node, by its name at the time. */
  readonly scope?: string | null | undefined;
  /** Before. */
  readonly to?: string | null | undefined;
};

/** An app to delete. */
export type DeleteAppInput = {
  /** Marathon id (/acme/...), or JobName of the job. */
  readonly app: string;
  /** The Marathon, where several run the app. */
  readonly cluster?: string | null | undefined;
  /** Go ahead although a deployment holds the app: that one is cancelled where it stands, without rollback. */
  readonly force?: boolean | null | undefined;
};

/** A node to delete. */
export type DeleteTreeNodeInput = {
  /** The node; refused while anything hangs below it. */
  readonly jobName: string;
};

/** A host, and the node it is delivered to. */
export type DeliverHostInput = {
  /** The host's name; one that no Mesos lists yet is for administrators. */
  readonly host: string;
  /** The node. */
  readonly jobName: string;
};

/** Creates the app or changes it; what is not given stays as it is. */
export type DeployAppInput = {
  /** Marathon id (/acme/...), or JobName of the job. */
  readonly app: string;
  /** The Marathon, where several run the app. */
  readonly cluster?: string | null | undefined;
  /** Command line. */
  readonly command?: string | null | undefined;
  /** Cores per instance. */
  readonly cpus?: number | null | undefined;
  /** Any further part of a Marathon app definition, as an object, at most 64 levels deep. */
  readonly definition?: unknown;
  /** Disk per instance, in MiB. */
  readonly diskMiB?: number | null | undefined;
  /** All environment variables: those not given are removed. Their values are never shown. */
  readonly env?: ReadonlyArray<NameValueInput> | null | undefined;
  /** Go ahead although a deployment holds the app: that one is cancelled where it stands, without rollback. */
  readonly force?: boolean | null | undefined;
  /** Docker image. */
  readonly image?: string | null | undefined;
  /** Instances, from 0 to 100,000. */
  readonly instances?: number | null | undefined;
  /** All labels: those not given are removed. */
  readonly labels?: ReadonlyArray<NameValueInput> | null | undefined;
  /** Memory per instance, in MiB. */
  readonly memMiB?: number | null | undefined;
};

/** A host, and the node that it is detached from. */
export type DetachHostInput = {
  /** The host, by name. */
  readonly host: string;
  /** The node. */
  readonly jobName: string;
};

/** A host that is watched again. */
export type EndMaintenanceInput = {
  /** The host's name; the containers that run on it now are meant with it. */
  readonly host: string;
};

/** Which events; all that is given must hold. */
export type EventFilter = {
  /** Caused by this actor. */
  readonly actor?: string | null | undefined;
  /** Not before. */
  readonly from?: string | null | undefined;
  /** Of one of these kinds. */
  readonly kinds?: ReadonlyArray<EventKind> | null | undefined;
  /** At or below this node, by the name it had at the time. */
  readonly scope?: string | null | undefined;
  /** Of one of these severities. */
  readonly severities?: ReadonlyArray<EventSeverity> | null | undefined;
  /** About this thing. */
  readonly subject?: string | null | undefined;
  /** Before. */
  readonly to?: string | null | undefined;
};

/** What happened. */
export type EventKind =
  | 'ALARM_ACKNOWLEDGED'
  | 'ALARM_CONFIRMED'
  | 'ALARM_FIRING'
  | 'ALARM_OK'
  | 'ALARM_STEPPED'
  | 'ALARM_UNKNOWN'
  | 'API_TOKEN_CREATED'
  | 'API_TOKEN_REVOKED'
  | 'APP_CHANGED'
  | 'APP_CREATED'
  | 'APP_READABLE'
  | 'APP_REMOVED'
  | 'APP_UNREADABLE'
  | 'BASELINE'
  | 'CONTAINER_CHANGED'
  | 'CONTAINER_ENDED'
  | 'CONTAINER_HEALTH_CHANGED'
  | 'CONTAINER_STARTED'
  | 'CONTROLLER_MODE_SET'
  | 'DECISION_MADE'
  | 'DEPLOYMENT_ENDED'
  | 'DEPLOYMENT_STARTED'
  | 'FREEZE_REMOVED'
  | 'FREEZE_SET'
  | 'HOST_ATTACHED'
  | 'HOST_CHANGED'
  | 'HOST_DETACHED'
  | 'HOST_JOINED'
  | 'HOST_LEFT'
  | 'MONITORING_LACKING'
  | 'MONITORING_LACK_ENDED'
  | 'MONITORING_REMOVED'
  | 'MONITORING_SET'
  | 'PLACEMENT_CONFIRMED'
  | 'PLACEMENT_DROPPED'
  | 'PLAN_CHANGED'
  | 'ROLE_BINDING_REMOVED'
  | 'ROLE_BINDING_SET'
  | 'SCALING_MODE_SET'
  | 'SCALING_RULE_REMOVED'
  | 'SCALING_RULE_SET'
  | 'SCALING_SCHEDULE_FIRED'
  | 'SCALING_SCHEDULE_REMOVED'
  | 'SCALING_SCHEDULE_SET'
  | 'SOURCE_LOST'
  | 'SOURCE_RECOVERED'
  | 'TREE_ALIAS_REMOVED'
  | 'TREE_NODE_CREATED'
  | 'TREE_NODE_DELETED'
  | 'TREE_NODE_ENTERED'
  | 'TREE_NODE_LEFT'
  | 'TREE_NODE_RENAMED';

/** INFO: so things go. WARNING: somebody should look. CRITICAL: somebody should look now. */
export type EventSeverity =
  | 'CRITICAL'
  | 'INFO'
  | 'WARNING';

/** ROOT: the container layer. HOME: a mount at or below /home. OTHER: any other mount. */
export type FilesystemKind =
  | 'HOME'
  | 'OTHER'
  | 'ROOT';

/** How a firing stands to the clock of its zone. NORMAL: the clock shows the time that is meant, once. AFTER_GAP: that time is skipped, it fires at the end of the gap. FIRST_OF_TWO, SECOND_OF_TWO: the clock shows that time twice. */
export type FiringNote =
  | 'AFTER_GAP'
  | 'FIRST_OF_TWO'
  | 'NORMAL'
  | 'SECOND_OF_TWO';

/** NOT_KEPT: the log does not reach back so far any more (store.eventAgeMs, store.eventCount), or has been put back to an older copy. TOO_SLOW: the subscriber took less than happened. */
export type GapReason =
  | 'NOT_KEPT'
  | 'TOO_SLOW';

/** HEALTHY: every check passed at its last run. UNKNOWN: no health check, or none has run yet. That is not UNHEALTHY. */
export type Health =
  | 'HEALTHY'
  | 'UNHEALTHY'
  | 'UNKNOWN';

/** A task to end. */
export type KillContainerInput = {
  /** Also ask for one instance less. */
  readonly scale?: boolean | null | undefined;
  /** The task. Marathon starts another in its place, unless `scale`. */
  readonly taskId: string;
};

/** What something that is up may lack. AGENT: nothing is heard of the agent of its host. TEMPLATE: no template that it is bound to raises an alarm. RECEIVER: a template does, and nobody would be told. DATA: no figure of it is newer than three steps. */
export type LackKind =
  | 'AGENT'
  | 'DATA'
  | 'RECEIVER'
  | 'TEMPLATE';

/** Which output. */
export type LogStream =
  | 'STDERR'
  | 'STDOUT';

/** CPU_IDLE: CPU that is idle, in percent. MEM_FREE: memory that is free, in percent. PROC_QPS: requests per second. PROC_DELAY: how long one takes, in ms. What each is called in Falcon is configured. */
export type MetricName =
  | 'CPU_IDLE'
  | 'MEM_FREE'
  | 'PROC_DELAY'
  | 'PROC_QPS';

/** PLAN: make and keep the plan, change nothing. APPLY: make it and run it. */
export type Mode =
  | 'APPLY'
  | 'PLAN';

/** A node, and the node it shall hang below. */
export type MoveTreeNodeInput = {
  /** The node; its whole subtree goes with it. */
  readonly jobName: string;
  /** The node it shall hang below, one level above it. */
  readonly newParent: string;
};

/** A name and its value. */
export type NameValueInput = {
  /** The name. */
  readonly name: string;
  /** The value. */
  readonly value: string;
};

/** PLANNED may run, RUNNING does, UNKNOWN waits for a person. Ends: DONE, STOPPED at a surprise or a refusal, CANCELLED by somebody, EXPIRED because nobody ran it. */
export type PlanState =
  | 'CANCELLED'
  | 'DONE'
  | 'EXPIRED'
  | 'PLANNED'
  | 'RUNNING'
  | 'STOPPED'
  | 'UNKNOWN';

/** An expression to take away, with all its conditions. */
export type RemoveExpressionInput = {
  /** The metric, by Falcon's name without tags. */
  readonly metric: string;
  /** At least one; `endpoint` counts as one. */
  readonly tags: ReadonlyArray<NameValueInput>;
};

/** A freeze to end. */
export type RemoveFreezeInput = {
  /** The freeze. */
  readonly id: string;
};

/** A node that goes by what is set above it. */
export type RemoveMonitoringInput = {
  /** The node. */
  readonly jobName: string;
};

/** A rule to remove. */
export type RemoveScalingRuleInput = {
  /** The rule. */
  readonly id: string;
};

/** A schedule to remove. */
export type RemoveScheduledScalingInput = {
  /** The schedule. */
  readonly id: string;
};

/** A team to take away. */
export type RemoveTeamInput = {
  /** Though nodes or expressions have it told. */
  readonly force?: boolean | null | undefined;
  /** Its name. */
  readonly name: string;
};

/** A node, and its new name. */
export type RenameTreeNodeInput = {
  /** The node. */
  readonly jobName: string;
  /** Its new name. The old JobNames of the node and of all below it stay as aliases. */
  readonly name: string;
};

/** What is to be brought in line with the tree. */
export type RepairMonitoringInput = {
  /** The node, with all below it. */
  readonly jobName: string;
};

/** An app to restart. */
export type RestartAppInput = {
  /** Marathon id (/acme/...), or JobName of the job. */
  readonly app: string;
  /** The Marathon, where several run the app. */
  readonly cluster?: string | null | undefined;
  /** Go ahead although a deployment holds the app: that one is cancelled where it stands, without rollback. */
  readonly force?: boolean | null | undefined;
};

/** A host that leaves. */
export type RetireHostInput = {
  /** Although containers still run on it. */
  readonly force?: boolean | null | undefined;
  /** The host's name. */
  readonly host: string;
};

/** An app, and the version it goes back to. */
export type RollbackAppInput = {
  /** Marathon id (/acme/...), or JobName of the job. */
  readonly app: string;
  /** The Marathon, where several run the app. */
  readonly cluster?: string | null | undefined;
  /** Go ahead although a deployment holds the app: that one is cancelled where it stands, without rollback. */
  readonly force?: boolean | null | undefined;
  /** The version to go back to, from App.versions. */
  readonly version: string;
};

/** An app, and how many instances it shall have. */
export type ScaleAppInput = {
  /** Marathon id (/acme/...), or JobName of the job. */
  readonly app: string;
  /** The Marathon, where several run the app. */
  readonly cluster?: string | null | undefined;
  /** Go ahead although a deployment holds the app: that one is cancelled where it stands, without rollback. */
  readonly force?: boolean | null | undefined;
  /** Instances asked for from now on, from 0 to 100,000. */
  readonly instances: number;
};

/** How it goes in one direction. Meanings are those of `behavior` of Kubernetes. */
export type ScalingBehaviourInput = {
  /** After any change none in this direction for so long, 0 to 3,600; 0 unless given. */
  readonly coolDownSeconds?: number | null | undefined;
  /** Of several, the one that allows most counts. Unless given, 4 containers or 100 percent in 15 s up, and no limit down. */
  readonly policies?: ReadonlyArray<ScalingLimitInput> | null | undefined;
  /** Of all that was wanted so long, what changes least counts; 0 to 3,600. Unless given, 0 up and 300 down. */
  readonly stabilisationSeconds?: number | null | undefined;
};

/** How often a size may turn from larger to smaller, or back. */
export type ScalingFlapsInput = {
  /** So often: after that, what was made larger last is not made smaller. 1 to 1,000. */
  readonly most: number;
  /** Within so many seconds, 1 to 86,400. */
  readonly withinSeconds: number;
};

/** At most so much within a period. */
export type ScalingLimitInput = {
  /** At most so many, or so many percent. */
  readonly most: number;
  /** Within so many seconds, 1 to 3,600. */
  readonly periodSeconds: number;
  /** Of what. */
  readonly unit: ChangeUnit;
};

/** A figure to go by: with a target, or with steps. */
export type ScalingMetricInput = {
  /** In place of it any counter of Falcon's, such as requests/service=pay, of which more is more load: that of each container. */
  readonly counter?: string | null | undefined;
  /** With a counter: it is that of this endpoint, such as a rate that a load balancer tells, and of all containers together. For administrators. */
  readonly endpoint?: string | null | undefined;
  /** One of the four figures: its mean over the ready containers counts. */
  readonly metric?: MetricName | null | undefined;
  /** In place of a target, at most 20 that do not overlap. */
  readonly steps?: ReadonlyArray<ScalingStepInput> | null | undefined;
  /** What that mean should be, in the unit of the figure; in percent, above 0 and below 100. */
  readonly target?: number | null | undefined;
};

/** Which rules; whatever is given must hold. */
export type ScalingRuleFilter = {
  /** In this mode. */
  readonly mode?: ControllerMode | null | undefined;
  /** Set at or below this node, or on an app there. */
  readonly scope?: string | null | undefined;
};

/** What makes an app larger and smaller. Any figure may make it larger; all must agree, and be told, to make it smaller. */
export type ScalingRuleInput = {
  /** On the way to fewer. */
  readonly down?: ScalingBehaviourInput | null | undefined;
  /** 6 within an hour unless given. */
  readonly flaps?: ScalingFlapsInput | null | undefined;
  /** This share of the ready containers must have told a figure lately, or nothing becomes smaller; 0.8 unless given. */
  readonly freshShare?: number | null | undefined;
  /** Never more; up to 10,000. */
  readonly max: number;
  /** 1 to 4, each figure once. */
  readonly metrics: ReadonlyArray<ScalingMetricInput>;
  /** Never fewer containers; from 1. */
  readonly min: number;
  /** Other bounds at certain times, at most 20; an exact size is both. */
  readonly schedule?: ReadonlyArray<ScheduleInput> | null | undefined;
  /** A share of the target by which a figure may differ from it; 0.1 unless given. */
  readonly tolerance?: number | null | undefined;
  /** On the way to more. */
  readonly up?: ScalingBehaviourInput | null | undefined;
};

/** Within a part of what a figure may be, so many containers more or fewer. */
export type ScalingStepInput = {
  /** So many more; below 0, fewer. */
  readonly change: number;
  /** From this mean on; not given: from the least. */
  readonly from?: number | null | undefined;
  /** Up to, and without, this mean; not given: to the most. */
  readonly to?: number | null | undefined;
  /** CONTAINERS unless given. */
  readonly unit?: ChangeUnit | null | undefined;
};

/** Who sees to it that a schedule fires. CANOPY: Canopy itself. CHRONOS: a Chronos, whose jobs call Canopy; one that does not call in time is not waited for. */
export type ScheduleExecutor =
  | 'CANOPY'
  | 'CHRONOS';

/** When a size holds, and which: `exact`, or `min`, `max` or both. */
export type ScheduleInput = {
  /** It holds for so many seconds from each firing on: 1 s to 366 days. */
  readonly durationSeconds: number;
  /** True unless given. */
  readonly enabled?: boolean | null | undefined;
  /** To exactly so many containers, 0 to 10,000. 0 switches the app off, and on again at the end. */
  readonly exact?: number | null | undefined;
  /** Firings before it do not count. */
  readonly from?: string | null | undefined;
  /** No more. */
  readonly max?: number | null | undefined;
  /** No fewer containers. */
  readonly min?: number | null | undefined;
  /** By which people know it, 1 to 64 characters. */
  readonly name: string;
  /** Cron in 5 or 6 fields (`0 22 * * 1-5`), or an ISO 8601 repeating interval (`R/2026-12-01T22:00:00/P1D`); no more often than every 10 s. */
  readonly recurrence: string;
  /** It holds up to, and without, this. */
  readonly until?: string | null | undefined;
  /** By whose clock: a name of the IANA time zone database, such as Asia/Shanghai. */
  readonly zone: string;
};

/** Which schedules; whatever is given must hold. */
export type ScheduledScalingFilter = {
  /** Those that are switched on, or off. */
  readonly enabled?: boolean | null | undefined;
  /** Set at or below this node, or on an app there. */
  readonly scope?: string | null | undefined;
};

/** How far a controller may go. */
export type SetControllerModeInput = {
  /** Which one. */
  readonly controller: ControllerName;
  /** How far. */
  readonly mode: ControllerMode;
};

/** What is to be judged of everything that reports a metric with certain tags. */
export type SetExpressionInput = {
  /** The metric, by Falcon's name without tags. */
  readonly metric: string;
  /** Not to be judged for now; false unless given. */
  readonly paused?: boolean | null | undefined;
  /** At least one; `endpoint` counts as one. */
  readonly tags: ReadonlyArray<NameValueInput>;
  /** Names of Falcon's teams that are told beside Canopy, at most 10. */
  readonly teams: ReadonlyArray<string>;
  /** 1 to 5, in place of all that are there; here a value may be below 0, and a priority is 1 to 6. */
  readonly thresholds: ReadonlyArray<ThresholdInput>;
};

/** A node to freeze, why, and for how long. */
export type SetFreezeInput = {
  /** From when; now unless given. */
  readonly from?: string | null | undefined;
  /** The node; everything below it is frozen with it. */
  readonly jobName: string;
  /** Why; shown to whoever is refused. */
  readonly reason: string;
  /** Until when; until removed unless given. */
  readonly until?: string | null | undefined;
};

/** A host of which nothing is to be said for a while. */
export type SetMaintenanceInput = {
  /** From when; now unless given. */
  readonly from?: string | null | undefined;
  /** The host's name; the containers that run on it now are meant with it. */
  readonly host: string;
  /** Why, at most 500 characters. */
  readonly reason: string;
  /** Until when, 30 days later at most. */
  readonly until: string;
};

/** What the things at and below a node are watched for. It takes the place of what is set on the node. */
export type SetMonitoringInput = {
  /** The node. */
  readonly jobName: string;
  /** Names of Falcon's teams, at most 10, in place of those set above; not given: those set above. */
  readonly teams?: ReadonlyArray<string> | null | undefined;
  /** By figure; of a figure that is not given, what is set above holds. */
  readonly watches?: ReadonlyArray<WatchInput> | null | undefined;
};

/** How far a rule may go. */
export type SetScalingModeInput = {
  /** The rule. */
  readonly id: string;
  /** How far. */
  readonly mode: ControllerMode;
};

/** A rule for an app, or, by `jobName`, for all apps at and below a node. A new rule begins in mode OBSERVE; one that is changed keeps its mode. */
export type SetScalingRuleInput = {
  /** Marathon id (/acme/...), or the JobName of its job. */
  readonly app?: string | null | undefined;
  /** The Marathon, where several run the app. */
  readonly cluster?: string | null | undefined;
  /** In place of an app: the node. */
  readonly jobName?: string | null | undefined;
  /** In place of what is set there. */
  readonly rule: ScalingRuleInput;
};

/** A schedule for an app, or, by `jobName`, for all apps at and below a node; or, by `id`, another schedule in place of one that there is. */
export type SetScheduledScalingInput = {
  /** Marathon id (/acme/...), or the JobName of its job. */
  readonly app?: string | null | undefined;
  /** The Marathon, where several run the app. */
  readonly cluster?: string | null | undefined;
  /** CANOPY unless given, or as it was. CHRONOS is refused where none is configured, and for what its plain periods cannot say. */
  readonly executor?: ScheduleExecutor | null | undefined;
  /** The schedule to change; it stays where it is. Then neither app nor node. */
  readonly id?: string | null | undefined;
  /** In place of an app: the node. */
  readonly jobName?: string | null | undefined;
  /** The schedule. */
  readonly schedule: ScheduleInput;
};

/** A team as it is to be; one that is not there is made. */
export type SetTeamInput = {
  /** Names of Falcon's users, at most 200: these and no others. */
  readonly members: ReadonlyArray<string>;
  /** Its name: letters, digits, and within it "_", "." and "-"; at most 64. */
  readonly name: string;
  /** What it is for, at most 255 characters; not given: it stays. */
  readonly note?: string | null | undefined;
};

/** PLANNED: not begun. SENT: under way, its outcome not known yet. ACCEPTED: the outside system took it on. DONE: it is so. REFUSED: the system said no. SKIPPED: an earlier step stopped the plan. NOT_DONE: looked, and it did not happen. UNKNOWN: looked, and cannot tell. */
export type StepOutcome =
  | 'ACCEPTED'
  | 'DONE'
  | 'NOT_DONE'
  | 'PLANNED'
  | 'REFUSED'
  | 'SENT'
  | 'SKIPPED'
  | 'UNKNOWN';

/** When a figure is bad enough for somebody to be told. */
export type ThresholdInput = {
  /** What is told with it, at most 100 characters. */
  readonly note?: string | null | undefined;
  /** So many points in a row, 1 to 10; 3 unless given. */
  readonly points?: number | null | undefined;
  /** 0, the most urgent, to 6; 3 unless given. */
  readonly priority?: number | null | undefined;
  /** On which side of `value` it is crossed. */
  readonly side: ThresholdSide;
  /** Told so often while it lasts, 1 to 10; 3 unless given. */
  readonly steps?: number | null | undefined;
  /** In the unit of the figure, from 0; at most 6 decimals. */
  readonly value: number;
};

/** On which side of its value a threshold is crossed: BELOW, AT_MOST, ABOVE, AT_LEAST. */
export type ThresholdSide =
  | 'ABOVE'
  | 'AT_LEAST'
  | 'AT_MOST'
  | 'BELOW';

/** The eight levels of the service tree, from the top. */
export type TreeLevel =
  | 'CLUSTER'
  | 'COMPANY'
  | 'DEPARTMENT'
  | 'JOB'
  | 'JOB_GROUP'
  | 'PRODUCT'
  | 'SERVICE'
  | 'SERVICE_GROUP';

/** The closed set of codes; docs/errors.md says what each means and what to do. */
export type UserErrorCode =
  | 'ALREADY_EXISTS'
  | 'ALREADY_SHOWN'
  | 'AMBIGUOUS_ADDRESS'
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'BATCH_TOO_LARGE'
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'FROZEN'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INTERNAL_SERVER_ERROR'
  | 'IN_PROGRESS'
  | 'LAST_OWNER'
  | 'LEASE_LOST'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_EMPTY'
  | 'NOT_FOUND'
  | 'NOT_SYNCED'
  | 'NOT_YET'
  | 'OPERATION_NOT_TRUSTED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'OUTCOME_UNKNOWN'
  | 'PAYLOAD_TOO_LARGE'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'PLAN_STALE'
  | 'PLAN_UNKNOWN'
  | 'RATE_LIMITED'
  | 'SHUTTING_DOWN'
  | 'STORE_UNAVAILABLE'
  | 'TOO_BROAD'
  | 'TOO_COSTLY'
  | 'TOO_DEEP'
  | 'TOO_MANY_ALIASES'
  | 'TOO_MANY_OPERATIONS'
  | 'TOO_MANY_REQUESTS'
  | 'TOO_MANY_TOKENS'
  | 'UNAUTHENTICATED'
  | 'UPSTREAM_MALFORMED'
  | 'UPSTREAM_REFUSED'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE';

/** What one figure is watched for, in place of what is set above. */
export type WatchInput = {
  /** Tells of a figure that was there and stays away. Not where containers share an endpoint (`falcon.tags`). */
  readonly absent?: AbsenceInput | null | undefined;
  /** The figure. */
  readonly metric: MetricName;
  /** At most 5; none: whatever its value, nobody is told from here on. */
  readonly thresholds: ReadonlyArray<ThresholdInput>;
};

export type AlarmToldFragment = { readonly id: string, readonly state: AlarmState, readonly priority: number, readonly endpoint: string, readonly metric: string, readonly value: number | null, readonly condition: string | null, readonly note: string | null, readonly unknownReason: string | null, readonly maxStep: number | null, readonly step: number, readonly firstSeenAt: string, readonly lastSeenAt: string, readonly recoveredAt: string | null, readonly jobName: string | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly acknowledgement: { readonly by: string, readonly reason: string, readonly until: string } | null, readonly container: { readonly taskId: string } | null, readonly app: { readonly marathonId: string } | null, readonly host: { readonly name: string } | null, readonly treeNode: { readonly jobName: string, readonly summary: { readonly firingAlarms: number | null } | null } | null };

export type AlarmsQueryVariables = Exact<{
  filter?: AlarmFilter | null | undefined;
  first?: number | null | undefined;
}>;


export type AlarmsQuery = { readonly alarms: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: AlarmState, readonly priority: number, readonly endpoint: string, readonly metric: string, readonly value: number | null, readonly condition: string | null, readonly note: string | null, readonly unknownReason: string | null, readonly maxStep: number | null, readonly step: number, readonly firstSeenAt: string, readonly lastSeenAt: string, readonly recoveredAt: string | null, readonly jobName: string | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly acknowledgement: { readonly by: string, readonly reason: string, readonly until: string } | null, readonly container: { readonly taskId: string } | null, readonly app: { readonly marathonId: string } | null, readonly host: { readonly name: string } | null, readonly treeNode: { readonly jobName: string, readonly summary: { readonly firingAlarms: number | null } | null } | null } | null> } | null };

export type AlarmsBelowQueryVariables = Exact<{
  jobName: string;
}>;


export type AlarmsBelowQuery = { readonly treeNode: { readonly summary: { readonly firingAlarms: number | null } | null, readonly alarms: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: AlarmState, readonly priority: number, readonly endpoint: string, readonly metric: string, readonly value: number | null, readonly condition: string | null, readonly note: string | null, readonly unknownReason: string | null, readonly maxStep: number | null, readonly step: number, readonly firstSeenAt: string, readonly lastSeenAt: string, readonly recoveredAt: string | null, readonly jobName: string | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly acknowledgement: { readonly by: string, readonly reason: string, readonly until: string } | null, readonly container: { readonly taskId: string } | null, readonly app: { readonly marathonId: string } | null, readonly host: { readonly name: string } | null, readonly treeNode: { readonly jobName: string, readonly summary: { readonly firingAlarms: number | null } | null } | null } | null> } | null } | null };

export type MalformedCallsQueryVariables = Exact<{ [key: string]: never; }>;


export type MalformedCallsQuery = { readonly platform: { readonly malformedCalls: { readonly nodes: ReadonlyArray<{ readonly at: string | null, readonly raw: string | null, readonly problem: string | null } | null> } | null } | null };

export type AcknowledgeAlarmMutationVariables = Exact<{
  input: AcknowledgeAlarmInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type AcknowledgeAlarmMutation = { readonly acknowledgeAlarm: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly state: AlarmState, readonly priority: number, readonly endpoint: string, readonly metric: string, readonly value: number | null, readonly condition: string | null, readonly note: string | null, readonly unknownReason: string | null, readonly maxStep: number | null, readonly step: number, readonly firstSeenAt: string, readonly lastSeenAt: string, readonly recoveredAt: string | null, readonly jobName: string | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly acknowledgement: { readonly by: string, readonly reason: string, readonly until: string } | null, readonly container: { readonly taskId: string } | null, readonly app: { readonly marathonId: string } | null, readonly host: { readonly name: string } | null, readonly treeNode: { readonly jobName: string, readonly summary: { readonly firingAlarms: number | null } | null } | null } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type AlarmsToldSubscriptionVariables = Exact<{
  scope?: string | null | undefined;
  filter?: AlarmFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type AlarmsToldSubscription = { readonly alarms:
    | { readonly __typename: 'EventDelivery', readonly cursor: string, readonly event:
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
       | null }
    | { readonly __typename: 'Gap', readonly from: string | null, readonly to: string, readonly missed: number | null, readonly reason: GapReason }
    | { readonly __typename: 'Heartbeat', readonly cursor: string, readonly at: string }
   | null };

export type SimulatedAppsQueryVariables = Exact<{ [key: string]: never; }>;


export type SimulatedAppsQuery = { readonly apps: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly marathonId: string, readonly jobName: string | null, readonly instances: number, readonly deploying: boolean } | null> } | null };

export type IdleAppQueryVariables = Exact<{ [key: string]: never; }>;


export type IdleAppQuery = { readonly apps: { readonly nodes: ReadonlyArray<{ readonly marathonId: string, readonly instances: number } | null> } | null };

export type FirstAppsQueryVariables = Exact<{ [key: string]: never; }>;


export type FirstAppsQuery = { readonly apps: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly marathonId: string } | null> } | null };

export type UnassignedAppsQueryVariables = Exact<{ [key: string]: never; }>;


export type UnassignedAppsQuery = { readonly apps: { readonly nodes: ReadonlyArray<{ readonly marathonId: string, readonly jobName: string | null, readonly unassigned: { readonly reason: string, readonly message: string } | null } | null> } | null };

export type AppAgesQueryVariables = Exact<{ [key: string]: never; }>;


export type AppAgesQuery = { readonly apps: { readonly nodes: ReadonlyArray<{ readonly freshness: { readonly source: string, readonly observedAt: string, readonly ageMs: number, readonly stale: boolean } } | null> } | null };

export type VersionsOfAppsQueryVariables = Exact<{ [key: string]: never; }>;


export type VersionsOfAppsQuery = { readonly apps: { readonly nodes: ReadonlyArray<{ readonly marathonId: string, readonly versions: ReadonlyArray<{ readonly current: boolean }> | null } | null> } | null };

export type AppNowQueryVariables = Exact<{
  app: string;
}>;


export type AppNowQuery = { readonly app: { readonly id: string, readonly version: string, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly deploying: boolean } | null };

export type AppTasksQueryVariables = Exact<{
  app: string;
}>;


export type AppTasksQuery = { readonly app: { readonly instances: number, readonly containers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly taskId: string, readonly host: { readonly name: string } | null } | null> } } | null };

export type AppCountsQueryVariables = Exact<{
  app: string;
}>;


export type AppCountsQuery = { readonly app: { readonly instances: number, readonly tasksRunning: number, readonly containers: { readonly totalCount: number | null }, readonly treeNode: { readonly summary: { readonly instances: number } | null } | null } | null };

export type AppVersionsQueryVariables = Exact<{
  app: string;
}>;


export type AppVersionsQuery = { readonly app: { readonly id: string, readonly image: string | null, readonly command: string | null, readonly memMiB: number, readonly labels: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly versions: ReadonlyArray<{ readonly version: string, readonly current: boolean, readonly image: string | null, readonly command: string | null, readonly memMiB: number, readonly labels: ReadonlyArray<{ readonly value: string }> }> | null } | null };

export type TwoAppsQueryVariables = Exact<{
  bad: string;
  good: string;
}>;


export type TwoAppsQuery = { readonly bad: { readonly problem: string | null, readonly freshness: { readonly stale: boolean } } | null, readonly good: { readonly problem: string | null, readonly freshness: { readonly stale: boolean } } | null, readonly apps: { readonly totalCount: number | null } | null, readonly platform: { readonly unreadable: ReadonlyArray<{ readonly id: string, readonly source: string, readonly problem: string }> | null } | null };

export type VersionsOfAppQueryVariables = Exact<{
  app: string;
}>;


export type VersionsOfAppQuery = { readonly app: { readonly versions: ReadonlyArray<{ readonly current: boolean }> | null } | null };

export type ContainerPageQueryVariables = Exact<{
  first?: number | null | undefined;
  orderBy?: ContainerOrder | null | undefined;
  after?: string | null | undefined;
}>;


export type ContainerPageQuery = { readonly containers: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly id: string } | null>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type FirstContainerQueryVariables = Exact<{ [key: string]: never; }>;


export type FirstContainerQuery = { readonly containers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly taskId: string, readonly app: { readonly marathonId: string } | null } | null> } | null };

export type FindContainerQueryVariables = Exact<{
  id: string;
  taskId: string;
  app: string;
}>;


export type FindContainerQuery = { readonly node:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly taskId: string, readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null, readonly container: { readonly id: string } | null, readonly app: { readonly containers: { readonly nodes: ReadonlyArray<{ readonly id: string } | null> } } | null };

export type ContainerStateQueryVariables = Exact<{
  taskId: string;
}>;


export type ContainerStateQuery = { readonly container: { readonly state: ContainerState } | null };

export type WhereContainersRunQueryVariables = Exact<{
  filter?: ContainerFilter | null | undefined;
}>;


export type WhereContainersRunQuery = { readonly containers: { readonly nodes: ReadonlyArray<{ readonly taskId: string, readonly ip: string | null, readonly ports: ReadonlyArray<number>, readonly hostName: string | null, readonly app: { readonly labels: ReadonlyArray<{ readonly name: string }> } | null } | null> } | null };

export type ContainerInDockerQueryVariables = Exact<{
  taskId: string;
}>;


export type ContainerInDockerQuery = { readonly container: { readonly taskId: string, readonly state: ContainerState, readonly docker: { readonly name: string, readonly status: string, readonly pid: number | null, readonly restartCount: number, readonly limits: { readonly memMiB: number | null }, readonly usage: { readonly cpus: number | null, readonly memMiB: number | null, readonly pids: number | null } | null } | null, readonly filesystems: ReadonlyArray<{ readonly kind: FilesystemKind, readonly mountPoint: string }> | null, readonly network: { readonly ip: string | null, readonly mac: string | null, readonly gateway: string | null } | null, readonly top: ReadonlyArray<{ readonly pid: number | null, readonly command: string }> | null, readonly logs: { readonly lines: ReadonlyArray<{ readonly stream: LogStream, readonly text: string }> } | null } | null };

export type ContainerLogsQueryVariables = Exact<{
  taskId: string;
  tail: number;
}>;


export type ContainerLogsQuery = { readonly container: { readonly logs: { readonly lines: ReadonlyArray<{ readonly text: string }> } | null } | null };

export type ContainersInDockerQueryVariables = Exact<{
  first: number;
}>;


export type ContainersInDockerQuery = { readonly containers: { readonly nodes: ReadonlyArray<{ readonly taskId: string, readonly hostName: string | null, readonly state: ContainerState, readonly docker: { readonly status: string } | null } | null> } | null };

export type LogsBelowQueryVariables = Exact<{
  jobName: string;
}>;


export type LogsBelowQuery = { readonly treeNode: { readonly containers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly logs: { readonly lines: ReadonlyArray<{ readonly text: string }> } | null } | null> } | null } | null };

export type EventsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  first?: number | null | undefined;
  last?: number | null | undefined;
}>;


export type EventsQuery = { readonly events: { readonly nodes: ReadonlyArray<
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
      | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string, readonly body: unknown }
     | null> } | null };

export type PlanQueryVariables = Exact<{
  id: string;
}>;


export type PlanQuery = { readonly plan: { readonly state: PlanState, readonly steps: ReadonlyArray<{ readonly outcome: StepOutcome }>, readonly decision: { readonly outcome: string, readonly causes: ReadonlyArray<string>, readonly causedBy: ReadonlyArray<
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
      > } | null } | null };

export type WhyQueryVariables = Exact<{
  id: string;
}>;


export type WhyQuery = { readonly why: ReadonlyArray<{ readonly actor: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly value: string }>, readonly causedBy: ReadonlyArray<
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
      | { readonly kind: EventKind, readonly subject: string | null, readonly cursor: string }
    >, readonly plan: { readonly mutation: string, readonly state: PlanState, readonly steps: ReadonlyArray<{ readonly before: string | null, readonly after: string | null }> } | null } | null> | null };

export type PlanToldFragment = { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> };

export type DecisionToldFragment = { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> };

export type UserErrorToldFragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> };

export type LatestFragment = { readonly cpuIdlePercent: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly memFreePercent: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly qps: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly delayMs: { readonly value: number, readonly at: string, readonly stale: boolean } | null };

export type FiguresFragment = { readonly at: string, readonly stale: boolean, readonly cpuIdlePercent: { readonly mean: number, readonly worst: number, readonly p95: number, readonly reported: number } | null, readonly memFreePercent: { readonly reported: number } | null, readonly qps: { readonly reported: number } | null, readonly delayMs: { readonly mean: number, readonly worst: number, readonly reported: number } | null };

export type LatestOfContainersQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type LatestOfContainersQuery = { readonly containers: { readonly nodes: ReadonlyArray<{ readonly taskId: string, readonly state: ContainerState, readonly hostName: string | null, readonly app: { readonly marathonId: string } | null, readonly latest: { readonly cpuIdlePercent: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly memFreePercent: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly qps: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly delayMs: { readonly value: number, readonly at: string, readonly stale: boolean } | null } | null } | null> } | null };

export type LatestUpTheTreeQueryVariables = Exact<{
  taskId: string;
  jobName: string;
}>;


export type LatestUpTheTreeQuery = { readonly container: { readonly latest: { readonly cpuIdlePercent: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly memFreePercent: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly qps: { readonly value: number, readonly at: string, readonly stale: boolean } | null, readonly delayMs: { readonly value: number, readonly at: string, readonly stale: boolean } | null } | null, readonly app: { readonly latest: { readonly at: string, readonly stale: boolean, readonly cpuIdlePercent: { readonly mean: number, readonly worst: number, readonly p95: number, readonly reported: number } | null, readonly memFreePercent: { readonly reported: number } | null, readonly qps: { readonly reported: number } | null, readonly delayMs: { readonly mean: number, readonly worst: number, readonly reported: number } | null } | null } | null } | null, readonly treeNode: { readonly summary: { readonly containers: { readonly running: number }, readonly cpus: { readonly asked: number, readonly used: number | null }, readonly memMiB: { readonly asked: number, readonly used: number | null }, readonly metrics: { readonly at: string, readonly stale: boolean, readonly cpuIdlePercent: { readonly mean: number, readonly worst: number, readonly p95: number, readonly reported: number } | null, readonly memFreePercent: { readonly reported: number } | null, readonly qps: { readonly reported: number } | null, readonly delayMs: { readonly mean: number, readonly worst: number, readonly reported: number } | null } | null } | null } | null };

export type SeriesFragment = { readonly metric: MetricName | null, readonly counter: string, readonly endpoint: string, readonly stepMs: number | null, readonly points: ReadonlyArray<{ readonly at: string, readonly value: number | null }> };

export type FiguresOverTimeQueryVariables = Exact<{
  taskId: string;
  app: string;
  metrics: ReadonlyArray<MetricName> | MetricName;
  from: string;
  to: string;
  maxPoints?: number | null | undefined;
}>;


export type FiguresOverTimeQuery = { readonly container: { readonly state: ContainerState, readonly metrics: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string, readonly endpoint: string, readonly stepMs: number | null, readonly points: ReadonlyArray<{ readonly at: string, readonly value: number | null }> } | null> | null } | null, readonly app: { readonly metrics: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string, readonly endpoint: string, readonly stepMs: number | null, readonly points: ReadonlyArray<{ readonly at: string, readonly value: number | null }> } | null> | null } | null };

export type CountersOverTimeQueryVariables = Exact<{
  taskId: string;
  host: string;
  counters: ReadonlyArray<string> | string;
  from: string;
  to: string;
}>;


export type CountersOverTimeQuery = { readonly container: { readonly series: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string, readonly endpoint: string, readonly stepMs: number | null, readonly points: ReadonlyArray<{ readonly at: string, readonly value: number | null }> } | null> | null } | null, readonly host: { readonly name: string, readonly series: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string, readonly endpoint: string, readonly stepMs: number | null, readonly points: ReadonlyArray<{ readonly at: string, readonly value: number | null }> } | null> | null } | null };

export type FiguresOfManyQueryVariables = Exact<{
  metrics: ReadonlyArray<MetricName> | MetricName;
  from: string;
  to: string;
}>;


export type FiguresOfManyQuery = { readonly containers: { readonly nodes: ReadonlyArray<{ readonly metrics: ReadonlyArray<{ readonly counter: string } | null> | null } | null> } | null };

export type SetMonitoringMutationVariables = Exact<{
  input: SetMonitoringInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetMonitoringMutation = { readonly setMonitoring: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly jobName: string } | null } | null };

export type RemoveMonitoringMutationVariables = Exact<{
  input: RemoveMonitoringInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveMonitoringMutation = { readonly removeMonitoring: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type SetControllerModeMutationVariables = Exact<{
  input: SetControllerModeInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetControllerModeMutation = { readonly setControllerMode: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly name: ControllerName, readonly mode: ControllerMode, readonly setBy: string | null } | null } | null };

export type DeliverHostMutationVariables = Exact<{
  input: DeliverHostInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeliverHostMutation = { readonly deliverHost: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly name: string } | null } | null };

export type RetireHostMutationVariables = Exact<{
  input: RetireHostInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RetireHostMutation = { readonly retireHost: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RepairMonitoringMutationVariables = Exact<{
  input: RepairMonitoringInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RepairMonitoringMutation = { readonly repairMonitoring: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type SetMaintenanceMutationVariables = Exact<{
  input: SetMaintenanceInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetMaintenanceMutation = { readonly setMaintenance: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly name: string, readonly maintenance: { readonly from: string, readonly until: string } | null } | null } | null };

export type EndMaintenanceMutationVariables = Exact<{
  input: EndMaintenanceInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type EndMaintenanceMutation = { readonly endMaintenance: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly name: string, readonly maintenance: { readonly from: string, readonly until: string } | null } | null } | null };

export type EffectiveFragment = { readonly teams: ReadonlyArray<string>, readonly teamsSetOn: { readonly jobName: string } | null, readonly watches: ReadonlyArray<{ readonly metric: MetricName, readonly setOn: { readonly jobName: string } | null, readonly thresholds: ReadonlyArray<{ readonly side: ThresholdSide, readonly value: number, readonly points: number, readonly steps: number, readonly priority: number, readonly note: string }>, readonly absent: { readonly steps: number, readonly priority: number, readonly note: string } | null }> };

export type MonitoringOfQueryVariables = Exact<{
  jobName: string;
}>;


export type MonitoringOfQuery = { readonly treeNode: { readonly monitoring: { readonly teams: ReadonlyArray<string>, readonly teamsSetOn: { readonly jobName: string } | null, readonly watches: ReadonlyArray<{ readonly metric: MetricName, readonly setOn: { readonly jobName: string } | null, readonly thresholds: ReadonlyArray<{ readonly side: ThresholdSide, readonly value: number, readonly points: number, readonly steps: number, readonly priority: number, readonly note: string }>, readonly absent: { readonly steps: number, readonly priority: number, readonly note: string } | null }> } | null, readonly monitoringRule: { readonly teams: ReadonlyArray<string> | null, readonly setBy: string, readonly watches: ReadonlyArray<{ readonly metric: MetricName }> } | null, readonly apps: { readonly nodes: ReadonlyArray<{ readonly monitoring: { readonly teams: ReadonlyArray<string>, readonly teamsSetOn: { readonly jobName: string } | null, readonly watches: ReadonlyArray<{ readonly metric: MetricName, readonly setOn: { readonly jobName: string } | null, readonly thresholds: ReadonlyArray<{ readonly side: ThresholdSide, readonly value: number, readonly points: number, readonly steps: number, readonly priority: number, readonly note: string }>, readonly absent: { readonly steps: number, readonly priority: number, readonly note: string } | null }> } | null } | null> } | null } | null };

export type UnmonitoredQueryVariables = Exact<{
  scope?: string | null | undefined;
  lacks?: ReadonlyArray<LackKind> | LackKind | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UnmonitoredQuery = { readonly unmonitored: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly id: string, readonly lacks: ReadonlyArray<{ readonly what: LackKind, readonly since: string, readonly missing: number, readonly of: number }>, readonly app: { readonly marathonId: string, readonly monitoringLacks: ReadonlyArray<{ readonly what: LackKind }> | null } | null, readonly host: { readonly name: string, readonly monitoringLacks: ReadonlyArray<{ readonly what: LackKind }> | null } | null } | null>, readonly pageInfo: { readonly endCursor: string | null } } | null };

export type ControllersQueryVariables = Exact<{ [key: string]: never; }>;


export type ControllersQuery = { readonly platform: { readonly hooks: { readonly falcon: string | null } | null, readonly controllers: ReadonlyArray<{ readonly id: string, readonly name: ControllerName, readonly mode: ControllerMode, readonly setBy: string | null }> | null } | null };

export type TeamToldFragment = { readonly id: string, readonly name: string, readonly note: string, readonly members: ReadonlyArray<string> };

export type ExpressionToldFragment = { readonly id: string, readonly text: string, readonly metric: string | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly conditions: ReadonlyArray<{ readonly func: string, readonly op: string, readonly rightValue: number, readonly maxStep: number, readonly priority: number, readonly note: string, readonly paused: boolean, readonly teams: ReadonlyArray<string>, readonly callsCanopy: boolean }> };

export type CompanyWatchQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CompanyWatchQuery = { readonly platform: { readonly teams: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly note: string, readonly members: ReadonlyArray<string> } | null> } | null, readonly expressions: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly id: string, readonly text: string, readonly metric: string | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly conditions: ReadonlyArray<{ readonly func: string, readonly op: string, readonly rightValue: number, readonly maxStep: number, readonly priority: number, readonly note: string, readonly paused: boolean, readonly teams: ReadonlyArray<string>, readonly callsCanopy: boolean }> } | null> } | null } | null };

export type SetTeamMutationVariables = Exact<{
  input: SetTeamInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetTeamMutation = { readonly setTeam: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly id: string, readonly name: string, readonly note: string, readonly members: ReadonlyArray<string> } | null } | null };

export type RemoveTeamMutationVariables = Exact<{
  input: RemoveTeamInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveTeamMutation = { readonly removeTeam: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly id: string } | null } | null };

export type SetExpressionMutationVariables = Exact<{
  input: SetExpressionInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetExpressionMutation = { readonly setExpression: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly id: string, readonly text: string, readonly metric: string | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly conditions: ReadonlyArray<{ readonly func: string, readonly op: string, readonly rightValue: number, readonly maxStep: number, readonly priority: number, readonly note: string, readonly paused: boolean, readonly teams: ReadonlyArray<string>, readonly callsCanopy: boolean }> } | null } | null };

export type RemoveExpressionMutationVariables = Exact<{
  input: RemoveExpressionInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveExpressionMutation = { readonly removeExpression: { readonly cursor: string | null, readonly planToken: string | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly subject: { readonly id: string } | null } | null };

export type CreateTreeNodeMutationVariables = Exact<{
  input: CreateTreeNodeInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateTreeNodeMutation = { readonly createTreeNode: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RenameTreeNodeMutationVariables = Exact<{
  input: RenameTreeNodeInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RenameTreeNodeMutation = { readonly renameTreeNode: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly jobName: string } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type MoveTreeNodeMutationVariables = Exact<{
  input: MoveTreeNodeInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type MoveTreeNodeMutation = { readonly moveTreeNode: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly aliases: ReadonlyArray<{ readonly jobName: string }> | null, readonly children: { readonly nodes: ReadonlyArray<{ readonly jobName: string, readonly aliases: ReadonlyArray<{ readonly jobName: string }> | null } | null> } } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type DeleteTreeNodeMutationVariables = Exact<{
  input: DeleteTreeNodeInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeleteTreeNodeMutation = { readonly deleteTreeNode: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type AttachHostMutationVariables = Exact<{
  input: AttachHostInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type AttachHostMutation = { readonly attachHost: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly attachedHosts: ReadonlyArray<string> | null } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type DetachHostMutationVariables = Exact<{
  input: DetachHostInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DetachHostMutation = { readonly detachHost: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly attachedHosts: ReadonlyArray<string> | null } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type SetFreezeMutationVariables = Exact<{
  input: SetFreezeInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetFreezeMutation = { readonly setFreeze: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly freezes: ReadonlyArray<{ readonly id: string, readonly reason: string }> | null } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RemoveFreezeMutationVariables = Exact<{
  input: RemoveFreezeInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveFreezeMutation = { readonly removeFreeze: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly freezes: ReadonlyArray<{ readonly id: string }> | null } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type AdoptAppsMutationVariables = Exact<{
  input: AdoptAppsInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type AdoptAppsMutation = { readonly adoptApps: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type DeployAppMutationVariables = Exact<{
  input: DeployAppInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeployAppMutation = { readonly deployApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly instances: number, readonly memMiB: number, readonly version: string } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type ScaleAppMutationVariables = Exact<{
  input: ScaleAppInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type ScaleAppMutation = { readonly scaleApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly instances: number } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RestartAppMutationVariables = Exact<{
  input: RestartAppInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RestartAppMutation = { readonly restartApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly instances: number } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RollbackAppMutationVariables = Exact<{
  input: RollbackAppInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RollbackAppMutation = { readonly rollbackApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly instances: number } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type DeleteAppMutationVariables = Exact<{
  input: DeleteAppInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeleteAppMutation = { readonly deleteApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type KillContainerMutationVariables = Exact<{
  input: KillContainerInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type KillContainerMutation = { readonly killContainer: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type CancelPlanMutationVariables = Exact<{
  input: CancelPlanInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type CancelPlanMutation = { readonly cancelPlan: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly state: PlanState } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type VersionQueryVariables = Exact<{ [key: string]: never; }>;


export type VersionQuery = { readonly platform: { readonly version: string } | null };

export type DatasourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type DatasourcesQuery = { readonly platform: { readonly datasources: ReadonlyArray<{ readonly name: string, readonly kind: string, readonly state: string, readonly syncedAt: string | null, readonly lastError: string | null }> } | null };

export type FreezesQueryVariables = Exact<{ [key: string]: never; }>;


export type FreezesQuery = { readonly platform: { readonly freezes: ReadonlyArray<{ readonly id: string, readonly treeNode: { readonly jobName: string } } | null> | null } | null };

export type OutageQueryVariables = Exact<{ [key: string]: never; }>;


export type OutageQuery = { readonly platform: { readonly version: string, readonly datasources: ReadonlyArray<{ readonly name: string, readonly state: string, readonly lastError: string | null }> } | null, readonly apps: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly marathonId: string, readonly freshness: { readonly stale: boolean, readonly ageMs: number } } | null> } | null, readonly hosts: { readonly totalCount: number | null } | null, readonly container: { readonly id: string } | null, readonly tree: ReadonlyArray<{ readonly id: string } | null> | null };

export type OutsideNowQueryVariables = Exact<{ [key: string]: never; }>;


export type OutsideNowQuery = { readonly containers: { readonly nodes: ReadonlyArray<{ readonly docker: { readonly image: string } | null, readonly logs: { readonly lines: ReadonlyArray<{ readonly text: string }> } | null } | null> } | null, readonly platform: { readonly datasources: ReadonlyArray<{ readonly name: string, readonly url: string | null, readonly state: string, readonly lastError: string | null }>, readonly unreadable: ReadonlyArray<{ readonly id: string, readonly problem: string }> | null } | null };

export type BacktestToldFragment = { readonly underCapacitySeconds: number, readonly overCapacityContainerHours: number, readonly scaleOuts: number, readonly scaleIns: number, readonly directionChanges: number, readonly timeline: ReadonlyArray<{ readonly at: string, readonly instances: number, readonly ready: number, readonly needed: number | null }> };

export type BacktestQueryVariables = Exact<{
  rule: ScalingRuleInput;
  app: string;
  cluster?: string | null | undefined;
  from: string;
  to: string;
  compareWith?: ReadonlyArray<ScalingRuleInput> | ScalingRuleInput | null | undefined;
}>;


export type BacktestQuery = { readonly backtestScalingRule: { readonly resolutionSeconds: number | null, readonly startSeconds: number | null, readonly containers: number, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }>, readonly outcome: { readonly underCapacitySeconds: number, readonly overCapacityContainerHours: number, readonly scaleOuts: number, readonly scaleIns: number, readonly directionChanges: number, readonly timeline: ReadonlyArray<{ readonly at: string, readonly instances: number, readonly ready: number, readonly needed: number | null }> } | null, readonly compared: ReadonlyArray<{ readonly underCapacitySeconds: number, readonly overCapacityContainerHours: number, readonly scaleOuts: number, readonly scaleIns: number, readonly directionChanges: number, readonly timeline: ReadonlyArray<{ readonly at: string, readonly instances: number, readonly ready: number, readonly needed: number | null }> }>, readonly actual: { readonly underCapacitySeconds: number, readonly overCapacityContainerHours: number, readonly scaleOuts: number, readonly scaleIns: number, readonly directionChanges: number, readonly timeline: ReadonlyArray<{ readonly at: string, readonly instances: number, readonly ready: number, readonly needed: number | null }> } | null, readonly kubernetes: { readonly underCapacitySeconds: number, readonly overCapacityContainerHours: number, readonly scaleOuts: number, readonly scaleIns: number, readonly directionChanges: number, readonly timeline: ReadonlyArray<{ readonly at: string, readonly instances: number, readonly ready: number, readonly needed: number | null }> } | null } | null };

export type ScalingRuleToldFragment = { readonly id: string, readonly mode: ControllerMode, readonly min: number, readonly max: number, readonly tolerance: number, readonly freshShare: number, readonly setBy: string | null, readonly metrics: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string | null, readonly endpoint: string | null, readonly target: number | null, readonly steps: ReadonlyArray<{ readonly from: number | null, readonly to: number | null, readonly change: number, readonly unit: ChangeUnit }> | null }>, readonly up: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly down: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly flaps: { readonly most: number, readonly withinSeconds: number }, readonly schedule: ReadonlyArray<{ readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null }>, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null };

export type ScalingRulesQueryVariables = Exact<{
  filter?: ScalingRuleFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ScalingRulesQuery = { readonly scalingRules: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly mode: ControllerMode, readonly min: number, readonly max: number, readonly tolerance: number, readonly freshShare: number, readonly setBy: string | null, readonly metrics: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string | null, readonly endpoint: string | null, readonly target: number | null, readonly steps: ReadonlyArray<{ readonly from: number | null, readonly to: number | null, readonly change: number, readonly unit: ChangeUnit }> | null }>, readonly up: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly down: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly flaps: { readonly most: number, readonly withinSeconds: number }, readonly schedule: ReadonlyArray<{ readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null }>, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null } | null>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ScalingRulesOfQueryVariables = Exact<{
  app: string;
  jobName: string;
}>;


export type ScalingRulesOfQuery = { readonly app: { readonly scalingRules: ReadonlyArray<{ readonly id: string, readonly mode: ControllerMode, readonly min: number, readonly max: number, readonly tolerance: number, readonly freshShare: number, readonly setBy: string | null, readonly metrics: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string | null, readonly endpoint: string | null, readonly target: number | null, readonly steps: ReadonlyArray<{ readonly from: number | null, readonly to: number | null, readonly change: number, readonly unit: ChangeUnit }> | null }>, readonly up: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly down: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly flaps: { readonly most: number, readonly withinSeconds: number }, readonly schedule: ReadonlyArray<{ readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null }>, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null } | null> | null } | null, readonly treeNode: { readonly scalingRules: ReadonlyArray<{ readonly id: string, readonly mode: ControllerMode, readonly min: number, readonly max: number, readonly tolerance: number, readonly freshShare: number, readonly setBy: string | null, readonly metrics: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string | null, readonly endpoint: string | null, readonly target: number | null, readonly steps: ReadonlyArray<{ readonly from: number | null, readonly to: number | null, readonly change: number, readonly unit: ChangeUnit }> | null }>, readonly up: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly down: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly flaps: { readonly most: number, readonly withinSeconds: number }, readonly schedule: ReadonlyArray<{ readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null }>, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null } | null> | null } | null };

export type SetScalingRuleMutationVariables = Exact<{
  input: SetScalingRuleInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetScalingRuleMutation = { readonly setScalingRule: { readonly subject: { readonly id: string, readonly mode: ControllerMode, readonly min: number, readonly max: number, readonly tolerance: number, readonly freshShare: number, readonly setBy: string | null, readonly metrics: ReadonlyArray<{ readonly metric: MetricName | null, readonly counter: string | null, readonly endpoint: string | null, readonly target: number | null, readonly steps: ReadonlyArray<{ readonly from: number | null, readonly to: number | null, readonly change: number, readonly unit: ChangeUnit }> | null }>, readonly up: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly down: { readonly stabilisationSeconds: number, readonly coolDownSeconds: number, readonly policies: ReadonlyArray<{ readonly most: number, readonly unit: ChangeUnit, readonly periodSeconds: number }> }, readonly flaps: { readonly most: number, readonly withinSeconds: number }, readonly schedule: ReadonlyArray<{ readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null }>, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RemoveScalingRuleMutationVariables = Exact<{
  input: RemoveScalingRuleInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveScalingRuleMutation = { readonly removeScalingRule: { readonly subject: { readonly id: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type SetScalingModeMutationVariables = Exact<{
  input: SetScalingModeInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetScalingModeMutation = { readonly setScalingMode: { readonly subject: { readonly id: string, readonly mode: ControllerMode } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type WhySizeQueryVariables = Exact<{
  id: string;
}>;


export type WhySizeQuery = { readonly why: ReadonlyArray<{ readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly causedBy: ReadonlyArray<
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
      | { readonly kind: EventKind }
    >, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }>, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null } | null> | null };

export type ScheduleToldFragment = { readonly id: string, readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null, readonly executor: ScheduleExecutor, readonly setBy: string | null, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null };

export type SchedulesQueryVariables = Exact<{
  filter?: ScheduledScalingFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SchedulesQuery = { readonly scheduledScalings: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null, readonly executor: ScheduleExecutor, readonly setBy: string | null, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null } | null>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type SchedulesOfQueryVariables = Exact<{
  app: string;
  jobName: string;
}>;


export type SchedulesOfQuery = { readonly app: { readonly scheduledScalings: ReadonlyArray<{ readonly id: string, readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null, readonly executor: ScheduleExecutor, readonly setBy: string | null, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null } | null> | null } | null, readonly treeNode: { readonly scheduledScalings: ReadonlyArray<{ readonly id: string, readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null, readonly executor: ScheduleExecutor, readonly setBy: string | null, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null } | null> | null } | null };

export type CalendarQueryVariables = Exact<{
  scope?: string | null | undefined;
  from: string;
  to: string;
}>;


export type CalendarQuery = { readonly scalingCalendar: ReadonlyArray<{ readonly at: string, readonly until: string, readonly local: string, readonly zone: string, readonly note: FiringNote, readonly meant: string | null, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly name: string, readonly schedule: { readonly name: string } | null, readonly rule: { readonly id: string } | null } | null> | null };

export type SetScheduleMutationVariables = Exact<{
  input: SetScheduledScalingInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetScheduleMutation = { readonly setScheduledScaling: { readonly subject: { readonly id: string, readonly name: string, readonly recurrence: string, readonly zone: string, readonly durationSeconds: number, readonly exact: number | null, readonly min: number | null, readonly max: number | null, readonly enabled: boolean, readonly from: string | null, readonly until: string | null, readonly executor: ScheduleExecutor, readonly setBy: string | null, readonly app: { readonly marathonId: string } | null, readonly treeNode: { readonly jobName: string } | null } | null, readonly plan: { readonly id: string, readonly state: PlanState, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RemoveScheduleMutationVariables = Exact<{
  input: RemoveScheduledScalingInput;
  mode?: Mode | null | undefined;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveScheduleMutation = { readonly removeScheduledScaling: { readonly subject: { readonly id: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type WhyNotQueryVariables = Exact<{
  id: string;
  action: string;
}>;


export type WhyNotQuery = { readonly whyNot: ReadonlyArray<{ readonly outcome: string, readonly reason: string, readonly again: number, readonly lastAt: string | null, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null> | null };

export type ScalingDecisionsQueryVariables = Exact<{
  filter?: DecisionFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ScalingDecisionsQuery = { readonly scalingDecisions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly outcome: string, readonly reason: string, readonly at: string, readonly again: number, readonly subject:
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
       | null } | null>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ScalingDecisionsToldSubscriptionVariables = Exact<{
  scope?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type ScalingDecisionsToldSubscription = { readonly scalingDecisions:
    | { readonly __typename: 'EventDelivery', readonly cursor: string, readonly event:
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly subject: string | null, readonly jobName: string | null, readonly summary: string }
       | null }
    | { readonly __typename: 'Gap' }
    | { readonly __typename: 'Heartbeat' }
   | null };

export type ScalingObservedQueryVariables = Exact<{
  app: string;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type ScalingObservedQuery = { readonly app: { readonly scalingObserved: { readonly from: string, readonly to: string, readonly looks: number, readonly underCapacitySeconds: number, readonly overCapacityContainerHours: number, readonly agreedShare: number | null, readonly wouldHave: ReadonlyArray<{ readonly at: string, readonly from: number, readonly to: number }>, readonly happened: ReadonlyArray<{ readonly at: string, readonly from: number, readonly to: number }> } | null } | null };

type Message_EventDelivery_Fragment = { readonly __typename: 'EventDelivery', readonly cursor: string, readonly event:
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
    | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
   | null };

type Message_Gap_Fragment = { readonly __typename: 'Gap', readonly from: string | null, readonly to: string, readonly missed: number | null, readonly reason: GapReason };

type Message_Heartbeat_Fragment = { readonly __typename: 'Heartbeat', readonly cursor: string, readonly at: string };

export type MessageFragment =
  | Message_EventDelivery_Fragment
  | Message_Gap_Fragment
  | Message_Heartbeat_Fragment
;

export type EventsToldSubscriptionVariables = Exact<{
  filter?: EventFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type EventsToldSubscription = { readonly events:
    | { readonly __typename: 'EventDelivery', readonly cursor: string, readonly event:
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
       | null }
    | { readonly __typename: 'Gap', readonly from: string | null, readonly to: string, readonly missed: number | null, readonly reason: GapReason }
    | { readonly __typename: 'Heartbeat', readonly cursor: string, readonly at: string }
   | null };

export type ContainersToldSubscriptionVariables = Exact<{
  scope?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type ContainersToldSubscription = { readonly containerChanged:
    | { readonly __typename: 'EventDelivery', readonly cursor: string, readonly event:
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
       | null }
    | { readonly __typename: 'Gap', readonly from: string | null, readonly to: string, readonly missed: number | null, readonly reason: GapReason }
    | { readonly __typename: 'Heartbeat', readonly cursor: string, readonly at: string }
   | null };

export type PlanToldSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type PlanToldSubscription = { readonly planChanged:
    | { readonly __typename: 'EventDelivery', readonly cursor: string, readonly event:
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
        | { readonly id: string, readonly kind: EventKind, readonly jobName: string | null, readonly subject: string | null, readonly summary: string }
       | null }
    | { readonly __typename: 'Gap', readonly from: string | null, readonly to: string, readonly missed: number | null, readonly reason: GapReason }
    | { readonly __typename: 'Heartbeat', readonly cursor: string, readonly at: string }
   | null };

export type CompanyQueryVariables = Exact<{ [key: string]: never; }>;


export type CompanyQuery = { readonly tree: ReadonlyArray<{ readonly jobName: string, readonly level: TreeLevel, readonly summary: { readonly apps: number, readonly hosts: number, readonly containers: { readonly total: number, readonly running: number, readonly healthy: number, readonly unhealthy: number, readonly unknown: number } } | null, readonly containers: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly state: ContainerState, readonly health: Health, readonly app: { readonly marathonId: string } | null } | null> } | null } | null> | null };

export type TreeNodeQueryVariables = Exact<{
  jobName: string;
}>;


export type TreeNodeQuery = { readonly treeNode: { readonly id: string, readonly name: string, readonly jobName: string, readonly freezes: ReadonlyArray<{ readonly id: string, readonly reason: string }> | null } | null };

export type HostNodesQueryVariables = Exact<{
  host: string;
}>;


export type HostNodesQuery = { readonly host: { readonly treeNodes: ReadonlyArray<{ readonly jobName: string } | null> | null } | null };

export type NothingThereQueryVariables = Exact<{ [key: string]: never; }>;


export type NothingThereQuery = { readonly node:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null, readonly container: { readonly id: string } | null, readonly app: { readonly id: string } | null, readonly host: { readonly id: string } | null, readonly treeNode: { readonly id: string } | null, readonly nope:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null };

export type ByIdQueryVariables = Exact<{
  id: string;
}>;


export type ByIdQuery = { readonly node:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null, readonly nodes: ReadonlyArray<
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null> | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AlarmToldFragmentDoc = new TypedDocumentString(`
    fragment AlarmTold on Alarm {
  id
  state
  priority
  endpoint
  metric
  tags {
    name
    value
  }
  value
  condition
  note
  unknownReason
  maxStep
  step
  firstSeenAt
  lastSeenAt
  recoveredAt
  jobName
  acknowledgement {
    by
    reason
    until
  }
  container {
    taskId
  }
  app {
    marathonId
  }
  host {
    name
  }
  treeNode {
    jobName
    summary {
      firingAlarms
    }
  }
}
    `, {"fragmentName":"AlarmTold"}) as unknown as TypedDocumentString<AlarmToldFragment, unknown>;
export const PlanToldFragmentDoc = new TypedDocumentString(`
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
    `, {"fragmentName":"PlanTold"}) as unknown as TypedDocumentString<PlanToldFragment, unknown>;
export const DecisionToldFragmentDoc = new TypedDocumentString(`
    fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
    `, {"fragmentName":"DecisionTold"}) as unknown as TypedDocumentString<DecisionToldFragment, unknown>;
export const UserErrorToldFragmentDoc = new TypedDocumentString(`
    fragment UserErrorTold on UserError {
  code
  message
  path
}
    `, {"fragmentName":"UserErrorTold"}) as unknown as TypedDocumentString<UserErrorToldFragment, unknown>;
export const LatestFragmentDoc = new TypedDocumentString(`
    fragment Latest on LatestMetrics {
  cpuIdlePercent {
    value
    at
    stale
  }
  memFreePercent {
    value
    at
    stale
  }
  qps {
    value
    at
    stale
  }
  delayMs {
    value
    at
    stale
  }
}
    `, {"fragmentName":"Latest"}) as unknown as TypedDocumentString<LatestFragment, unknown>;
export const FiguresFragmentDoc = new TypedDocumentString(`
    fragment Figures on MetricsSummary {
  cpuIdlePercent {
    mean
    worst
    p95
    reported
  }
  memFreePercent {
    reported
  }
  qps {
    reported
  }
  delayMs {
    mean
    worst
    reported
  }
  at
  stale
}
    `, {"fragmentName":"Figures"}) as unknown as TypedDocumentString<FiguresFragment, unknown>;
export const SeriesFragmentDoc = new TypedDocumentString(`
    fragment Series on MetricSeries {
  metric
  counter
  endpoint
  stepMs
  points {
    at
    value
  }
}
    `, {"fragmentName":"Series"}) as unknown as TypedDocumentString<SeriesFragment, unknown>;
export const EffectiveFragmentDoc = new TypedDocumentString(`
    fragment Effective on Monitoring {
  teams
  teamsSetOn {
    jobName
  }
  watches {
    metric
    setOn {
      jobName
    }
    thresholds {
      side
      value
      points
      steps
      priority
      note
    }
    absent {
      steps
      priority
      note
    }
  }
}
    `, {"fragmentName":"Effective"}) as unknown as TypedDocumentString<EffectiveFragment, unknown>;
export const TeamToldFragmentDoc = new TypedDocumentString(`
    fragment TeamTold on Team {
  id
  name
  note
  members
}
    `, {"fragmentName":"TeamTold"}) as unknown as TypedDocumentString<TeamToldFragment, unknown>;
export const ExpressionToldFragmentDoc = new TypedDocumentString(`
    fragment ExpressionTold on Expression {
  id
  text
  metric
  tags {
    name
    value
  }
  conditions {
    func
    op
    rightValue
    maxStep
    priority
    note
    paused
    teams
    callsCanopy
  }
}
    `, {"fragmentName":"ExpressionTold"}) as unknown as TypedDocumentString<ExpressionToldFragment, unknown>;
export const BacktestToldFragmentDoc = new TypedDocumentString(`
    fragment BacktestTold on BacktestOutcome {
  timeline {
    at
    instances
    ready
    needed
  }
  underCapacitySeconds
  overCapacityContainerHours
  scaleOuts
  scaleIns
  directionChanges
}
    `, {"fragmentName":"BacktestTold"}) as unknown as TypedDocumentString<BacktestToldFragment, unknown>;
export const ScalingRuleToldFragmentDoc = new TypedDocumentString(`
    fragment ScalingRuleTold on ScalingRule {
  id
  mode
  min
  max
  metrics {
    metric
    counter
    endpoint
    target
    steps {
      from
      to
      change
      unit
    }
  }
  up {
    stabilisationSeconds
    coolDownSeconds
    policies {
      most
      unit
      periodSeconds
    }
  }
  down {
    stabilisationSeconds
    coolDownSeconds
    policies {
      most
      unit
      periodSeconds
    }
  }
  tolerance
  freshShare
  flaps {
    most
    withinSeconds
  }
  schedule {
    name
    recurrence
    zone
    durationSeconds
    exact
    min
    max
    enabled
    from
    until
  }
  setBy
  app {
    marathonId
  }
  treeNode {
    jobName
  }
}
    `, {"fragmentName":"ScalingRuleTold"}) as unknown as TypedDocumentString<ScalingRuleToldFragment, unknown>;
export const ScheduleToldFragmentDoc = new TypedDocumentString(`
    fragment ScheduleTold on ScheduledScaling {
  id
  name
  recurrence
  zone
  durationSeconds
  exact
  min
  max
  enabled
  from
  until
  executor
  setBy
  app {
    marathonId
  }
  treeNode {
    jobName
  }
}
    `, {"fragmentName":"ScheduleTold"}) as unknown as TypedDocumentString<ScheduleToldFragment, unknown>;
export const MessageFragmentDoc = new TypedDocumentString(`
    fragment Message on EventMessage {
  __typename
  ... on EventDelivery {
    cursor
    event {
      id
      kind
      jobName
      subject
      summary
    }
  }
  ... on Gap {
    from
    to
    missed
    reason
  }
  ... on Heartbeat {
    cursor
    at
  }
}
    `, {"fragmentName":"Message"}) as unknown as TypedDocumentString<MessageFragment, unknown>;
export const AlarmsDocument = new TypedDocumentString(`
    query Alarms($filter: AlarmFilter, $first: Int) {
  alarms(filter: $filter, first: $first) {
    totalCount
    nodes {
      ...AlarmTold
    }
  }
}
    fragment AlarmTold on Alarm {
  id
  state
  priority
  endpoint
  metric
  tags {
    name
    value
  }
  value
  condition
  note
  unknownReason
  maxStep
  step
  firstSeenAt
  lastSeenAt
  recoveredAt
  jobName
  acknowledgement {
    by
    reason
    until
  }
  container {
    taskId
  }
  app {
    marathonId
  }
  host {
    name
  }
  treeNode {
    jobName
    summary {
      firingAlarms
    }
  }
}`) as unknown as TypedDocumentString<AlarmsQuery, AlarmsQueryVariables>;
export const AlarmsBelowDocument = new TypedDocumentString(`
    query AlarmsBelow($jobName: JobName!) {
  treeNode(jobName: $jobName) {
    summary {
      firingAlarms
    }
    alarms {
      nodes {
        ...AlarmTold
      }
    }
  }
}
    fragment AlarmTold on Alarm {
  id
  state
  priority
  endpoint
  metric
  tags {
    name
    value
  }
  value
  condition
  note
  unknownReason
  maxStep
  step
  firstSeenAt
  lastSeenAt
  recoveredAt
  jobName
  acknowledgement {
    by
    reason
    until
  }
  container {
    taskId
  }
  app {
    marathonId
  }
  host {
    name
  }
  treeNode {
    jobName
    summary {
      firingAlarms
    }
  }
}`) as unknown as TypedDocumentString<AlarmsBelowQuery, AlarmsBelowQueryVariables>;
export const MalformedCallsDocument = new TypedDocumentString(`
    query MalformedCalls {
  platform {
    malformedCalls {
      nodes {
        at
        raw
        problem
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MalformedCallsQuery, MalformedCallsQueryVariables>;
export const AcknowledgeAlarmDocument = new TypedDocumentString(`
    mutation AcknowledgeAlarm($input: AcknowledgeAlarmInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  acknowledgeAlarm(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...AlarmTold
    }
    plan {
      ...PlanTold
    }
    userErrors {
      code
      message
      path
    }
  }
}
    fragment AlarmTold on Alarm {
  id
  state
  priority
  endpoint
  metric
  tags {
    name
    value
  }
  value
  condition
  note
  unknownReason
  maxStep
  step
  firstSeenAt
  lastSeenAt
  recoveredAt
  jobName
  acknowledgement {
    by
    reason
    until
  }
  container {
    taskId
  }
  app {
    marathonId
  }
  host {
    name
  }
  treeNode {
    jobName
    summary {
      firingAlarms
    }
  }
}
fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}`) as unknown as TypedDocumentString<AcknowledgeAlarmMutation, AcknowledgeAlarmMutationVariables>;
export const AlarmsToldDocument = new TypedDocumentString(`
    subscription AlarmsTold($scope: JobName, $filter: AlarmFilter, $after: Cursor) {
  alarms(scope: $scope, filter: $filter, after: $after) {
    ...Message
  }
}
    fragment Message on EventMessage {
  __typename
  ... on EventDelivery {
    cursor
    event {
      id
      kind
      jobName
      subject
      summary
    }
  }
  ... on Gap {
    from
    to
    missed
    reason
  }
  ... on Heartbeat {
    cursor
    at
  }
}`) as unknown as TypedDocumentString<AlarmsToldSubscription, AlarmsToldSubscriptionVariables>;
export const SimulatedAppsDocument = new TypedDocumentString(`
    query SimulatedApps {
  apps(first: 100, filter: {label: {name: "sandbox.simulated"}}) {
    nodes {
      id
      marathonId
      jobName
      instances
      deploying
    }
  }
}
    `) as unknown as TypedDocumentString<SimulatedAppsQuery, SimulatedAppsQueryVariables>;
export const IdleAppDocument = new TypedDocumentString(`
    query IdleApp {
  apps(first: 1, filter: {deploying: false}) {
    nodes {
      marathonId
      instances
    }
  }
}
    `) as unknown as TypedDocumentString<IdleAppQuery, IdleAppQueryVariables>;
export const FirstAppsDocument = new TypedDocumentString(`
    query FirstApps {
  apps(first: 2) {
    totalCount
    nodes {
      marathonId
    }
  }
}
    `) as unknown as TypedDocumentString<FirstAppsQuery, FirstAppsQueryVariables>;
export const UnassignedAppsDocument = new TypedDocumentString(`
    query UnassignedApps {
  apps(first: 100, filter: {unassigned: true}) {
    nodes {
      marathonId
      jobName
      unassigned {
        reason
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UnassignedAppsQuery, UnassignedAppsQueryVariables>;
export const AppAgesDocument = new TypedDocumentString(`
    query AppAges {
  apps(first: 3) {
    nodes {
      freshness {
        source
        observedAt
        ageMs
        stale
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AppAgesQuery, AppAgesQueryVariables>;
export const VersionsOfAppsDocument = new TypedDocumentString(`
    query VersionsOfApps {
  apps(first: 3) {
    nodes {
      marathonId
      versions(first: 2) {
        current
      }
    }
  }
}
    `) as unknown as TypedDocumentString<VersionsOfAppsQuery, VersionsOfAppsQueryVariables>;
export const AppNowDocument = new TypedDocumentString(`
    query AppNow($app: String!) {
  app(marathonId: $app) {
    id
    version
    memMiB
    instances
    tasksRunning
    deploying
  }
}
    `) as unknown as TypedDocumentString<AppNowQuery, AppNowQueryVariables>;
export const AppTasksDocument = new TypedDocumentString(`
    query AppTasks($app: String!) {
  app(marathonId: $app) {
    instances
    containers(first: 500) {
      nodes {
        id
        taskId
        host {
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AppTasksQuery, AppTasksQueryVariables>;
export const AppCountsDocument = new TypedDocumentString(`
    query AppCounts($app: String!) {
  app(marathonId: $app) {
    instances
    tasksRunning
    containers {
      totalCount
    }
    treeNode {
      summary {
        instances
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AppCountsQuery, AppCountsQueryVariables>;
export const AppVersionsDocument = new TypedDocumentString(`
    query AppVersions($app: String!) {
  app(marathonId: $app) {
    id
    image
    command
    memMiB
    labels {
      name
      value
    }
    versions(first: 5) {
      version
      current
      image
      command
      memMiB
      labels {
        value
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AppVersionsQuery, AppVersionsQueryVariables>;
export const TwoAppsDocument = new TypedDocumentString(`
    query TwoApps($bad: String!, $good: String!) {
  bad: app(marathonId: $bad) {
    problem
    freshness {
      stale
    }
  }
  good: app(marathonId: $good) {
    problem
    freshness {
      stale
    }
  }
  apps(first: 1) {
    totalCount
  }
  platform {
    unreadable {
      id
      source
      problem
    }
  }
}
    `) as unknown as TypedDocumentString<TwoAppsQuery, TwoAppsQueryVariables>;
export const VersionsOfAppDocument = new TypedDocumentString(`
    query VersionsOfApp($app: String!) {
  app(marathonId: $app) {
    versions(first: 1) {
      current
    }
  }
}
    `) as unknown as TypedDocumentString<VersionsOfAppQuery, VersionsOfAppQueryVariables>;
export const ContainerPageDocument = new TypedDocumentString(`
    query ContainerPage($first: Int = 1000, $orderBy: ContainerOrder, $after: Cursor) {
  containers(first: $first, orderBy: $orderBy, after: $after) {
    totalCount
    nodes {
      id
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ContainerPageQuery, ContainerPageQueryVariables>;
export const FirstContainerDocument = new TypedDocumentString(`
    query FirstContainer {
  containers(first: 1) {
    nodes {
      id
      taskId
      app {
        marathonId
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FirstContainerQuery, FirstContainerQueryVariables>;
export const FindContainerDocument = new TypedDocumentString(`
    query FindContainer($id: ID!, $taskId: String!, $app: String!) {
  node(id: $id) {
    id
    ... on Container {
      taskId
    }
  }
  container(taskId: $taskId) {
    id
  }
  app(marathonId: $app) {
    containers(first: 1000) {
      nodes {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FindContainerQuery, FindContainerQueryVariables>;
export const ContainerStateDocument = new TypedDocumentString(`
    query ContainerState($taskId: String!) {
  container(taskId: $taskId) {
    state
  }
}
    `) as unknown as TypedDocumentString<ContainerStateQuery, ContainerStateQueryVariables>;
export const WhereContainersRunDocument = new TypedDocumentString(`
    query WhereContainersRun($filter: ContainerFilter) {
  containers(first: 1000, filter: $filter) {
    nodes {
      taskId
      ip
      ports
      hostName
      app {
        labels {
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WhereContainersRunQuery, WhereContainersRunQueryVariables>;
export const ContainerInDockerDocument = new TypedDocumentString(`
    query ContainerInDocker($taskId: String!) {
  container(taskId: $taskId) {
    taskId
    state
    docker {
      name
      status
      pid
      limits {
        memMiB
      }
      usage {
        cpus
        memMiB
        pids
      }
      restartCount
    }
    filesystems {
      kind
      mountPoint
    }
    network {
      ip
      mac
      gateway
    }
    top {
      pid
      command
    }
    logs(tail: 5) {
      lines {
        stream
        text
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ContainerInDockerQuery, ContainerInDockerQueryVariables>;
export const ContainerLogsDocument = new TypedDocumentString(`
    query ContainerLogs($taskId: String!, $tail: Int!) {
  container(taskId: $taskId) {
    logs(tail: $tail) {
      lines {
        text
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ContainerLogsQuery, ContainerLogsQueryVariables>;
export const ContainersInDockerDocument = new TypedDocumentString(`
    query ContainersInDocker($first: Int!) {
  containers(first: $first) {
    nodes {
      taskId
      hostName
      state
      docker {
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ContainersInDockerQuery, ContainersInDockerQueryVariables>;
export const LogsBelowDocument = new TypedDocumentString(`
    query LogsBelow($jobName: JobName!) {
  treeNode(jobName: $jobName) {
    containers(first: 1000) {
      nodes {
        id
        logs(tail: 1) {
          lines {
            text
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LogsBelowQuery, LogsBelowQueryVariables>;
export const EventsDocument = new TypedDocumentString(`
    query Events($filter: EventFilter, $first: Int, $last: Int) {
  events(filter: $filter, first: $first, last: $last) {
    nodes {
      id
      kind
      jobName
      subject
      summary
      body
    }
  }
}
    `) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>;
export const PlanDocument = new TypedDocumentString(`
    query Plan($id: ID!) {
  plan(id: $id) {
    state
    steps {
      outcome
    }
    decision {
      outcome
      causes
      causedBy {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PlanQuery, PlanQueryVariables>;
export const WhyDocument = new TypedDocumentString(`
    query Why($id: ID!) {
  why(id: $id) {
    actor
    outcome
    reason
    inputs {
      value
    }
    causes
    causedBy {
      kind
      subject
      cursor
    }
    plan {
      mutation
      state
      steps {
        before
        after
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WhyQuery, WhyQueryVariables>;
export const LatestOfContainersDocument = new TypedDocumentString(`
    query LatestOfContainers($first: Int = 50) {
  containers(first: $first) {
    nodes {
      taskId
      state
      hostName
      app {
        marathonId
      }
      latest {
        ...Latest
      }
    }
  }
}
    fragment Latest on LatestMetrics {
  cpuIdlePercent {
    value
    at
    stale
  }
  memFreePercent {
    value
    at
    stale
  }
  qps {
    value
    at
    stale
  }
  delayMs {
    value
    at
    stale
  }
}`) as unknown as TypedDocumentString<LatestOfContainersQuery, LatestOfContainersQueryVariables>;
export const LatestUpTheTreeDocument = new TypedDocumentString(`
    query LatestUpTheTree($taskId: String!, $jobName: JobName!) {
  container(taskId: $taskId) {
    latest {
      ...Latest
    }
    app {
      latest {
        ...Figures
      }
    }
  }
  treeNode(jobName: $jobName) {
    summary {
      containers {
        running
      }
      cpus {
        asked
        used
      }
      memMiB {
        asked
        used
      }
      metrics {
        ...Figures
      }
    }
  }
}
    fragment Latest on LatestMetrics {
  cpuIdlePercent {
    value
    at
    stale
  }
  memFreePercent {
    value
    at
    stale
  }
  qps {
    value
    at
    stale
  }
  delayMs {
    value
    at
    stale
  }
}
fragment Figures on MetricsSummary {
  cpuIdlePercent {
    mean
    worst
    p95
    reported
  }
  memFreePercent {
    reported
  }
  qps {
    reported
  }
  delayMs {
    mean
    worst
    reported
  }
  at
  stale
}`) as unknown as TypedDocumentString<LatestUpTheTreeQuery, LatestUpTheTreeQueryVariables>;
export const FiguresOverTimeDocument = new TypedDocumentString(`
    query FiguresOverTime($taskId: String!, $app: String!, $metrics: [MetricName!]!, $from: DateTime!, $to: DateTime!, $maxPoints: Int = 300) {
  container(taskId: $taskId) {
    state
    metrics(metrics: $metrics, from: $from, to: $to, maxPoints: $maxPoints) {
      ...Series
    }
  }
  app(marathonId: $app) {
    metrics(metrics: $metrics, from: $from, to: $to, maxPoints: $maxPoints) {
      ...Series
    }
  }
}
    fragment Series on MetricSeries {
  metric
  counter
  endpoint
  stepMs
  points {
    at
    value
  }
}`) as unknown as TypedDocumentString<FiguresOverTimeQuery, FiguresOverTimeQueryVariables>;
export const CountersOverTimeDocument = new TypedDocumentString(`
    query CountersOverTime($taskId: String!, $host: String!, $counters: [String!]!, $from: DateTime!, $to: DateTime!) {
  container(taskId: $taskId) {
    series(counters: $counters, from: $from, to: $to) {
      ...Series
    }
  }
  host(name: $host) {
    name
    series(counters: $counters, from: $from, to: $to) {
      ...Series
    }
  }
}
    fragment Series on MetricSeries {
  metric
  counter
  endpoint
  stepMs
  points {
    at
    value
  }
}`) as unknown as TypedDocumentString<CountersOverTimeQuery, CountersOverTimeQueryVariables>;
export const FiguresOfManyDocument = new TypedDocumentString(`
    query FiguresOfMany($metrics: [MetricName!]!, $from: DateTime!, $to: DateTime!) {
  containers(first: 200) {
    nodes {
      metrics(metrics: $metrics, from: $from, to: $to) {
        counter
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FiguresOfManyQuery, FiguresOfManyQueryVariables>;
export const SetMonitoringDocument = new TypedDocumentString(`
    mutation SetMonitoring($input: SetMonitoringInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  setMonitoring(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      jobName
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<SetMonitoringMutation, SetMonitoringMutationVariables>;
export const RemoveMonitoringDocument = new TypedDocumentString(`
    mutation RemoveMonitoring($input: RemoveMonitoringInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  removeMonitoring(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<RemoveMonitoringMutation, RemoveMonitoringMutationVariables>;
export const SetControllerModeDocument = new TypedDocumentString(`
    mutation SetControllerMode($input: SetControllerModeInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  setControllerMode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      name
      mode
      setBy
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<SetControllerModeMutation, SetControllerModeMutationVariables>;
export const DeliverHostDocument = new TypedDocumentString(`
    mutation DeliverHost($input: DeliverHostInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  deliverHost(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      name
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<DeliverHostMutation, DeliverHostMutationVariables>;
export const RetireHostDocument = new TypedDocumentString(`
    mutation RetireHost($input: RetireHostInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  retireHost(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<RetireHostMutation, RetireHostMutationVariables>;
export const RepairMonitoringDocument = new TypedDocumentString(`
    mutation RepairMonitoring($input: RepairMonitoringInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  repairMonitoring(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<RepairMonitoringMutation, RepairMonitoringMutationVariables>;
export const SetMaintenanceDocument = new TypedDocumentString(`
    mutation SetMaintenance($input: SetMaintenanceInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  setMaintenance(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      name
      maintenance {
        from
        until
      }
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<SetMaintenanceMutation, SetMaintenanceMutationVariables>;
export const EndMaintenanceDocument = new TypedDocumentString(`
    mutation EndMaintenance($input: EndMaintenanceInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  endMaintenance(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      name
      maintenance {
        from
        until
      }
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<EndMaintenanceMutation, EndMaintenanceMutationVariables>;
export const MonitoringOfDocument = new TypedDocumentString(`
    query MonitoringOf($jobName: JobName!) {
  treeNode(jobName: $jobName) {
    monitoring {
      ...Effective
    }
    monitoringRule {
      teams
      setBy
      watches {
        metric
      }
    }
    apps(first: 1) {
      nodes {
        monitoring {
          ...Effective
        }
      }
    }
  }
}
    fragment Effective on Monitoring {
  teams
  teamsSetOn {
    jobName
  }
  watches {
    metric
    setOn {
      jobName
    }
    thresholds {
      side
      value
      points
      steps
      priority
      note
    }
    absent {
      steps
      priority
      note
    }
  }
}`) as unknown as TypedDocumentString<MonitoringOfQuery, MonitoringOfQueryVariables>;
export const UnmonitoredDocument = new TypedDocumentString(`
    query Unmonitored($scope: JobName, $lacks: [LackKind!], $first: Int, $after: Cursor) {
  unmonitored(scope: $scope, lacks: $lacks, first: $first, after: $after) {
    totalCount
    nodes {
      id
      lacks {
        what
        since
        missing
        of
      }
      app {
        marathonId
        monitoringLacks {
          what
        }
      }
      host {
        name
        monitoringLacks {
          what
        }
      }
    }
    pageInfo {
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<UnmonitoredQuery, UnmonitoredQueryVariables>;
export const ControllersDocument = new TypedDocumentString(`
    query Controllers {
  platform {
    hooks {
      falcon
    }
    controllers {
      id
      name
      mode
      setBy
    }
  }
}
    `) as unknown as TypedDocumentString<ControllersQuery, ControllersQueryVariables>;
export const CompanyWatchDocument = new TypedDocumentString(`
    query CompanyWatch($first: Int, $after: Cursor) {
  platform {
    teams(first: $first, after: $after) {
      totalCount
      nodes {
        ...TeamTold
      }
    }
    expressions(first: $first, after: $after) {
      totalCount
      nodes {
        ...ExpressionTold
      }
    }
  }
}
    fragment TeamTold on Team {
  id
  name
  note
  members
}
fragment ExpressionTold on Expression {
  id
  text
  metric
  tags {
    name
    value
  }
  conditions {
    func
    op
    rightValue
    maxStep
    priority
    note
    paused
    teams
    callsCanopy
  }
}`) as unknown as TypedDocumentString<CompanyWatchQuery, CompanyWatchQueryVariables>;
export const SetTeamDocument = new TypedDocumentString(`
    mutation SetTeam($input: SetTeamInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  setTeam(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      ...TeamTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment TeamTold on Team {
  id
  name
  note
  members
}`) as unknown as TypedDocumentString<SetTeamMutation, SetTeamMutationVariables>;
export const RemoveTeamDocument = new TypedDocumentString(`
    mutation RemoveTeam($input: RemoveTeamInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  removeTeam(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      id
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<RemoveTeamMutation, RemoveTeamMutationVariables>;
export const SetExpressionDocument = new TypedDocumentString(`
    mutation SetExpression($input: SetExpressionInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  setExpression(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      ...ExpressionTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment ExpressionTold on Expression {
  id
  text
  metric
  tags {
    name
    value
  }
  conditions {
    func
    op
    rightValue
    maxStep
    priority
    note
    paused
    teams
    callsCanopy
  }
}`) as unknown as TypedDocumentString<SetExpressionMutation, SetExpressionMutationVariables>;
export const RemoveExpressionDocument = new TypedDocumentString(`
    mutation RemoveExpression($input: RemoveExpressionInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  removeExpression(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      code
      message
      path
    }
    subject {
      id
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<RemoveExpressionMutation, RemoveExpressionMutationVariables>;
export const CreateTreeNodeDocument = new TypedDocumentString(`
    mutation CreateTreeNode($input: CreateTreeNodeInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  createTreeNode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      id
      jobName
      level
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CreateTreeNodeMutation, CreateTreeNodeMutationVariables>;
export const RenameTreeNodeDocument = new TypedDocumentString(`
    mutation RenameTreeNode($input: RenameTreeNodeInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  renameTreeNode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      jobName
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RenameTreeNodeMutation, RenameTreeNodeMutationVariables>;
export const MoveTreeNodeDocument = new TypedDocumentString(`
    mutation MoveTreeNode($input: MoveTreeNodeInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  moveTreeNode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      id
      jobName
      aliases {
        jobName
      }
      children(first: 5) {
        nodes {
          jobName
          aliases {
            jobName
          }
        }
      }
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<MoveTreeNodeMutation, MoveTreeNodeMutationVariables>;
export const DeleteTreeNodeDocument = new TypedDocumentString(`
    mutation DeleteTreeNode($input: DeleteTreeNodeInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  deleteTreeNode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      id
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DeleteTreeNodeMutation, DeleteTreeNodeMutationVariables>;
export const AttachHostDocument = new TypedDocumentString(`
    mutation AttachHost($input: AttachHostInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  attachHost(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      attachedHosts
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<AttachHostMutation, AttachHostMutationVariables>;
export const DetachHostDocument = new TypedDocumentString(`
    mutation DetachHost($input: DetachHostInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  detachHost(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      attachedHosts
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DetachHostMutation, DetachHostMutationVariables>;
export const SetFreezeDocument = new TypedDocumentString(`
    mutation SetFreeze($input: SetFreezeInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  setFreeze(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      freezes {
        id
        reason
      }
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<SetFreezeMutation, SetFreezeMutationVariables>;
export const RemoveFreezeDocument = new TypedDocumentString(`
    mutation RemoveFreeze($input: RemoveFreezeInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  removeFreeze(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      freezes {
        id
      }
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RemoveFreezeMutation, RemoveFreezeMutationVariables>;
export const AdoptAppsDocument = new TypedDocumentString(`
    mutation AdoptApps($input: AdoptAppsInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  adoptApps(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      id
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<AdoptAppsMutation, AdoptAppsMutationVariables>;
export const DeployAppDocument = new TypedDocumentString(`
    mutation DeployApp($input: DeployAppInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  deployApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      instances
      memMiB
      version
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DeployAppMutation, DeployAppMutationVariables>;
export const ScaleAppDocument = new TypedDocumentString(`
    mutation ScaleApp($input: ScaleAppInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  scaleApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      instances
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<ScaleAppMutation, ScaleAppMutationVariables>;
export const RestartAppDocument = new TypedDocumentString(`
    mutation RestartApp($input: RestartAppInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  restartApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      instances
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RestartAppMutation, RestartAppMutationVariables>;
export const RollbackAppDocument = new TypedDocumentString(`
    mutation RollbackApp($input: RollbackAppInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  rollbackApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      instances
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RollbackAppMutation, RollbackAppMutationVariables>;
export const DeleteAppDocument = new TypedDocumentString(`
    mutation DeleteApp($input: DeleteAppInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  deleteApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      id
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DeleteAppMutation, DeleteAppMutationVariables>;
export const KillContainerDocument = new TypedDocumentString(`
    mutation KillContainer($input: KillContainerInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  killContainer(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      id
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<KillContainerMutation, KillContainerMutationVariables>;
export const CancelPlanDocument = new TypedDocumentString(`
    mutation CancelPlan($input: CancelPlanInput!, $mode: Mode = APPLY, $planToken: String, $idempotencyKey: String) {
  cancelPlan(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      state
    }
    plan {
      ...PlanTold
    }
    decision {
      ...DecisionTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}
fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CancelPlanMutation, CancelPlanMutationVariables>;
export const VersionDocument = new TypedDocumentString(`
    query Version {
  platform {
    version
  }
}
    `) as unknown as TypedDocumentString<VersionQuery, VersionQueryVariables>;
export const DatasourcesDocument = new TypedDocumentString(`
    query Datasources {
  platform {
    datasources {
      name
      kind
      state
      syncedAt
      lastError
    }
  }
}
    `) as unknown as TypedDocumentString<DatasourcesQuery, DatasourcesQueryVariables>;
export const FreezesDocument = new TypedDocumentString(`
    query Freezes {
  platform {
    freezes {
      id
      treeNode {
        jobName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FreezesQuery, FreezesQueryVariables>;
export const OutageDocument = new TypedDocumentString(`
    query Outage {
  platform {
    version
    datasources {
      name
      state
      lastError
    }
  }
  apps(first: 1) {
    totalCount
    nodes {
      marathonId
      freshness {
        stale
        ageMs
      }
    }
  }
  hosts(first: 1) {
    totalCount
  }
  container(taskId: "x") {
    id
  }
  tree {
    id
  }
}
    `) as unknown as TypedDocumentString<OutageQuery, OutageQueryVariables>;
export const OutsideNowDocument = new TypedDocumentString(`
    query OutsideNow {
  containers(first: 2) {
    nodes {
      docker {
        image
      }
      logs(tail: 1) {
        lines {
          text
        }
      }
    }
  }
  platform {
    datasources {
      name
      url
      state
      lastError
    }
    unreadable {
      id
      problem
    }
  }
}
    `) as unknown as TypedDocumentString<OutsideNowQuery, OutsideNowQueryVariables>;
export const BacktestDocument = new TypedDocumentString(`
    query Backtest($rule: ScalingRuleInput!, $app: String!, $cluster: String, $from: DateTime!, $to: DateTime!, $compareWith: [ScalingRuleInput!]) {
  backtestScalingRule(
    rule: $rule
    app: $app
    cluster: $cluster
    from: $from
    to: $to
    compareWith: $compareWith
  ) {
    userErrors {
      code
      message
      path
    }
    resolutionSeconds
    startSeconds
    containers
    outcome {
      ...BacktestTold
    }
    compared {
      ...BacktestTold
    }
    actual {
      ...BacktestTold
    }
    kubernetes {
      ...BacktestTold
    }
  }
}
    fragment BacktestTold on BacktestOutcome {
  timeline {
    at
    instances
    ready
    needed
  }
  underCapacitySeconds
  overCapacityContainerHours
  scaleOuts
  scaleIns
  directionChanges
}`) as unknown as TypedDocumentString<BacktestQuery, BacktestQueryVariables>;
export const ScalingRulesDocument = new TypedDocumentString(`
    query ScalingRules($filter: ScalingRuleFilter, $first: Int, $after: Cursor) {
  scalingRules(filter: $filter, first: $first, after: $after) {
    nodes {
      ...ScalingRuleTold
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ScalingRuleTold on ScalingRule {
  id
  mode
  min
  max
  metrics {
    metric
    counter
    endpoint
    target
    steps {
      from
      to
      change
      unit
    }
  }
  up {
    stabilisationSeconds
    coolDownSeconds
    policies {
      most
      unit
      periodSeconds
    }
  }
  down {
    stabilisationSeconds
    coolDownSeconds
    policies {
      most
      unit
      periodSeconds
    }
  }
  tolerance
  freshShare
  flaps {
    most
    withinSeconds
  }
  schedule {
    name
    recurrence
    zone
    durationSeconds
    exact
    min
    max
    enabled
    from
    until
  }
  setBy
  app {
    marathonId
  }
  treeNode {
    jobName
  }
}`) as unknown as TypedDocumentString<ScalingRulesQuery, ScalingRulesQueryVariables>;
export const ScalingRulesOfDocument = new TypedDocumentString(`
    query ScalingRulesOf($app: String!, $jobName: JobName!) {
  app(marathonId: $app, cluster: "sandbox") {
    scalingRules {
      ...ScalingRuleTold
    }
  }
  treeNode(jobName: $jobName) {
    scalingRules {
      ...ScalingRuleTold
    }
  }
}
    fragment ScalingRuleTold on ScalingRule {
  id
  mode
  min
  max
  metrics {
    metric
    counter
    endpoint
    target
    steps {
      from
      to
      change
      unit
    }
  }
  up {
    stabilisationSeconds
    coolDownSeconds
    policies {
      most
      unit
      periodSeconds
    }
  }
  down {
    stabilisationSeconds
    coolDownSeconds
    policies {
      most
      unit
      periodSeconds
    }
  }
  tolerance
  freshShare
  flaps {
    most
    withinSeconds
  }
  schedule {
    name
    recurrence
    zone
    durationSeconds
    exact
    min
    max
    enabled
    from
    until
  }
  setBy
  app {
    marathonId
  }
  treeNode {
    jobName
  }
}`) as unknown as TypedDocumentString<ScalingRulesOfQuery, ScalingRulesOfQueryVariables>;
export const SetScalingRuleDocument = new TypedDocumentString(`
    mutation SetScalingRule($input: SetScalingRuleInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  setScalingRule(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    subject {
      ...ScalingRuleTold
    }
    plan {
      ...PlanTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment UserErrorTold on UserError {
  code
  message
  path
}
fragment ScalingRuleTold on ScalingRule {
  id
  mode
  min
  max
  metrics {
    metric
    counter
    endpoint
    target
    steps {
      from
      to
      change
      unit
    }
  }
  up {
    stabilisationSeconds
    coolDownSeconds
    policies {
      most
      unit
      periodSeconds
    }
  }
  down {
    stabilisationSeconds
    coolDownSeconds
    policies {
      most
      unit
      periodSeconds
    }
  }
  tolerance
  freshShare
  flaps {
    most
    withinSeconds
  }
  schedule {
    name
    recurrence
    zone
    durationSeconds
    exact
    min
    max
    enabled
    from
    until
  }
  setBy
  app {
    marathonId
  }
  treeNode {
    jobName
  }
}`) as unknown as TypedDocumentString<SetScalingRuleMutation, SetScalingRuleMutationVariables>;
export const RemoveScalingRuleDocument = new TypedDocumentString(`
    mutation RemoveScalingRule($input: RemoveScalingRuleInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  removeScalingRule(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    subject {
      id
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RemoveScalingRuleMutation, RemoveScalingRuleMutationVariables>;
export const SetScalingModeDocument = new TypedDocumentString(`
    mutation SetScalingMode($input: SetScalingModeInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  setScalingMode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    subject {
      id
      mode
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<SetScalingModeMutation, SetScalingModeMutationVariables>;
export const WhySizeDocument = new TypedDocumentString(`
    query WhySize($id: ID!) {
  why(id: $id) {
    ...DecisionTold
    actor
    causedBy {
      kind
    }
    at
    inputs {
      name
      value
      source
      observedAt
    }
    rejected {
      choice
      reason
    }
    plan {
      ...PlanTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment DecisionTold on Decision {
  outcome
  reason
  inputs {
    name
    value
  }
  rejected {
    choice
    reason
  }
  causes
}`) as unknown as TypedDocumentString<WhySizeQuery, WhySizeQueryVariables>;
export const SchedulesDocument = new TypedDocumentString(`
    query Schedules($filter: ScheduledScalingFilter, $first: Int, $after: Cursor) {
  scheduledScalings(filter: $filter, first: $first, after: $after) {
    nodes {
      ...ScheduleTold
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ScheduleTold on ScheduledScaling {
  id
  name
  recurrence
  zone
  durationSeconds
  exact
  min
  max
  enabled
  from
  until
  executor
  setBy
  app {
    marathonId
  }
  treeNode {
    jobName
  }
}`) as unknown as TypedDocumentString<SchedulesQuery, SchedulesQueryVariables>;
export const SchedulesOfDocument = new TypedDocumentString(`
    query SchedulesOf($app: String!, $jobName: JobName!) {
  app(marathonId: $app, cluster: "sandbox") {
    scheduledScalings {
      ...ScheduleTold
    }
  }
  treeNode(jobName: $jobName) {
    scheduledScalings {
      ...ScheduleTold
    }
  }
}
    fragment ScheduleTold on ScheduledScaling {
  id
  name
  recurrence
  zone
  durationSeconds
  exact
  min
  max
  enabled
  from
  until
  executor
  setBy
  app {
    marathonId
  }
  treeNode {
    jobName
  }
}`) as unknown as TypedDocumentString<SchedulesOfQuery, SchedulesOfQueryVariables>;
export const CalendarDocument = new TypedDocumentString(`
    query Calendar($scope: JobName, $from: DateTime!, $to: DateTime!) {
  scalingCalendar(scope: $scope, from: $from, to: $to) {
    at
    until
    local
    zone
    note
    meant
    exact
    min
    max
    name
    schedule {
      name
    }
    rule {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<CalendarQuery, CalendarQueryVariables>;
export const SetScheduleDocument = new TypedDocumentString(`
    mutation SetSchedule($input: SetScheduledScalingInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  setScheduledScaling(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    subject {
      ...ScheduleTold
    }
    plan {
      ...PlanTold
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment PlanTold on Plan {
  id
  state
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
  blockedBy
}
fragment UserErrorTold on UserError {
  code
  message
  path
}
fragment ScheduleTold on ScheduledScaling {
  id
  name
  recurrence
  zone
  durationSeconds
  exact
  min
  max
  enabled
  from
  until
  executor
  setBy
  app {
    marathonId
  }
  treeNode {
    jobName
  }
}`) as unknown as TypedDocumentString<SetScheduleMutation, SetScheduleMutationVariables>;
export const RemoveScheduleDocument = new TypedDocumentString(`
    mutation RemoveSchedule($input: RemoveScheduledScalingInput!, $mode: Mode, $planToken: String, $idempotencyKey: String) {
  removeScheduledScaling(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    subject {
      id
    }
    userErrors {
      ...UserErrorTold
    }
  }
}
    fragment UserErrorTold on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RemoveScheduleMutation, RemoveScheduleMutationVariables>;
export const WhyNotDocument = new TypedDocumentString(`
    query WhyNot($id: ID!, $action: String!) {
  whyNot(id: $id, action: $action) {
    outcome
    reason
    again
    lastAt
    rejected {
      choice
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<WhyNotQuery, WhyNotQueryVariables>;
export const ScalingDecisionsDocument = new TypedDocumentString(`
    query ScalingDecisions($filter: DecisionFilter, $first: Int, $after: Cursor) {
  scalingDecisions(filter: $filter, first: $first, after: $after) {
    nodes {
      id
      outcome
      reason
      at
      again
      subject {
        id
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ScalingDecisionsQuery, ScalingDecisionsQueryVariables>;
export const ScalingDecisionsToldDocument = new TypedDocumentString(`
    subscription ScalingDecisionsTold($scope: JobName, $after: Cursor) {
  scalingDecisions(scope: $scope, after: $after) {
    __typename
    ... on EventDelivery {
      cursor
      event {
        id
        kind
        subject
        jobName
        summary
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ScalingDecisionsToldSubscription, ScalingDecisionsToldSubscriptionVariables>;
export const ScalingObservedDocument = new TypedDocumentString(`
    query ScalingObserved($app: String!, $from: DateTime, $to: DateTime) {
  app(marathonId: $app, cluster: "sandbox") {
    scalingObserved(from: $from, to: $to) {
      from
      to
      looks
      wouldHave {
        at
        from
        to
      }
      happened {
        at
        from
        to
      }
      underCapacitySeconds
      overCapacityContainerHours
      agreedShare
    }
  }
}
    `) as unknown as TypedDocumentString<ScalingObservedQuery, ScalingObservedQueryVariables>;
export const EventsToldDocument = new TypedDocumentString(`
    subscription EventsTold($filter: EventFilter, $after: Cursor) {
  events(filter: $filter, after: $after) {
    ...Message
  }
}
    fragment Message on EventMessage {
  __typename
  ... on EventDelivery {
    cursor
    event {
      id
      kind
      jobName
      subject
      summary
    }
  }
  ... on Gap {
    from
    to
    missed
    reason
  }
  ... on Heartbeat {
    cursor
    at
  }
}`) as unknown as TypedDocumentString<EventsToldSubscription, EventsToldSubscriptionVariables>;
export const ContainersToldDocument = new TypedDocumentString(`
    subscription ContainersTold($scope: JobName, $after: Cursor) {
  containerChanged(scope: $scope, after: $after) {
    ...Message
  }
}
    fragment Message on EventMessage {
  __typename
  ... on EventDelivery {
    cursor
    event {
      id
      kind
      jobName
      subject
      summary
    }
  }
  ... on Gap {
    from
    to
    missed
    reason
  }
  ... on Heartbeat {
    cursor
    at
  }
}`) as unknown as TypedDocumentString<ContainersToldSubscription, ContainersToldSubscriptionVariables>;
export const PlanToldDocument = new TypedDocumentString(`
    subscription PlanTold($id: ID!, $after: Cursor) {
  planChanged(id: $id, after: $after) {
    ...Message
  }
}
    fragment Message on EventMessage {
  __typename
  ... on EventDelivery {
    cursor
    event {
      id
      kind
      jobName
      subject
      summary
    }
  }
  ... on Gap {
    from
    to
    missed
    reason
  }
  ... on Heartbeat {
    cursor
    at
  }
}`) as unknown as TypedDocumentString<PlanToldSubscription, PlanToldSubscriptionVariables>;
export const CompanyDocument = new TypedDocumentString(`
    query Company {
  tree {
    jobName
    level
    summary {
      apps
      hosts
      containers {
        total
        running
        healthy
        unhealthy
        unknown
      }
    }
    containers(first: 1000) {
      totalCount
      nodes {
        state
        health
        app {
          marathonId
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CompanyQuery, CompanyQueryVariables>;
export const TreeNodeDocument = new TypedDocumentString(`
    query TreeNode($jobName: JobName!) {
  treeNode(jobName: $jobName) {
    id
    name
    jobName
    freezes {
      id
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<TreeNodeQuery, TreeNodeQueryVariables>;
export const HostNodesDocument = new TypedDocumentString(`
    query HostNodes($host: String!) {
  host(name: $host) {
    treeNodes {
      jobName
    }
  }
}
    `) as unknown as TypedDocumentString<HostNodesQuery, HostNodesQueryVariables>;
export const NothingThereDocument = new TypedDocumentString(`
    query NothingThere {
  node(id: "Container:sandbox:no") {
    id
  }
  container(taskId: "no") {
    id
  }
  app(marathonId: "/no") {
    id
  }
  host(name: "no") {
    id
  }
  treeNode(jobName: "cop.no") {
    id
  }
  nope: node(id: "x") {
    id
  }
}
    `) as unknown as TypedDocumentString<NothingThereQuery, NothingThereQueryVariables>;
export const ByIdDocument = new TypedDocumentString(`
    query ById($id: ID!) {
  node(id: $id) {
    id
  }
  nodes(ids: [$id]) {
    id
  }
}
    `) as unknown as TypedDocumentString<ByIdQuery, ByIdQueryVariables>;