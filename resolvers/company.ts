import { Arg, Args, Ctx, Resolver } from 'type-graphql';
import {
  ExpressionConnection,
  RemoveExpressionInput,
  RemoveExpressionPayload,
  RemoveTeamInput,
  RemoveTeamPayload,
  SetExpressionInput,
  SetExpressionPayload,
  SetTeamInput,
  SetTeamPayload,
  TeamConnection,
} from '../schema/company.ts';
import { Edge, Write } from '../schema/facts.ts';
import { RunArguments } from '../schema/mutations.ts';
import { PlatformType } from '../schema/platform.ts';
import { PageArguments } from '../schema/relay.ts';
import type { Context } from '../src/context.ts';
import type { ExpressionFacts, TeamFacts } from '../src/context-monitoring.ts';
import type { Connection } from '../src/kit/page.ts';
import { run, type Payload } from './run.ts';

const live = { source: 'falcon', facet: 'definition', role: 'ADMIN' } as const;

@Resolver(() => PlatformType)
export class PlatformFalconResolver {
  @Edge(() => TeamConnection, live, {
    nullable: true,
    description: "Falcon's teams by name, as far as Canopy's user of Falcon sees them; administrators only.",
  })
  teams(@Args(() => PageArguments) page: PageArguments, @Ctx() { view }: Context): Connection<TeamFacts> {
    return view.monitoring.company.teams(page);
  }

  @Edge(() => ExpressionConnection, live, {
    nullable: true,
    description: "Falcon's expressions by text, whoever made them; administrators only.",
  })
  expressions(@Args(() => PageArguments) page: PageArguments, @Ctx() { view }: Context): Connection<ExpressionFacts> {
    return view.monitoring.company.expressions(page);
  }
}

@Resolver()
export class FalconMutationResolver {
  @Write(() => SetTeamPayload, { description: 'Gives a team of Falcon these members and no others, and makes it where there is none.' })
  setTeam(
    @Arg('input', () => SetTeamInput) input: SetTeamInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setTeam', input, how, context);
  }

  @Write(() => RemoveTeamPayload, { description: 'Takes a team of Falcon away. Refused while anything that Canopy knows of has it told.' })
  removeTeam(
    @Arg('input', () => RemoveTeamInput) input: RemoveTeamInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeTeam', input, how, context);
  }

  @Write(() => SetExpressionPayload, {
    description:
      'Has Falcon judge a metric by its tags, on whatever endpoint: for what is no container and no host. Conditions are changed in place.',
  })
  setExpression(
    @Arg('input', () => SetExpressionInput) input: SetExpressionInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setExpression', input, how, context);
  }

  @Write(() => RemoveExpressionPayload, { description: 'Takes an expression of Falcon away, with all its conditions, whoever made them.' })
  removeExpression(
    @Arg('input', () => RemoveExpressionInput) input: RemoveExpressionInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeExpression', input, how, context);
  }
}
