import { hostDigest, hostEvent, hostMissed } from '../events/hosts.ts';
import type { Host } from '../hosts/model.ts';
import { pieces } from '../kit/pieces.ts';
import type { Graph } from './graph.ts';
import type { HostCopy } from './host-index.ts';
import { namedNode } from './node.ts';
import type { Recorded, Thing } from './recorder.ts';

const PORTION = 200;
const HOST = 'host ';

/** Hosts as Mesos lists them. A host belongs to a node's events only when it is attached to that one alone. */
export function recordHosts(graph: Graph, { source, names }: HostCopy, refresh: () => Promise<void>): Recorded {
  const nodeOf = ({ name }: Host) => {
    const [only, another] = graph.tree.hostNodes.get(name) ?? [];
    return another === undefined && only !== undefined ? namedNode(graph.tree.nodes.get(only)) : undefined;
  };
  const thing = (host: Host): Thing => ({
    key: `${HOST}${host.name}`,
    digest: hostDigest(host),
    events: (known, place) => [hostEvent(undefined, host, place(nodeOf(host)), known)].filter((event) => event !== undefined),
  });
  return {
    source,
    refresh,
    *portions() {
      for (const some of pieces([...names], PORTION)) {
        yield some.flatMap((name) => {
          const host = graph.hosts.get(name);
          return host ? [thing(host)] : [];
        });
      }
    },
    missed: (key, at) => hostMissed(key.slice(HOST.length), at),
    extent: () => ({ words: `${names.size} hosts`, body: { hosts: names.size } }),
    listen(put, place) {
      graph.listen({
        hostChanged(before, after) {
          const host = after ?? before;
          // Of several Mesos, the one that lists it tells.
          if (!host || !names.has(host.name)) return;
          const event = hostEvent(before, after, place(nodeOf(host)));
          if (event) put({ events: [event], key: `${HOST}${host.name}`, digest: after ? hostDigest(after) : null });
        },
      });
    },
  };
}
