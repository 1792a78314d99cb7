import { Arg, Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AuditConnection, AuditEntryType, AuditFilterInput } from '../schema/audit.ts';
import { Edge, Root } from '../schema/facts.ts';
import { PlanType } from '../schema/plan.ts';
import { PageArguments } from '../schema/relay.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { AuditRecord } from '../src/audit/model.ts';
import type { Context } from '../src/context.ts';
import type { Connection } from '../src/kit/page.ts';
import { PlanView } from './plan.ts';

const kept = { source: 'store', share: 'ON_DEMAND' } as const;

@Resolver(() => AuditEntryType)
export class AuditResolver {
  @Root(
    () => AuditConnection,
    { ...kept, role: 'ANY' },
    {
      description:
        'Who did, and was refused, what: newest first. Of the nodes where the caller is OWNER; what belongs to no node is for administrators.',
    },
  )
  auditLog(
    @Arg('filter', () => AuditFilterInput, { nullable: true }) filter: AuditFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<AuditRecord>> {
    return loaders.audits(filter, page);
  }

  @Edge(() => TreeNodeType, { source: 'store', facet: 'definition' }, { nullable: true, description: 'The node, as of now.' })
  treeNode(@RootArg() { nodeId }: AuditRecord, @Ctx() { view }: Context): object | undefined {
    return nodeId === null ? undefined : view.identified(`TreeNode:${nodeId}`);
  }

  @Edge(() => PlanType, kept, { nullable: true, description: 'The plan, as long as it is kept.' })
  async plan(@RootArg() { planId }: AuditRecord, @Ctx() { loaders }: Context): Promise<PlanView | undefined> {
    const plan = planId === null ? undefined : await loaders.plan(planId);
    return plan && new PlanView(plan);
  }
}
