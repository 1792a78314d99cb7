import { Arg, Ctx, ID, Resolver, Root as RootArg } from 'type-graphql';
import { ApiTokenType, HeldRoleType, RateLimitType, RoleBindingType, RoleEnum, ViewerType } from '../schema/access.ts';
import { Edge, Root } from '../schema/facts.ts';
import { PlatformType } from '../schema/platform.ts';
import { INT_MAX } from '../schema/scalars.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { Rate, Role } from '../src/access/model.ts';
import type { Context, HeldRole, ShownBinding, ShownToken, Viewer } from '../src/context.ts';
import type { TreeNode } from '../src/tree/model.ts';

const mine = { source: 'store', share: 'CALLER', role: 'ANY' } as const;
const own = { ...mine, source: 'canopy' } as const;
const bound = { source: 'store', facet: 'definition' } as const;

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Root(() => ViewerType, { source: 'canopy', share: 'CALLER', role: 'ANY' }, { description: 'Who asks.' })
  viewer(@Ctx() { viewer }: Context): Viewer {
    return viewer;
  }

  @Edge(() => [RoleEnum], mine, {
    nullable: true,
    description: 'The roles that they hold somewhere, the highest first; `holds` says where.',
  })
  roles(@Ctx() { view }: Context): readonly Role[] {
    return [...new Set(view.holds().map(({ role }) => role))];
  }

  @Edge(() => [HeldRoleType], mine, {
    nullable: 'itemsAndList',
    description: 'What they hold, by all that is bound to them, their groups, or the owner of their token: the highest first.',
  })
  holds(@Ctx() { view }: Context): readonly HeldRole[] {
    return view.holds();
  }

  @Edge(() => Boolean, mine, {
    nullable: true,
    description: 'Whether they may do something, as of now. False for what is not there, or not theirs to see.',
  })
  can(
    @Arg('action', () => String, { description: 'A mutation by its name, or `view`.' }) action: string,
    @Arg('on', () => ID, { nullable: true, description: 'A JobName or global id; not given: at the root.' }) on: string | null,
    @Ctx() { view }: Context,
  ): boolean {
    return view.can(action, on);
  }

  @Edge(() => [ApiTokenType], mine, { nullable: 'itemsAndList', description: 'Their API tokens that are in force, by id.' })
  apiTokens(@Ctx() { view }: Context): readonly ShownToken[] {
    return view.apiTokens();
  }
}

@Resolver(() => RateLimitType)
export class RateLimitResolver {
  @Root(() => RateLimitType, own, { description: 'How many cost points the caller has left.' })
  rateLimit(@Ctx() { rate }: Context): Rate {
    return shown(rate);
  }
}

/** A count beyond an Int means that or more. */
const shown = ({ limit, cost, remaining, resetAt }: Rate): Rate => ({
  limit: Math.min(limit, INT_MAX),
  cost: Math.min(cost, INT_MAX),
  remaining: Math.min(remaining, INT_MAX),
  resetAt,
});

@Resolver(() => ViewerType)
export class ViewerRateResolver {
  @Edge(() => RateLimitType, own, { nullable: true, description: 'How many cost points they have left.' })
  rateLimit(@Ctx() { rate }: Context): Rate {
    return shown(rate);
  }
}

@Resolver(() => ApiTokenType)
export class ApiTokenResolver {
  @Edge(() => [HeldRoleType], mine, {
    nullable: 'itemsAndList',
    description: 'Where it may act, and as what at most. What its owner may not do there it may not either.',
  })
  scopes(@RootArg() token: ShownToken, @Ctx() { view }: Context): readonly HeldRole[] {
    return view.scopesOf(token);
  }
}

@Resolver(() => RoleBindingType)
export class RoleBindingResolver {
  @Edge(() => TreeNodeType, bound, { nullable: true, description: 'Where; null: at the root.' })
  treeNode(@RootArg() { nodeId }: ShownBinding, @Ctx() { view }: Context): object | undefined {
    return nodeId === null ? undefined : view.identified(`TreeNode:${nodeId}`);
  }
}

@Resolver(() => TreeNodeType)
export class NodeBindingsResolver {
  @Edge(() => [RoleBindingType], bound, {
    nullable: true,
    description: 'Roles bound to this very node; those of the nodes above hold here too. Null where only its name is shown.',
  })
  roleBindings(@RootArg() node: TreeNode, @Ctx() { view }: Context): readonly ShownBinding[] | null {
    return view.bindingsOn(node);
  }
}

@Resolver(() => PlatformType)
export class RootBindingsResolver {
  @Edge(
    () => [RoleBindingType],
    { ...bound, role: 'ADMIN' },
    { nullable: 'itemsAndList', description: 'Roles bound to the root, above the companies; administrators only.' },
  )
  roleBindings(@Ctx() { view }: Context): readonly ShownBinding[] {
    return view.bindingsOn(null) ?? [];
  }
}
