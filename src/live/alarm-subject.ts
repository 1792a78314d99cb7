import type { AlarmRecord, AlarmSubject, Occurrence } from '../alarms/model.ts';
import { idOfContainer } from '../containers/model.ts';
import type { AlarmEndpoints } from './alarm-endpoints.ts';
import type { Graph } from './graph.ts';
import { namedNode, type LiveNode } from './node.ts';

const NOTHING: AlarmSubject = { containerId: null, appId: null, hostId: null, nodeId: null, jobName: null };

/** What a series of Falcon is about here: a container, or else a host. */
export function subjectOf(graph: Graph, endpoints: AlarmEndpoints, told: Pick<Occurrence, 'endpoint' | 'tags'>): AlarmSubject {
  const container = endpoints.container(told);
  if (container) {
    const slot = graph.clusters.get(container.cluster)?.slots.get(container.marathonId);
    const node = namedNode(slot?.node);
    return {
      containerId: container.id,
      appId: slot?.app.id ?? null,
      hostId: container.hostName === null ? null : `Host:${container.hostName}`,
      nodeId: node?.id ?? null,
      jobName: node?.jobName ?? null,
    };
  }
  const host = endpoints.host(told.endpoint);
  if (!host) return NOTHING;
  const attached = [...(graph.tree.hostNodes.get(host.name) ?? [])].flatMap((id) => graph.tree.nodes.get(id) ?? []);
  const node = namedNode(common(attached));
  return { ...NOTHING, hostId: host.id, nodeId: node?.id ?? null, jobName: node?.jobName ?? null };
}

/** The alarm's container is listed no more by a Marathon that can tell, and no other has its endpoint now. */
export function isGone(graph: Graph, endpoints: AlarmEndpoints, alarm: Pick<AlarmRecord, 'containerId' | 'endpoint' | 'tags'>): boolean {
  const { containerId } = alarm;
  if (containerId === null) return false;
  for (const { name, source } of graph.clusters.values()) {
    const prefix = idOfContainer(name, '');
    if (!containerId.startsWith(prefix)) continue;
    if (!source.synced || source.down) return false;
    const same = graph.containers.find(containerId.slice(prefix.length));
    return !same.some(({ cluster }) => cluster === name) && !endpoints.container(alarm);
  }
  return false;
}

/** The lowest node that all of them are at or below; undefined: there is none but the root. */
function common(nodes: readonly LiveNode[]): LiveNode | undefined {
  const [first, ...others] = nodes;
  let at = first;
  while (at?.record && !others.every((each) => at && each.isWithin(at))) at = at.parent;
  return at?.record ? at : undefined;
}
