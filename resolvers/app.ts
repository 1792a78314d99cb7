import { Arg, Args, Ctx, Int, Resolver, Root as RootArg } from 'type-graphql';
import { AppConnection, AppFilterInput, AppType, AppVersionType, DeploymentType, PendingType, UnassignedType } from '../schema/app.ts';
import { ContainerConnection } from '../schema/container.ts';
import { Edge, Root } from '../schema/facts.ts';
import { FreshnessType } from '../schema/freshness.ts';
import { PageArguments } from '../schema/relay.ts';
import { JobName } from '../schema/scalars.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { App, AppVersion, Deployment, PendingRecord } from '../src/apps/model.ts';
import type { Container } from '../src/containers/model.ts';
import type { Context, FreshnessFacts } from '../src/context.ts';
import type { Connection } from '../src/kit/page.ts';
import type { TreeNode, Unassigned } from '../src/tree/model.ts';

const live = { source: 'marathon', facet: 'definition' } as const;
const placed = { source: 'store', facet: 'definition' } as const;

@Resolver(() => AppType)
export class AppResolver {
  @Root(() => AppConnection, live, { description: 'Apps in the order of the tree; those that hang on no node come last.' })
  apps(
    @Arg('filter', () => AppFilterInput, { nullable: true }) filter: AppFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<App> {
    return view.apps(filter, page);
  }

  @Root(() => AppType, live, { description: 'One app, by its Marathon id.' })
  app(
    @Arg('marathonId', () => String, { description: 'The path, e.g. /acme/infra/monitor/c3/graph/query/main/online.' }) marathonId: string,
    @Arg('cluster', () => String, { nullable: true, description: 'The Marathon; needed where several run the same id.' })
    cluster: string | null,
    @Ctx() { view }: Context,
  ): App | undefined {
    return view.app(marathonId, cluster);
  }

  @Edge(() => TreeNodeType, placed, { nullable: true, description: 'The job it is; null when it hangs on no node: see `unassigned`.' })
  treeNode(@RootArg() app: App, @Ctx() { view }: Context): TreeNode | undefined {
    return view.nodeOf(app);
  }

  @Edge(() => JobName, placed, { nullable: true, description: 'The JobName of its job.' })
  jobName(@RootArg() app: App, @Ctx() { view }: Context): string | undefined {
    return view.nodeOf(app)?.jobName;
  }

  @Edge(() => UnassignedType, placed, { nullable: true, description: 'Why it hangs on no node; null when it does.' })
  unassigned(@RootArg() app: App, @Ctx() { view }: Context): Unassigned | undefined {
    return view.unassigned(app);
  }

  @Edge(() => String, live, {
    nullable: true,
    description: 'Set when the last read of the app could not be understood: what is shown is the last good copy.',
  })
  problem(@RootArg() app: App, @Ctx() { view }: Context): string | undefined {
    return view.problem(app);
  }

  @Edge(() => [DeploymentType], { source: 'marathon', facet: 'runtime' }, { description: 'The deployments that hold it.' })
  deployments(@RootArg() app: App, @Ctx() { view }: Context): readonly Deployment[] {
    return view.deploymentsOf(app);
  }

  @Edge(
    () => PendingType,
    { source: 'marathon', facet: 'runtime' },
    { nullable: true, description: 'Why instances wait; null when none does.' },
  )
  pending(@RootArg() app: App, @Ctx() { view }: Context): PendingRecord | undefined {
    return view.pendingOf(app);
  }

  @Edge(
    () => [AppVersionType],
    { source: 'marathon-rest', share: 'ON_DEMAND' },
    { nullable: true, description: 'What ran before, newest first; read from Marathon when asked.' },
  )
  versions(
    @RootArg() app: App,
    @Arg('first', () => Int, { defaultValue: 5, description: 'At most 20.' }) first: number,
    @Ctx() { loaders, view }: Context,
  ): Promise<readonly AppVersion[]> | null {
    // Of an app that only claims a place of theirs, its own fields are told and no more.
    return view.may('VIEWER', app) ? loaders.versions(app, first) : null;
  }

  @Edge(() => ContainerConnection, { source: 'marathon', facet: 'runtime' }, { description: 'Its containers, by task id.' })
  containers(@RootArg() app: App, @Args(() => PageArguments) page: PageArguments, @Ctx() { view }: Context): Connection<Container> {
    return view.containersOfApp(app, page);
  }

  @Edge(() => FreshnessType, { source: 'marathon', share: 'TIMED' }, { description: 'How old this copy is.' })
  freshness(@RootArg() app: App, @Ctx() { view }: Context): FreshnessFacts {
    return view.freshness(app);
  }
}
