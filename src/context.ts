import type { ApiToken, Rate, Role, RoleBinding } from './access/model.ts';
import type { Actions, Permit } from './actions/ports.ts';
import type { AlarmRecord, AlarmState, MalformedCall } from './alarms/model.ts';
import type { AuditRecord } from './audit/model.ts';
import type { App, AppVersion, Deployment, Health, ContainerState, PendingRecord } from './apps/model.ts';
import type { Container, DockerFacts, FilesystemFacts, LogLine, ProcessFacts } from './containers/model.ts';
import type { ControllerFacts, ExpressionFacts, MonitoringView, TeamFacts } from './context-monitoring.ts';
import type { DecisionsBy, LooksOf, ScalingRuleFacts, ScalingView, ScheduleFacts } from './context-scaling.ts';
import type { EventFilterFacts, EventRecord, Selection } from './events/model.ts';
import type { Host } from './hosts/model.ts';
import type { Connection, PageArgs } from './kit/page.ts';
import type { Latest, MetricsFacts } from './monitoring/latest.ts';
import type { MetricName, Range, Series } from './monitoring/model.ts';
import type { BacktestFacts, ScalingPolicy } from './scaling/model.ts';
import type { DecisionRecord, PlanRecord } from './plans/model.ts';
import type { Freeze, TreeAlias, TreeLevel, TreeNode, Unassigned } from './tree/model.ts';

/** Where an answer came from and how old it is, at the instant it is sent. */
export interface FreshnessFacts {
  readonly source: string;
  readonly observedAt: number;
  readonly ageMs: number;
  readonly stale: boolean;
}

export interface SummaryFacts {
  readonly apps: number;
  readonly instances: number;
  readonly containers: {
    readonly total: number;
    readonly running: number;
    readonly staged: number;
    readonly other: number;
    readonly healthy: number;
    readonly unhealthy: number;
    readonly unknown: number;
  };
  readonly cpus: { readonly asked: number; readonly used: number | null };
  readonly memMiB: { readonly asked: number; readonly used: number | null };
  readonly hosts: number;
  /** Null where no figures are connected. */
  readonly metrics: MetricsFacts | null;
  readonly firingAlarms: number | null;
  /** Of no more than the caller may see. */
  readonly partial: boolean;
}

export interface DatasourceFacts {
  readonly name: string;
  readonly kind: string;
  readonly url: string | null;
  readonly state: string;
  readonly syncedAt: number | null;
  readonly ageMs: number | null;
  readonly lastError: string | null;
}

export interface UnreadableFacts {
  readonly id: string;
  readonly source: string;
  readonly problem: string;
}

export interface ContainerFilterFacts {
  readonly scope?: string | null;
  readonly state?: ContainerState | null;
  readonly health?: Health | null;
  readonly host?: string | null;
  readonly cluster?: string | null;
  readonly marathonId?: string | null;
}

export type ContainerOrderName = 'TREE' | 'TASK_ID' | 'STARTED_AT_ASC' | 'STARTED_AT_DESC';

export interface AppFilterFacts {
  readonly scope?: string | null;
  readonly cluster?: string | null;
  readonly unassigned?: boolean | null;
  readonly deploying?: boolean | null;
  readonly label?: { readonly name: string; readonly value?: string | null } | null;
  readonly idContains?: string | null;
}

export interface HostFilterFacts {
  readonly scope?: string | null;
  readonly active?: boolean | null;
  readonly nameContains?: string | null;
}

export interface AlarmFilterFacts {
  readonly scope?: string | null;
  readonly states?: readonly AlarmState[] | null;
  readonly priorities?: readonly number[] | null;
  readonly acknowledged?: boolean | null;
  readonly subject?: string | null;
  readonly metric?: string | null;
}

/** An alarm by its global id; `record` has it as the store does. */
export interface ShownAlarm extends Omit<AlarmRecord, 'id'> {
  readonly id: string;
  readonly record: AlarmRecord;
}

export interface AuditFilterFacts {
  readonly scope?: string | null;
  readonly actor?: string | null;
  readonly action?: string | null;
  readonly outcome?: string | null;
  readonly from?: number | null;
  readonly to?: number | null;
}

export interface EventPageArgs extends PageArgs {
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

export interface HeldRole {
  readonly role: Role;
  /** Null: everywhere. */
  readonly treeNode: TreeNode | null;
}

/** With global ids, as they are shown. */
export interface ShownBinding extends RoleBinding {
  /** Whose token it is; null: it is bound to no token, or to one that was revoked. */
  readonly owner: string | null;
}
export type ShownToken = Omit<ApiToken, 'hash' | 'revokedAt'>;

export type Identified =
  | TreeNode
  | App
  | Container
  | Host
  | Deployment
  | ShownBinding
  | ShownAlarm
  | ControllerFacts
  | TeamFacts
  | ExpressionFacts
  | ScalingRuleFacts
  | ScheduleFacts;

/** The one way by which resolvers read: bound to the caller's scope, it filters, counts, pages, refuses and notes what was read. */
export interface View {
  identified(id: string): Identified | undefined;
  /** The ids, unless they are too many for one request. */
  few(ids: readonly string[]): readonly string[];
  treeNode(jobName: string): TreeNode | undefined;
  tree(root: string | null | undefined): readonly TreeNode[];
  searchTree(text: string, level: TreeLevel | null | undefined, page: PageArgs): Connection<TreeNode>;
  parent(node: TreeNode): TreeNode | undefined;
  ancestors(node: TreeNode): readonly TreeNode[];
  children(node: TreeNode, page: PageArgs): Connection<TreeNode>;
  /** Null, as for the next two, where only the node's name is shown. */
  aliases(node: TreeNode): readonly TreeAlias[] | null;
  summary(node: TreeNode): SummaryFacts;
  freezes(node: TreeNode | null): readonly Freeze[] | null;
  attachedHosts(node: TreeNode): readonly string[] | null;

  apps(filter: AppFilterFacts | null | undefined, page: PageArgs): Connection<App>;
  app(marathonId: string, cluster: string | null | undefined): App | undefined;
  appsOf(node: TreeNode, page: PageArgs): Connection<App>;
  /** Apps that claim the node by their label and do not hang there. */
  claiming(node: TreeNode): readonly App[];
  appOf(container: Container): App | undefined;
  nodeOf(app: App): TreeNode | undefined;
  unassigned(app: App): Unassigned | undefined;
  problem(app: App): string | undefined;
  deploymentsOf(app: App): readonly Deployment[];
  pendingOf(app: App): PendingRecord | undefined;

  containers(
    filter: ContainerFilterFacts | null | undefined,
    order: ContainerOrderName | null | undefined,
    page: PageArgs,
  ): Connection<Container>;
  container(taskId: string): Container | undefined;
  containerByIp(ip: string): Container | undefined;
  containersOf(node: TreeNode, filter: ContainerFilterFacts | null | undefined, page: PageArgs): Connection<Container>;
  containersOfApp(app: App, page: PageArgs): Connection<Container>;
  containersOnHost(host: Host, page: PageArgs): Connection<Container>;

  hosts(filter: HostFilterFacts | null | undefined, page: PageArgs): Connection<Host>;
  host(name: string): Host | undefined;
  hostOf(container: Container): Host | undefined;
  hostsOf(node: TreeNode, page: PageArgs): Connection<Host>;
  nodesOf(host: Host): readonly TreeNode[];

  alarms(filter: AlarmFilterFacts | null | undefined, page: PageArgs): Connection<ShownAlarm>;

  readonly monitoring: MonitoringView;
  readonly scaling: ScalingView;

  deployments(cluster: string | null | undefined): readonly Deployment[];
  appsIn(deployment: Deployment): readonly App[];

  /** The newest figures; null where none are connected. */
  latest(container: Container): Latest | null;
  latestOf(app: App): MetricsFacts | null;
  /** When the reading began that sums of figures are of. */
  figuresAt(): number;
  /** Whether what was measured then says nothing of now. */
  isOutdated(at: number): boolean;

  freshness(of: App | Container | Host | Deployment): FreshnessFacts;
  /** Whether the role is held on what the thing belongs to; of what belongs to no node, at the root. */
  may(role: Role, of: unknown): boolean;
  /** What is held there. */
  heldOn(of: unknown): Role | null;
  /** The node that a thing belongs to, as the audit log names it; null: none. */
  placeOf(of: unknown): { readonly nodeId: string; readonly jobName: string } | null;
  /** What the caller holds, and where. */
  holds(): readonly HeldRole[];
  /** Whether the caller may do this on that; on nothing: at the root. */
  can(action: string, on: string | null | undefined): boolean;
  /** Null where only the node's name is shown. */
  bindingsOn(node: TreeNode | null): readonly ShownBinding[] | null;
  apiTokens(): readonly ShownToken[];
  apiToken(id: string): ShownToken | undefined;
  scopesOf(token: ShownToken): readonly HeldRole[];
  datasources(): readonly DatasourceFacts[];
  unreadable(): readonly UnreadableFacts[];
}

/** Reads that cost an upstream or store call: batched, with a deadline, never part of the live copy. */
export interface Loaders {
  docker(container: Container): Promise<DockerFacts | null>;
  filesystems(container: Container): Promise<readonly FilesystemFacts[] | null>;
  processes(container: Container): Promise<readonly ProcessFacts[] | null>;
  logs(container: Container, tail: number, stream: 'STDOUT' | 'STDERR' | null): Promise<readonly LogLine[] | null>;
  /** Figures over time, a series for each container and figure, or why it could not be read; null where no Falcon is connected. */
  figures(containers: readonly Container[], metrics: readonly MetricName[], range: Range): Promise<readonly (Series | Error)[] | null>;
  /** Any counters of a container or of a host, by their names. */
  series(of: Container | Host, counters: readonly string[], range: Range): Promise<readonly (Series | Error)[] | null>;
  /** What rules would have done with the app, by what Falcon recorded; null where no Falcon is connected. */
  backtest(app: App, policies: readonly ScalingPolicy[], range: Pick<Range, 'from' | 'to'>): Promise<BacktestFacts | null>;
  versions(app: App, first: number): Promise<readonly AppVersion[]>;
  plan(id: string): Promise<PlanRecord | undefined>;
  decision(id: string): Promise<DecisionRecord | undefined>;
  readonly decisionsBy: DecisionsBy;
  readonly looks: LooksOf;
  decisionsOf(subject: string, at: number | null): Promise<readonly DecisionRecord[]>;
  /** The event at its sealed place in the log; undefined for what is none. */
  event(cursor: string): Promise<EventRecord | undefined>;
  /** Those of the places that are still kept, in the order asked for. */
  eventsAt(places: readonly number[]): Promise<readonly EventRecord[]>;
  events(filter: EventFilterFacts | null | undefined, page: EventPageArgs): Promise<Connection<EventRecord>>;
  /** Callbacks that could not be read, newest first; for administrators. */
  malformed(page: PageArgs): Promise<Connection<MalformedCall>>;
  audits(filter: AuditFilterFacts | null | undefined, page: PageArgs): Promise<Connection<AuditRecord>>;
  /** The sealed place in the log, as callers hold it. */
  cursor(seq: number): string;
}

/** What a subscription's field asks for. */
export interface StreamFacts {
  readonly selection: Selection;
  /** A cursor of the log; null: from now on. */
  readonly after: string | null | undefined;
}

/** Canopy itself. */
export interface Self {
  readonly version: string;
  /** What Falcon is to call, with its secret; null: nothing, or it is not known. */
  readonly hooks: { readonly falcon: string | null };
}

export interface Viewer {
  readonly name: string;
  readonly kind: 'OPEN' | 'USER' | 'TOKEN';
  readonly groups: readonly string[];
  readonly expiresAt: number | null;
}

/** What every resolver is handed. */
export interface Context {
  readonly view: View;
  readonly loaders: Loaders;
  readonly actions: Actions;
  readonly viewer: Viewer;
  /** How the caller stands after this request, whose cost was taken before it runs. */
  readonly rate: Rate;
  /** What the caller may do: for actions. */
  readonly permit: Permit;
  readonly self: Self;
  readonly requestId: string;
  /** Where the caller asks from; null: not known. */
  readonly address: string | null;
  /** The wall clock when the request began: TIMED fields alone may read it. */
  readonly now: number;
}
