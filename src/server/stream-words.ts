import {
  execute,
  getArgumentValues,
  getNamedType,
  getVariableValues,
  GraphQLError,
  isLeafType,
  isObjectType,
  isInterfaceType,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { StreamFacts } from '../context.ts';
import type { EventMessage } from '../events/model.ts';
import type { Clock } from '../kit/clock.ts';
import { fieldFacts } from '../kit/emit/facts.ts';
import { Fault } from '../kit/fault.ts';
import { canonical } from '../kit/json.ts';
import type { Wanted } from '../live/stream/model.ts';
import type { Known } from './callers.ts';
import type { KnownDocument } from './documents.ts';
import { formatError, type OnUnknown } from './format-error.ts';
import { Bill, type Points } from './points.ts';
import { RequestContext, type RequestDeps } from './request.ts';
import { asksOf } from './schema.ts';

export interface WordsDeps {
  readonly schema: GraphQLSchema;
  readonly request: RequestDeps;
  readonly points: Points;
  readonly newRequestId: () => string;
  readonly onUnknown: OnUnknown;
  readonly clock: Clock;
}

/** Words that take longer are told as an error: what comes after them waits. */
const LATE_MS = 5_000;

type Variables = Readonly<Record<string, unknown>>;

/** What a subscription asks for, and how a message is put into its words. */
export interface Asked {
  readonly wanted: Wanted<Known>;
  readonly after: string | null;
}

/** Reads a validated subscription; throws what is wrong with its arguments. */
export function askedOf(deps: WordsDeps, known: KnownDocument, given: Variables): Asked {
  const { schema } = deps;
  const { operation, document } = known;
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  const [wrong] = errors ?? [];
  if (wrong || !coerced) throw new Fault('BAD_USER_INPUT', wrong?.message ?? 'The variables do not fit the document.');
  const node = rootOf(known);
  const field = schema.getSubscriptionType()?.getFields()[node.name.value];
  if (!field) throw new Fault('BAD_USER_INPUT', 'A subscription asks for one field of Subscription.');
  const { selection, after }: StreamFacts = asksOf(field)(getArgumentValues(field, node, coerced));

  const { fields, facets, caller } = known.measure(given);
  const linked = caller || !fields.every((each) => isOwn(schema, each));
  const tell = (message: EventMessage, asker: Known): string | Promise<string> => {
    const requestId = deps.newRequestId();
    const onUnknown = (unknown: unknown) => deps.onUnknown(unknown, requestId);
    const words = ({ data, errors: failed }: ExecutionResult): string => {
      if (failed === undefined) return `{"data":${JSON.stringify(data)}}`;
      const told = failed.map((error) => {
        const formatted = formatError(error.toJSON(), error, onUnknown);
        return { ...formatted, extensions: { ...formatted.extensions, requestId } };
      });
      return JSON.stringify({ data, errors: told });
    };
    // Left out, it would be missed without a word.
    const unsaid = (error: unknown) =>
      words({ data: null, errors: [new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) })] });
    try {
      const result = execute({
        schema,
        document,
        operationName: operation.name?.value ?? null,
        rootValue: message,
        variableValues: given,
        contextValue: new RequestContext(deps.request, requestId, asker, new Bill(deps.points.of(asker.caller)), facets),
      });
      return 'then' in result ? inTime(result.then(words), deps.clock).catch(unsaid) : words(result);
    } catch (error) {
      return unsaid(error);
    }
  };
  const key = `${known.key}\n${canonical(withoutAfter(document, node, declared(known, given)))}`;
  return { wanted: { key, selection, linked, tell }, after: after ?? null };
}

async function inTime(words: Promise<string>, clock: Clock): Promise<string> {
  const found = new AbortController();
  const late = clock.sleep(LATE_MS, found.signal).then(() => {
    if (!found.signal.aborted) throw new Fault('UPSTREAM_TIMEOUT', `What the event leads to was not found within ${LATE_MS} ms.`);
    return words;
  });
  return Promise.race([words, late]).finally(() => found.abort());
}

/** What else a client sends along tells nobody apart. */
function declared({ operation }: KnownDocument, given: Variables): Variables {
  const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return Object.fromEntries(names.flatMap((name) => (name in given ? [[name, given[name]] as const] : [])));
}

/** Validation has seen to it that there is one, whatever fragments it stands in. */
function rootOf({ document, operation }: KnownDocument): FieldNode {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])),
  );
  for (let set: SelectionSetNode | undefined = operation.selectionSet; set;) {
    const first: SelectionNode | undefined = set.selections[0];
    if (first?.kind === Kind.FIELD) return first;
    set = first?.kind === Kind.FRAGMENT_SPREAD ? fragments.get(first.name.value)?.selectionSet : first?.selectionSet;
  }
  throw new Fault('BAD_USER_INPUT', 'A subscription asks for one field of Subscription.');
}

/** Of a message itself: nothing that hangs on who asks. Everything else is looked up for each who does. */
const OWN = /^(Subscription|EventDelivery|Gap|Heartbeat|Event|\w+Event|\w+Snapshot)\./;

function isOwn(schema: GraphQLSchema, coordinate: string): boolean {
  if (!OWN.test(coordinate)) return false;
  const [type = '', name = ''] = coordinate.split('.');
  const parent = schema.getType(type);
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  const named = field && getNamedType(field.type);
  const role = field && fieldFacts(field)?.role;
  // What needs more than to see the event hangs on who asks.
  if (role !== undefined && role !== 'ANY' && role !== 'VIEWER') return false;
  return named !== undefined && (isLeafType(named) || OWN.test(`${named.name}.`) || named.name === 'EventMessage');
}

/** From where somebody goes on is no part of what they are told, unless they ask for it in another place too. */
function withoutAfter(document: DocumentNode, node: FieldNode, given: Variables): Variables {
  const value = node.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (value?.kind !== Kind.VARIABLE) return given;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      if (name.value === value.name.value) uses++;
    },
  });
  if (uses > 1) return given;
  const { [value.name.value]: _after, ...rest } = given;
  return rest;
}
