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
import { AlarmEventType } from '../schema/alarm.ts';
import { EVENT_TYPES } from '../schema/event-types.ts';
import { ScalingEventType } from '../schema/scaling-rule.ts';
import { ControllerEventType, MonitoringEventType } from '../schema/monitoring.ts';
import { AlarmEventResolver, AlarmResolver, MalformedCallsResolver, NodeAlarmsResolver } from './alarm.ts';
import { AppResolver } from './app.ts';
import { AuditResolver } from './audit.ts';
import { FalconMutationResolver, PlatformFalconResolver } from './company.ts';
import { ContainerResolver } from './container.ts';
import {
  AppLacksResolver,
  CoverageMutationResolver,
  HooksResolver,
  HostLacksResolver,
  HostMaintenanceResolver,
  LackEventResolver,
  UnmonitoredResolver,
} from './coverage.ts';
import { DeploymentResolver } from './deployment.ts';
import { EventResolver } from './event.ts';
import {
  AccessEventResolver,
  AppEventResolver,
  ContainerEventResolver,
  DecisionEventResolver,
  DeploymentEventResolver,
  FreezeEventResolver,
  HostEventResolver,
  PlanEventResolver,
  SourceEventResolver,
  TreeNodeEventResolver,
} from './event-types.ts';
import { HostResolver } from './host.ts';
import { AppMetricResolver, ContainerMetricResolver, HostMetricResolver, MetricPointResolver, MetricsSummaryResolver } from './metric.ts';
import {
  AppMonitoringResolver,
  ControllerEventResolver,
  MonitoringEventResolver,
  MonitoringResolver,
  MonitoringMutationResolver,
  NodeMonitoringResolver,
  PlatformControllersResolver,
  WatchResolver,
} from './monitoring.ts';
import { MutationResolver } from './mutation.ts';
import { DecisionResolver, PlanResolver, PlatformResolver } from './platform.ts';
import { ScalingResolver } from './scaling.ts';
import {
  AppObservedResolver,
  AppScalingResolver,
  NodeScalingResolver,
  ScalingEventResolver,
  ScalingMutationResolver,
  ScalingDecisionsResolver,
  ScalingRuleResolver,
} from './scaling-rule.ts';
import {
  AppSchedulesResolver,
  NodeSchedulesResolver,
  ScheduledFiringResolver,
  ScheduledScalingResolver,
  ScheduleMutationResolver,
} from './scheduled-scaling.ts';
import { FreezeResolver, TreeResolver } from './tree.ts';

/** Every resolver, built once; the container that type-graphql asks is a Map. */
export const RESOLVERS = [
  PlatformFalconResolver,
  FalconMutationResolver,
  ScalingResolver,
  ScalingRuleResolver,
  ScalingDecisionsResolver,
  AppObservedResolver,
  AppScalingResolver,
  NodeScalingResolver,
  ScalingMutationResolver,
  ScalingEventResolver,
  ScheduledScalingResolver,
  ScheduledFiringResolver,
  AppSchedulesResolver,
  NodeSchedulesResolver,
  ScheduleMutationResolver,
  TreeResolver,
  FreezeResolver,
  AppResolver,
  AlarmResolver,
  NodeAlarmsResolver,
  MalformedCallsResolver,
  AlarmEventResolver,
  MonitoringResolver,
  WatchResolver,
  NodeMonitoringResolver,
  AppMonitoringResolver,
  PlatformControllersResolver,
  MonitoringMutationResolver,
  MonitoringEventResolver,
  ControllerEventResolver,
  UnmonitoredResolver,
  AppLacksResolver,
  HostLacksResolver,
  HostMaintenanceResolver,
  HooksResolver,
  CoverageMutationResolver,
  LackEventResolver,
  ContainerResolver,
  DeploymentResolver,
  HostResolver,
  ContainerMetricResolver,
  AppMetricResolver,
  HostMetricResolver,
  MetricPointResolver,
  MetricsSummaryResolver,
  EventResolver,
  TreeNodeEventResolver,
  AppEventResolver,
  ContainerEventResolver,
  DeploymentEventResolver,
  HostEventResolver,
  SourceEventResolver,
  FreezeEventResolver,
  AccessEventResolver,
  PlanEventResolver,
  DecisionEventResolver,
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

/** No field leads to one of these by its own name: they come as an Event. */
export const TOLD_TYPES = [...EVENT_TYPES, AlarmEventType, MonitoringEventType, ControllerEventType, ScalingEventType] as const;
