import { Arg, Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AppConnection, AppType } from '../schema/app.ts';
import { ContainerConnection, ContainerFilterInput } from '../schema/container.ts';
import { EventConnection } from '../schema/event.ts';
import { Edge, Root } from '../schema/facts.ts';
import { HostConnection } from '../schema/host.ts';
import { PageArguments } from '../schema/relay.ts';
import { INT_MAX, JobName } from '../schema/scalars.ts';
import { FreezeType, TreeAliasType, TreeLevelEnum, TreeNodeConnection, TreeNodeType, TreeSummaryType } from '../schema/tree.ts';
import type { App } from '../src/apps/model.ts';
import type { Container } from '../src/containers/model.ts';
import type { Context, SummaryFacts } from '../src/context.ts';
import type { EventRecord } from '../src/events/model.ts';
import type { Host } from '../src/hosts/model.ts';
import type { Connection } from '../src/kit/page.ts';
import type { Freeze, TreeAlias, TreeLevel, TreeNode } from '../src/tree/model.ts';

const store = { source: 'store', facet: 'definition' } as const;

@Resolver(() => TreeNodeType)
export class TreeResolver {
  @Root(() => TreeNodeType, store, { description: 'One node of the service tree, by its name or an old one.' })
  treeNode(@Arg('jobName', () => JobName, { description: 'Any level.' }) jobName: string, @Ctx() { view }: Context): TreeNode | undefined {
    return view.treeNode(jobName);
  }

  @Root(() => [TreeNodeType], store, { nullable: 'itemsAndList', description: 'The companies, or the one node named.' })
  tree(
    @Arg('root', () => JobName, { nullable: true, description: 'Any level.' }) root: string | null,
    @Ctx() { view }: Context,
  ): readonly TreeNode[] {
    return view.tree(root);
  }

  @Root(() => TreeNodeConnection, store, {
    description:
      'Nodes whose name holds the text: equal ones first, then those that begin so. A text with a dot is looked for in the whole JobName.',
  })
  searchTree(
    @Arg('text', () => String, { description: 'Lower or upper case.' }) text: string,
    @Arg('level', () => TreeLevelEnum, { nullable: true, description: 'Only of this level.' }) level: TreeLevel | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<TreeNode> {
    return view.searchTree(text, level, page);
  }

  @Edge(() => TreeNodeType, { ...store, role: 'ANY' }, { nullable: true, description: 'The node above; null for a company.' })
  parent(@RootArg() node: TreeNode, @Ctx() { view }: Context): TreeNode | undefined {
    return view.parent(node);
  }

  @Edge(
    () => [TreeNodeType],
    { ...store, role: 'ANY' },
    { description: 'The nodes above, the company first; of those that may not be seen, only the name.' },
  )
  ancestors(@RootArg() node: TreeNode, @Ctx() { view }: Context): readonly TreeNode[] {
    return view.ancestors(node);
  }

  @Edge(() => TreeNodeConnection, store, { description: 'The nodes right below, by name.' })
  children(@RootArg() node: TreeNode, @Args(() => PageArguments) page: PageArguments, @Ctx() { view }: Context): Connection<TreeNode> {
    return view.children(node, page);
  }

  @Edge(() => [TreeAliasType], store, {
    nullable: true,
    description: 'Old names that still find the node; null where only its name is shown.',
  })
  aliases(@RootArg() node: TreeNode, @Ctx() { view }: Context): readonly TreeAlias[] | null {
    return view.aliases(node);
  }

  @Edge(() => [FreezeType], store, {
    nullable: true,
    description: 'Freezes set on this very node; those of the nodes above hold here too. Null where only its name is shown.',
  })
  freezes(@RootArg() node: TreeNode, @Ctx() { view }: Context): readonly Freeze[] | null {
    return view.freezes(node);
  }

  @Edge(() => [String], store, {
    nullable: true,
    description: 'Names of the hosts attached to this very node; null where only its name is shown.',
  })
  attachedHosts(@RootArg() node: TreeNode, @Ctx() { view }: Context): readonly string[] | null {
    return view.attachedHosts(node);
  }

  @Edge(() => TreeSummaryType, { source: 'marathon', facet: 'runtime' }, { nullable: true, description: 'The whole subtree in figures.' })
  summary(@RootArg() node: TreeNode, @Ctx() { view }: Context): SummaryFacts {
    const summary = view.summary(node);
    return summary.instances > INT_MAX ? { ...summary, instances: INT_MAX } : summary;
  }

  @Edge(
    () => AppConnection,
    { source: 'marathon', facet: 'definition' },
    { nullable: true, description: 'The apps of the whole subtree, in the order of the tree.' },
  )
  apps(@RootArg() node: TreeNode, @Args(() => PageArguments) page: PageArguments, @Ctx() { view }: Context): Connection<App> {
    return view.appsOf(node, page);
  }

  @Edge(
    () => [AppType],
    { source: 'marathon', facet: 'definition', role: 'OWNER' },
    {
      nullable: 'itemsAndList',
      description: 'Apps whose label `jobname` claims this node, and that do not hang here until confirmPlacement puts that in force.',
    },
  )
  claimedBy(@RootArg() node: TreeNode, @Ctx() { view }: Context): readonly App[] {
    return view.claiming(node);
  }

  @Edge(
    () => ContainerConnection,
    { source: 'marathon', facet: 'runtime' },
    { nullable: true, description: 'The containers of the whole subtree.' },
  )
  containers(
    @RootArg() node: TreeNode,
    @Arg('filter', () => ContainerFilterInput, { nullable: true }) filter: ContainerFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<Container> {
    return view.containersOf(node, filter, page);
  }

  @Edge(
    () => HostConnection,
    { source: 'hosts', facet: 'runtime' },
    { nullable: true, description: 'Hosts attached at or below, or running a container of the subtree.' },
  )
  hosts(@RootArg() node: TreeNode, @Args(() => PageArguments) page: PageArguments, @Ctx() { view }: Context): Connection<Host> {
    return view.hostsOf(node, page);
  }

  @Edge(
    () => EventConnection,
    { source: 'log', share: 'ON_DEMAND' },
    { nullable: true, description: 'What happened at or below the node, newest first.' },
  )
  events(
    @RootArg() node: TreeNode,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<EventRecord>> {
    return loaders.events({ scope: node.jobName }, { last: page.first ?? null, before: page.after ?? null });
  }
}

@Resolver(() => FreezeType)
export class FreezeResolver {
  @Edge(() => TreeNodeType, store, { description: 'What is frozen, with all below it.' })
  treeNode(@RootArg() freeze: Freeze, @Ctx() { view }: Context): object | undefined {
    return view.identified(`TreeNode:${freeze.nodeId}`);
  }
}
