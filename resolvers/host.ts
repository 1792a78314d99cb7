import { Arg, Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { ContainerConnection } from '../schema/container.ts';
import { Edge, Root } from '../schema/facts.ts';
import { FreshnessType } from '../schema/freshness.ts';
import { HostConnection, HostFilterInput, HostType } from '../schema/host.ts';
import { PageArguments } from '../schema/relay.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { Container } from '../src/containers/model.ts';
import type { Context, FreshnessFacts } from '../src/context.ts';
import type { Host } from '../src/hosts/model.ts';
import type { Connection } from '../src/kit/page.ts';
import type { TreeNode } from '../src/tree/model.ts';

const own = { source: 'hosts', facet: 'definition' } as const;

@Resolver(() => HostType)
export class HostResolver {
  @Root(() => HostConnection, own, { description: 'Hosts, by name.' })
  hosts(
    @Arg('filter', () => HostFilterInput, { nullable: true }) filter: HostFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<Host> {
    return view.hosts(filter, page);
  }

  @Root(() => HostType, own, { description: 'One host, by name.' })
  host(
    @Arg('name', () => String, { description: 'As Mesos and Marathon know it.' }) name: string,
    @Ctx() { view }: Context,
  ): Host | undefined {
    return view.host(name);
  }

  @Edge(
    () => ContainerConnection,
    { source: 'marathon', facet: 'runtime' },
    { nullable: true, description: 'The containers it runs, by task id.' },
  )
  containers(@RootArg() host: Host, @Args(() => PageArguments) page: PageArguments, @Ctx() { view }: Context): Connection<Container> {
    return view.containersOnHost(host, page);
  }

  @Edge(
    () => [TreeNodeType],
    { source: 'store', facet: 'definition' },
    { nullable: 'itemsAndList', description: 'The tree nodes it is attached to.' },
  )
  treeNodes(@RootArg() host: Host, @Ctx() { view }: Context): readonly TreeNode[] {
    return view.nodesOf(host);
  }

  @Edge(() => FreshnessType, { source: 'hosts', share: 'TIMED' }, { description: 'How old this copy is.' })
  freshness(@RootArg() host: Host, @Ctx() { view }: Context): FreshnessFacts {
    return view.freshness(host);
  }
}
