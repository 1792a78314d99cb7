import type { World, WorldApp, WorldNode } from './actions/ports.ts';
import type { Container } from './containers/model.ts';
import type { AccessMirror } from './live/access.ts';
import type { Graph } from './live/graph.ts';
import { compareText, type AppSlot, type LiveNode } from './live/node.ts';

/** What planning sees: the live graph, without notes and without a caller's scope. */
export function worldOf(graph: Graph, access: Pick<AccessMirror, 'bindingsOn' | 'token' | 'tokensOf' | 'facts'>): World {
  const { tree } = graph;
  const clusterOf = (name: string) => graph.clusters.get(name);
  return {
    now: () => graph.clock.now(),
    whole: true,
    node: (jobName) => nodeView(tree.find(jobName)),
    nodeById: (id) => nodeView(tree.nodes.get(id)),
    aliasesOf: (nodeId) => tree.aliasesOf(nodeId),
    alias: (jobName) => tree.aliases.get(jobName),
    attachments: (nodeId) => [...(tree.nodes.get(nodeId)?.attached ?? [])].map((host) => ({ host, nodeId })),
    confirmed: () => [...tree.claims.values()],
    claims: (nodeId) => [...tree.claims.values()].filter((claim) => claim.nodeId === nodeId),
    alarm: (id) => graph.alarms.get(id)?.record,
    freeze: (id) => tree.freezes.get(id),
    freezesSetOn: (nodeId) => [...tree.freezes.values()].filter((freeze) => freeze.nodeId === nodeId),
    hangingOn: (ids) => ({
      claims: [...tree.claims.values()].filter((claim) => ids.has(claim.nodeId)),
      freezes: [...tree.freezes.values()].filter((freeze) => ids.has(freeze.nodeId)),
      bindings: access.facts.bindings.filter(({ nodeId }) => nodeId !== null && ids.has(nodeId)),
    }),
    watchRule: (nodeId) => tree.watchRules.get(nodeId),
    watchRules: (nodeId) => tree.watchRulesOn(tree.nodes.get(nodeId)),
    controller: (name) => tree.controllers.get(name),
    scalingRule: (on) => tree.scalingRules.get(on),
    schedulesOn: (on) => tree.timed.on(on).map(({ rule }) => rule),
    schedulesAbove: (nodeId) => tree.timed.reaching(tree.nodes.get(nodeId)).map(({ rule }) => rule),
    schedule: (id) => tree.timed.byId(id)?.rule,
    scalingRuleById: (id) => tree.scalingRuleById(id),
    freezesOn: (nodeId) => {
      const node = tree.nodes.get(nodeId);
      return node ? tree.freezesOn(node, graph.clock.now()) : [];
    },
    freezesBelow: (nodeId) => {
      const above = tree.nodes.get(nodeId);
      const now = graph.clock.now();
      return [...tree.freezes.values()].filter(({ nodeId: on, from, until }) => {
        const node = tree.nodes.get(on);
        return above && node !== above && node?.isWithin(above) && from <= now && (until === null || now < until);
      });
    },
    bindings: (nodeId) => access.bindingsOn(nodeId),
    token: (id) => access.token(id),
    tokensOf: (owner) => access.tokensOf(owner),
    hostKnown: (name) => graph.hosts.has(name),
    // By their names: an order of coming would tell of what is hidden among them.
    nodesOfHost: (name) =>
      [...(tree.hostNodes.get(name) ?? [])]
        .flatMap((id) => nodeView(tree.nodes.get(id)) ?? [])
        .sort((a, b) => compareText(a.jobName, b.jobName)),
    runningOn: (host) => graph.containers.onHost(host).length,
    containersOn: (host) => graph.containers.onHost(host).flatMap((each) => placed(graph, each)),
    endpointOfHost: (name) => graph.watch?.endpointOfHost(name),
    tellersOf: (team) => [
      ...[...tree.watchRules.values()].flatMap(({ nodeId, teams }) =>
        teams?.includes(team) ? [tree.nodes.get(nodeId)?.entity?.jobName ?? 'a node'] : [],
      ),
      ...[...(graph.watch?.copy.templates.values() ?? [])].flatMap(({ name, action }) =>
        action?.teams.includes(team) && !graph.watch?.copy.isOurs(name) ? [`the template ${name}`] : [],
      ),
      ...[...(graph.watch?.copy.company.expressions.values() ?? [])].flatMap(({ text, rows }) =>
        rows.some(({ teams }) => teams.includes(team)) ? [text] : [],
      ),
    ],
    sharedEndpoints: () => graph.watch?.ownEndpoints === false,
    endpointsAt: (nodeId) => (tree.nodes.get(nodeId)?.apps ?? []).flatMap((slot) => graph.watch?.endpointsOf(slot) ?? []),
    watch: (nodeId) => (graph.watch?.blind() === undefined ? graph.watch?.of(nodeId) : undefined),
    readAt: (cluster) => {
      const source = clusterOf(cluster)?.source;
      return source?.synced ? source.oldest().wall : null;
    },
    clusters: () => [...graph.clusters.keys()],
    app: (cluster, marathonId) => {
      const copy = clusterOf(cluster);
      const slot = copy?.slots.get(marathonId);
      // Absence in a copy that has not synced means nothing.
      if (copy && !slot) copy.source.requireSynced();
      return slot && appView(slot);
    },
    apps: (cluster) => {
      const copy = clusterOf(cluster);
      copy?.source.requireSynced();
      return [...(copy?.slots.values() ?? [])].map(appView);
    },
    container: (taskId) => graph.containers.find(taskId)[0],
    hangsOn: (cluster, marathonId) => {
      const slot = clusterOf(cluster)?.slots.get(marathonId);
      return slot && (slot.node.record?.id ?? null);
    },
    worksOn: (cluster, id) => clusterOf(cluster)?.deployments.get(id)?.affectedApps ?? [],
    deployment: (cluster, id) => clusterOf(cluster)?.deployments.get(id),
    sourceDown: (cluster) => {
      const source = clusterOf(cluster)?.source;
      if (!source) return `No Marathon is called "${cluster}".`;
      if (!source.synced) return `${source.name} has not been read yet.`;
      return source.down ? `${source.name} does not answer${source.lastError ? `: ${source.lastError}` : ''}.` : undefined;
    },
  };
}

function placed(graph: Graph, container: Container): { endpoint: string; nodeId: string }[] {
  const [endpoint, nodeId] = [graph.watch?.endpointOf(container), graph.slotOf(container)?.node.record?.id];
  return endpoint === undefined || nodeId === undefined ? [] : [{ endpoint, nodeId }];
}

function nodeView(node: LiveNode | undefined): WorldNode | undefined {
  const { record, entity } = node ?? {};
  if (!node || !record || !entity) return undefined;
  return {
    record,
    jobName: entity.jobName,
    children: node.children.flatMap((child) => (child.record ? [{ id: child.record.id, name: child.record.name }] : [])),
    appKeys: node.apps.map((slot) => slot.app.key),
    subtree: () => gather(node, []),
  };
}

function gather(node: LiveNode, into: WorldNode[]): WorldNode[] {
  const view = nodeView(node);
  if (view) into.push(view);
  for (const child of node.children) gather(child, into);
  return into;
}

function appView(slot: AppSlot): WorldApp {
  return {
    app: slot.app,
    nodeId: slot.node.record?.id ?? null,
    jobName: slot.node.entity?.jobName ?? null,
    unassigned: slot.unassigned?.message ?? null,
  };
}
