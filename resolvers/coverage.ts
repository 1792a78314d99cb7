import { Arg, Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AppType } from '../schema/app.ts';
import {
  DeliverHostInput,
  DeliverHostPayload,
  EndMaintenanceInput,
  EndMaintenancePayload,
  HooksType,
  LackKindEnum,
  MaintenanceType,
  MonitoringLackType,
  RepairMonitoringInput,
  RepairMonitoringPayload,
  RetireHostInput,
  RetireHostPayload,
  SetMaintenanceInput,
  SetMaintenancePayload,
  UnmonitoredConnection,
  UnmonitoredType,
} from '../schema/coverage.ts';
import { Edge, Root, Write } from '../schema/facts.ts';
import { HostType } from '../schema/host.ts';
import { MonitoringEventType } from '../schema/monitoring.ts';
import { RunArguments } from '../schema/mutations.ts';
import { PlatformType } from '../schema/platform.ts';
import { PageArguments } from '../schema/relay.ts';
import { JobName } from '../schema/scalars.ts';
import type { App } from '../src/apps/model.ts';
import type { Context, Self } from '../src/context.ts';
import type { UnmonitoredFacts } from '../src/context-monitoring.ts';
import type { EventRecord } from '../src/events/model.ts';
import type { Host } from '../src/hosts/model.ts';
import type { Connection } from '../src/kit/page.ts';
import type { LackKind, MaintenanceWindow, MonitoringLack } from '../src/monitoring/model.ts';
import { run, type Payload } from './run.ts';

const live = { source: 'falcon', facet: 'runtime' } as const;
const told = { source: 'log', share: 'ON_DEMAND' } as const;
const linked = { source: 'canopy', share: 'ON_DEMAND' } as const;

@Resolver(() => UnmonitoredType)
export class UnmonitoredResolver {
  @Root(() => UnmonitoredConnection, live, {
    description:
      'Every host and app that is up and lacks an agent, a template, a receiver or data, found within 10 s. While Falcon does not answer, as it was last seen. A filter walks at most 20,000 of them, beyond that TOO_BROAD.',
  })
  unmonitored(
    @Arg('scope', () => JobName, { nullable: true, description: 'At or below this node; of hosts, those attached or used there.' })
    scope: string | null,
    @Arg('lacks', () => [LackKindEnum], { nullable: true, description: 'Only what lacks one of these.' }) lacks: LackKind[] | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<UnmonitoredFacts> {
    return view.monitoring.unmonitored({ scope, lacks }, page);
  }

  @Edge(() => AppType, { source: 'marathon', facet: 'definition' }, { nullable: true, description: 'The app, if it is one.' })
  app(@RootArg() { id }: UnmonitoredFacts, @Ctx() { view }: Context): object | undefined {
    return id.startsWith('App:') ? view.identified(id) : undefined;
  }

  @Edge(() => HostType, { source: 'hosts', facet: 'definition' }, { nullable: true, description: 'The host, if it is one.' })
  host(@RootArg() { id }: UnmonitoredFacts, @Ctx() { view }: Context): object | undefined {
    return id.startsWith('Host:') ? view.identified(id) : undefined;
  }
}

const LACKING = {
  nullable: true,
  description: 'What it lacks to be monitored; none: nothing, or it is not up. Null where no Falcon is connected.',
};

@Resolver(() => AppType)
export class AppLacksResolver {
  @Edge(() => [MonitoringLackType], live, LACKING)
  monitoringLacks(@RootArg() app: App, @Ctx() { view }: Context): readonly MonitoringLack[] | null {
    return view.monitoring.lacksOf(app);
  }
}

@Resolver(() => HostType)
export class HostLacksResolver {
  @Edge(() => [MonitoringLackType], live, LACKING)
  monitoringLacks(@RootArg() host: Host, @Ctx() { view }: Context): readonly MonitoringLack[] | null {
    return view.monitoring.lacksOf(host);
  }
}

@Resolver(() => HostType)
export class HostMaintenanceResolver {
  @Edge(() => MaintenanceType, live, {
    nullable: true,
    description: 'While nothing is said of it, now or later, as Falcon has it; null: none is set, or the host is in no group there.',
  })
  maintenance(@RootArg() host: Host, @Ctx() { view }: Context): MaintenanceWindow | null {
    return view.monitoring.maintenanceOf(host);
  }
}

@Resolver(() => PlatformType)
export class HooksResolver {
  @Edge(
    () => HooksType,
    { source: 'canopy', role: 'ADMIN', share: 'ON_DEMAND' },
    { nullable: true, description: 'Where outside systems call Canopy; administrators only.' },
  )
  hooks(@RootArg() { hooks }: Self): Self['hooks'] {
    return hooks;
  }
}

@Resolver()
export class CoverageMutationResolver {
  @Write(() => DeliverHostPayload, {
    description:
      'Attaches a host to a node and has Falcon watch it: in the group of the node, by the nearest template that is set, which inherits those above it. Delivered means monitored: without Falcon nothing is done.',
  })
  deliverHost(
    @Arg('input', () => DeliverHostInput) input: DeliverHostInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('deliverHost', input, how, context);
  }

  @Write(() => RetireHostPayload, {
    description:
      'Takes a host from every node that it is attached to, and out of their groups in Falcon. Refused while containers run on it, unless forced.',
  })
  retireHost(
    @Arg('input', () => RetireHostInput) input: RetireHostInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('retireHost', input, how, context);
  }

  @Write(() => SetMaintenancePayload, {
    description:
      'Has Falcon say nothing of a host, and of the containers that run on it now, for a while. OPERATOR is needed where the host is attached and where these containers hang. In place of a maintenance that is set.',
  })
  setMaintenance(
    @Arg('input', () => SetMaintenanceInput) input: SetMaintenanceInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setMaintenance', input, how, context);
  }

  @Write(() => EndMaintenancePayload, { description: 'Has Falcon judge a host again, and the containers that run on it now.' })
  endMaintenance(
    @Arg('input', () => EndMaintenanceInput) input: EndMaintenanceInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('endMaintenance', input, how, context);
  }

  @Write(() => RepairMonitoringPayload, {
    description:
      'Brings what Falcon watches at and below a node in line with the tree, now: what the controller COVERAGE would do in mode ACT. At most 500 writes in one plan; ask again for the rest.',
  })
  repairMonitoring(
    @Arg('input', () => RepairMonitoringInput) input: RepairMonitoringInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('repairMonitoring', { jobName: input.jobName }, how, context);
  }
}

@Resolver(() => MonitoringEventType)
export class LackEventResolver {
  @Edge(() => [MonitoringLackType], told, {
    nullable: true,
    description: 'Of MONITORING_LACKING and MONITORING_LACK_ENDED: what it lacks from then on.',
  })
  lacks(@RootArg() { body }: EventRecord): unknown {
    return body['lacks'] ?? null;
  }

  @Edge(() => AppType, linked, { nullable: true, description: 'The app that it is about, as of now.' })
  app(@RootArg() { subject }: EventRecord, @Ctx() { view }: Context): object | undefined {
    return subject?.startsWith('App:') ? view.identified(subject) : undefined;
  }

  @Edge(() => HostType, linked, { nullable: true, description: 'The host that it is about, as of now.' })
  host(@RootArg() { subject }: EventRecord, @Ctx() { view }: Context): object | undefined {
    return subject?.startsWith('Host:') ? view.identified(subject) : undefined;
  }
}
