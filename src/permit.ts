import type { Permit, World } from './actions/ports.ts';
import type { ApiToken, Caller } from './access/model.ts';
import { nameOfToken } from './access/rights.ts';
import type { Container } from './containers/model.ts';
import type { AccessMirror } from './live/access.ts';
import type { Graph } from './live/graph.ts';
import type { Scope } from './live/scope.ts';
import { alarmIsSeen } from './live/read-alarms.ts';
import { appIsSeen, hostIsSeen, isNamed, nodeNamed, partOf, ruleIsSeen } from './live/seen.ts';
import { surviving, Visible } from './live/visible.ts';
import type { ScalingRule } from './scaling/model.ts';

export interface PermitDeps {
  readonly graph: Graph;
  /** Everything there is. */
  readonly world: World;
  readonly access: AccessMirror;
}

/** What a caller may do by what they hold now, over the world as they see it. */
export function permitOf({ graph, world, access }: PermitDeps, caller: Caller, scope: Scope): Permit {
  const nodeOf = (id: string | null) => (id === null ? graph.tree.root : graph.tree.nodes.get(id));
  const visible = new Visible(graph.tree, scope, caller.name);
  const may: Permit['may'] = (role, nodeId) => (nodeId === null ? scope.atLeastAtRoot(role) : scope.may(role, nodeOf(nodeId)));
  return {
    kind: caller.kind,
    world: scope.all ? world : seenBy({ graph, world, access }, caller, scope),
    may,
    held: (nodeId) => scope.role(nodeOf(nodeId) ?? graph.tree.root) ?? null,
    mayStill: (role, nodeId) => {
      if (nodeId === null) return may(role, nodeId);
      const left = surviving(graph.tree, nodeId);
      return left ? scope.may(role, left) : scope.all;
    },
    // Who rules at the root is for those who rule there.
    granters: (nodeId) => (nodeId === null && !scope.all ? [] : access.granters(nodeOf(nodeId))),
    sees: (plan) => visible.plan(plan),
  };
}

/** The world without what somebody may not see. */
function seenBy({ graph, world, access }: PermitDeps, { name }: Caller, scope: Scope): World {
  const { tree } = graph;
  const seesNode = (id: string) => scope.sees(tree.nodes.get(id));
  const slotOf = (cluster: string, marathonId: string) => graph.clusters.get(cluster)?.slots.get(marathonId);
  const seesApp = (cluster: string, marathonId: string) => {
    const slot = slotOf(cluster, marathonId);
    return slot !== undefined && appIsSeen(graph, scope, slot);
  };
  const seesContainer = ({ cluster, marathonId }: Container) => scope.sees(slotOf(cluster, marathonId)?.node);
  const seesRule = ({ on }: Pick<ScalingRule, 'on'>) => ruleIsSeen(graph, scope, on);
  const own = ({ owner, id }: ApiToken) => owner === name || nameOfToken(id) === name;
  return {
    ...world,
    whole: false,
    node: (jobName) => (scope.sees(nodeNamed(tree, scope, jobName)) ? world.node(jobName) : undefined),
    nodeById: (id) => (seesNode(id) ? world.nodeById(id) : undefined),
    alias: (jobName) => only(world.alias(jobName), ({ nodeId }) => seesNode(nodeId) && isNamed(tree, scope, jobName)),
    confirmed: () => world.confirmed().filter(({ nodeId }) => seesNode(nodeId)),
    alarm: (id) => {
      const alarm = graph.alarms.get(id);
      return alarm && alarmIsSeen(graph, scope, alarm) ? alarm.record : undefined;
    },
    freeze: (id) => only(world.freeze(id), ({ nodeId }) => seesNode(nodeId)),
    scalingRule: (on) => only(world.scalingRule(on), seesRule),
    schedulesOn: (on) => world.schedulesOn(on).filter(seesRule),
    schedulesAbove: (nodeId) => world.schedulesAbove(nodeId).filter(seesRule),
    schedule: (id) => only(world.schedule(id), seesRule),
    scalingRuleById: (id) => only(world.scalingRuleById(id), seesRule),
    bindings: (nodeId) => (nodeId === null ? [] : world.bindings(nodeId)),
    token: (id) => only(world.token(id), own),
    nodesOfHost: (host) => world.nodesOfHost(host).filter(({ record }) => seesNode(record.id)),
    runningOn: (host) => graph.containers.onHost(host).filter(seesContainer).length,
    containersOn: (host) => world.containersOn(host).filter(({ nodeId }) => seesNode(nodeId)),
    endpointsAt: (nodeId) => (seesNode(nodeId) ? world.endpointsAt(nodeId) : []),
    watch: (nodeId) => (seesNode(nodeId) ? world.watch(nodeId) : undefined),
    hostKnown: (host) => world.hostKnown(host) && hostIsSeen(graph, scope, host),
    app: (cluster, marathonId) => {
      if (seesApp(cluster, marathonId)) return world.app(cluster, marathonId);
      // As of one that is not there: in a copy that has not synced that means nothing.
      graph.clusters.get(cluster)?.source.requireSynced();
      return undefined;
    },
    apps: (cluster) => world.apps(cluster).filter(({ app }) => seesApp(app.cluster, app.marathonId)),
    container: (taskId) => graph.containers.find(taskId).find(seesContainer),
    deployment: (cluster, id) => {
      const found = world.deployment(cluster, id);
      return found && partOf(found, (app) => scope.sees(slotOf(cluster, app)?.node));
    },
    tokensOf: (owner) => (owner === name ? access.tokensOf(owner) : []),
  };
}

const only = <T>(found: T | undefined, seen: (found: T) => boolean): T | undefined => (found && seen(found) ? found : undefined);
