import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, type ClassType } from 'type-graphql';
import { AppType, DeploymentType } from './app.ts';
import { ContainerType } from './container.ts';
import { Own } from './facts.ts';
import { DecisionType, ModeEnum, PlanType, UserErrorType } from './plan.ts';
import { Cursor, DateTime, JobName, Json } from './scalars.ts';
import { TreeLevelEnum, TreeNodeType } from './tree.ts';

@ArgsType()
export class RunArguments {
  @Field(() => ModeEnum, { nullable: true, defaultValue: 'APPLY', description: 'PLAN shows exactly what APPLY would run.' })
  readonly mode!: 'APPLY' | 'PLAN' | null;
  @Field(() => String, {
    nullable: true,
    description: 'Runs exactly this earlier plan, once, or answers PLAN_STALE with what moved. Good for 15 minutes.',
  })
  readonly planToken?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The same key and input gives the same outcome, for 7 days: send it again after a lost answer. 1 to 255 characters.',
  })
  readonly idempotencyKey?: string | null;
}

const stored = { source: 'store', share: 'ON_DEMAND' } as const;

/** A payload: the subject as it is now, the plan, the decision, and what the caller can mend. */
export function payloadOf<T extends object>(name: string, subject: () => ClassType<T>, source: string, secret?: string) {
  @ObjectType(`${name}Payload`, { description: `What ${name} did, or would do.`, simpleResolvers: true })
  class Payload {
    @Own(
      subject,
      { source, share: 'ON_DEMAND' },
      { nullable: true, description: 'What it is about, as of now; null when it does not exist (yet, or any more).' },
    )
    readonly subject!: T | null;
    @Own(() => PlanType, stored, { nullable: true, description: 'The plan; null when the input made none.' })
    readonly plan!: PlanType | null;
    @Own(
      () => String,
      { ...stored, role: 'VIEWER' },
      { nullable: true, description: 'For a later run of exactly this plan; only in mode PLAN.' },
    )
    readonly planToken!: string | null;
    @Own(() => DecisionType, stored, { nullable: true, description: 'What was seen and chosen.' })
    readonly decision!: DecisionType | null;
    @Own(() => [UserErrorType], stored, { description: 'What the caller can mend; empty when all went well.' })
    readonly userErrors!: readonly UserErrorType[];
    @Own(() => Cursor, stored, {
      nullable: true,
      description: 'Answers from here on reflect it: send it as Canopy-Not-Before, or as `after`.',
    })
    readonly cursor!: string | null;
  }
  if (secret !== undefined)
    Own(() => String, { ...stored, share: 'CALLER' }, { nullable: true, description: secret })(Payload.prototype, 'secret');
  return Payload;
}

@InputType('CreateTreeNodeInput', { description: 'A node to create, and where.' })
export class CreateTreeNodeInput {
  @Field(() => JobName, { nullable: true, description: 'The node it hangs below; not given: a company.' })
  readonly parent!: string | null;
  @Field(() => String, { description: 'a-z, 0-9 and, between them, "-"; at most 63.' })
  readonly name!: string;
  @Field(() => TreeLevelEnum, { nullable: true, description: 'If given, it must be the level below the parent.' })
  readonly level?: keyof typeof TreeLevelEnum | null;
}

@InputType('RenameTreeNodeInput', { description: 'A node, and its new name.' })
export class RenameTreeNodeInput {
  @Field(() => JobName, { description: 'The node.' })
  readonly jobName!: string;
  @Field(() => String, { description: 'Its new name. The old JobNames of the node and of all below it stay as aliases.' })
  readonly name!: string;
}

@InputType('MoveTreeNodeInput', { description: 'A node, and the node it shall hang below.' })
export class MoveTreeNodeInput {
  @Field(() => JobName, { description: 'The node; its whole subtree goes with it.' })
  readonly jobName!: string;
  @Field(() => JobName, { description: 'The node it shall hang below, one level above it.' })
  readonly newParent!: string;
}

@InputType('DeleteTreeNodeInput', { description: 'A node to delete.' })
export class DeleteTreeNodeInput {
  @Field(() => JobName, { description: 'The node; refused while anything hangs below it.' })
  readonly jobName!: string;
}

@InputType('RemoveTreeAliasInput', { description: 'An old name to let go of.' })
export class RemoveTreeAliasInput {
  @Field(() => JobName, { description: 'The old name that shall no longer find the node.' })
  readonly alias!: string;
}

@InputType('HostPlaceInput')
abstract class HostPlace {
  @Field(() => JobName, { description: 'The node.' })
  readonly jobName!: string;
  @Field(() => String, { description: 'The host, by name.' })
  readonly host!: string;
}

@InputType('AttachHostInput', { description: 'A host, and the node that it is attached to.' })
export class AttachHostInput extends HostPlace {}

@InputType('DetachHostInput', { description: 'A host, and the node that it is detached from.' })
export class DetachHostInput extends HostPlace {}

@InputType('ConfirmPlacementInput', { description: 'An app whose label claims a node.' })
export class ConfirmPlacementInput {
  @Field(() => String, { description: 'Marathon id of the app whose label `jobname` names the node.' })
  readonly app!: string;
  @Field(() => String, { nullable: true, description: 'The Marathon, where several run the app.' })
  readonly cluster?: string | null;
}

@InputType('AdoptAppsInput', { description: 'Which apps get their nodes; nothing given: all.' })
export class AdoptAppsInput {
  @Field(() => String, { nullable: true, description: 'Only apps below this Marathon path or JobName; not given: all.' })
  readonly scope?: string | null;
  @Field(() => String, { nullable: true, description: 'Only of this Marathon.' })
  readonly cluster?: string | null;
}

@InputType('NameValueInput', { description: 'A name and its value.' })
export class NameValueInput {
  @Field(() => String, { description: 'The name.' })
  readonly name!: string;
  @Field(() => String, { description: 'The value.' })
  readonly value!: string;
}

@InputType('AppTargetInput', { description: 'An app, by what it is called.' })
abstract class AppTarget {
  @Field(() => String, { description: 'Marathon id (/acme/...), or JobName of the job.' })
  readonly app!: string;
  @Field(() => String, { nullable: true, description: 'The Marathon, where several run the app.' })
  readonly cluster?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Go ahead although a deployment holds the app: that one is cancelled where it stands, without rollback.',
  })
  readonly force?: boolean | null;
}

@InputType('DeployAppInput', { description: 'Creates the app or changes it; what is not given stays as it is.' })
export class DeployAppInput extends AppTarget {
  @Field(() => String, { nullable: true, description: 'Docker image.' })
  readonly image?: string | null;
  @Field(() => String, { nullable: true, description: 'Command line.' })
  readonly command?: string | null;
  @Field(() => Float, { nullable: true, description: 'Cores per instance.' })
  readonly cpus?: number | null;
  @Field(() => Float, { nullable: true, description: 'Memory per instance, in MiB.' })
  readonly memMiB?: number | null;
  @Field(() => Float, { nullable: true, description: 'Disk per instance, in MiB.' })
  readonly diskMiB?: number | null;
  @Field(() => Int, { nullable: true, description: 'Instances, from 0 to 100,000.' })
  readonly instances?: number | null;
  @Field(() => [NameValueInput], { nullable: true, description: 'All labels: those not given are removed.' })
  readonly labels?: NameValueInput[] | null;
  @Field(() => [NameValueInput], {
    nullable: true,
    description: 'All environment variables: those not given are removed. Their values are never shown.',
  })
  readonly env?: NameValueInput[] | null;
  @Field(() => Json, {
    nullable: true,
    description: 'Any further part of a Marathon app definition, as an object, at most 64 levels deep.',
  })
  readonly definition?: Record<string, unknown> | null;
}

@InputType('ScaleAppInput', { description: 'An app, and how many instances it shall have.' })
export class ScaleAppInput extends AppTarget {
  @Field(() => Int, { description: 'Instances asked for from now on, from 0 to 100,000.' })
  readonly instances!: number;
}

@InputType('RestartAppInput', { description: 'An app to restart.' })
export class RestartAppInput extends AppTarget {}

@InputType('RollbackAppInput', { description: 'An app, and the version it goes back to.' })
export class RollbackAppInput extends AppTarget {
  @Field(() => DateTime, { description: 'The version to go back to, from App.versions.' })
  readonly version!: number;
}

@InputType('DeleteAppInput', { description: 'An app to delete.' })
export class DeleteAppInput extends AppTarget {}

@InputType('KillContainerInput', { description: 'A task to end.' })
export class KillContainerInput {
  @Field(() => String, { description: 'The task. Marathon starts another in its place, unless `scale`.' })
  readonly taskId!: string;
  @Field(() => Boolean, { nullable: true, description: 'Also ask for one instance less.' })
  readonly scale?: boolean | null;
}

@InputType('CancelDeploymentInput', { description: 'A deployment to cancel, and how.' })
export class CancelDeploymentInput {
  @Field(() => String, { description: "Marathon's deployment id." })
  readonly deployment!: string;
  @Field(() => String, { nullable: true, description: 'The Marathon.' })
  readonly cluster?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True unless told: go back to what was before by a new deployment. False: stop where it stands.',
  })
  readonly rollback?: boolean | null;
}

@InputType('CancelPlanInput', { description: 'A plan to give up.' })
export class CancelPlanInput {
  @Field(() => ID, { description: 'The plan.' })
  readonly id!: string;
}

@InputType('SetFreezeInput', { description: 'A node to freeze, why, and for how long.' })
export class SetFreezeInput {
  @Field(() => JobName, { description: 'The node; everything below it is frozen with it.' })
  readonly jobName!: string;
  @Field(() => String, { description: 'Why; shown to whoever is refused.' })
  readonly reason!: string;
  @Field(() => DateTime, { nullable: true, description: 'From when; now unless given.' })
  readonly from?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'Until when; until removed unless given.' })
  readonly until?: number | null;
}

@InputType('RemoveFreezeInput', { description: 'A freeze to end.' })
export class RemoveFreezeInput {
  @Field(() => ID, { description: 'The freeze.' })
  readonly id!: string;
}

const tree = (name: string) => payloadOf(name, () => TreeNodeType, 'store');
const app = (name: string) => payloadOf(name, () => AppType, 'marathon');

export const CreateTreeNodePayload = tree('CreateTreeNode');
export const RenameTreeNodePayload = tree('RenameTreeNode');
export const MoveTreeNodePayload = tree('MoveTreeNode');
export const DeleteTreeNodePayload = tree('DeleteTreeNode');
export const RemoveTreeAliasPayload = tree('RemoveTreeAlias');
export const AttachHostPayload = tree('AttachHost');
export const DetachHostPayload = tree('DetachHost');
export const AdoptAppsPayload = tree('AdoptApps');
export const ConfirmPlacementPayload = app('ConfirmPlacement');
export const DeployAppPayload = app('DeployApp');
export const ScaleAppPayload = app('ScaleApp');
export const RestartAppPayload = app('RestartApp');
export const RollbackAppPayload = app('RollbackApp');
export const DeleteAppPayload = app('DeleteApp');
export const KillContainerPayload = payloadOf('KillContainer', () => ContainerType, 'marathon');
export const CancelDeploymentPayload = payloadOf('CancelDeployment', () => DeploymentType, 'marathon');
export const CancelPlanPayload = payloadOf('CancelPlan', () => PlanType, 'store');
export const SetFreezePayload = tree('SetFreeze');
export const RemoveFreezePayload = tree('RemoveFreeze');
