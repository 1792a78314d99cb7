import type { AlarmFilterFacts } from '../context.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import { ALARMS } from '../tree/facets.ts';
import type { Alarm } from './alarms.ts';
import { connect, type Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import type { LiveNode } from './node.ts';
import { findNode } from './read-tree.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';
import { hostIsSeen } from './seen.ts';

/** Reads of alarms: of what hangs on a node that is seen; of a host that hangs on none, by who sees the host. */
export class AlarmReads {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
  ) {}

  byKey(key: string): Alarm | undefined {
    this.#note();
    const alarm = this.graph.alarms.get(key);
    return alarm && alarmIsSeen(this.graph, this.scope, alarm) ? alarm : undefined;
  }

  list(filter: AlarmFilterFacts, page: PageArgs): Connection<Alarm> {
    this.#note();
    const { alarms, tree } = this.graph;
    const { scope, states, priorities, acknowledged, subject, metric } = filter;
    const within = scope == null ? undefined : findNode(this.graph, this.scope, scope);
    if (scope != null && !within) return this.#none(filter, page);
    const open = states != null && !states.includes('OK');
    const list = open ? alarms.open : alarms.byTime;
    const under = (alarm: Alarm): boolean => within === undefined || alarms.nodeOf(alarm)?.isWithin(within) === true;
    return connect(this.cursors, {
      list: listOf(filter),
      page,
      total: within === undefined && this.scope.all && isPlain(filter) ? list.size : null,
      position: ({ lastSeenAt, id }) => [String(lastSeenAt), id],
      items: (after) => list.from(after && ((alarm) => isAfter(alarm, after))),
      accepts: (alarm) =>
        under(alarm) &&
        (!states || states.includes(alarm.state)) &&
        (!priorities || priorities.includes(alarm.priority)) &&
        (acknowledged == null || (alarm.acknowledgement !== null) === acknowledged) &&
        (subject == null || [alarm.containerId, alarm.appId, alarm.hostId, alarm.id].includes(subject)) &&
        (metric == null || alarm.metric === metric) &&
        alarmIsSeen(this.graph, this.scope, alarm),
      partial: this.scope.isPartial(within ?? tree.root),
    });
  }

  firingBelow(nodes: readonly LiveNode[]): number {
    for (const node of nodes) this.reading.subtree(node);
    return nodes.reduce((sum, node) => sum + this.graph.alarms.firingBelow(node), 0);
  }

  #none(filter: AlarmFilterFacts, page: PageArgs): Connection<Alarm> {
    return connect(this.cursors, {
      ...{ list: listOf(filter), page, total: null, items: () => [], position: ({ id }: Alarm) => [id] },
      partial: !this.scope.all,
    });
  }

  /** Which of them are seen hangs on where nodes stand. */
  #note(): void {
    this.reading.shape();
    this.reading.filtered(this.graph.tree.root, ALARMS);
    this.reading.subtree(this.graph.tree.root);
  }
}

/** What hangs on no node, and is of no host that somebody sees, is for administrators. */
export function alarmIsSeen(graph: Graph, scope: Scope, alarm: Alarm): boolean {
  if (scope.all) return true;
  const node = graph.alarms.nodeOf(alarm);
  if (node) return scope.sees(node);
  return alarm.hostId !== null && alarm.nodeId === null && hostIsSeen(graph, scope, alarm.hostId.slice('Host:'.length));
}

const listOf = ({ scope, states, priorities, acknowledged, subject, metric }: AlarmFilterFacts): string =>
  `alarms:${JSON.stringify([scope, states, priorities, acknowledged, subject, metric])}`;

const isPlain = ({ states, priorities, acknowledged, subject, metric }: AlarmFilterFacts): boolean =>
  [states, priorities, acknowledged, subject, metric].every((each) => each == null);

function isAfter({ lastSeenAt, id }: Alarm, [at = '', last = '']: readonly string[]): boolean {
  return lastSeenAt < Number(at) || (lastSeenAt === Number(at) && id > last);
}
