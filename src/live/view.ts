import type { Role } from '../access/model.ts';
import type { App, Deployment, PendingRecord } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import type {
  AlarmFilterFacts,
  AppFilterFacts,
  ContainerFilterFacts,
  ContainerOrderName,
  DatasourceFacts,
  FreshnessFacts,
  HeldRole,
  HostFilterFacts,
  Identified,
  ShownAlarm,
  ShownBinding,
  ShownToken,
  SummaryFacts,
  UnreadableFacts,
  View,
} from '../context.ts';
import type { Latest, MetricsFacts } from '../monitoring/latest.ts';
import type { Host } from '../hosts/model.ts';
import { Fault } from '../kit/fault.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import type { Freeze, TreeAlias, TreeLevel, TreeNode, Unassigned } from '../tree/model.ts';
import type { Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import { freshnessOf, placesOf, sourceOf } from './belongs.ts';
import { AlarmReads } from './read-alarms.ts';
import { AppReads } from './read-apps.ts';
import { ContainerReads } from './read-containers.ts';
import type { AccessReads } from './read-access.ts';
import { HostReads } from './read-hosts.ts';
import { MetricReads } from './read-metrics.ts';
import { MonitoringReads } from './read-monitoring.ts';
import { platformFacts, unreadableFacts } from './read-platform.ts';
import { ScalingReads } from './read-scaling.ts';
import { TreeReads } from './read-tree.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

const IDS_MAX = 100;

/** One request's door to the live graph, by its caller's scope: what may not be seen is not there. */
export class LiveView implements View {
  readonly #tree: TreeReads;
  readonly #apps: AppReads;
  readonly #containers: ContainerReads;
  readonly #hosts: HostReads;
  readonly #alarms: AlarmReads;
  readonly #metrics: MetricReads;
  readonly monitoring: MonitoringReads;
  readonly scaling: ScalingReads;

  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    cursors: Cursors,
    private readonly scope: Scope,
    private readonly access: AccessReads,
  ) {
    // Which nodes are seen hangs on where they stand.
    if (!scope.all) reading.shape();
    this.#metrics = new MetricReads(graph, reading, scope);
    this.scaling = new ScalingReads(graph, reading, cursors, scope);
    this.monitoring = new MonitoringReads(graph, reading, cursors, scope);
    this.#alarms = new AlarmReads(graph, reading, cursors, scope);
    this.#tree = new TreeReads(graph, reading, cursors, scope, { metrics: this.#metrics, alarms: this.#alarms });
    this.#apps = new AppReads(graph, reading, cursors, scope);
    this.#containers = new ContainerReads(graph, reading, cursors, scope);
    this.#hosts = new HostReads(graph, reading, cursors, scope);
  }

  identified(id: string): Identified | undefined {
    const at = id.indexOf(':');
    const key = id.slice(at + 1);
    switch (id.slice(0, at)) {
      case 'TreeNode':
        return this.#tree.byId(key);
      case 'App':
        return this.#apps.byKey(key);
      case 'Container':
        return this.#containers.byKey(key);
      case 'Host':
        return this.host(key);
      case 'Alarm':
        return this.#alarms.byKey(key);
      case 'RoleBinding':
        return this.access.binding(key);
      case 'ScalingRule':
        return this.scaling.rule(key);
      case 'ScheduledScaling':
        return this.scaling.timed.schedule(key);
      case 'Controller':
        return this.scope.all ? this.monitoring.controllers().find((each) => each.id === id) : undefined;
      case 'Team':
        return this.scope.all ? this.monitoring.company.team(key) : undefined;
      case 'Expression':
        return this.scope.all ? this.monitoring.company.expression(key) : undefined;
      case 'Deployment':
        return this.#apps.deploymentByKey(key);
      default:
        return undefined;
    }
  }

  few(ids: readonly string[]): readonly string[] {
    if (ids.length <= IDS_MAX) return ids;
    throw new Fault('BAD_USER_INPUT', `ids: ${ids.length} are above the limit of ${IDS_MAX}.`, {
      details: { argument: 'ids', limit: IDS_MAX },
    });
  }

  treeNode(jobName: string): TreeNode | undefined {
    return this.#tree.node(jobName);
  }
  tree(root: string | null | undefined): readonly TreeNode[] {
    return this.#tree.roots(root);
  }
  searchTree(text: string, level: TreeLevel | null | undefined, page: PageArgs): Connection<TreeNode> {
    return this.#tree.search(text, level, page);
  }
  parent(node: TreeNode): TreeNode | undefined {
    return this.#tree.parent(node);
  }
  ancestors(node: TreeNode): readonly TreeNode[] {
    return this.#tree.ancestors(node);
  }
  children(node: TreeNode, page: PageArgs): Connection<TreeNode> {
    return this.#tree.children(node, page);
  }
  aliases(node: TreeNode): readonly TreeAlias[] | null {
    return this.#tree.aliases(node);
  }
  summary(node: TreeNode): SummaryFacts {
    return this.#tree.summary(node);
  }
  alarms(filter: AlarmFilterFacts | null | undefined, page: PageArgs): Connection<ShownAlarm> {
    return this.#alarms.list(filter ?? {}, page);
  }
  freezes(node: TreeNode | null): readonly Freeze[] | null {
    return this.#tree.freezes(node);
  }
  attachedHosts(node: TreeNode): readonly string[] | null {
    return this.#tree.attachedHosts(node);
  }

  apps(filter: AppFilterFacts | null | undefined, page: PageArgs): Connection<App> {
    return this.#apps.list(filter ?? {}, page);
  }
  app(marathonId: string, cluster: string | null | undefined): App | undefined {
    return this.#apps.find(marathonId, cluster);
  }
  appsOf(node: TreeNode, page: PageArgs): Connection<App> {
    return this.#apps.list({ scope: node.jobName }, page);
  }
  appOf(container: Container): App | undefined {
    return this.#apps.of(container);
  }
  nodeOf(app: App): TreeNode | undefined {
    return this.#apps.nodeOf(app);
  }
  unassigned(app: App): Unassigned | undefined {
    return this.#apps.slot(app)?.unassigned;
  }
  problem(app: App): string | undefined {
    return this.#apps.slot(app)?.problem;
  }
  deploymentsOf(app: App): readonly Deployment[] {
    return this.#apps.deploymentsOf(app);
  }
  pendingOf(app: App): PendingRecord | undefined {
    return this.#apps.pendingOf(app);
  }

  containers(
    filter: ContainerFilterFacts | null | undefined,
    order: ContainerOrderName | null | undefined,
    page: PageArgs,
  ): Connection<Container> {
    return this.#containers.list(filter ?? {}, order ?? undefined, page);
  }
  container(taskId: string): Container | undefined {
    return this.#containers.find(taskId);
  }
  containerByIp(ip: string): Container | undefined {
    return this.#containers.atAddress(ip);
  }
  containersOf(node: TreeNode, filter: ContainerFilterFacts | null | undefined, page: PageArgs): Connection<Container> {
    return this.#containers.list({ ...filter, scope: node.jobName }, undefined, page);
  }
  containersOfApp(app: App, page: PageArgs): Connection<Container> {
    return this.#containers.ofApp(app, page);
  }
  containersOnHost(host: Host, page: PageArgs): Connection<Container> {
    return this.#containers.onHost(host.name, page);
  }

  hosts(filter: HostFilterFacts | null | undefined, page: PageArgs): Connection<Host> {
    return this.#hosts.list(filter ?? {}, page);
  }
  host(name: string): Host | undefined {
    return this.#hosts.find(name);
  }
  hostOf(container: Container): Host | undefined {
    return this.#hosts.of(container);
  }
  hostsOf(node: TreeNode, page: PageArgs): Connection<Host> {
    return this.#hosts.list({ scope: node.jobName }, page);
  }
  nodesOf(host: Host): readonly TreeNode[] {
    return this.#hosts.nodesOf(host);
  }

  claiming(node: TreeNode): readonly App[] {
    return this.#apps.claiming(node);
  }

  deployments(cluster: string | null | undefined): readonly Deployment[] {
    return this.#apps.deployments(cluster);
  }
  appsIn(deployment: Deployment): readonly App[] {
    return this.#apps.inDeployment(deployment);
  }

  latest(container: Container): Latest | null {
    return this.#metrics.latest(container);
  }
  latestOf(app: App): MetricsFacts | null {
    return this.#metrics.ofApp(app);
  }
  figuresAt(): number {
    return this.#metrics.sweptAt();
  }
  isOutdated(at: number): boolean {
    return this.#metrics.isOutdated(at);
  }

  freshness(of: App | Container | Host | Deployment): FreshnessFacts {
    const source = sourceOf(this.graph, of);
    this.reading.source(source);
    return freshnessOf(this.graph, of, source);
  }

  datasources(): readonly DatasourceFacts[] {
    // Who holds nothing anywhere learns nothing of the company, not even what it runs.
    return !this.scope.isNobodys ? platformFacts(this.graph, this.reading) : [];
  }
  holds(): readonly HeldRole[] {
    return this.access.holds();
  }
  bindingsOn(node: TreeNode | null): readonly ShownBinding[] | null {
    return this.access.bindingsOn(node);
  }
  apiTokens(): readonly ShownToken[] {
    return this.access.tokens();
  }
  apiToken(id: string): ShownToken | undefined {
    return this.access.token(id);
  }
  scopesOf(token: ShownToken): readonly HeldRole[] {
    return this.access.scopesOf(token);
  }

  can(action: string, on: string | null | undefined): boolean {
    const role = this.access.needed(action);
    // Its own, or made by a person: no place counts.
    if (role === undefined) return action !== 'createApiToken' || this.access.kind === 'USER';
    if (on == null) return this.may(action === 'view' ? 'VIEWER' : 'ADMIN', null);
    const found = on.startsWith('cop.') ? this.#tree.node(on) : this.identified(on);
    return found !== undefined && placesOf(this.graph, found) !== undefined && this.may(role, found);
  }

  may(role: Role, of: unknown): boolean {
    if (this.scope.all) return true;
    const place = placesOf(this.graph, of);
    return place ? place.every((node) => this.scope.may(role, node)) : this.scope.atLeastAtRoot(role);
  }

  heldOn(of: unknown): Role | null {
    return (this.scope.all ? 'ADMIN' : this.scope.role(placesOf(this.graph, of)?.[0] ?? this.graph.tree.root)) ?? null;
  }

  placeOf(of: unknown): { readonly nodeId: string; readonly jobName: string } | null {
    const { entity } = placesOf(this.graph, of)?.[0] ?? {};
    return entity ? { nodeId: entity.nodeId, jobName: entity.jobName } : null;
  }

  unreadable(): readonly UnreadableFacts[] {
    return unreadableFacts(this.graph, this.reading);
  }
}
