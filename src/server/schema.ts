import 'reflect-metadata';
import {
  GraphQLObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { RESOLVERS, TOLD_TYPES } from '../../resolvers/all.ts';
import { seenWords } from '../../schema/seen.ts';
import type { Role } from '../access/model.ts';
import type { Context, StreamFacts } from '../context.ts';
import { eventTypeOf, type EventRecord } from '../events/model.ts';
import { fieldFacts } from '../kit/emit/facts.ts';
import { FieldForbidden } from './field-forbidden.ts';

type Resolve = GraphQLFieldResolver<unknown, unknown, Record<string, unknown>>;
type Handler = (...args: unknown[]) => unknown;

type Metadata = typeof globalThis.TypeGraphQLMetadataStorage;
type MethodMetadata = Metadata['queries'][number] | Metadata['fieldResolvers'][number];
type ParamMetadata = NonNullable<MethodMetadata['params']>[number];

/**
 * Builds the schema from its classes, then ties every field straight to its resolver's method: type-graphql's own
 * wrapper looks the instance up, converts arguments and awaits at each call, which costs most of a large answer.
 */
export function buildSchema(): GraphQLSchema {
  const instances = new Map<unknown, object>(RESOLVERS.map((each) => [each, new each()]));
  const schema = buildSchemaSync({
    resolvers: RESOLVERS,
    validate: false,
    orphanedTypes: [...TOLD_TYPES],
    container: { get: (type) => instances.get(type) as object },
    pubSub: NOTHING_PUBLISHED,
  });
  const { queries, mutations, subscriptions, fieldResolvers, objectTypes, interfaceTypes } = globalThis.TypeGraphQLMetadataStorage;
  const names = new Map<unknown, string>([...objectTypes, ...interfaceTypes].map((each) => [each.target, each.name]));

  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) {
      // Our objects are the live graph's own classes, not instances of the schema's.
      type.isTypeOf = undefined;
      if (type.name === 'Query') type.description = 'What can be asked.';
      if (type.name === 'Mutation') type.description = 'What can be changed. Each makes a plan first; in mode PLAN it stops there.';
      if (type.name === 'Subscription') type.description = 'What can be listened to.';
      if (!ROOTS.has(type.name)) for (const field of Object.values(type.getFields())) plain(field);
    }
    if (isInterfaceType(type) || isUnionType(type)) type.resolveType = typeOfId;
    if (isObjectType(type)) tellWhoSees(type);
  }
  const tie = (type: GraphQLObjectType | null | undefined, method: MethodMetadata): void => {
    const field = type?.getFields()[method.schemaName];
    const instance = instances.get(method.target);
    if (field && instance) field.resolve = guarded(type?.name ?? '', field, direct(instance, method));
  };
  for (const method of queries) tie(schema.getQueryType(), method);
  for (const method of mutations) tie(schema.getMutationType(), method);
  for (const method of subscriptions) {
    const field = schema.getSubscriptionType()?.getFields()[method.schemaName];
    const instance = instances.get(method.target);
    if (field && instance) toStream(field, direct(instance, method));
  }
  for (const method of fieldResolvers) {
    const type = schema.getType(names.get(method.getObjectType?.()) ?? '');
    if (type instanceof GraphQLObjectType) tie(type, method);
    // What an interface resolves, all that are of it resolve alike.
    if (isInterfaceType(type)) for (const each of schema.getPossibleTypes(type)) tie(each, method);
  }
  return schema;
}

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/** type-graphql wants one as soon as there is a subscription; ours are told by src/live/stream. */
const NOTHING_PUBLISHED = {
  publish: (): never => {
    throw new Error('Nothing is published through type-graphql.');
  },
  subscribe: (): never => {
    throw new Error('Nothing is subscribed to through type-graphql.');
  },
};

/** What a field of Subscription asks for, by its arguments; each message then is its value. */
function toStream(field: GraphQLField<unknown, unknown>, asks: Resolve): void {
  field.extensions = { ...field.extensions, asks };
  field.resolve = (message) => message;
}

export const asksOf = (field: GraphQLField<unknown, unknown>): ((args: Record<string, unknown>) => StreamFacts) => {
  const asks = field.extensions['asks'] as (root: undefined, args: Record<string, unknown>) => StreamFacts;
  return (args) => asks(undefined, args);
};

/** Who reads the schema learns who sees what of it. */
function tellWhoSees(type: GraphQLObjectType): void {
  const add = (text: string | null | undefined, more: string) => `${text ?? ''} ${more}`.trim();
  const words = seenWords(type.name);
  if (words !== undefined) type.description = add(type.description, words);
  for (const field of Object.values(type.getFields())) {
    const { role = 'ADMIN' } = fieldFacts(field) ?? {};
    if (role === 'ANY' || role === 'VIEWER') continue;
    field.description = add(field.description, type.name === 'Mutation' ? `Needs ${role} where it acts.` : `Needs ${role}.`);
  }
}

/** Read from the object, which the caller sees. */
function plain(field: GraphQLField<unknown, unknown>): void {
  const { role = 'ADMIN' } = fieldFacts(field) ?? {};
  if (role === 'ANY' || role === 'VIEWER') delete field.resolve;
  else field.resolve = veiled(field.name, role as Role);
}

/** Global ids begin with the name of their type. */
function typeOfId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('__typename' in value && typeof value.__typename === 'string') return value.__typename;
  if ('id' in value && typeof value.id === 'string') return value.id.slice(0, value.id.indexOf(':'));
  return 'seq' in value ? eventTypeOf((value as EventRecord).kind) : undefined;
}

function direct(instance: object, { methodName, params = [] }: MethodMetadata): Resolve {
  const method = (Reflect.get(instance, methodName) as Handler).bind(instance);
  const fill = [...params].sort((a, b) => a.index - b.index).map(filler);
  const [a, b, c] = fill;
  if (fill.length === 1 && a) return (root, args, context) => method(a(root, args, context));
  if (fill.length === 2 && a && b) return (root, args, context) => method(a(root, args, context), b(root, args, context));
  if (fill.length === 3 && a && b && c) {
    return (root, args, context) => method(a(root, args, context), b(root, args, context), c(root, args, context));
  }
  return (root, args, context) => method(...fill.map((each) => each(root, args, context)));
}

/** Who sees an object has VIEWER on it; what needs more is asked for here, whoever resolves it. Mutations ask by their plans. */
function guarded(type: string, field: GraphQLField<unknown, unknown>, resolve: Resolve): Resolve {
  const wanted = fieldFacts(field)?.role ?? 'ADMIN';
  if (type === 'Mutation' || wanted === 'ANY' || wanted === 'VIEWER') return resolve;
  const role = wanted as Role;
  const at = `${type}.${field.name}`;
  return (root, args, context, info) => {
    const { view } = context as Context;
    if (view.may(role, root)) return resolve(root, args, context, info);
    const held = view.heldOn(root);
    const place = view.placeOf(root);
    // Of a node whose name alone is shown, all else is null.
    if (held === null && place) return null;
    const said = `${at} needs ${role}; you hold ${held ?? 'nothing'} there. It is granted by the owners of the node, or by an administrator.`;
    throw new FieldForbidden(said, at, place);
  };
}

/** A plain value that needs more than VIEWER is null to whoever lacks it. */
function veiled(name: string, role: Role): Resolve {
  return (root, _args, context) => ((context as Context).view.may(role, root) ? (root as Record<string, unknown>)[name] : null);
}

type Fill = (root: unknown, args: Record<string, unknown>, context: unknown) => unknown;

function filler(param: ParamMetadata): Fill {
  switch (param.kind) {
    case 'root':
      return (root) => root;
    case 'context':
      return (_root, _args, context) => context;
    case 'args':
      return (_root, args) => args;
    case 'arg': {
      const { name } = param;
      return (_root, args) => args[name];
    }
    default:
      throw new Error(`A resolver asks for "${param.kind}", which it is not handed here.`);
  }
}
