import { Arg, Args, Ctx, Resolver } from 'type-graphql';
import { Write } from '../schema/facts.ts';
import {
  AdoptAppsInput,
  AdoptAppsPayload,
  AttachHostInput,
  AttachHostPayload,
  CancelDeploymentInput,
  CancelDeploymentPayload,
  CancelPlanInput,
  CancelPlanPayload,
  ConfirmPlacementInput,
  ConfirmPlacementPayload,
  CreateTreeNodeInput,
  CreateTreeNodePayload,
  DeleteAppInput,
  DeleteAppPayload,
  DeleteTreeNodeInput,
  DeleteTreeNodePayload,
  DeployAppInput,
  DeployAppPayload,
  DetachHostInput,
  DetachHostPayload,
  KillContainerInput,
  KillContainerPayload,
  MoveTreeNodeInput,
  MoveTreeNodePayload,
  RemoveFreezeInput,
  RemoveFreezePayload,
  RemoveTreeAliasInput,
  RemoveTreeAliasPayload,
  RenameTreeNodeInput,
  RenameTreeNodePayload,
  RestartAppInput,
  RestartAppPayload,
  RollbackAppInput,
  RollbackAppPayload,
  ScaleAppInput,
  ScaleAppPayload,
  SetFreezeInput,
  SetFreezePayload,
  RunArguments,
} from '../schema/mutations.ts';
import type { Context } from '../src/context.ts';
import { run, type Payload } from './run.ts';

@Resolver()
export class MutationResolver {
  @Write(() => CreateTreeNodePayload, { description: 'Creates a node of the service tree.' })
  createTreeNode(
    @Arg('input', () => CreateTreeNodeInput) input: CreateTreeNodeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('createTreeNode', input, how, context);
  }

  @Write(() => RenameTreeNodePayload, {
    description: 'Renames a node. Old names of it and of all below it stay as aliases; Marathon ids cannot follow.',
  })
  renameTreeNode(
    @Arg('input', () => RenameTreeNodeInput) input: RenameTreeNodeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('renameTreeNode', input, how, context);
  }

  @Write(() => MoveTreeNodePayload, {
    description: 'Moves a node with its whole subtree below another node of the same level as its parent.',
  })
  moveTreeNode(
    @Arg('input', () => MoveTreeNodeInput) input: MoveTreeNodeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('moveTreeNode', input, how, context);
  }

  @Write(() => DeleteTreeNodePayload, { description: 'Deletes a node; refused while anything hangs below it.' })
  deleteTreeNode(
    @Arg('input', () => DeleteTreeNodeInput) input: DeleteTreeNodeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('deleteTreeNode', input, how, context);
  }

  @Write(() => RemoveTreeAliasPayload, { description: 'Lets go of an old name.' })
  removeTreeAlias(
    @Arg('input', () => RemoveTreeAliasInput) input: RemoveTreeAliasInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeTreeAlias', input, how, context);
  }

  @Write(() => AttachHostPayload, { description: 'Attaches a host to a node.' })
  attachHost(
    @Arg('input', () => AttachHostInput) input: AttachHostInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('attachHost', input, how, context);
  }

  @Write(() => DetachHostPayload, { description: 'Detaches a host from a node.' })
  detachHost(
    @Arg('input', () => DetachHostInput) input: DetachHostInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('detachHost', input, how, context);
  }

  @Write(() => ConfirmPlacementPayload, {
    description: "Puts the claim of an app's label `jobname` in force at the node it names.",
  })
  confirmPlacement(
    @Arg('input', () => ConfirmPlacementInput) input: ConfirmPlacementInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('confirmPlacement', input, how, context);
  }

  @Write(() => AdoptAppsPayload, {
    description:
      'Makes the nodes for existing Marathon apps, in one plan. Apps whose path does not fit are listed as rejected, with the reason.',
  })
  adoptApps(
    @Arg('input', () => AdoptAppsInput) input: AdoptAppsInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('adoptApps', input, how, context);
  }

  @Write(() => DeployAppPayload, { description: 'Creates an app or changes it; the plan is the difference.' })
  deployApp(
    @Arg('input', () => DeployAppInput) input: DeployAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('deployApp', input, how, context);
  }

  @Write(() => ScaleAppPayload, { description: 'Asks for so many instances.' })
  scaleApp(
    @Arg('input', () => ScaleAppInput) input: ScaleAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('scaleApp', input, how, context);
  }

  @Write(() => RestartAppPayload, { description: 'Replaces every task, by the upgrade strategy of the app.' })
  restartApp(
    @Arg('input', () => RestartAppInput) input: RestartAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('restartApp', input, how, context);
  }

  @Write(() => RollbackAppPayload, { description: 'Goes back to an earlier definition.' })
  rollbackApp(
    @Arg('input', () => RollbackAppInput) input: RollbackAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('rollbackApp', input, how, context);
  }

  @Write(() => DeleteAppPayload, { description: 'Deletes the app and ends its tasks.' })
  deleteApp(
    @Arg('input', () => DeleteAppInput) input: DeleteAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('deleteApp', input, how, context);
  }

  @Write(() => KillContainerPayload, { description: 'Ends one task.' })
  killContainer(
    @Arg('input', () => KillContainerInput) input: KillContainerInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('killContainer', input, how, context);
  }

  @Write(() => CancelDeploymentPayload, { description: 'Cancels a deployment, with or without going back.' })
  cancelDeployment(
    @Arg('input', () => CancelDeploymentInput) input: CancelDeploymentInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('cancelDeployment', input, how, context);
  }

  @Write(() => CancelPlanPayload, { description: 'Gives up a plan that has not run, or stops one before its next step.' })
  cancelPlan(
    @Arg('input', () => CancelPlanInput) input: CancelPlanInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('cancelPlan', input, how, context);
  }

  @Write(() => SetFreezePayload, { description: 'Lets nothing under a node be changed for a while.' })
  setFreeze(
    @Arg('input', () => SetFreezeInput) input: SetFreezeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setFreeze', input, how, context);
  }

  @Write(() => RemoveFreezePayload, { description: 'Ends a freeze.' })
  removeFreeze(
    @Arg('input', () => RemoveFreezeInput) input: RemoveFreezeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeFreeze', input, how, context);
  }
}
