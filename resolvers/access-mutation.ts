import { Arg, Args, Ctx, Resolver } from 'type-graphql';
import {
  CreateApiTokenInput,
  CreateApiTokenPayload,
  RemoveRoleBindingInput,
  RemoveRoleBindingPayload,
  RevokeApiTokenInput,
  RevokeApiTokenPayload,
  SetRoleBindingInput,
  SetRoleBindingPayload,
} from '../schema/access.ts';
import { Write } from '../schema/facts.ts';
import { RunArguments } from '../schema/mutations.ts';
import type { Context } from '../src/context.ts';
import { run, type Payload } from './run.ts';

@Resolver()
export class AccessMutationResolver {
  @Write(() => SetRoleBindingPayload, {
    description:
      'Gives somebody a role on a node and all below it, in place of what they hold on that very node. In force everywhere within 2 s.',
  })
  setRoleBinding(
    @Arg('input', () => SetRoleBindingInput) input: SetRoleBindingInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setRoleBinding', input, how, context);
  }

  @Write(() => RemoveRoleBindingPayload, {
    description: 'Takes a role away, everywhere within 2 s, also on open sockets. The last owner there is stays: LAST_OWNER.',
  })
  removeRoleBinding(
    @Arg('input', () => RemoveRoleBindingInput) input: RemoveRoleBindingInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeRoleBinding', input, how, context);
  }

  @Write(() => CreateApiTokenPayload, {
    description:
      'Makes an API token of the caller. `secret` is shown this once: a repetition with the same idempotency key answers without it, and ALREADY_SHOWN.',
  })
  createApiToken(
    @Arg('input', () => CreateApiTokenInput) input: CreateApiTokenInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('createApiToken', input, how, context);
  }

  @Write(() => RevokeApiTokenPayload, {
    description: 'Ends a token, everywhere within 2 s, also on open sockets. For its owner, for administrators, and for who has it.',
  })
  revokeApiToken(
    @Arg('input', () => RevokeApiTokenInput) input: RevokeApiTokenInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('revokeApiToken', input, how, context);
  }
}
