import { Ctx, Int, Resolver, Root as RootArg } from 'type-graphql';
import { RoleEnum } from '../schema/access.ts';
import { AppType, DeploymentType } from '../schema/app.ts';
import { ContainerType } from '../schema/container.ts';
import {
  AccessEventType,
  AppEventType,
  AppSnapshotType,
  ContainerEventType,
  ContainerSnapshotType,
  DecisionEventType,
  DeploymentEventType,
  EndingSnapshotType,
  FreezeEventType,
  HostEventType,
  HostSnapshotType,
  PlanEventType,
  SourceEventType,
  TreeNodeEventType,
} from '../schema/event-types.ts';
import { Edge } from '../schema/facts.ts';
import { HostType } from '../schema/host.ts';
import { DecisionType, PlanStateEnum, PlanType } from '../schema/plan.ts';
import { DateTime, JobName } from '../schema/scalars.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { Context } from '../src/context.ts';
import type { EventRecord } from '../src/events/model.ts';
import { DecisionView, PlanView, rawId } from './plan.ts';

const told = { source: 'log', share: 'ON_DEMAND' } as const;
const linked = { source: 'canopy', share: 'ON_DEMAND' } as const;

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const object = (value: unknown): object | null => (typeof value === 'object' ? value : null);
/** As of now, as far as who asks may see it. */
const thing = ({ subject }: EventRecord, { view }: Context): object | undefined =>
  subject === null ? undefined : view.identified(subject);

@Resolver(() => TreeNodeEventType)
export class TreeNodeEventResolver {
  @Edge(() => TreeNodeType, linked, { nullable: true, description: 'The node as of now; null: it is gone.' })
  treeNode(@RootArg() event: EventRecord, @Ctx() context: Context): object | undefined {
    return thing(event, context);
  }

  @Edge(() => JobName, told, { nullable: true, description: 'Its JobName before, where that has changed.' })
  jobNameBefore(@RootArg() { kind, body }: EventRecord): string | null {
    return text(kind === 'TREE_NODE_LEFT' ? body['jobName'] : (body['before'] ?? body['alias']));
  }

  @Edge(() => JobName, told, { nullable: true, description: 'Its JobName after, where that has changed.' })
  jobNameAfter(@RootArg() { kind, body }: EventRecord): string | null {
    return text(kind === 'TREE_NODE_ENTERED' ? body['jobName'] : body['after']);
  }
}

@Resolver(() => AppEventType)
export class AppEventResolver {
  @Edge(() => AppType, linked, { nullable: true, description: 'The app as of now; null: it is gone.' })
  app(@RootArg() event: EventRecord, @Ctx() context: Context): object | undefined {
    return thing(event, context);
  }

  @Edge(() => AppSnapshotType, told, { nullable: true, description: 'As it was before.' })
  before(@RootArg() { body }: EventRecord): object | null {
    return object(body['before']);
  }

  @Edge(() => AppSnapshotType, told, { nullable: true, description: 'As it was after.' })
  after(@RootArg() { body }: EventRecord): object | null {
    return object(body['after']);
  }

  @Edge(() => String, told, { nullable: true, description: 'Of APP_UNREADABLE: what is wrong with it.' })
  problem(@RootArg() { body }: EventRecord): string | null {
    return text(body['problem']);
  }
}

@Resolver(() => ContainerEventType)
export class ContainerEventResolver {
  @Edge(() => ContainerType, linked, { nullable: true, description: 'The container as of now; null: it is gone.' })
  container(@RootArg() event: EventRecord, @Ctx() context: Context): object | undefined {
    return thing(event, context);
  }

  @Edge(() => String, told, { nullable: true, description: 'The Marathon id of its app.' })
  marathonId(@RootArg() { body }: EventRecord): string | null {
    return text(body['app']);
  }

  @Edge(() => ContainerSnapshotType, told, { nullable: true, description: 'As it was before; null: not known, or it was not there.' })
  before(@RootArg() { body }: EventRecord): object | null {
    return object(body['before']);
  }

  @Edge(() => ContainerSnapshotType, told, { nullable: true, description: 'As it was after; null: it has ended.' })
  after(@RootArg() { body }: EventRecord): object | null {
    return object(body['after']);
  }

  @Edge(() => EndingSnapshotType, told, { nullable: true, description: 'How it ended.' })
  ended(@RootArg() { body }: EventRecord): object | null {
    return object(body['ended']);
  }
}

@Resolver(() => DeploymentEventType)
export class DeploymentEventResolver {
  @Edge(() => DeploymentType, linked, { nullable: true, description: 'The deployment as of now; null: it has ended.' })
  deployment(@RootArg() event: EventRecord, @Ctx() context: Context): object | undefined {
    return thing(event, context);
  }

  @Edge(() => Boolean, told, { nullable: true, description: 'Of DEPLOYMENT_ENDED: whether it succeeded; null: how was not told.' })
  success(@RootArg() { body }: EventRecord): boolean | null {
    return typeof body['success'] === 'boolean' ? body['success'] : null;
  }

  @Edge(() => String, told, { nullable: true, description: 'Of DEPLOYMENT_ENDED: why it failed.' })
  reason(@RootArg() { body }: EventRecord): string | null {
    return text(body['reason']);
  }
}

@Resolver(() => HostEventType)
export class HostEventResolver {
  @Edge(() => HostType, linked, { nullable: true, description: 'The host as of now; null: it is gone.' })
  host(@RootArg() event: EventRecord, @Ctx() context: Context): object | undefined {
    return thing(event, context);
  }

  @Edge(() => HostSnapshotType, told, { nullable: true, description: 'As it was before.' })
  before(@RootArg() { body }: EventRecord): object | null {
    return object(body['before']);
  }

  @Edge(() => HostSnapshotType, told, { nullable: true, description: 'As it was after.' })
  after(@RootArg() { body }: EventRecord): object | null {
    return object(body['after']);
  }
}

@Resolver(() => SourceEventType)
export class SourceEventResolver {
  @Edge(() => String, told, { nullable: true, description: 'The system, as platform.datasources names it.' })
  source(@RootArg() { body, actor }: EventRecord): string | null {
    return text(body['source']) ?? actor.replace(/^source:/, '');
  }

  @Edge(() => String, told, { nullable: true, description: 'Of SOURCE_LOST: what it last said.' })
  error(@RootArg() { body }: EventRecord): string | null {
    return text(body['error']);
  }
}

@Resolver(() => FreezeEventType)
export class FreezeEventResolver {
  @Edge(() => TreeNodeType, linked, { nullable: true, description: 'The node that is frozen, as of now.' })
  treeNode(@RootArg() event: EventRecord, @Ctx() context: Context): object | undefined {
    return thing(event, context);
  }

  @Edge(() => String, told, { nullable: true, description: 'Why.' })
  reason(@RootArg() { body }: EventRecord): string | null {
    return text(body['reason']);
  }

  @Edge(() => DateTime, told, { nullable: true, description: 'Of FREEZE_SET: when it begins.' })
  from(@RootArg() { body }: EventRecord): number | null {
    return number(body['from']);
  }

  @Edge(() => DateTime, told, { nullable: true, description: 'Of FREEZE_SET: when it ends; null: when it is removed.' })
  until(@RootArg() { body }: EventRecord): number | null {
    return number(body['until']);
  }
}

@Resolver(() => AccessEventType)
export class AccessEventResolver {
  @Edge(() => String, told, { nullable: true, description: 'Whose: of a role the holder, of a token its owner.' })
  holder(@RootArg() { body }: EventRecord): string | null {
    return text(body['holder'] ?? body['owner']);
  }

  @Edge(() => RoleEnum, told, { nullable: true, description: 'The role held before; null: none.' })
  roleBefore(@RootArg() { body }: EventRecord): string | null {
    return text(body['before']);
  }

  @Edge(() => RoleEnum, told, { nullable: true, description: 'The role held after; null: none.' })
  roleAfter(@RootArg() { body }: EventRecord): string | null {
    return text(body['after']);
  }
}

@Resolver(() => PlanEventType)
export class PlanEventResolver {
  @Edge(() => PlanType, linked, { nullable: true, description: 'The plan as of now.' })
  async plan(@RootArg() { subject }: EventRecord, @Ctx() { loaders }: Context): Promise<PlanView | undefined> {
    const plan = subject === null ? undefined : await loaders.plan(rawId('Plan', subject));
    return plan && new PlanView(plan);
  }

  @Edge(() => PlanStateEnum, told, { nullable: true, description: 'The state before; null: it was made.' })
  from(@RootArg() { body }: EventRecord): string | null {
    return text(body['from']);
  }

  @Edge(() => PlanStateEnum, told, { nullable: true, description: 'The state it has come to.' })
  to(@RootArg() { body }: EventRecord): string | null {
    return text(body['to']);
  }

  @Edge(() => String, told, { nullable: true, description: 'The mutation that made it.' })
  mutation(@RootArg() { body }: EventRecord): string | null {
    return text(body['mutation']);
  }

  @Edge(() => Int, told, { nullable: true, description: 'How many steps it has.' })
  steps(@RootArg() { body }: EventRecord): number | null {
    return number(body['steps']);
  }
}

@Resolver(() => DecisionEventType)
export class DecisionEventResolver {
  @Edge(() => DecisionType, linked, { nullable: true, description: 'The decision as it was made.' })
  async decision(@RootArg() { subject }: EventRecord, @Ctx() { loaders }: Context): Promise<DecisionView | undefined> {
    const decision = subject === null ? undefined : await loaders.decision(rawId('Decision', subject));
    return decision && new DecisionView(decision);
  }

  @Edge(() => String, told, { nullable: true, description: 'What was chosen.' })
  outcome(@RootArg() { body }: EventRecord): string | null {
    return text(body['outcome']);
  }

  @Edge(() => String, told, { nullable: true, description: 'Why.' })
  reason(@RootArg() { body }: EventRecord): string | null {
    return text(body['reason']);
  }
}
