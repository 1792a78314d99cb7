import { Arg, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AppType, DeploymentType } from '../schema/app.ts';
import { Edge, Root } from '../schema/facts.ts';
import { FreshnessType } from '../schema/freshness.ts';
import type { App, Deployment } from '../src/apps/model.ts';
import type { Context, FreshnessFacts } from '../src/context.ts';

const live = { source: 'marathon', facet: 'runtime' } as const;

@Resolver(() => DeploymentType)
export class DeploymentResolver {
  @Root(() => [DeploymentType], live, { nullable: 'itemsAndList', description: 'The deployments that run now.' })
  deployments(
    @Arg('cluster', () => String, { nullable: true, description: 'Only of this Marathon.' }) cluster: string | null,
    @Ctx() { view }: Context,
  ): readonly Deployment[] {
    return view.deployments(cluster);
  }

  @Edge(() => [AppType], live, { description: 'The apps it changes, those that exist.' })
  apps(@RootArg() deployment: Deployment, @Ctx() { view }: Context): readonly App[] {
    return view.appsIn(deployment);
  }

  @Edge(() => FreshnessType, { source: 'marathon', share: 'TIMED' }, { description: 'How old this copy is.' })
  freshness(@RootArg() deployment: Deployment, @Ctx() { view }: Context): FreshnessFacts {
    return view.freshness(deployment);
  }
}
