import type { AlarmRecord } from '../../src/alarms/model.ts';
import type { AccessFacts } from '../../src/access/model.ts';
import type { App, AppRecord, Deployment } from '../../src/apps/model.ts';
import type { World, WorldApp, WorldNode } from '../../src/actions/ports.ts';
import type { Container } from '../../src/containers/model.ts';
import type { TimedRule } from '../../src/scaling/timed-model.ts';
import type { WatchRule } from '../../src/monitoring/model.ts';
import type { Clock } from '../../src/kit/clock.ts';
import type { Facts, Store } from '../../src/plans/ports.ts';
import { printJobName } from '../../src/tree/jobname.ts';
import type { TreeNodeRecord } from '../../src/tree/model.ts';
import { place } from '../../src/tree/placement.ts';

const EMPTY: Facts = {
  ...{
    nodes: [],
    aliases: [],
    attachments: [],
    claims: [],
    freezes: [],
    watchRules: [],
    controllers: [],
    scalingRules: [],
    schedules: [],
    gone: new Map(),
    seq: 0,
  },
};

/** A small live copy: the store's facts as last read, and apps as the test puts them. */
export class TestWorld implements World {
  facts: Facts;
  access: AccessFacts = { version: 0, bindings: [], tokens: [], signIns: [] };
  readonly marathons: readonly string[];
  readonly held = new Map<string, AppRecord>();
  readonly containers = new Map<string, Container>();
  readonly running = new Map<string, Deployment>();
  readonly hosts = new Set<string>();
  readonly alarms = new Map<string, AlarmRecord>();
  readonly down = new Map<string, string>();
  shared = false;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>, marathons: readonly string[] = ['main'], facts = EMPTY) {
    this.#clock = clock;
    this.marathons = marathons;
    this.facts = facts;
  }

  readonly whole = true;

  alarm(id: string): AlarmRecord | undefined {
    return this.alarms.get(id);
  }

  async follow(store: Store): Promise<void> {
    this.facts = await store.facts();
    this.access = await store.access();
  }

  put(app: AppRecord): void {
    this.held.set(`${app.cluster}:${app.marathonId}`, app);
  }

  now(): number {
    return this.#clock.now();
  }

  node(jobName: string): WorldNode | undefined {
    const here = this.facts.nodes.find((each) => this.#jobName(each) === jobName);
    if (here) return this.#node(here);
    const alias = this.alias(jobName);
    return alias && this.nodeById(alias.nodeId);
  }

  nodeById(id: string): WorldNode | undefined {
    const record = this.facts.nodes.find((each) => each.id === id);
    return record && this.#node(record);
  }

  aliasesOf(nodeId: string) {
    return this.facts.aliases.filter((each) => each.nodeId === nodeId);
  }

  alias(jobName: string) {
    return this.facts.aliases.find((each) => each.jobName === jobName);
  }

  attachments(nodeId: string) {
    return this.facts.attachments.filter((each) => each.nodeId === nodeId);
  }

  confirmed() {
    return this.facts.claims;
  }

  claims(nodeId: string) {
    return this.facts.claims.filter((each) => each.nodeId === nodeId);
  }

  freeze(id: string) {
    return this.facts.freezes.find((each) => each.id === id);
  }

  freezesSetOn(nodeId: string) {
    return this.facts.freezes.filter((each) => each.nodeId === nodeId);
  }

  hangingOn(ids: ReadonlySet<string>) {
    const on = ({ nodeId }: { readonly nodeId: string }) => ids.has(nodeId);
    return {
      claims: this.facts.claims.filter(on),
      freezes: this.facts.freezes.filter(on),
      bindings: this.access.bindings.filter((each) => each.nodeId !== null && ids.has(each.nodeId)),
    };
  }

  scalingRule(on: string) {
    return this.facts.scalingRules.find((each) => each.on === on);
  }

  schedulesOn(on: string) {
    return this.facts.schedules.filter((each) => each.on === on);
  }

  schedulesAbove(nodeId: string): readonly TimedRule[] {
    const above = this.#record(nodeId)?.parentId;
    return [...this.schedulesOn(`TreeNode:${nodeId}`), ...(above == null ? [] : this.schedulesAbove(above))];
  }

  schedule(id: string) {
    return this.facts.schedules.find(({ schedule }) => schedule.id === id);
  }

  scalingRuleById(id: string) {
    return this.facts.scalingRules.find((each) => each.id === id);
  }

  watchRule(nodeId: string) {
    return this.facts.watchRules.find((each) => each.nodeId === nodeId);
  }

  watchRules(nodeId: string): readonly WatchRule[] {
    const own = this.watchRule(nodeId);
    const above = this.#record(nodeId)?.parentId;
    return [...(own ? [own] : []), ...(above == null ? [] : this.watchRules(above))];
  }

  controller(name: string) {
    return this.facts.controllers.find((each) => each.name === name);
  }

  freezesOn(nodeId: string) {
    const above = new Set<string>();
    for (let at = this.#record(nodeId); at; at = at.parentId === null ? undefined : this.#record(at.parentId)) above.add(at.id);
    return this.facts.freezes.filter(
      ({ nodeId: on, from, until }) => above.has(on) && from <= this.now() && (until === null || this.now() < until),
    );
  }

  freezesBelow(nodeId: string) {
    const below = new Set(
      this.nodeById(nodeId)
        ?.subtree()
        .map(({ record }) => record.id),
    );
    below.delete(nodeId);
    return [...below].flatMap((id) => this.freezesOn(id)).filter((freeze) => below.has(freeze.nodeId));
  }

  hostKnown(name: string) {
    return this.hosts.has(name);
  }

  nodesOfHost(host: string) {
    return this.facts.attachments.filter((each) => each.host === host).flatMap(({ nodeId }) => this.nodeById(nodeId) ?? []);
  }

  runningOn(host: string) {
    return [...this.containers.values()].filter(({ hostName }) => hostName === host).length;
  }

  endpointOfHost(name: string) {
    return name;
  }

  containersOn() {
    return [];
  }

  tellersOf() {
    return [];
  }

  sharedEndpoints() {
    return this.shared;
  }

  endpointsAt() {
    return [];
  }

  watch() {
    return undefined;
  }

  readAt() {
    return this.now() - 1_000;
  }

  clusters() {
    return this.marathons;
  }

  app(cluster: string, marathonId: string): WorldApp | undefined {
    const app = this.held.get(`${cluster}:${marathonId}`);
    return app && this.#app(app);
  }

  apps(cluster: string): readonly WorldApp[] {
    return [...this.held.values()].filter((app) => app.cluster === cluster).map((app) => this.#app(app));
  }

  container(taskId: string) {
    return this.containers.get(taskId);
  }

  bindings(nodeId: string | null) {
    return this.access.bindings.filter((each) => each.nodeId === nodeId);
  }

  token(id: string) {
    return this.access.tokens.find((each) => each.id === id);
  }

  tokensOf(owner: string) {
    return this.access.tokens.filter((each) => each.owner === owner);
  }

  hangsOn(cluster: string, marathonId: string) {
    const app = this.held.get(`${cluster}:${marathonId}`);
    return app && this.#nodeIdOf(app);
  }

  worksOn(cluster: string, id: string) {
    return this.running.get(`${cluster}:${id}`)?.affectedApps ?? [];
  }

  deployment(cluster: string, id: string) {
    return this.running.get(`${cluster}:${id}`);
  }

  sourceDown(cluster: string) {
    return this.down.get(cluster);
  }

  #record(id: string): TreeNodeRecord | undefined {
    return this.facts.nodes.find((each) => each.id === id);
  }

  #jobName(record: TreeNodeRecord): string {
    const names: string[] = [];
    for (let at: TreeNodeRecord | undefined = record; at; at = at.parentId === null ? undefined : this.#record(at.parentId))
      names.unshift(at.name);
    return printJobName(names);
  }

  #node(record: TreeNodeRecord): WorldNode {
    const children = this.facts.nodes.filter((each) => each.parentId === record.id);
    const appKeys = [...this.held].filter(([, app]) => this.#nodeIdOf(app) === record.id).map(([key]) => key);
    const subtree = (): WorldNode[] => [this.#node(record), ...children.flatMap((child) => this.#node(child).subtree())];
    return { record, jobName: this.#jobName(record), children, appKeys, subtree };
  }

  #nodeIdOf(app: AppRecord): string | null {
    return place({
      marathonId: app.marathonId,
      label: app.labels.find(({ name }) => name === 'jobname')?.value,
      confirmedNodeId: this.facts.claims.find((claim) => claim.cluster === app.cluster && claim.marathonId === app.marathonId)?.nodeId,
      find: (names) => this.facts.nodes.find((each) => this.#jobName(each) === printJobName(names))?.id,
    }).nodeId;
  }

  #app(app: AppRecord): WorldApp {
    const nodeId = this.#nodeIdOf(app);
    const node = nodeId === null ? undefined : this.nodeById(nodeId);
    return { app: asApp(app), nodeId, jobName: node?.jobName ?? null, unassigned: nodeId === null ? 'no node' : null };
  }
}

/** Without the class of the model: a child process under type stripping cannot load that. */
function asApp(record: AppRecord): App {
  return {
    ...record,
    texts: undefined,
    epoch: 0,
    key: `${record.cluster}:${record.marathonId}`,
    id: `App:${record.cluster}:${record.marathonId}`,
    deploying: record.deploymentIds.length > 0,
    label: (name: string) => record.labels.find((label) => label.name === name)?.value,
  };
}
