import {
  ApiTokenResolver,
  NodeBindingsResolver,
  RateLimitResolver,
  RoleBindingResolver,
  RootBindingsResolver,
  ViewerRateResolver,
  ViewerResolver,
} from './access.ts';
import { AccessMutationResolver } from './access-mutation.ts';
import { AppResolver } from './app.ts';
import { AuditResolver } from './audit.ts';
import { ContainerResolver } from './container.ts';
import { DeploymentResolver } from './deployment.ts';
import { EventResolver } from './event.ts';
import { HostResolver } from './host.ts';
import { AppMetricResolver, ContainerMetricResolver, HostMetricResolver, MetricPointResolver, MetricsSummaryResolver } from './metric.ts';
import { MutationResolver } from './mutation.ts';
import { DecisionResolver, PlanResolver, PlatformResolver } from './platform.ts';
import { FreezeResolver, TreeResolver } from './tree.ts';

/** Every resolver, built once; the container that type-graphql asks is a Map. */
export const RESOLVERS = [
  TreeResolver,
  FreezeResolver,
  AppResolver,
  ContainerResolver,
  DeploymentResolver,
  HostResolver,
  ContainerMetricResolver,
  AppMetricResolver,
  HostMetricResolver,
  MetricPointResolver,
  MetricsSummaryResolver,
  EventResolver,
  PlatformResolver,
  PlanResolver,
  DecisionResolver,
  MutationResolver,
  AccessMutationResolver,
  AuditResolver,
  ViewerResolver,
  RateLimitResolver,
  ViewerRateResolver,
  ApiTokenResolver,
  RoleBindingResolver,
  NodeBindingsResolver,
  RootBindingsResolver,
] as const;
