import { Arg, Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import {
  AcknowledgeAlarmInput,
  AcknowledgeAlarmPayload,
  AlarmConnection,
  AlarmEventType,
  AlarmFilterInput,
  AlarmStateEnum,
  AlarmType,
  MalformedCallConnection,
} from '../schema/alarm.ts';
import { AppType } from '../schema/app.ts';
import { ContainerType } from '../schema/container.ts';
import { Edge, Root, Stream, Write } from '../schema/facts.ts';
import { HostType } from '../schema/host.ts';
import { LabelType } from '../schema/label.ts';
import { AFTER, EventMessageUnion } from '../schema/message.ts';
import { RunArguments } from '../schema/mutations.ts';
import { PlatformType } from '../schema/platform.ts';
import { PageArguments } from '../schema/relay.ts';
import { Cursor, JobName } from '../schema/scalars.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { MalformedCall } from '../src/alarms/model.ts';
import type { Context, ShownAlarm, StreamFacts } from '../src/context.ts';
import { EVENT_KINDS, type EventRecord } from '../src/events/model.ts';
import { selectionOf } from '../src/events/selection.ts';
import type { Connection } from '../src/kit/page.ts';
import type { TreeNode } from '../src/tree/model.ts';
import { run, type Payload } from './run.ts';

const live = { source: 'falcon', facet: 'alarms' } as const;
const OF_ALARMS = EVENT_KINDS.filter((kind) => kind.startsWith('ALARM_'));

@Resolver(() => AlarmType)
export class AlarmResolver {
  @Root(() => AlarmConnection, live, {
    description:
      'Alarms, those heard of last first. A filter walks at most 20,000 of them, beyond that TOO_BROAD; what fires is walked without what is over where `states` leaves OK out.',
  })
  alarms(
    @Arg('filter', () => AlarmFilterInput, { nullable: true }) filter: AlarmFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<ShownAlarm> {
    return view.alarms(filter, page);
  }

  @Stream(() => EventMessageUnion, { source: 'log', share: 'ON_DEMAND' }, { name: 'alarms', description: 'What becomes of alarms.' })
  alarmsTold(
    @Arg('scope', () => JobName, { nullable: true, description: 'At or below this node, by the name at the time; not given: everywhere.' })
    scope: string | null,
    @Arg('filter', () => AlarmFilterInput, { nullable: true }) filter: AlarmFilterInput | null,
    @Arg('after', () => Cursor, AFTER) after: string | null,
  ): StreamFacts {
    const { scope: within, ...alarm } = filter ?? {};
    return { selection: { ...selectionOf({ scope: scope ?? within ?? null, kinds: OF_ALARMS }), alarm }, after };
  }

  @Write(() => AcknowledgeAlarmPayload, {
    description: 'Takes an alarm in hand, for all to see. It goes on firing in Falcon. The acknowledgement ends when the alarm does.',
  })
  acknowledgeAlarm(
    @Arg('input', () => AcknowledgeAlarmInput) input: AcknowledgeAlarmInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('acknowledgeAlarm', input, how, context);
  }

  @Edge(() => [LabelType], live, { description: 'The tags of its series, by name.' })
  tags(@RootArg() { tags }: ShownAlarm): readonly { readonly name: string; readonly value: string }[] {
    return Object.entries(tags).map(([name, value]) => ({ name, value }));
  }

  @Edge(() => ContainerType, { source: 'marathon', facet: 'definition' }, { nullable: true, description: 'The container, as of now.' })
  container(@RootArg() { containerId }: ShownAlarm, @Ctx() { view }: Context): object | undefined {
    return containerId === null ? undefined : view.identified(containerId);
  }

  @Edge(() => AppType, { source: 'marathon', facet: 'definition' }, { nullable: true, description: 'The app, as of now.' })
  app(@RootArg() { appId }: ShownAlarm, @Ctx() { view }: Context): object | undefined {
    return appId === null ? undefined : view.identified(appId);
  }

  @Edge(() => HostType, { source: 'hosts', facet: 'definition' }, { nullable: true, description: 'The host, as of now.' })
  host(@RootArg() { hostId }: ShownAlarm, @Ctx() { view }: Context): object | undefined {
    return hostId === null ? undefined : view.identified(hostId);
  }

  @Edge(() => TreeNodeType, { source: 'store', facet: 'definition' }, { nullable: true, description: 'The tree node, as of now.' })
  treeNode(@RootArg() { nodeId }: ShownAlarm, @Ctx() { view }: Context): object | undefined {
    return nodeId === null ? undefined : view.identified(`TreeNode:${nodeId}`);
  }
}

@Resolver(() => TreeNodeType)
export class NodeAlarmsResolver {
  @Edge(() => AlarmConnection, live, { nullable: true, description: 'Alarms of the whole subtree, those heard of last first.' })
  alarms(@RootArg() node: TreeNode, @Args(() => PageArguments) page: PageArguments, @Ctx() { view }: Context): Connection<ShownAlarm> {
    return view.alarms({ scope: node.jobName }, page);
  }
}

@Resolver(() => PlatformType)
export class MalformedCallsResolver {
  @Edge(
    () => MalformedCallConnection,
    { source: 'store', share: 'ON_DEMAND', role: 'ADMIN' },
    { nullable: true, description: 'Callbacks of Falcon that could not be read, newest first.' },
  )
  malformedCalls(@Args(() => PageArguments) page: PageArguments, @Ctx() { loaders }: Context): Promise<Connection<MalformedCall>> {
    return loaders.malformed(page);
  }
}

@Resolver(() => AlarmEventType)
export class AlarmEventResolver {
  @Edge(
    () => AlarmType,
    { source: 'falcon', share: 'ON_DEMAND' },
    { nullable: true, description: 'The alarm as of now; null: it is no longer kept.' },
  )
  alarm(@RootArg() { subject }: EventRecord, @Ctx() { view }: Context): object | undefined {
    return subject === null ? undefined : view.identified(subject);
  }

  @Edge(
    () => AlarmStateEnum,
    { source: 'log', share: 'ON_DEMAND' },
    { nullable: true, description: 'Its state before; null: it was not known.' },
  )
  before(@RootArg() { body }: EventRecord): unknown {
    return body['before'];
  }

  @Edge(() => AlarmStateEnum, { source: 'log', share: 'ON_DEMAND' }, { nullable: true, description: 'Its state after.' })
  after(@RootArg() { body }: EventRecord): unknown {
    return (body['alarm'] as { readonly state?: unknown } | undefined)?.state;
  }
}
