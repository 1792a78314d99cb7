import { existsSync, readFileSync } from 'node:fs';
import {
  getNamedType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  printSchema,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { SEEN, seenBy } from '../../schema/seen.ts';
import { MUTATION_ROLES } from '../../src/access/model.ts';
import { fieldFacts, isEntityType, SHARES, type FieldFacts } from '../../src/kit/emit/facts.ts';
import { buildSchema } from '../../src/server/schema.ts';

const schema = buildSchema();
const types: GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
type Composite = GraphQLObjectType | GraphQLInterfaceType;
const composites = types.filter((type): type is Composite => isObjectType(type) || isInterfaceType(type));
type Field = GraphQLField<unknown, unknown>;
const fieldsOf = (type: Composite): Field[] => Object.values<Field>(type.getFields());
const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name]);

/**
 * What the schema owes: each line is mended in schema/ or resolvers/, and then leaves this list (a test below asks for that).
 * Coordinates as GraphQL writes them: Type, Type.field, Type.field(argument:).
 */
const OWED: Readonly<Record<string, string>> = {};
/** Seen only where the outline is at hand. */
const OUTLINED = new Set<string>();
const seen = new Set<string>();
/** What is found wrong and not owed already. */
function news(found: string[]): string[] {
  for (const coordinate of found) seen.add(coordinate);
  return found.filter((coordinate) => !(coordinate in OWED));
}

describe('every field', () => {
  it('declares what it may be shared with, its source and its role', () => {
    const incomplete = composites.flatMap((type) =>
      fieldsOf(type)
        .filter((field) => {
          const facts = fieldFacts(field);
          return !facts || !SHARES.includes(facts.share) || facts.source === '' || !(facts.role in RANK);
        })
        .map((field) => `${type.name}.${field.name}`),
    );
    expect(news(incomplete)).toEqual([]);
  });

  it('of every type says who sees it, and of no type that is not there', () => {
    expect(composites.filter(({ name }) => seenBy(name) === undefined).map(({ name }) => name)).toEqual([]);
    expect(Object.keys(SEEN).filter((name) => schema.getType(name) === undefined)).toEqual([]);
    expect(seenBy('Planted')).toBeUndefined();
  });

  it('needs the role that its mutation is judged by, and nothing of an entity needs more than VIEWER', () => {
    const mutations = Object.fromEntries(
      fieldsOf(schema.getMutationType() as GraphQLObjectType).map((field) => [field.name, fieldFacts(field)?.role]),
    );
    expect(mutations).toEqual(Object.fromEntries(Object.entries(MUTATION_ROLES).map(([name, role]) => [name, role ?? 'ANY'])));
    // Its text is kept on the entity, for whoever sees that.
    const kept = composites.filter((type): type is GraphQLObjectType => isObjectType(type) && isEntityType(type));
    const more = kept.flatMap((type) =>
      fieldsOf(type).filter(
        (field) =>
          isLeafType(getNamedType(field.type)) &&
          !field.args.length &&
          (RANK[fieldFacts(field)?.role ?? 'ADMIN'] ?? 9) > (RANK['VIEWER'] ?? 0),
      ),
    );
    expect(more.map(({ name }) => name)).toEqual([]);
  });

  it('names a source that there is', () => {
    const sources = new Set(composites.flatMap((type) => fieldsOf(type).map((field) => fieldFacts(field)?.source)));
    expect([...sources].filter((source) => source === undefined || !SOURCES.has(source))).toEqual([]);
  });

  it('that changes with the clock is TIMED, and one that asks who calls is CALLER', () => {
    const shareOf = (type: string, field: string) => fieldFacts((schema.getType(type) as Composite).getFields()[field] as Field)?.share;
    expect(shareOf('Freshness', 'ageMs')).toBe('TIMED');
    expect(shareOf('Datasource', 'ageMs')).toBe('TIMED');
    expect(shareOf('Query', 'viewer')).toBe('CALLER');
    for (const field of fieldsOf(schema.getMutationType() as GraphQLObjectType)) expect(fieldFacts(field)?.share).toBe('CALLER');
  });
});

describe('everything is described', () => {
  const undescribed = (parts: readonly { readonly description?: string | null | undefined; readonly at: string }[]) =>
    parts.filter(({ description }) => !description?.trim()).map(({ at }) => at);

  it('types', () => {
    expect(
      news(undescribed(types.filter(({ name }) => !BUILT_IN.has(name)).map(({ name: at, description }) => ({ at, description })))),
    ).toEqual([]);
  });

  it('fields', () => {
    const fields = composites.flatMap((type) =>
      fieldsOf(type).map(({ name, description }) => ({ at: `${type.name}.${name}`, description })),
    );
    expect(news(undescribed(fields))).toEqual([]);
  });

  it('arguments, unless their type is an input that says it', () => {
    const args = composites.flatMap((type) =>
      fieldsOf(type).flatMap((field) =>
        field.args
          .filter((arg) => !(isInputObjectType(getNamedType(arg.type)) && getNamedType(arg.type).description))
          .map(({ name, description }) => ({ at: `${type.name}.${field.name}(${name}:)`, description })),
      ),
    );
    expect(news(undescribed(args))).toEqual([]);
  });

  it('fields of inputs', () => {
    const fields = types
      .filter(isInputObjectType)
      .flatMap((type) => Object.values(type.getFields()).map(({ name, description }) => ({ at: `${type.name}.${name}`, description })));
    expect(news(undescribed(fields))).toEqual([]);
  });

  it('values of enums, by themselves or in the words of the enum', () => {
    const values = types.filter(isEnumType).flatMap((type) =>
      type
        .getValues()
        .filter(({ name }) => !(type.name in SPEAKING) && !new RegExp(`\\b${name}\\b`).test(starred(type.description ?? '', name)))
        .map(({ name, description }) => ({ at: `${type.name}.${name}`, description })),
    );
    expect(news(undescribed(values))).toEqual([]);
  });

  it('in whole sentences', () => {
    const texts = composites.flatMap((type) =>
      [type, ...fieldsOf(type)].map(({ name, description }) => ({ name: `${type.name} ${name}`, description })),
    );
    expect(texts.filter(({ description }) => description && !/[.?)]$/.test(description)).map(({ name }) => name)).toEqual([]);
  });
});

describe('one failure costs one field (RULES A1)', () => {
  it('every root field and its items are nullable', () => {
    const strict = composites
      .filter(({ name }) => roots.has(name))
      .flatMap((type) =>
        fieldsOf(type)
          .filter(({ type }) => isStrict(type))
          .map(({ name }) => `${type.name}.${name}`),
      );
    expect(news(strict)).toEqual([]);
  });

  it('every field that can fail while its object stands is nullable', () => {
    const strict = failing().filter(({ field }) => isNonNullType(field.type));
    expect(news(strict.map(({ at }) => at))).toEqual([]);
  });

  it('and so are the items of its list, unless they are plain values that were read together', () => {
    const strict = failing().filter(({ field, facts }) => hasStrictItems(field.type) && !failsWhole(field.type, facts));
    expect(news(strict.map(({ at }) => at))).toEqual([]);
  });

  it('items of a page are nullable', () => {
    const pages = composites.filter(({ name }) => name.endsWith('Connection'));
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) {
      expect(Object.keys(page.getFields()).toSorted()).toEqual(['edges', 'nodes', 'pageInfo', 'partial', 'totalCount']);
      expect([page.name, hasStrictItems((page.getFields()['nodes'] as Field).type)]).toEqual([page.name, false]);
      const edge = getNamedType((page.getFields()['edges'] as Field).type) as GraphQLObjectType;
      expect([edge.name, isNonNullType((edge.getFields()['node'] as Field).type)]).toEqual([edge.name, false]);
    }
  });

  it('finds a planted field of another source', () => {
    const planted = {
      at: 'App.planted',
      field: { type: schema.getType('App') } as unknown as Field,
      facts: { share: 'SHARED', facet: undefined, source: 'docker', role: 'VIEWER' },
    } as const;
    const app = mainOf(schema.getType('App') as Composite);
    expect(canFail(planted.facts, app)).toBe(true);
    expect(canFail({ ...planted.facts, source: 'marathon' }, app)).toBe(false);
    expect(canFail({ ...planted.facts, source: 'marathon', role: 'ADMIN' }, app)).toBe(true);
    expect(canFail({ ...planted.facts, source: 'marathon', share: 'ON_DEMAND' }, app)).toBe(true);
  });
});

describe('mutations', () => {
  it.each(Object.values((schema.getMutationType() as GraphQLObjectType).getFields()))('$name reads as all do', ({ name, args, type }) => {
    const noun = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    const found = Object.fromEntries(
      args.map((arg) => [arg.name, `${String(arg.type)}${arg.defaultValue === undefined ? '' : ` = ${JSON.stringify(arg.defaultValue)}`}`]),
    );
    expect(found).toEqual({ input: expect.any(String), mode: 'Mode = "APPLY"', planToken: 'String', idempotencyKey: 'String' });
    expect(news(found['input'] === `${noun}Input!` ? [] : [`Mutation.${name}(input:)`])).toEqual([]);
    expect(String(type)).toBe(`${noun}Payload`);
    const payload = Object.entries((type as GraphQLObjectType).getFields()).map(([field, { type }]) => [field, String(type)]);
    expect(Object.fromEntries(payload)).toMatchObject({
      plan: 'Plan',
      planToken: 'String',
      decision: 'Decision',
      cursor: 'Cursor',
      userErrors: '[UserError!]!',
    });
    expect(payload.map(([field]) => field)).toContain('subject');
  });
});

const outlineFile = new URL('../../../shared/schema-outline.graphql', import.meta.url);

describe.skipIf(!existsSync(outlineFile))('names that portals are written against', () => {
  const outline = existsSync(outlineFile) ? readFileSync(outlineFile, 'utf8') : 'type Query { a: Int }';
  const definitions = parse(outline).definitions;
  const ours = ['Query', 'Freshness', 'TreeNode', 'App', 'Container', 'Plan', 'PlanStep', 'Decision', 'UserError', 'Event'];

  it.each(ours)('%s', (name) => {
    const wanted = definitions.find(
      (each): each is ObjectTypeDefinitionNode =>
        (each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.INTERFACE_TYPE_DEFINITION) && each.name.value === name,
    );
    const fields = (schema.getType(name) as Composite).getFields();
    const missing = (wanted?.fields ?? [])
      .filter((field) => !(LATER[name] ?? []).includes(field.name.value))
      .flatMap((field) => {
        const at = `${name}.${field.name.value}`;
        const found = fields[field.name.value];
        if (!found) return [at];
        return (field.arguments ?? [])
          .filter((arg) => !found.args.some((each) => each.name === arg.name.value))
          .map((arg) => `${at}(${arg.name.value}:)`);
      });
    expect(wanted?.fields?.length).toBeGreaterThan(0);
    expect(news(missing)).toEqual([]);
  });

  it.each(['TreeLevel', 'Mode'])('every value of %s', (name) => {
    const wanted = definitions.find((each) => each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === name);
    const values = wanted?.kind === Kind.ENUM_TYPE_DEFINITION ? (wanted.values ?? []).map((value) => value.name.value) : [];
    const type = schema.getType(name);
    expect(
      isEnumType(type) &&
        type
          .getValues()
          .map((value) => value.name)
          .toSorted(),
    ).toEqual(values.toSorted());
  });

  it('mutations of the tree, of apps, deployments, plans and freezes', () => {
    const listed = [...outline.matchAll(/^# ((?:[a-z]+[A-Z]\w*\s*)+)$/gm)].flatMap(([, names]) => names?.trim().split(/\s+/) ?? []);
    expect(listed).toContain('adoptApps');
    const wanted = listed.filter((name) =>
      /TreeNode$|^(adopt|deploy|scale|restart|rollback|delete)Apps?$|Container$|Deployment$|Plan$|Freeze$/.test(name),
    );
    expect(wanted.length).toBe(15);
    const known = (schema.getMutationType() as GraphQLObjectType).getFields();
    expect(news(wanted.filter((name) => !(name in known)).map((name) => `Mutation.${name}`))).toEqual([]);
  });
});

describe('the printed schema', () => {
  const print = () => `${printSchema(lexicographicSortSchema(buildSchema()))}\n`;

  it('is the same at each print, and the one that is committed', () => {
    const printed = print();
    expect(print()).toBe(printed);
    expect(printed === readFileSync('schema/schema.graphql', 'utf8'), 'run "npm run schema" and commit it').toBe(true);
  });
});

it('owes nothing that has been mended', () => {
  const paid = Object.keys(OWED).filter((coordinate) => !seen.has(coordinate) && (existsSync(outlineFile) || !OUTLINED.has(coordinate)));
  expect(paid, 'these are mended: take them off the list OWED').toEqual([]);
});

/** Systems whose failure harms a field. A part of one is named after it: `log` is a table of the store, `marathon-rest` a read on demand. */
const SOURCES = new Set(['canopy', 'store', 'log', 'marathon', 'marathon-rest', 'hosts', 'docker', 'falcon']);
const SAME: Readonly<Record<string, string>> = { log: 'store' };
const RANK: Readonly<Record<string, number>> = { ANY: 0, VIEWER: 1, DEVELOPER: 2, OPERATOR: 3, OWNER: 4, ADMIN: 5 };
/** Values of whatever holds them: they come and fail with it. */
const PLAIN = new Set(['Label']);
const BUILT_IN = new Set(['Boolean', 'Float', 'ID', 'Int', 'String']);

/** Enums whose values say what they are. */
const SPEAKING: Readonly<Record<string, string>> = {
  ContainerState: "Mesos's own words",
  DeploymentActionKind: "Marathon's own words",
  EventKind: 'noun and participle',
  LogStream: 'the two streams of a process',
  TreeLevel: 'the levels in the order of the company',
  UserErrorCode: 'docs/errors.md has a line for each',
};

/** Outlined for parts of the platform that have not landed. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  Query: [
    'alarms',
    'unmonitored',
    'scalingRules',
    'scalingDecisions',
    'whyNot',
    'backtestScalingRule',
    'scalingCalendar',
    'grants',
    'explainAccess',
    'auditLog',
    'rateLimit',
    'virtualServices',
    'domains',
    'albServices',
    'discovery',
    'statefulClusters',
  ],
  TreeNode: ['alarms', 'scalingRules', 'grants', 'virtualServices', 'domains', 'albServices', 'statefulClusters', 'roleBindings'],
  App: ['metrics', 'monitoring', 'scalingRules'],
  Container: ['latest', 'metrics', 'processes', 'virtualServices', 'albServices'],
};

interface Main {
  readonly source: string;
  readonly role: number;
  readonly onDemand: boolean;
}

/** What an object mostly is: the source, role and share that most of its fields have. */
function mainOf(type: Composite): Main {
  const facts = fieldsOf(type).flatMap((field) => (field.name === 'id' ? [] : (fieldFacts(field) ?? [])));
  return {
    source: most(facts.map(({ source }) => SAME[source] ?? source)) ?? 'canopy',
    role: RANK[most(facts.map(({ role }) => role)) ?? 'ANY'] ?? 0,
    onDemand: most(facts.map(({ share }) => share)) === 'ON_DEMAND',
  };
}

function most(values: string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Whether the field can be missing while its object is there. Canopy itself is there as long as anything is. */
function canFail({ source, role, share }: FieldFacts, main: Main): boolean {
  const away = source !== 'canopy' && (SAME[source] ?? source) !== main.source;
  return away || (RANK[role] ?? 0) > main.role || (share === 'ON_DEMAND' && !main.onDemand);
}

function failing(): { at: string; field: Field; facts: FieldFacts }[] {
  return composites
    .filter(({ name }) => !roots.has(name))
    .flatMap((type) => {
      const main = mainOf(type);
      return fieldsOf(type).flatMap((field) => {
        const facts = fieldFacts(field);
        return facts && canFail(facts, main) ? [{ at: `${type.name}.${field.name}`, field, facts }] : [];
      });
    });
}

function hasStrictItems(type: GraphQLOutputType): boolean {
  const list = isNonNullType(type) ? type.ofType : type;
  return isListType(list) && isNonNullType(list.ofType);
}

function isStrict(type: GraphQLOutputType): boolean {
  return isNonNullType(type) || hasStrictItems(type);
}

/** Items that come from one read and lead nowhere: none of them can fail alone. */
function failsWhole(type: GraphQLOutputType, facts: FieldFacts): boolean {
  const item = getNamedType(type);
  if (!isObjectType(item)) return !isInterfaceType(item);
  if (PLAIN.has(item.name)) return true;
  if (item.getInterfaces().length > 0) return false;
  return fieldsOf(item).every((field) => {
    const own = fieldFacts(field);
    return (
      own !== undefined &&
      !canFail(own, { source: facts.source, role: RANK[facts.role] ?? 0, onDemand: facts.share === 'ON_DEMAND' }) &&
      failsWhole(field.type, facts)
    );
  });
}

/** STARTED_AT_* in a description stands for all that begin so. */
function starred(description: string, name: string): string {
  return [...description.matchAll(/\b([A-Z_]+_)\*/g)].some(([, start = '']) => name.startsWith(start)) ? name : description;
}
