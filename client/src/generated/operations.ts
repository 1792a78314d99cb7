/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which apps get their nodes; nothing given: all. */
export type AdoptAppsInput = {
  /** Only of this Marathon. */
  readonly cluster?: string | null | undefined;
  /** Only apps below this Marathon path or JobName; not given: all. */
  readonly scope?: string | null | undefined;
};

/** Which apps; all that is given must hold. */
export type AppFilter = {
  /** Of this Marathon. */
  readonly cluster?: string | null | undefined;
  /** Whether a deployment holds it. */
  readonly deploying?: boolean | null | undefined;
  /** A part of the Marathon id. */
  readonly idContains?: string | null | undefined;
  /** With this label. */
  readonly label?: LabelFilter | null | undefined;
  /** At or below this node. */
  readonly scope?: string | null | undefined;
  /** Whether it hangs on no node. */
  readonly unassigned?: boolean | null | undefined;
};

/** A host, and the node that it is attached to. */
export type AttachHostInput = {
  /** The host, by name. */
  readonly host: string;
  /** The node. */
  readonly jobName: string;
};

/** Which entries; all that is given must hold. */
export type AuditFilter = {
  /** This action. */
  readonly action?: string | null | undefined;
  /** Of this actor. */
  readonly actor?: string | null | undefined;
  /** Not before. */
  readonly from?: string | null | undefined;
  /** This outcome. */
  readonly outcome?: string | null | undefined;
  /** At or below this node, by the name it had at the time. */
  readonly scope?: string | null | undefined;
  /** Before. */
  readonly to?: string | null | undefined;
};

/** A deployment to cancel, and how. */
export type CancelDeploymentInput = {
  /** The Marathon. */
  readonly cluster?: string | null | undefined;
  /** Marathon's deployment id. */
  readonly deployment: string;
  /** True unless told: go back to what was before by a new deployment. False: stop where it stands. */
  readonly rollback?: boolean | null | undefined;
};

/** A plan to give up. */
export type CancelPlanInput = {
  /** The plan. */
  readonly id: string;
};

/** An app whose label claims a node. */
export type ConfirmPlacementInput = {
  /** Marathon id of the app whose label `jobname` names the node. */
  readonly app: string;
  /** The Marathon, where several run the app. */
  readonly cluster?: string | null | undefined;
};

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

/** What a token is for, what it may do, and until when. */
export type CreateApiTokenInput = {
  /** When it ends; 366 days from now at most. */
  readonly expiresAt: string;
  /** What it is for; 1 to 100 characters. */
  readonly label: string;
  /** 1 to 50. */
  readonly scopes: ReadonlyArray<TokenScopeInput>;
};

/** A node to create, and where. */
export type CreateTreeNodeInput = {
  /** If given, it must be the level below the parent. */
  readonly level?: TreeLevel | null | undefined;
  /** a-z, 0-9 and, between them, "-"; at most 63. */
  readonly name: string;
  /** The node it hangs below; not given: a company. */
  readonly parent?: string | null | undefined;
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

/** What one action of a deployment does. */
export type DeploymentActionKind =
  | 'RESOLVE_ARTIFACTS'
  | 'RESTART_APPLICATION'
  | 'RESTART_POD'
  | 'SCALE_APPLICATION'
  | 'SCALE_POD'
  | 'START_APPLICATION'
  | 'START_POD'
  | 'STOP_APPLICATION'
  | 'STOP_POD'
  | 'UNKNOWN';

/** A host, and the node that it is detached from. */
export type DetachHostInput = {
  /** The host, by name. */
  readonly host: string;
  /** The node. */
  readonly jobName: string;
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

/** HEALTHY: every check passed at its last run. UNKNOWN: no health check, or none has run yet. That is not UNHEALTHY. */
export type Health =
  | 'HEALTHY'
  | 'UNHEALTHY'
  | 'UNKNOWN';

/** What holds a role: a USER, a GROUP of users, or an API TOKEN. */
export type HolderKind =
  | 'GROUP'
  | 'TOKEN'
  | 'USER';

/** Which hosts; all that is given must hold. */
export type HostFilter = {
  /** Whether the agent is active. */
  readonly active?: boolean | null | undefined;
  /** A part of the name. */
  readonly nameContains?: string | null | undefined;
  /** Attached at or below this node, or running a container there. Tags at its end select among them: `_loc` and `_idc` by the attributes of the agent that are called so, `_status.active` and `_status.inactive`. */
  readonly scope?: string | null | undefined;
};

/** A task to end. */
export type KillContainerInput = {
  /** Also ask for one instance less. */
  readonly scale?: boolean | null | undefined;
  /** The task. Marathon starts another in its place, unless `scale`. */
  readonly taskId: string;
};

/** Apps with a label. */
export type LabelFilter = {
  /** The name of the label. */
  readonly name: string;
  /** Its value; not given: any. */
  readonly value?: string | null | undefined;
};

/** Which output. */
export type LogStream =
  | 'STDERR'
  | 'STDOUT';

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

/** A freeze to end. */
export type RemoveFreezeInput = {
  /** The freeze. */
  readonly id: string;
};

/** Whose role goes, and where. */
export type RemoveRoleBindingInput = {
  /** As the binding has it. */
  readonly holder: string;
  /** The node; not given: the root. */
  readonly jobName?: string | null | undefined;
  /** What it is bound to. */
  readonly kind: HolderKind;
};

/** An old name to let go of. */
export type RemoveTreeAliasInput = {
  /** The old name that shall no longer find the node. */
  readonly alias: string;
};

/** A node, and its new name. */
export type RenameTreeNodeInput = {
  /** The node. */
  readonly jobName: string;
  /** Its new name. The old JobNames of the node and of all below it stay as aliases. */
  readonly name: string;
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

/** A token to end. */
export type RevokeApiTokenInput = {
  /** Its id. */
  readonly id: string;
};

/** From the least; each may do all that those before it may, on its node and on all below. VIEWER sees. DEVELOPER deploys, scales, restarts and rolls back apps, and reads logs. OPERATOR kills containers, attaches hosts and cancels deployments. OWNER changes the tree, freezes, deletes apps and gives roles. ADMIN, at the root alone, may everything. */
export type Role =
  | 'ADMIN'
  | 'DEVELOPER'
  | 'OPERATOR'
  | 'OWNER'
  | 'VIEWER';

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

/** Who gets which role, and where. */
export type SetRoleBindingInput = {
  /** A name or group as `viewer { name groups }` shows it, or the id of a token. */
  readonly holder: string;
  /** The node; not given: the root, which is for administrators. */
  readonly jobName?: string | null | undefined;
  /** What it is bound to. */
  readonly kind: HolderKind;
  /** In place of what they hold on this very node. ADMIN is for the root. */
  readonly role: Role;
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

/** Where a token may act, and as what at most. */
export type TokenScopeInput = {
  /** On this node and all below; not given: wherever its owner may. */
  readonly jobName?: string | null | undefined;
  /** At most this; never more than its owner holds there. */
  readonly role: Role;
};

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

export type ViewerQueryVariables = Exact<{
  action: string;
  on?: string | null | undefined;
}>;


export type ViewerQuery = { readonly viewer: { readonly name: string, readonly kind: string, readonly groups: ReadonlyArray<string>, readonly expiresAt: string | null, readonly roles: ReadonlyArray<Role> | null, readonly can: boolean | null, readonly holds: ReadonlyArray<{ readonly role: Role, readonly treeNode: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null } | null> | null, readonly apiTokens: ReadonlyArray<{ readonly id: string, readonly label: string, readonly owner: string, readonly createdAt: string, readonly expiresAt: string, readonly lastUsedAt: string | null, readonly scopes: ReadonlyArray<{ readonly role: Role, readonly treeNode: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null } | null> | null } | null> | null } | null };

export type RoleBindingsQueryVariables = Exact<{
  jobName: string;
}>;


export type RoleBindingsQuery = { readonly treeNode: { readonly partial: boolean, readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly kind: HolderKind, readonly holder: string, readonly role: Role, readonly setBy: string, readonly setAt: string }> | null } | null };

export type AuditLogQueryVariables = Exact<{
  filter?: AuditFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { readonly auditLog: { readonly partial: boolean, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly at: string, readonly actor: string, readonly address: string | null, readonly action: string, readonly outcome: string, readonly code: string | null, readonly subject: string | null, readonly jobName: string | null, readonly requestId: string | null, readonly detail: unknown, readonly count: number, readonly plan: { readonly id: string, readonly state: PlanState } | null } | null> } | null };

export type HeldRolePartsFragment = { readonly role: Role, readonly treeNode: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null };

export type RoleBindingPartsFragment = { readonly id: string, readonly kind: HolderKind, readonly holder: string, readonly role: Role, readonly setBy: string, readonly setAt: string };

export type ApiTokenPartsFragment = { readonly id: string, readonly label: string, readonly owner: string, readonly createdAt: string, readonly expiresAt: string, readonly lastUsedAt: string | null, readonly scopes: ReadonlyArray<{ readonly role: Role, readonly treeNode: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null } | null> | null };

export type SetRoleBindingMutationVariables = Exact<{
  input: SetRoleBindingInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetRoleBindingMutation = { readonly setRoleBinding: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly kind: HolderKind, readonly holder: string, readonly role: Role, readonly setBy: string, readonly setAt: string }> | null } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RemoveRoleBindingMutationVariables = Exact<{
  input: RemoveRoleBindingInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveRoleBindingMutation = { readonly removeRoleBinding: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly kind: HolderKind, readonly holder: string, readonly role: Role, readonly setBy: string, readonly setAt: string }> | null } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type CreateApiTokenMutationVariables = Exact<{
  input: CreateApiTokenInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateApiTokenMutation = { readonly createApiToken: { readonly cursor: string | null, readonly planToken: string | null, readonly secret: string | null, readonly subject: { readonly id: string, readonly label: string, readonly owner: string, readonly createdAt: string, readonly expiresAt: string, readonly lastUsedAt: string | null, readonly scopes: ReadonlyArray<{ readonly role: Role, readonly treeNode: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null } | null> | null } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RevokeApiTokenMutationVariables = Exact<{
  input: RevokeApiTokenInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RevokeApiTokenMutation = { readonly revokeApiToken: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly label: string, readonly owner: string, readonly createdAt: string, readonly expiresAt: string, readonly lastUsedAt: string | null, readonly scopes: ReadonlyArray<{ readonly role: Role, readonly treeNode: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null } | null> | null } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type AppsQueryVariables = Exact<{
  filter?: AppFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppsQuery = { readonly apps: { readonly totalCount: number | null, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean, readonly unassigned: { readonly reason: string, readonly message: string } | null } | null> } | null };

export type AppDetailQueryVariables = Exact<{
  marathonId: string;
  cluster?: string | null | undefined;
  versions?: number | null | undefined;
}>;


export type AppDetailQuery = { readonly app: { readonly command: string | null, readonly diskMiB: number, readonly gpus: number, readonly version: string, readonly lastScalingAt: string | null, readonly lastConfigChangeAt: string | null, readonly problem: string | null, readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean, readonly labels: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly lastTaskFailure: { readonly taskId: string, readonly state: string, readonly message: string, readonly host: string | null, readonly at: string, readonly version: string | null } | null, readonly treeNode: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly unassigned: { readonly reason: string, readonly message: string } | null, readonly deployments: ReadonlyArray<{ readonly id: string, readonly deploymentId: string, readonly cluster: string, readonly version: string, readonly affectedApps: ReadonlyArray<string>, readonly currentStep: number, readonly totalSteps: number, readonly currentActions: ReadonlyArray<{ readonly action: DeploymentActionKind, readonly target: string }> }>, readonly pending: { readonly count: number, readonly since: string | null, readonly delayMs: number, readonly overdue: boolean, readonly processedOffers: number | null, readonly unusedOffers: number | null, readonly lastUnusedOfferAt: string | null, readonly lastUsedOfferAt: string | null, readonly reasons: ReadonlyArray<{ readonly reason: string, readonly declined: number, readonly processed: number }> } | null, readonly versions: ReadonlyArray<{ readonly version: string, readonly current: boolean, readonly image: string | null, readonly command: string | null, readonly instances: number, readonly cpus: number, readonly memMiB: number, readonly labels: ReadonlyArray<{ readonly name: string, readonly value: string }> }> | null, readonly freshness: { readonly source: string, readonly observedAt: string, readonly ageMs: number, readonly stale: boolean } } | null };

export type ContainersQueryVariables = Exact<{
  filter?: ContainerFilter | null | undefined;
  orderBy?: ContainerOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ContainersQuery = { readonly containers: { readonly totalCount: number | null, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly taskId: string, readonly state: ContainerState, readonly health: Health, readonly ip: string | null, readonly ports: ReadonlyArray<number>, readonly hostName: string | null, readonly startedAt: string | null, readonly cpus: number, readonly memMiB: number, readonly app: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null } | null } | null> } | null };

export type NodeContainersQueryVariables = Exact<{
  jobName: string;
  filter?: ContainerFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type NodeContainersQuery = { readonly treeNode: { readonly id: string, readonly containers: { readonly totalCount: number | null, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly taskId: string, readonly state: ContainerState, readonly health: Health, readonly ip: string | null, readonly ports: ReadonlyArray<number>, readonly hostName: string | null, readonly startedAt: string | null, readonly cpus: number, readonly memMiB: number, readonly app: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null } | null } | null> } | null } | null };

export type ContainerDetailQueryVariables = Exact<{
  taskId: string;
}>;


export type ContainerDetailQuery = { readonly container: { readonly cluster: string, readonly stagedAt: string | null, readonly version: string | null, readonly id: string, readonly taskId: string, readonly state: ContainerState, readonly health: Health, readonly ip: string | null, readonly ports: ReadonlyArray<number>, readonly hostName: string | null, readonly startedAt: string | null, readonly cpus: number, readonly memMiB: number, readonly host: { readonly id: string, readonly name: string, readonly ip: string | null, readonly active: boolean } | null, readonly docker: { readonly dockerId: string, readonly name: string, readonly image: string, readonly status: string, readonly pid: number | null, readonly exitCode: number | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly restartCount: number, readonly oomKilled: boolean, readonly oomKills: number | null, readonly limits: { readonly cpus: number | null, readonly cpuShares: number | null, readonly memMiB: number | null, readonly pids: number | null }, readonly usage: { readonly cpus: number | null, readonly memMiB: number | null, readonly pids: number | null, readonly readMiB: number | null, readonly writtenMiB: number | null, readonly receivedMiB: number | null, readonly sentMiB: number | null } | null, readonly throttling: { readonly periods: number, readonly throttledPeriods: number, readonly throttledMs: number } | null } | null, readonly filesystems: ReadonlyArray<{ readonly kind: FilesystemKind, readonly driver: string | null, readonly mountPoint: string, readonly source: string | null, readonly readOnly: boolean, readonly sizeMiB: number | null, readonly usedMiB: number | null }> | null, readonly network: { readonly mode: string, readonly ip: string | null, readonly mac: string | null, readonly gateway: string | null } | null, readonly freshness: { readonly source: string, readonly observedAt: string, readonly ageMs: number, readonly stale: boolean }, readonly app: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null } | null } | null };

export type ContainerLogsQueryVariables = Exact<{
  taskId: string;
  tail?: number | null | undefined;
  stream?: LogStream | null | undefined;
}>;


export type ContainerLogsQuery = { readonly container: { readonly id: string, readonly logs: { readonly lines: ReadonlyArray<{ readonly at: string | null, readonly stream: LogStream, readonly text: string }> } | null } | null };

export type EventsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type EventsQuery = { readonly events: { readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
      | { readonly body: unknown, readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null }
     | null> } | null };

export type NodeLineFragment = { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel };

export type SummaryPartsFragment = { readonly apps: number, readonly instances: number, readonly hosts: number, readonly firingAlarms: number | null, readonly containers: { readonly total: number, readonly running: number, readonly staged: number, readonly other: number, readonly healthy: number, readonly unhealthy: number, readonly unknown: number }, readonly cpus: { readonly asked: number, readonly used: number | null }, readonly memMiB: { readonly asked: number, readonly used: number | null } };

export type PagePartsFragment = { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null };

export type FreshnessPartsFragment = { readonly source: string, readonly observedAt: string, readonly ageMs: number, readonly stale: boolean };

export type ContainerLineFragment = { readonly id: string, readonly taskId: string, readonly state: ContainerState, readonly health: Health, readonly ip: string | null, readonly ports: ReadonlyArray<number>, readonly hostName: string | null, readonly startedAt: string | null, readonly cpus: number, readonly memMiB: number, readonly app: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null } | null };

export type AppLineFragment = { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean };

export type DeploymentPartsFragment = { readonly id: string, readonly deploymentId: string, readonly cluster: string, readonly version: string, readonly affectedApps: ReadonlyArray<string>, readonly currentStep: number, readonly totalSteps: number, readonly currentActions: ReadonlyArray<{ readonly action: DeploymentActionKind, readonly target: string }> };

export type FreezePartsFragment = { readonly id: string, readonly reason: string, readonly setBy: string, readonly from: string, readonly until: string | null };

type EventLine_AccessEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_AlarmEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_AppEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_ContainerEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_ControllerEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_DecisionEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_DeploymentEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_FreezeEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_HostEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_MonitoringEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_PlanEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_ScalingEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_SourceEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

type EventLine_TreeNodeEvent_Fragment = { readonly id: string, readonly cursor: string, readonly at: string, readonly kind: EventKind, readonly jobName: string | null, readonly actor: string, readonly summary: string, readonly subject: string | null };

export type EventLineFragment =
  | EventLine_AccessEvent_Fragment
  | EventLine_AlarmEvent_Fragment
  | EventLine_AppEvent_Fragment
  | EventLine_ContainerEvent_Fragment
  | EventLine_ControllerEvent_Fragment
  | EventLine_DecisionEvent_Fragment
  | EventLine_DeploymentEvent_Fragment
  | EventLine_FreezeEvent_Fragment
  | EventLine_HostEvent_Fragment
  | EventLine_MonitoringEvent_Fragment
  | EventLine_PlanEvent_Fragment
  | EventLine_ScalingEvent_Fragment
  | EventLine_SourceEvent_Fragment
  | EventLine_TreeNodeEvent_Fragment
;

export type PlanPartsFragment = { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> };

export type DecisionPartsFragment = { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> };

export type UserErrorPartsFragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> };

export type HostsQueryVariables = Exact<{
  filter?: HostFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type HostsQuery = { readonly hosts: { readonly totalCount: number | null, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly ip: string | null, readonly active: boolean, readonly agentId: string | null, readonly version: string | null, readonly registeredAt: string | null, readonly cpus: number | null, readonly usedCpus: number | null, readonly memMiB: number | null, readonly usedMemMiB: number | null, readonly diskMiB: number | null, readonly attributes: ReadonlyArray<{ readonly name: string, readonly value: string }>, readonly freshness: { readonly source: string, readonly observedAt: string, readonly ageMs: number, readonly stale: boolean } } | null> } | null };

export type CreateTreeNodeMutationVariables = Exact<{
  input: CreateTreeNodeInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateTreeNodeMutation = { readonly createTreeNode: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RenameTreeNodeMutationVariables = Exact<{
  input: RenameTreeNodeInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RenameTreeNodeMutation = { readonly renameTreeNode: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type MoveTreeNodeMutationVariables = Exact<{
  input: MoveTreeNodeInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type MoveTreeNodeMutation = { readonly moveTreeNode: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type DeleteTreeNodeMutationVariables = Exact<{
  input: DeleteTreeNodeInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeleteTreeNodeMutation = { readonly deleteTreeNode: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RemoveTreeAliasMutationVariables = Exact<{
  input: RemoveTreeAliasInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveTreeAliasMutation = { readonly removeTreeAlias: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type AttachHostMutationVariables = Exact<{
  input: AttachHostInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type AttachHostMutation = { readonly attachHost: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type DetachHostMutationVariables = Exact<{
  input: DetachHostInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DetachHostMutation = { readonly detachHost: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type AdoptAppsMutationVariables = Exact<{
  input: AdoptAppsInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type AdoptAppsMutation = { readonly adoptApps: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type ConfirmPlacementMutationVariables = Exact<{
  input: ConfirmPlacementInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type ConfirmPlacementMutation = { readonly confirmPlacement: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type DeployAppMutationVariables = Exact<{
  input: DeployAppInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeployAppMutation = { readonly deployApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type ScaleAppMutationVariables = Exact<{
  input: ScaleAppInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type ScaleAppMutation = { readonly scaleApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RestartAppMutationVariables = Exact<{
  input: RestartAppInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RestartAppMutation = { readonly restartApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RollbackAppMutationVariables = Exact<{
  input: RollbackAppInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RollbackAppMutation = { readonly rollbackApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type DeleteAppMutationVariables = Exact<{
  input: DeleteAppInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeleteAppMutation = { readonly deleteApp: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null, readonly image: string | null, readonly cpus: number, readonly memMiB: number, readonly instances: number, readonly tasksRunning: number, readonly tasksStaged: number, readonly tasksHealthy: number, readonly tasksUnhealthy: number, readonly deploying: boolean } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type KillContainerMutationVariables = Exact<{
  input: KillContainerInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type KillContainerMutation = { readonly killContainer: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly taskId: string, readonly state: ContainerState, readonly health: Health, readonly ip: string | null, readonly ports: ReadonlyArray<number>, readonly hostName: string | null, readonly startedAt: string | null, readonly cpus: number, readonly memMiB: number, readonly app: { readonly id: string, readonly marathonId: string, readonly cluster: string, readonly jobName: string | null } | null } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type CancelDeploymentMutationVariables = Exact<{
  input: CancelDeploymentInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type CancelDeploymentMutation = { readonly cancelDeployment: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly deploymentId: string, readonly cluster: string, readonly version: string, readonly affectedApps: ReadonlyArray<string>, readonly currentStep: number, readonly totalSteps: number, readonly currentActions: ReadonlyArray<{ readonly action: DeploymentActionKind, readonly target: string }> } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type CancelPlanMutationVariables = Exact<{
  input: CancelPlanInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type CancelPlanMutation = { readonly cancelPlan: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type SetFreezeMutationVariables = Exact<{
  input: SetFreezeInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetFreezeMutation = { readonly setFreeze: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly freezes: ReadonlyArray<{ readonly id: string, readonly reason: string, readonly setBy: string, readonly from: string, readonly until: string | null }> | null } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type RemoveFreezeMutationVariables = Exact<{
  input: RemoveFreezeInput;
  mode?: Mode;
  planToken?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RemoveFreezeMutation = { readonly removeFreeze: { readonly cursor: string | null, readonly planToken: string | null, readonly subject: { readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly freezes: ReadonlyArray<{ readonly id: string, readonly reason: string, readonly setBy: string, readonly from: string, readonly until: string | null }> | null } | null, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }> } | null };

export type PlanQueryVariables = Exact<{
  id: string;
}>;


export type PlanQuery = { readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly decision: { readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null };

export type WhyQueryVariables = Exact<{
  id: string;
  at?: string | null | undefined;
}>;


export type WhyQuery = { readonly why: ReadonlyArray<{ readonly id: string, readonly actor: string, readonly at: string, readonly outcome: string, readonly reason: string, readonly causes: ReadonlyArray<string>, readonly plan: { readonly id: string, readonly mutation: string, readonly state: PlanState, readonly createdAt: string, readonly expiresAt: string, readonly blockedBy: ReadonlyArray<string>, readonly steps: ReadonlyArray<{ readonly system: string, readonly verb: string, readonly target: string, readonly before: string | null, readonly after: string | null, readonly outcome: StepOutcome }> } | null, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string, readonly source: string | null, readonly observedAt: string | null }>, readonly rejected: ReadonlyArray<{ readonly choice: string, readonly reason: string }> } | null> | null };

export type PlatformQueryVariables = Exact<{ [key: string]: never; }>;


export type PlatformQuery = { readonly viewer: { readonly name: string, readonly kind: string, readonly roles: ReadonlyArray<Role> | null } | null, readonly platform: { readonly version: string, readonly datasources: ReadonlyArray<{ readonly name: string, readonly kind: string, readonly state: string, readonly syncedAt: string | null, readonly ageMs: number | null }>, readonly freezes: ReadonlyArray<{ readonly id: string, readonly reason: string, readonly setBy: string, readonly from: string, readonly until: string | null } | null> | null } | null };

export type DeploymentsQueryVariables = Exact<{
  cluster?: string | null | undefined;
}>;


export type DeploymentsQuery = { readonly deployments: ReadonlyArray<{ readonly id: string, readonly deploymentId: string, readonly cluster: string, readonly version: string, readonly affectedApps: ReadonlyArray<string>, readonly currentStep: number, readonly totalSteps: number, readonly freshness: { readonly source: string, readonly observedAt: string, readonly ageMs: number, readonly stale: boolean }, readonly currentActions: ReadonlyArray<{ readonly action: DeploymentActionKind, readonly target: string }> } | null> | null };

export type CompanyOverviewQueryVariables = Exact<{
  root?: string | null | undefined;
  first?: number | null | undefined;
}>;


export type CompanyOverviewQuery = { readonly tree: ReadonlyArray<{ readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly summary: { readonly apps: number, readonly instances: number, readonly hosts: number, readonly firingAlarms: number | null, readonly containers: { readonly total: number, readonly running: number, readonly staged: number, readonly other: number, readonly healthy: number, readonly unhealthy: number, readonly unknown: number }, readonly cpus: { readonly asked: number, readonly used: number | null }, readonly memMiB: { readonly asked: number, readonly used: number | null } } | null, readonly children: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly summary: { readonly apps: number, readonly instances: number, readonly hosts: number, readonly firingAlarms: number | null, readonly containers: { readonly total: number, readonly running: number, readonly staged: number, readonly other: number, readonly healthy: number, readonly unhealthy: number, readonly unknown: number }, readonly cpus: { readonly asked: number, readonly used: number | null }, readonly memMiB: { readonly asked: number, readonly used: number | null } } | null } | null> } } | null> | null };

export type NodePageQueryVariables = Exact<{
  jobName: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type NodePageQuery = { readonly treeNode: { readonly createdAt: string | null, readonly attachedHosts: ReadonlyArray<string> | null, readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly aliases: ReadonlyArray<{ readonly jobName: string, readonly since: string }> | null, readonly ancestors: ReadonlyArray<{ readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel }>, readonly freezes: ReadonlyArray<{ readonly id: string, readonly reason: string, readonly setBy: string, readonly from: string, readonly until: string | null }> | null, readonly summary: { readonly apps: number, readonly instances: number, readonly hosts: number, readonly firingAlarms: number | null, readonly containers: { readonly total: number, readonly running: number, readonly staged: number, readonly other: number, readonly healthy: number, readonly unhealthy: number, readonly unknown: number }, readonly cpus: { readonly asked: number, readonly used: number | null }, readonly memMiB: { readonly asked: number, readonly used: number | null } } | null, readonly children: { readonly totalCount: number | null, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel, readonly summary: { readonly apps: number, readonly instances: number, readonly hosts: number, readonly firingAlarms: number | null, readonly containers: { readonly total: number, readonly running: number, readonly staged: number, readonly other: number, readonly healthy: number, readonly unhealthy: number, readonly unknown: number }, readonly cpus: { readonly asked: number, readonly used: number | null }, readonly memMiB: { readonly asked: number, readonly used: number | null } } | null } | null> } } | null };

export type SearchTreeQueryVariables = Exact<{
  text: string;
  level?: TreeLevel | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchTreeQuery = { readonly searchTree: { readonly totalCount: number | null, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly jobName: string, readonly name: string, readonly level: TreeLevel } | null> } | null };

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
export const RoleBindingPartsFragmentDoc = new TypedDocumentString(`
    fragment RoleBindingParts on RoleBinding {
  id
  kind
  holder
  role
  setBy
  setAt
}
    `, {"fragmentName":"RoleBindingParts"}) as unknown as TypedDocumentString<RoleBindingPartsFragment, unknown>;
export const NodeLineFragmentDoc = new TypedDocumentString(`
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
    `, {"fragmentName":"NodeLine"}) as unknown as TypedDocumentString<NodeLineFragment, unknown>;
export const HeldRolePartsFragmentDoc = new TypedDocumentString(`
    fragment HeldRoleParts on HeldRole {
  role
  treeNode {
    ...NodeLine
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}`, {"fragmentName":"HeldRoleParts"}) as unknown as TypedDocumentString<HeldRolePartsFragment, unknown>;
export const ApiTokenPartsFragmentDoc = new TypedDocumentString(`
    fragment ApiTokenParts on ApiToken {
  id
  label
  owner
  createdAt
  expiresAt
  lastUsedAt
  scopes {
    ...HeldRoleParts
  }
}
    fragment HeldRoleParts on HeldRole {
  role
  treeNode {
    ...NodeLine
  }
}
fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}`, {"fragmentName":"ApiTokenParts"}) as unknown as TypedDocumentString<ApiTokenPartsFragment, unknown>;
export const SummaryPartsFragmentDoc = new TypedDocumentString(`
    fragment SummaryParts on TreeSummary {
  apps
  instances
  hosts
  firingAlarms
  containers {
    total
    running
    staged
    other
    healthy
    unhealthy
    unknown
  }
  cpus {
    asked
    used
  }
  memMiB {
    asked
    used
  }
}
    `, {"fragmentName":"SummaryParts"}) as unknown as TypedDocumentString<SummaryPartsFragment, unknown>;
export const PagePartsFragmentDoc = new TypedDocumentString(`
    fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
    `, {"fragmentName":"PageParts"}) as unknown as TypedDocumentString<PagePartsFragment, unknown>;
export const FreshnessPartsFragmentDoc = new TypedDocumentString(`
    fragment FreshnessParts on Freshness {
  source
  observedAt
  ageMs
  stale
}
    `, {"fragmentName":"FreshnessParts"}) as unknown as TypedDocumentString<FreshnessPartsFragment, unknown>;
export const ContainerLineFragmentDoc = new TypedDocumentString(`
    fragment ContainerLine on Container {
  id
  taskId
  state
  health
  ip
  ports
  hostName
  startedAt
  cpus
  memMiB
  app {
    id
    marathonId
    cluster
    jobName
  }
}
    `, {"fragmentName":"ContainerLine"}) as unknown as TypedDocumentString<ContainerLineFragment, unknown>;
export const AppLineFragmentDoc = new TypedDocumentString(`
    fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}
    `, {"fragmentName":"AppLine"}) as unknown as TypedDocumentString<AppLineFragment, unknown>;
export const DeploymentPartsFragmentDoc = new TypedDocumentString(`
    fragment DeploymentParts on Deployment {
  id
  deploymentId
  cluster
  version
  affectedApps
  currentStep
  totalSteps
  currentActions {
    action
    target
  }
}
    `, {"fragmentName":"DeploymentParts"}) as unknown as TypedDocumentString<DeploymentPartsFragment, unknown>;
export const FreezePartsFragmentDoc = new TypedDocumentString(`
    fragment FreezeParts on Freeze {
  id
  reason
  setBy
  from
  until
}
    `, {"fragmentName":"FreezeParts"}) as unknown as TypedDocumentString<FreezePartsFragment, unknown>;
export const EventLineFragmentDoc = new TypedDocumentString(`
    fragment EventLine on Event {
  id
  cursor
  at
  kind
  jobName
  actor
  summary
  subject
}
    `, {"fragmentName":"EventLine"}) as unknown as TypedDocumentString<EventLineFragment, unknown>;
export const PlanPartsFragmentDoc = new TypedDocumentString(`
    fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
    `, {"fragmentName":"PlanParts"}) as unknown as TypedDocumentString<PlanPartsFragment, unknown>;
export const DecisionPartsFragmentDoc = new TypedDocumentString(`
    fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
    `, {"fragmentName":"DecisionParts"}) as unknown as TypedDocumentString<DecisionPartsFragment, unknown>;
export const UserErrorPartsFragmentDoc = new TypedDocumentString(`
    fragment UserErrorParts on UserError {
  code
  message
  path
}
    `, {"fragmentName":"UserErrorParts"}) as unknown as TypedDocumentString<UserErrorPartsFragment, unknown>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer($action: String!, $on: ID) {
  viewer {
    name
    kind
    groups
    expiresAt
    roles
    holds {
      ...HeldRoleParts
    }
    can(action: $action, on: $on)
    apiTokens {
      ...ApiTokenParts
    }
  }
}
    fragment HeldRoleParts on HeldRole {
  role
  treeNode {
    ...NodeLine
  }
}
fragment ApiTokenParts on ApiToken {
  id
  label
  owner
  createdAt
  expiresAt
  lastUsedAt
  scopes {
    ...HeldRoleParts
  }
}
fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}`) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const RoleBindingsDocument = new TypedDocumentString(`
    query RoleBindings($jobName: JobName!) {
  treeNode(jobName: $jobName) {
    ...NodeLine
    partial
    roleBindings {
      ...RoleBindingParts
    }
  }
}
    fragment RoleBindingParts on RoleBinding {
  id
  kind
  holder
  role
  setBy
  setAt
}
fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}`) as unknown as TypedDocumentString<RoleBindingsQuery, RoleBindingsQueryVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($filter: AuditFilter, $first: Int, $after: Cursor) {
  auditLog(filter: $filter, first: $first, after: $after) {
    partial
    pageInfo {
      ...PageParts
    }
    nodes {
      at
      actor
      address
      action
      outcome
      code
      subject
      jobName
      requestId
      detail
      count
      plan {
        id
        state
      }
    }
  }
}
    fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const SetRoleBindingDocument = new TypedDocumentString(`
    mutation SetRoleBinding($input: SetRoleBindingInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  setRoleBinding(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
      roleBindings {
        ...RoleBindingParts
      }
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment RoleBindingParts on RoleBinding {
  id
  kind
  holder
  role
  setBy
  setAt
}
fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<SetRoleBindingMutation, SetRoleBindingMutationVariables>;
export const RemoveRoleBindingDocument = new TypedDocumentString(`
    mutation RemoveRoleBinding($input: RemoveRoleBindingInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  removeRoleBinding(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
      roleBindings {
        ...RoleBindingParts
      }
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment RoleBindingParts on RoleBinding {
  id
  kind
  holder
  role
  setBy
  setAt
}
fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RemoveRoleBindingMutation, RemoveRoleBindingMutationVariables>;
export const CreateApiTokenDocument = new TypedDocumentString(`
    mutation CreateApiToken($input: CreateApiTokenInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  createApiToken(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    secret
    subject {
      ...ApiTokenParts
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment HeldRoleParts on HeldRole {
  role
  treeNode {
    ...NodeLine
  }
}
fragment ApiTokenParts on ApiToken {
  id
  label
  owner
  createdAt
  expiresAt
  lastUsedAt
  scopes {
    ...HeldRoleParts
  }
}
fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CreateApiTokenMutation, CreateApiTokenMutationVariables>;
export const RevokeApiTokenDocument = new TypedDocumentString(`
    mutation RevokeApiToken($input: RevokeApiTokenInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  revokeApiToken(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...ApiTokenParts
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment HeldRoleParts on HeldRole {
  role
  treeNode {
    ...NodeLine
  }
}
fragment ApiTokenParts on ApiToken {
  id
  label
  owner
  createdAt
  expiresAt
  lastUsedAt
  scopes {
    ...HeldRoleParts
  }
}
fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RevokeApiTokenMutation, RevokeApiTokenMutationVariables>;
export const AppsDocument = new TypedDocumentString(`
    query Apps($filter: AppFilter, $first: Int = 100, $after: Cursor) {
  apps(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo {
      ...PageParts
    }
    nodes {
      ...AppLine
      unassigned {
        reason
        message
      }
    }
  }
}
    fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}`) as unknown as TypedDocumentString<AppsQuery, AppsQueryVariables>;
export const AppDetailDocument = new TypedDocumentString(`
    query AppDetail($marathonId: String!, $cluster: String, $versions: Int = 5) {
  app(marathonId: $marathonId, cluster: $cluster) {
    ...AppLine
    command
    diskMiB
    gpus
    version
    lastScalingAt
    lastConfigChangeAt
    problem
    labels {
      name
      value
    }
    lastTaskFailure {
      taskId
      state
      message
      host
      at
      version
    }
    treeNode {
      ...NodeLine
    }
    unassigned {
      reason
      message
    }
    deployments {
      ...DeploymentParts
    }
    pending {
      count
      since
      delayMs
      overdue
      processedOffers
      unusedOffers
      lastUnusedOfferAt
      lastUsedOfferAt
      reasons {
        reason
        declined
        processed
      }
    }
    versions(first: $versions) {
      version
      current
      image
      command
      instances
      cpus
      memMiB
      labels {
        name
        value
      }
    }
    freshness {
      ...FreshnessParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment FreshnessParts on Freshness {
  source
  observedAt
  ageMs
  stale
}
fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}
fragment DeploymentParts on Deployment {
  id
  deploymentId
  cluster
  version
  affectedApps
  currentStep
  totalSteps
  currentActions {
    action
    target
  }
}`) as unknown as TypedDocumentString<AppDetailQuery, AppDetailQueryVariables>;
export const ContainersDocument = new TypedDocumentString(`
    query Containers($filter: ContainerFilter, $orderBy: ContainerOrder, $first: Int = 100, $after: Cursor) {
  containers(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount
    pageInfo {
      ...PageParts
    }
    nodes {
      ...ContainerLine
    }
  }
}
    fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment ContainerLine on Container {
  id
  taskId
  state
  health
  ip
  ports
  hostName
  startedAt
  cpus
  memMiB
  app {
    id
    marathonId
    cluster
    jobName
  }
}`) as unknown as TypedDocumentString<ContainersQuery, ContainersQueryVariables>;
export const NodeContainersDocument = new TypedDocumentString(`
    query NodeContainers($jobName: JobName!, $filter: ContainerFilter, $first: Int = 100, $after: Cursor) {
  treeNode(jobName: $jobName) {
    id
    containers(filter: $filter, first: $first, after: $after) {
      totalCount
      pageInfo {
        ...PageParts
      }
      nodes {
        ...ContainerLine
      }
    }
  }
}
    fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment ContainerLine on Container {
  id
  taskId
  state
  health
  ip
  ports
  hostName
  startedAt
  cpus
  memMiB
  app {
    id
    marathonId
    cluster
    jobName
  }
}`) as unknown as TypedDocumentString<NodeContainersQuery, NodeContainersQueryVariables>;
export const ContainerDetailDocument = new TypedDocumentString(`
    query ContainerDetail($taskId: String!) {
  container(taskId: $taskId) {
    ...ContainerLine
    cluster
    stagedAt
    version
    host {
      id
      name
      ip
      active
    }
    docker {
      dockerId
      name
      image
      status
      pid
      exitCode
      startedAt
      finishedAt
      restartCount
      oomKilled
      oomKills
      limits {
        cpus
        cpuShares
        memMiB
        pids
      }
      usage {
        cpus
        memMiB
        pids
        readMiB
        writtenMiB
        receivedMiB
        sentMiB
      }
      throttling {
        periods
        throttledPeriods
        throttledMs
      }
    }
    filesystems {
      kind
      driver
      mountPoint
      source
      readOnly
      sizeMiB
      usedMiB
    }
    network {
      mode
      ip
      mac
      gateway
    }
    freshness {
      ...FreshnessParts
    }
  }
}
    fragment FreshnessParts on Freshness {
  source
  observedAt
  ageMs
  stale
}
fragment ContainerLine on Container {
  id
  taskId
  state
  health
  ip
  ports
  hostName
  startedAt
  cpus
  memMiB
  app {
    id
    marathonId
    cluster
    jobName
  }
}`) as unknown as TypedDocumentString<ContainerDetailQuery, ContainerDetailQueryVariables>;
export const ContainerLogsDocument = new TypedDocumentString(`
    query ContainerLogs($taskId: String!, $tail: Int = 100, $stream: LogStream) {
  container(taskId: $taskId) {
    id
    logs(tail: $tail, stream: $stream) {
      lines {
        at
        stream
        text
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ContainerLogsQuery, ContainerLogsQueryVariables>;
export const EventsDocument = new TypedDocumentString(`
    query Events($filter: EventFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  events(
    filter: $filter
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    pageInfo {
      ...PageParts
    }
    nodes {
      ...EventLine
      body
    }
  }
}
    fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment EventLine on Event {
  id
  cursor
  at
  kind
  jobName
  actor
  summary
  subject
}`) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>;
export const HostsDocument = new TypedDocumentString(`
    query Hosts($filter: HostFilter, $first: Int = 100, $after: Cursor) {
  hosts(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo {
      ...PageParts
    }
    nodes {
      id
      name
      ip
      active
      agentId
      version
      registeredAt
      cpus
      usedCpus
      memMiB
      usedMemMiB
      diskMiB
      attributes {
        name
        value
      }
      freshness {
        ...FreshnessParts
      }
    }
  }
}
    fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment FreshnessParts on Freshness {
  source
  observedAt
  ageMs
  stale
}`) as unknown as TypedDocumentString<HostsQuery, HostsQueryVariables>;
export const CreateTreeNodeDocument = new TypedDocumentString(`
    mutation CreateTreeNode($input: CreateTreeNodeInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  createTreeNode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CreateTreeNodeMutation, CreateTreeNodeMutationVariables>;
export const RenameTreeNodeDocument = new TypedDocumentString(`
    mutation RenameTreeNode($input: RenameTreeNodeInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  renameTreeNode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RenameTreeNodeMutation, RenameTreeNodeMutationVariables>;
export const MoveTreeNodeDocument = new TypedDocumentString(`
    mutation MoveTreeNode($input: MoveTreeNodeInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  moveTreeNode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<MoveTreeNodeMutation, MoveTreeNodeMutationVariables>;
export const DeleteTreeNodeDocument = new TypedDocumentString(`
    mutation DeleteTreeNode($input: DeleteTreeNodeInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  deleteTreeNode(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DeleteTreeNodeMutation, DeleteTreeNodeMutationVariables>;
export const RemoveTreeAliasDocument = new TypedDocumentString(`
    mutation RemoveTreeAlias($input: RemoveTreeAliasInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  removeTreeAlias(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RemoveTreeAliasMutation, RemoveTreeAliasMutationVariables>;
export const AttachHostDocument = new TypedDocumentString(`
    mutation AttachHost($input: AttachHostInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  attachHost(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<AttachHostMutation, AttachHostMutationVariables>;
export const DetachHostDocument = new TypedDocumentString(`
    mutation DetachHost($input: DetachHostInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  detachHost(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DetachHostMutation, DetachHostMutationVariables>;
export const AdoptAppsDocument = new TypedDocumentString(`
    mutation AdoptApps($input: AdoptAppsInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  adoptApps(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<AdoptAppsMutation, AdoptAppsMutationVariables>;
export const ConfirmPlacementDocument = new TypedDocumentString(`
    mutation ConfirmPlacement($input: ConfirmPlacementInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  confirmPlacement(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...AppLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<ConfirmPlacementMutation, ConfirmPlacementMutationVariables>;
export const DeployAppDocument = new TypedDocumentString(`
    mutation DeployApp($input: DeployAppInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  deployApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...AppLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DeployAppMutation, DeployAppMutationVariables>;
export const ScaleAppDocument = new TypedDocumentString(`
    mutation ScaleApp($input: ScaleAppInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  scaleApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...AppLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<ScaleAppMutation, ScaleAppMutationVariables>;
export const RestartAppDocument = new TypedDocumentString(`
    mutation RestartApp($input: RestartAppInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  restartApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...AppLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RestartAppMutation, RestartAppMutationVariables>;
export const RollbackAppDocument = new TypedDocumentString(`
    mutation RollbackApp($input: RollbackAppInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  rollbackApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...AppLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RollbackAppMutation, RollbackAppMutationVariables>;
export const DeleteAppDocument = new TypedDocumentString(`
    mutation DeleteApp($input: DeleteAppInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  deleteApp(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...AppLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment AppLine on App {
  id
  marathonId
  cluster
  jobName
  image
  cpus
  memMiB
  instances
  tasksRunning
  tasksStaged
  tasksHealthy
  tasksUnhealthy
  deploying
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<DeleteAppMutation, DeleteAppMutationVariables>;
export const KillContainerDocument = new TypedDocumentString(`
    mutation KillContainer($input: KillContainerInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  killContainer(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...ContainerLine
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment ContainerLine on Container {
  id
  taskId
  state
  health
  ip
  ports
  hostName
  startedAt
  cpus
  memMiB
  app {
    id
    marathonId
    cluster
    jobName
  }
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<KillContainerMutation, KillContainerMutationVariables>;
export const CancelDeploymentDocument = new TypedDocumentString(`
    mutation CancelDeployment($input: CancelDeploymentInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  cancelDeployment(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...DeploymentParts
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment DeploymentParts on Deployment {
  id
  deploymentId
  cluster
  version
  affectedApps
  currentStep
  totalSteps
  currentActions {
    action
    target
  }
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CancelDeploymentMutation, CancelDeploymentMutationVariables>;
export const CancelPlanDocument = new TypedDocumentString(`
    mutation CancelPlan($input: CancelPlanInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  cancelPlan(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...PlanParts
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CancelPlanMutation, CancelPlanMutationVariables>;
export const SetFreezeDocument = new TypedDocumentString(`
    mutation SetFreeze($input: SetFreezeInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  setFreeze(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
      freezes {
        ...FreezeParts
      }
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment FreezeParts on Freeze {
  id
  reason
  setBy
  from
  until
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<SetFreezeMutation, SetFreezeMutationVariables>;
export const RemoveFreezeDocument = new TypedDocumentString(`
    mutation RemoveFreeze($input: RemoveFreezeInput!, $mode: Mode! = APPLY, $planToken: String, $idempotencyKey: String) {
  removeFreeze(
    input: $input
    mode: $mode
    planToken: $planToken
    idempotencyKey: $idempotencyKey
  ) {
    cursor
    planToken
    subject {
      ...NodeLine
      freezes {
        ...FreezeParts
      }
    }
    plan {
      ...PlanParts
    }
    decision {
      ...DecisionParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment FreezeParts on Freeze {
  id
  reason
  setBy
  from
  until
}
fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}
fragment UserErrorParts on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<RemoveFreezeMutation, RemoveFreezeMutationVariables>;
export const PlanDocument = new TypedDocumentString(`
    query Plan($id: ID!) {
  plan(id: $id) {
    ...PlanParts
    decision {
      ...DecisionParts
    }
  }
}
    fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}`) as unknown as TypedDocumentString<PlanQuery, PlanQueryVariables>;
export const WhyDocument = new TypedDocumentString(`
    query Why($id: ID!, $at: DateTime) {
  why(id: $id, at: $at) {
    ...DecisionParts
    plan {
      ...PlanParts
    }
  }
}
    fragment PlanParts on Plan {
  id
  mutation
  state
  createdAt
  expiresAt
  blockedBy
  steps {
    system
    verb
    target
    before
    after
    outcome
  }
}
fragment DecisionParts on Decision {
  id
  actor
  at
  outcome
  reason
  causes
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
}`) as unknown as TypedDocumentString<WhyQuery, WhyQueryVariables>;
export const PlatformDocument = new TypedDocumentString(`
    query Platform {
  viewer {
    name
    kind
    roles
  }
  platform {
    version
    datasources {
      name
      kind
      state
      syncedAt
      ageMs
    }
    freezes {
      ...FreezeParts
    }
  }
}
    fragment FreezeParts on Freeze {
  id
  reason
  setBy
  from
  until
}`) as unknown as TypedDocumentString<PlatformQuery, PlatformQueryVariables>;
export const DeploymentsDocument = new TypedDocumentString(`
    query Deployments($cluster: String) {
  deployments(cluster: $cluster) {
    ...DeploymentParts
    freshness {
      ...FreshnessParts
    }
  }
}
    fragment FreshnessParts on Freshness {
  source
  observedAt
  ageMs
  stale
}
fragment DeploymentParts on Deployment {
  id
  deploymentId
  cluster
  version
  affectedApps
  currentStep
  totalSteps
  currentActions {
    action
    target
  }
}`) as unknown as TypedDocumentString<DeploymentsQuery, DeploymentsQueryVariables>;
export const CompanyOverviewDocument = new TypedDocumentString(`
    query CompanyOverview($root: JobName, $first: Int = 100) {
  tree(root: $root) {
    ...NodeLine
    summary {
      ...SummaryParts
    }
    children(first: $first) {
      totalCount
      nodes {
        ...NodeLine
        summary {
          ...SummaryParts
        }
      }
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment SummaryParts on TreeSummary {
  apps
  instances
  hosts
  firingAlarms
  containers {
    total
    running
    staged
    other
    healthy
    unhealthy
    unknown
  }
  cpus {
    asked
    used
  }
  memMiB {
    asked
    used
  }
}`) as unknown as TypedDocumentString<CompanyOverviewQuery, CompanyOverviewQueryVariables>;
export const NodePageDocument = new TypedDocumentString(`
    query NodePage($jobName: JobName!, $first: Int = 100, $after: Cursor) {
  treeNode(jobName: $jobName) {
    ...NodeLine
    createdAt
    attachedHosts
    aliases {
      jobName
      since
    }
    ancestors {
      ...NodeLine
    }
    freezes {
      ...FreezeParts
    }
    summary {
      ...SummaryParts
    }
    children(first: $first, after: $after) {
      totalCount
      pageInfo {
        ...PageParts
      }
      nodes {
        ...NodeLine
        summary {
          ...SummaryParts
        }
      }
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment SummaryParts on TreeSummary {
  apps
  instances
  hosts
  firingAlarms
  containers {
    total
    running
    staged
    other
    healthy
    unhealthy
    unknown
  }
  cpus {
    asked
    used
  }
  memMiB {
    asked
    used
  }
}
fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment FreezeParts on Freeze {
  id
  reason
  setBy
  from
  until
}`) as unknown as TypedDocumentString<NodePageQuery, NodePageQueryVariables>;
export const SearchTreeDocument = new TypedDocumentString(`
    query SearchTree($text: String!, $level: TreeLevel, $first: Int = 20, $after: Cursor) {
  searchTree(text: $text, level: $level, first: $first, after: $after) {
    totalCount
    pageInfo {
      ...PageParts
    }
    nodes {
      ...NodeLine
    }
  }
}
    fragment NodeLine on TreeNode {
  id
  jobName
  name
  level
}
fragment PageParts on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`) as unknown as TypedDocumentString<SearchTreeQuery, SearchTreeQueryVariables>;