import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { HOLDERS, ROLES } from '../src/access/model.ts';
import { Own } from './facts.ts';
import { payloadOf } from './mutations.ts';
import { Node } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';
import { enumOf, TreeNodeType } from './tree.ts';

export const RoleEnum = enumOf(ROLES);
registerEnumType(RoleEnum, {
  name: 'Role',
  description:
    'From the least; each may do all that those before it may, on its node and on all below. VIEWER sees. DEVELOPER deploys, scales, restarts and rolls back apps, and reads logs. OPERATOR kills containers, attaches hosts and cancels deployments. OWNER changes the tree, freezes, deletes apps and gives roles. ADMIN, at the root alone, may everything.',
});
export const HolderKindEnum = enumOf(HOLDERS);
registerEnumType(HolderKindEnum, { name: 'HolderKind', description: 'What holds a role: a USER, a GROUP of users, or an API TOKEN.' });

const bound = { source: 'store', facet: 'definition' } as const;
const mine = { source: 'store', share: 'CALLER', role: 'ANY' } as const;
const own = { ...mine, source: 'canopy' } as const;

@ObjectType('RoleBinding', { description: 'Somebody holds a role on a node and all below it.', implements: Node, simpleResolvers: true })
export class RoleBindingType extends Node {
  @Own(() => ID, bound, { description: 'RoleBinding:<id>.' })
  declare readonly id: string;
  @Own(() => HolderKindEnum, bound, { description: 'What it is bound to.' })
  readonly kind!: string;
  @Own(() => String, bound, { description: 'Who: a name or group as `viewer` shows it, or the id of a token.' })
  readonly holder!: string;
  @Own(() => String, bound, {
    nullable: true,
    description: 'Who made the token, beyond whose rights it never goes; null: it is bound to no token, or to one that was revoked.',
  })
  readonly owner!: string | null;
  @Own(() => RoleEnum, bound, { description: 'The role.' })
  readonly role!: string;
  @Own(() => String, bound, { description: 'Who gave it.' })
  readonly setBy!: string;
  @Own(() => DateTime, bound, { description: 'When.' })
  readonly setAt!: number;
}

@ObjectType('ApiToken', {
  description:
    'A secret that stands for its owner, within its scopes. Shown to its owner and to administrators; the secret itself to nobody.',
  implements: Node,
  simpleResolvers: true,
})
export class ApiTokenType extends Node {
  @Own(() => ID, mine, { description: 'ApiToken:<id>; the token itself begins with canopy_<id>_.' })
  declare readonly id: string;
  @Own(() => String, mine, { description: 'What it is for, in the words of its owner.' })
  readonly label!: string;
  @Own(() => String, mine, { description: 'Who made it. It may never do more than they.' })
  readonly owner!: string;
  @Own(() => DateTime, mine, { description: 'When it was made.' })
  readonly createdAt!: number;
  @Own(() => DateTime, mine, { description: 'When it ends.' })
  readonly expiresAt!: number;
  @Own(() => DateTime, mine, { nullable: true, description: 'When it was used last, to the minute; null: not yet.' })
  readonly lastUsedAt!: number | null;
}

@ObjectType('HeldRole', { description: 'A role that somebody has, and where.', simpleResolvers: true })
export class HeldRoleType {
  @Own(() => RoleEnum, mine, { description: 'The role.' })
  readonly role!: string;
  @Own(() => TreeNodeType, mine, { nullable: true, description: 'On this node and all below it; null: everywhere.' })
  readonly treeNode!: TreeNodeType | null;
}

@ObjectType('Viewer', { description: 'Who asks.', simpleResolvers: true })
export class ViewerType {
  @Own(() => String, mine, { description: 'The name that decisions, events and role bindings carry.' })
  readonly name!: string;
  @Own(() => String, mine, { description: 'OPEN: this server asks nobody who they are. USER, TOKEN.' })
  readonly kind!: string;
  @Own(() => [String], mine, { description: 'By the word of who signed them in, as role bindings name them.' })
  readonly groups!: readonly string[];
  @Own(() => DateTime, mine, { nullable: true, description: 'When the bearer token ends; null: never.' })
  readonly expiresAt!: number | null;
}

@ObjectType('RateLimit', {
  description: 'The cost points of a caller in the window that is now: on all replicas, in requests and on sockets together.',
  simpleResolvers: true,
})
export class RateLimitType {
  @Own(() => Int, own, {
    description: 'How many there are for a window. Where nobody is asked who they are, it is shown and not enforced.',
  })
  readonly limit!: number;
  @Own(() => Int, own, { description: 'What this very request costs; it was taken before it ran.' })
  readonly cost!: number;
  @Own(() => Int, own, { description: 'How many are left after it, as far as this replica has heard of the others.' })
  readonly remaining!: number;
  @Own(() => DateTime, own, { description: 'When the next window begins, with all of them.' })
  readonly resetAt!: number;
}

@InputType('SetRoleBindingInput', { description: 'Who gets which role, and where.' })
export class SetRoleBindingInput {
  @Field(() => JobName, { nullable: true, description: 'The node; not given: the root, which is for administrators.' })
  readonly jobName?: string | null;
  @Field(() => HolderKindEnum, { description: 'What it is bound to.' })
  readonly kind!: keyof typeof HolderKindEnum;
  @Field(() => String, { description: 'A name or group as `viewer { name groups }` shows it, or the id of a token.' })
  readonly holder!: string;
  @Field(() => RoleEnum, { description: 'In place of what they hold on this very node. ADMIN is for the root.' })
  readonly role!: keyof typeof RoleEnum;
}

@InputType('RemoveRoleBindingInput', { description: 'Whose role goes, and where.' })
export class RemoveRoleBindingInput {
  @Field(() => JobName, { nullable: true, description: 'The node; not given: the root.' })
  readonly jobName?: string | null;
  @Field(() => HolderKindEnum, { description: 'What it is bound to.' })
  readonly kind!: keyof typeof HolderKindEnum;
  @Field(() => String, { description: 'As the binding has it.' })
  readonly holder!: string;
}

@InputType('TokenScopeInput', { description: 'Where a token may act, and as what at most.' })
export class TokenScopeInput {
  @Field(() => JobName, { nullable: true, description: 'On this node and all below; not given: wherever its owner may.' })
  readonly jobName?: string | null;
  @Field(() => RoleEnum, { description: 'At most this; never more than its owner holds there.' })
  readonly role!: keyof typeof RoleEnum;
}

@InputType('CreateApiTokenInput', { description: 'What a token is for, what it may do, and until when.' })
export class CreateApiTokenInput {
  @Field(() => String, { description: 'What it is for; 1 to 100 characters.' })
  readonly label!: string;
  @Field(() => [TokenScopeInput], { description: '1 to 50.' })
  readonly scopes!: TokenScopeInput[];
  @Field(() => DateTime, { description: 'When it ends; 366 days from now at most.' })
  readonly expiresAt!: number;
}

@InputType('RevokeApiTokenInput', { description: 'A token to end.' })
export class RevokeApiTokenInput {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;
}

export const SetRoleBindingPayload = payloadOf('SetRoleBinding', () => TreeNodeType, 'store');
export const RemoveRoleBindingPayload = payloadOf('RemoveRoleBinding', () => TreeNodeType, 'store');
export const CreateApiTokenPayload = payloadOf(
  'CreateApiToken',
  () => ApiTokenType,
  'store',
  'The token itself: send it as a bearer token. Shown this once; kept nowhere.',
);
export const RevokeApiTokenPayload = payloadOf('RevokeApiToken', () => ApiTokenType, 'store');
