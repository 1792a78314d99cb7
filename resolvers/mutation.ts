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
import type { Inputs, MutationName } from '../src/actions/inputs.ts';
import type { Context } from '../src/context.ts';
import type { UserError } from '../src/kit/result.ts';
import { DecisionView, PlanView, rawId } from './plan.ts';

interface Payload {
  readonly subject: object | null;
  readonly plan: PlanView | null;
  readonly planToken: string | null;
  readonly decision: DecisionView | null;
  readonly userErrors: readonly UserError[];
  readonly cursor: string | null;
}

const KEY_MAX = 255;
const NOTHING: Payload = { subject: null, plan: null, planToken: null, decision: null, userErrors: [], cursor: null };

/** Every mutation is the same walk through the pipeline; only its judgement differs, and that is in src/actions. */
async function run<M extends MutationName>(mutation: M, input: Inputs[M], how: RunArguments, context: Context): Promise<Payload> {
  const mode = how.mode ?? 'APPLY';
  const key = how.idempotencyKey;
  if (key != null && (key === '' || key.length > KEY_MAX)) {
    const message = `An idempotency key has 1 to ${KEY_MAX} characters; this one has ${key.length}.`;
    return { ...NOTHING, userErrors: [{ code: 'BAD_USER_INPUT', message, path: ['idempotencyKey'] }] };
  }
  const { plan, decision, subject, userErrors, seq } = await context.actions.run(mutation, input, {
    mode,
    planToken: how.planToken == null ? null : rawId('Plan', how.planToken),
    idempotencyKey: how.idempotencyKey ?? null,
    caller: context.viewer.name,
    requestId: context.requestId,
  });
  const view = plan && new PlanView(plan);
  return {
    subject: subject === null ? null : await subjectOf(subject, context),
    plan: view,
    planToken: mode === 'PLAN' && plan && plan.state === 'PLANNED' ? plan.id : null,
    decision: decision && new DecisionView(decision),
    userErrors,
    cursor: seq === null ? null : context.loaders.cursor(seq),
  };
}

async function subjectOf(id: string, { view, loaders }: Context): Promise<object | null> {
  if (id.startsWith('Plan:')) {
    const plan = await loaders.plan(rawId('Plan', id));
    return plan ? new PlanView(plan) : null;
  }
  return view.identified(id) ?? null;
}

@Resolver()
export class MutationResolver {
  @Write(() => CreateTreeNodePayload, 'OWNER', { description: 'Creates a node of the service tree.' })
  createTreeNode(
    @Arg('input', () => CreateTreeNodeInput) input: CreateTreeNodeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('createTreeNode', input, how, context);
  }

  @Write(() => RenameTreeNodePayload, 'OWNER', {
    description: 'Renames a node. Old names of it and of all below it stay as aliases; Marathon ids cannot follow.',
  })
  renameTreeNode(
    @Arg('input', () => RenameTreeNodeInput) input: RenameTreeNodeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('renameTreeNode', input, how, context);
  }

  @Write(() => MoveTreeNodePayload, 'OWNER', {
    description: 'Moves a node with its whole subtree below another node of the same level as its parent.',
  })
  moveTreeNode(
    @Arg('input', () => MoveTreeNodeInput) input: MoveTreeNodeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('moveTreeNode', input, how, context);
  }

  @Write(() => DeleteTreeNodePayload, 'OWNER', { description: 'Deletes a node; refused while anything hangs below it.' })
  deleteTreeNode(
    @Arg('input', () => DeleteTreeNodeInput) input: DeleteTreeNodeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('deleteTreeNode', input, how, context);
  }

  @Write(() => RemoveTreeAliasPayload, 'OWNER', { description: 'Lets go of an old name.' })
  removeTreeAlias(
    @Arg('input', () => RemoveTreeAliasInput) input: RemoveTreeAliasInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeTreeAlias', input, how, context);
  }

  @Write(() => AttachHostPayload, 'OPERATOR', { description: 'Attaches a host to a node.' })
  attachHost(
    @Arg('input', () => AttachHostInput) input: AttachHostInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('attachHost', input, how, context);
  }

  @Write(() => DetachHostPayload, 'OPERATOR', { description: 'Detaches a host from a node.' })
  detachHost(
    @Arg('input', () => DetachHostInput) input: DetachHostInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('detachHost', input, how, context);
  }

  @Write(() => ConfirmPlacementPayload, 'OWNER', {
    description: "Puts the claim of an app's label `jobname` in force at the node it names.",
  })
  confirmPlacement(
    @Arg('input', () => ConfirmPlacementInput) input: ConfirmPlacementInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('confirmPlacement', input, how, context);
  }

  @Write(() => AdoptAppsPayload, 'ADMIN', {
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

  @Write(() => DeployAppPayload, 'DEVELOPER', { description: 'Creates an app or changes it; the plan is the difference.' })
  deployApp(
    @Arg('input', () => DeployAppInput) input: DeployAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('deployApp', input, how, context);
  }

  @Write(() => ScaleAppPayload, 'DEVELOPER', { description: 'Asks for so many instances.' })
  scaleApp(
    @Arg('input', () => ScaleAppInput) input: ScaleAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('scaleApp', input, how, context);
  }

  @Write(() => RestartAppPayload, 'DEVELOPER', { description: 'Replaces every task, by the upgrade strategy of the app.' })
  restartApp(
    @Arg('input', () => RestartAppInput) input: RestartAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('restartApp', input, how, context);
  }

  @Write(() => RollbackAppPayload, 'DEVELOPER', { description: 'Goes back to an earlier definition.' })
  rollbackApp(
    @Arg('input', () => RollbackAppInput) input: RollbackAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('rollbackApp', input, how, context);
  }

  @Write(() => DeleteAppPayload, 'OWNER', { description: 'Deletes the app and ends its tasks.' })
  deleteApp(
    @Arg('input', () => DeleteAppInput) input: DeleteAppInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('deleteApp', input, how, context);
  }

  @Write(() => KillContainerPayload, 'OPERATOR', { description: 'Ends one task.' })
  killContainer(
    @Arg('input', () => KillContainerInput) input: KillContainerInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('killContainer', input, how, context);
  }

  @Write(() => CancelDeploymentPayload, 'OPERATOR', { description: 'Cancels a deployment, with or without going back.' })
  cancelDeployment(
    @Arg('input', () => CancelDeploymentInput) input: CancelDeploymentInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('cancelDeployment', input, how, context);
  }

  @Write(() => CancelPlanPayload, 'DEVELOPER', { description: 'Gives up a plan that has not run, or stops one before its next step.' })
  cancelPlan(
    @Arg('input', () => CancelPlanInput) input: CancelPlanInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('cancelPlan', input, how, context);
  }

  @Write(() => SetFreezePayload, 'OWNER', { description: 'Lets nothing under a node be changed for a while.' })
  setFreeze(
    @Arg('input', () => SetFreezeInput) input: SetFreezeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setFreeze', input, how, context);
  }

  @Write(() => RemoveFreezePayload, 'OWNER', { description: 'Ends a freeze.' })
  removeFreeze(
    @Arg('input', () => RemoveFreezeInput) input: RemoveFreezeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeFreeze', input, how, context);
  }
}
