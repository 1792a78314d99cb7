import { Arg, Ctx, Resolver } from 'type-graphql';
import { Root } from '../schema/facts.ts';
import { DateTime } from '../schema/scalars.ts';
import { BacktestType, ScalingRuleInput } from '../schema/scaling.ts';
import type { Context } from '../src/context.ts';
import type { UserError } from '../src/kit/result.ts';
import { policyErrors } from '../src/scaling/check.ts';
import { isShared } from '../src/scaling/figure.ts';
import { policyOf } from '../src/scaling/input.ts';
import type { Outcome, ScalingPolicy } from '../src/scaling/model.ts';
import { overrideErrors } from '../src/scaling/override-check.ts';

const tried = { source: 'falcon', share: 'ON_DEMAND' } as const;
const MOST_COMPARED = 5;
const FOR_ADMINISTRATORS: UserError = {
  code: 'FORBIDDEN',
  message: 'Counters of other endpoints are for administrators.',
  path: ['rule', 'metrics'],
};
const TOO_MANY: UserError = { code: 'BAD_USER_INPUT', message: `At most ${MOST_COMPARED} rules beside the first.`, path: ['compareWith'] };

@Resolver()
export class ScalingResolver {
  @Root(() => BacktestType, tried, {
    description:
      'What rules would have done with an app: the same judgement as live, over what Falcon recorded of its containers. Null where no Falcon is connected, or there is no such app. TOO_BROAD where its containers and figures are more than 500 together.',
  })
  async backtestScalingRule(
    @Arg('rule', () => ScalingRuleInput, { description: 'The rule.' }) rule: ScalingRuleInput,
    @Arg('app', () => String, { description: 'Marathon id (/acme/...).' }) id: string,
    @Arg('cluster', () => String, { nullable: true, description: 'The Marathon, where several run the app.' }) cluster: string | null,
    @Arg('from', () => DateTime, { description: 'From then on; at most 400 days before `to`.' }) from: number,
    @Arg('to', () => DateTime, { description: 'Until then, or until now.' }) to: number,
    @Arg('compareWith', () => [ScalingRuleInput], { nullable: true, description: 'At most 5 others, side by side.' })
    others: ScalingRuleInput[] | null,
    @Ctx() { view, loaders }: Context,
  ): Promise<object | null> {
    const app = view.app(id, cluster);
    if (!app) return null;
    if ((others?.length ?? 0) > MOST_COMPARED) return nothingTried([TOO_MANY]);
    const policies = [rule, ...(others ?? [])].map((each) => policyOf(each, from));
    const errors = policies.flatMap((policy, n) =>
      n === 0 ? errorsOf(policy, from, 'rule') : errorsOf(policy, from, 'compareWith', n - 1),
    );
    const shared = policies.some(({ metrics }) => metrics.some(({ metric }) => isShared(metric)));
    if (shared && errors.length === 0 && !view.may('ADMIN', null)) return nothingTried([FOR_ADMINISTRATORS]);
    if (errors.length > 0) return nothingTried(errors);
    const facts = await loaders.backtest(app, policies, { from, to });
    if (!facts) return null;
    const { userErrors, result, startMs, containers } = facts;
    if (!result) return { ...nothingTried(userErrors), containers };
    const [outcome, ...compared] = result.rules.map(shown);
    return {
      ...{ userErrors, containers, resolutionSeconds: inSeconds(result.stepMs), startSeconds: inSeconds(startMs) },
      ...{ outcome, compared, actual: shown(result.actual), kubernetes: result.hpa && shown(result.hpa) },
    };
  }
}

const errorsOf = (policy: ScalingPolicy, from: number, ...at: readonly (string | number)[]): readonly UserError[] => [
  ...policyErrors(policy, ...at),
  ...overrideErrors(policy, from, ...at),
];

const nothingTried = (userErrors: readonly UserError[]) => ({
  ...{
    userErrors,
    resolutionSeconds: null,
    startSeconds: null,
    containers: 0,
    outcome: null,
    compared: [],
    actual: null,
    kubernetes: null,
  },
});

const inSeconds = (ms: number | null): number | null => ms && ms / 1_000;

const shown = ({ timeline, changes, underS, overContainerH, turns }: Outcome) => ({
  ...{ timeline, underCapacitySeconds: underS, overCapacityContainerHours: overContainerH, directionChanges: turns },
  scaleOuts: changes.filter(({ from, to }) => to > from).length,
  scaleIns: changes.filter(({ from, to }) => to < from).length,
});
