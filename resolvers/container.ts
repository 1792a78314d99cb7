import { Arg, Args, Ctx, Int, Resolver, Root as RootArg } from 'type-graphql';
import { AppType } from '../schema/app.ts';
import {
  ContainerConnection,
  ContainerFilterInput,
  ContainerOrderEnum,
  ContainerProcessType,
  ContainerType,
  DockerDetailType,
  FilesystemType,
  LogChunkType,
  LogStreamEnum,
  NetworkDetailType,
} from '../schema/container.ts';
import { Edge, Root, Stream } from '../schema/facts.ts';
import { AFTER, EventMessageUnion } from '../schema/message.ts';
import { FreshnessType } from '../schema/freshness.ts';
import { HostType } from '../schema/host.ts';
import { PageArguments } from '../schema/relay.ts';
import { Cursor, JobName } from '../schema/scalars.ts';
import type { App } from '../src/apps/model.ts';
import type { Container, DockerFacts, FilesystemFacts, LogLine, NetworkFacts, ProcessFacts } from '../src/containers/model.ts';
import type { ContainerOrderName, Context, FreshnessFacts, StreamFacts } from '../src/context.ts';
import { EVENT_KINDS } from '../src/events/model.ts';
import type { Host } from '../src/hosts/model.ts';
import { selectionOf } from '../src/events/selection.ts';
import type { Connection } from '../src/kit/page.ts';

const live = { source: 'marathon', facet: 'runtime' } as const;
const docker = { source: 'docker', share: 'ON_DEMAND' } as const;

const OF_CONTAINERS = EVENT_KINDS.filter((kind) => kind.startsWith('CONTAINER_'));

@Resolver(() => ContainerType)
export class ContainerResolver {
  @Root(() => ContainerConnection, live, {
    description:
      'Containers. Each order has an index; a filter that fits no index walks at most 20,000 rows, beyond that TOO_BROAD. Any change of any container changes this list: prefer a subtree (treeNode.containers).',
  })
  containers(
    @Arg('filter', () => ContainerFilterInput, { nullable: true }) filter: ContainerFilterInput | null,
    @Arg('orderBy', () => ContainerOrderEnum, { nullable: true, description: 'TREE, or TASK_ID where the filter has an index of its own.' })
    orderBy: ContainerOrderName | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<Container> {
    return view.containers(filter, orderBy, page);
  }

  @Root(() => ContainerType, live, { description: 'One container, by its Mesos task.' })
  container(
    @Arg('taskId', () => String, { description: 'The Mesos task.' }) taskId: string,
    @Ctx() { view }: Context,
  ): Container | undefined {
    return view.container(taskId);
  }

  @Root(() => ContainerType, live, {
    description: 'The one running container that owns the address; null with AMBIGUOUS_ADDRESS when several share it.',
  })
  containerByIp(@Arg('ip', () => String, { description: 'The address.' }) ip: string, @Ctx() { view }: Context): Container | undefined {
    return view.containerByIp(ip);
  }

  @Stream(() => EventMessageUnion, { source: 'log', share: 'ON_DEMAND' }, { description: 'Containers that start, change, or end.' })
  containerChanged(
    @Arg('scope', () => JobName, { nullable: true, description: 'At or below this node; not given: everywhere.' }) scope: string | null,
    @Arg('after', () => Cursor, AFTER) after: string | null,
  ): StreamFacts {
    return { selection: selectionOf({ scope, kinds: OF_CONTAINERS }), after };
  }

  @Edge(() => AppType, { source: 'marathon', facet: 'definition' }, { nullable: true, description: 'The app it is an instance of.' })
  app(@RootArg() container: Container, @Ctx() { view }: Context): App | undefined {
    return view.appOf(container);
  }

  @Edge(() => HostType, { source: 'hosts', facet: 'definition' }, { nullable: true, description: 'The host that runs it.' })
  host(@RootArg() container: Container, @Ctx() { view }: Context): Host | undefined {
    return view.hostOf(container);
  }

  @Edge(() => DockerDetailType, docker, {
    nullable: true,
    description: 'Limits, usage, throttling, restarts: from the Docker Engine of its host, within 2 s. Null where no engine runs it.',
  })
  docker(@RootArg() container: Container, @Ctx() { loaders }: Context): Promise<DockerFacts | null> {
    return loaders.docker(container);
  }

  @Edge(() => [FilesystemType], docker, { nullable: true, description: 'Root and mounts.' })
  filesystems(@RootArg() container: Container, @Ctx() { loaders }: Context): Promise<readonly FilesystemFacts[] | null> {
    return loaders.filesystems(container);
  }

  @Edge(() => NetworkDetailType, docker, { nullable: true, description: 'Address, MAC and gateway.' })
  async network(@RootArg() container: Container, @Ctx() { loaders }: Context): Promise<NetworkFacts | null> {
    return (await loaders.docker(container))?.network ?? null;
  }

  @Edge(() => [ContainerProcessType], { ...docker, role: 'DEVELOPER' }, { nullable: true, description: 'What `top` shows.' })
  top(@RootArg() container: Container, @Ctx() { loaders }: Context): Promise<readonly ProcessFacts[] | null> {
    return loaders.processes(container);
  }

  @Edge(() => LogChunkType, { ...docker, role: 'DEVELOPER' }, { nullable: true, description: 'The last lines of output.' })
  async logs(
    @RootArg() container: Container,
    @Arg('tail', () => Int, { defaultValue: 100, description: 'Lines, at most 1,000.' }) tail: number,
    @Arg('stream', () => LogStreamEnum, { nullable: true, description: 'Only this output.' }) stream: 'STDOUT' | 'STDERR' | null,
    @Ctx() { loaders }: Context,
  ): Promise<{ lines: readonly LogLine[] } | null> {
    const lines = await loaders.logs(container, tail, stream ?? null);
    return lines && { lines };
  }

  @Edge(() => FreshnessType, { source: 'marathon', share: 'TIMED' }, { description: 'How old this copy is.' })
  freshness(@RootArg() container: Container, @Ctx() { view }: Context): FreshnessFacts {
    return view.freshness(container);
  }
}
