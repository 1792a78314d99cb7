import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DEPLOYMENT_ACTIONS } from '../src/apps/model.ts';
import { entity, EntityType, Own } from './facts.ts';
import { LabelType } from './label.ts';
import { connectionOf, Node } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';
import { enumOf } from './tree.ts';

const own = { source: 'marathon', facet: 'definition' } as const;
const live = { source: 'marathon', facet: 'runtime' } as const;

@ObjectType('TaskFailure', { description: 'The last task of an app that failed.', simpleResolvers: true })
export class TaskFailureType {
  @Own(() => String, live, { description: 'The task.' })
  readonly taskId!: string;
  @Own(() => String, live, { description: "Mesos's state, e.g. TASK_FAILED." })
  readonly state!: string;
  @Own(() => String, live, { description: "Mesos's words." })
  readonly message!: string;
  @Own(() => String, live, { nullable: true, description: 'Where it ran.' })
  readonly host!: string | null;
  @Own(() => DateTime, live, { description: 'When.' })
  readonly at!: number;
  @Own(() => DateTime, live, { nullable: true, description: 'The version of the app that it ran.' })
  readonly version!: number | null;
}

@ObjectType('Readiness', { description: 'What a readiness check said of a task, while a deployment waits for it.', simpleResolvers: true })
export class ReadinessType {
  @Own(() => String, live, { description: "The check's name." })
  readonly name!: string;
  @Own(() => String, live, { description: 'The task.' })
  readonly taskId!: string;
  @Own(() => Boolean, live, { description: 'It is ready.' })
  readonly ready!: boolean;
  @Own(() => Int, live, { nullable: true, description: 'HTTP status of the last answer; null where Marathon does not keep it.' })
  readonly httpStatus!: number | null;
}

@EntityType()
@ObjectType('App', { description: 'A Marathon app: a job that runs.', implements: Node, ...entity })
export class AppType extends Node {
  @Own(() => ID, own, { description: 'App:<cluster>:<marathonId>.' })
  declare readonly id: string;
  @Own(() => String, own, { description: 'The id that Marathon knows it by: a path.' })
  readonly marathonId!: string;
  @Own(() => String, own, { description: 'The Marathon that runs it, as configured.' })
  readonly cluster!: string;
  @Own(() => String, own, { nullable: true, description: 'Docker image; null for an app without one.' })
  readonly image!: string | null;
  @Own(() => String, own, { nullable: true, description: 'Command line; null when the image decides.' })
  readonly command!: string | null;
  @Own(() => Float, own, { description: 'Cores per instance.' })
  readonly cpus!: number;
  @Own(() => Float, own, { description: 'Memory per instance, in MiB.' })
  readonly memMiB!: number;
  @Own(() => Float, own, { description: 'Disk per instance, in MiB.' })
  readonly diskMiB!: number;
  @Own(() => Int, own, { description: 'GPUs per instance.' })
  readonly gpus!: number;
  @Own(() => Int, own, { description: 'Instances asked for, running or not.' })
  readonly instances!: number;
  @Own(() => DateTime, own, { description: 'The identity of the definition: when it was made.' })
  readonly version!: number;
  @Own(() => DateTime, own, { nullable: true, description: 'When instances last changed.' })
  readonly lastScalingAt!: number | null;
  @Own(() => DateTime, own, { nullable: true, description: 'When anything but instances last changed.' })
  readonly lastConfigChangeAt!: number | null;
  @Own(() => [LabelType], own, { description: 'Labels, by name.' })
  readonly labels!: readonly LabelType[];
  @Own(() => Int, live, { description: 'Tasks running.' })
  readonly tasksRunning!: number;
  @Own(() => Int, live, { description: 'Tasks on their way.' })
  readonly tasksStaged!: number;
  @Own(() => Int, live, { description: 'Tasks whose health checks all pass. Tasks without health information count in neither.' })
  readonly tasksHealthy!: number;
  @Own(() => Int, live, { description: 'Tasks with a failing health check.' })
  readonly tasksUnhealthy!: number;
  @Own(() => Boolean, live, { description: 'A deployment holds it.' })
  readonly deploying!: boolean;
  @Own(() => TaskFailureType, live, { nullable: true, description: 'The last task that failed, if one has.' })
  readonly lastTaskFailure!: TaskFailureType | null;
  @Own(() => [ReadinessType], live, { description: 'What readiness checks said, while a deployment waits for them; empty otherwise.' })
  readonly readiness!: readonly ReadinessType[];
}

export const AppConnection = connectionOf('App', () => AppType, 'marathon');

export const DeploymentActionEnum = enumOf(DEPLOYMENT_ACTIONS);
registerEnumType(DeploymentActionEnum, { name: 'DeploymentActionKind', description: 'What one action of a deployment does.' });

@ObjectType('DeploymentAction', { description: 'One action of a deployment.', simpleResolvers: true })
export class DeploymentActionType {
  @Own(() => DeploymentActionEnum, live, { description: 'What is done.' })
  readonly action!: string;
  @Own(() => String, live, { description: 'To which app or pod.' })
  readonly target!: string;
}

@EntityType()
@ObjectType('Deployment', {
  description: 'A deployment that runs now. One that is no longer listed has ended, well or not: its event says how.',
  implements: Node,
  ...entity,
})
export class DeploymentType extends Node {
  @Own(() => ID, live, { description: 'Deployment:<cluster>:<deploymentId>.' })
  declare readonly id: string;
  @Own(() => String, live, { description: "Marathon's id." })
  readonly deploymentId!: string;
  @Own(() => String, live, { description: 'The Marathon that runs it.' })
  readonly cluster!: string;
  @Own(() => DateTime, live, { description: 'When it began.' })
  readonly version!: number;
  @Own(() => [String], live, { description: 'Marathon ids of the apps it changes.' })
  readonly affectedApps!: readonly string[];
  @Own(() => Int, live, { description: 'The step under way, from 1.' })
  readonly currentStep!: number;
  @Own(() => Int, live, { description: 'Steps in all.' })
  readonly totalSteps!: number;
  @Own(() => [DeploymentActionType], live, { description: 'What the step under way does.' })
  readonly currentActions!: readonly DeploymentActionType[];
}

@ObjectType('PendingReason', { description: 'Offers declined for one reason.', simpleResolvers: true })
export class PendingReasonType {
  @Own(() => String, live, { description: "Marathon's reason, e.g. InsufficientMemory." })
  readonly reason!: string;
  @Own(() => Int, live, { description: 'Offers declined for it.' })
  readonly declined!: number;
  @Own(() => Int, live, { description: 'Offers that came as far as this check.' })
  readonly processed!: number;
}

@ObjectType('Pending', {
  description: "Why instances wait: Marathon's launch queue, read when something happens and every 5 s while anything waits.",
  simpleResolvers: true,
})
export class PendingType {
  @Own(() => Int, live, { description: 'Instances that wait.' })
  readonly count!: number;
  @Own(() => DateTime, live, { nullable: true, description: 'Since when; null before Marathon 1.4.' })
  readonly since!: number | null;
  @Own(() => Int, live, {
    description: 'Backoff left after failures, in ms, as of the read; 0 when offers are awaited, 2147483647 for that or more.',
  })
  readonly delayMs!: number;
  @Own(() => Boolean, live, { description: 'The backoff is over.' })
  readonly overdue!: boolean;
  @Own(() => Int, live, { nullable: true, description: 'Offers looked at; null before Marathon 1.4.' })
  readonly processedOffers!: number | null;
  @Own(() => Int, live, { nullable: true, description: 'Offers that did not fit.' })
  readonly unusedOffers!: number | null;
  @Own(() => DateTime, live, { nullable: true, description: 'The last offer that did not fit.' })
  readonly lastUnusedOfferAt!: number | null;
  @Own(() => DateTime, live, { nullable: true, description: 'The last offer that did.' })
  readonly lastUsedOfferAt!: number | null;
  @Own(() => [PendingReasonType], live, { description: 'Why offers did not fit, in the order of the checks.' })
  readonly reasons!: readonly PendingReasonType[];
}

const asked = { source: 'marathon-rest', share: 'ON_DEMAND', facet: 'definition' } as const;

@ObjectType('AppVersion', { description: 'A definition that the app has or had; read from Marathon on demand.', simpleResolvers: true })
export class AppVersionType {
  @Own(() => DateTime, asked, { description: 'Its identity: when it was made. rollbackApp takes it.' })
  readonly version!: number;
  @Own(() => Boolean, asked, { description: 'The one in force.' })
  readonly current!: boolean;
  @Own(() => String, asked, { nullable: true, description: 'Docker image.' })
  readonly image!: string | null;
  @Own(() => String, asked, { nullable: true, description: 'Command line.' })
  readonly command!: string | null;
  @Own(() => Int, asked, { description: 'Instances asked for.' })
  readonly instances!: number;
  @Own(() => Float, asked, { description: 'Cores per instance.' })
  readonly cpus!: number;
  @Own(() => Float, asked, { description: 'Memory per instance, in MiB.' })
  readonly memMiB!: number;
  @Own(() => [LabelType], asked, { description: 'Labels, by name.' })
  readonly labels!: readonly LabelType[];
}

@ObjectType('Unassigned', { description: 'Why an app hangs on no node of the tree.', simpleResolvers: true })
export class UnassignedType {
  @Own(() => String, own, {
    description: 'PATH_TOO_SHORT, PATH_TOO_LONG, NAME_NOT_ALLOWED, NO_SUCH_NODE, CLAIM_UNCONFIRMED or LABEL_INVALID.',
  })
  readonly reason!: string;
  @Own(() => String, own, { description: 'The reason in words, with what would mend it.' })
  readonly message!: string;
}

@InputType('LabelFilter', { description: 'Apps with a label.' })
export class LabelFilterInput {
  @Field(() => String, { description: 'The name of the label.' })
  readonly name!: string;
  @Field(() => String, { nullable: true, description: 'Its value; not given: any.' })
  readonly value?: string | null;
}

@InputType('AppFilter', { description: 'Which apps; all that is given must hold.' })
export class AppFilterInput {
  @Field(() => JobName, { nullable: true, description: 'At or below this node.' })
  readonly scope?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this Marathon.' })
  readonly cluster?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether it hangs on no node.' })
  readonly unassigned?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether a deployment holds it.' })
  readonly deploying?: boolean | null;
  @Field(() => LabelFilterInput, { nullable: true, description: 'With this label.' })
  readonly label?: LabelFilterInput | null;
  @Field(() => String, { nullable: true, description: 'A part of the Marathon id.' })
  readonly idContains?: string | null;
}
