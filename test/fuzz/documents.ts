import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** Choices that are the same on every run. */
export class Dice {
  constructor(private readonly random: () => number) {}

  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  chance(part: number): boolean {
    return this.random() < part;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.below(most) }, () => this.below(256)));
  }
}

const TEXTS = [
  ...['', 'cop.acme', 'cop.acme_owt.infra', 'cop.', 'cop.acme_owt', '/acme/infra', 'Host:h1', 'App:sandbox:/a', 'TreeNode:x', 'Plan:1'],
  ...[
    'x'.repeat(3_000),
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    '${7*7}',
    "'; drop table events; --",
    '../../etc/passwd',
    '%00',
    '🌳',
  ],
  ...['2026-02-31T00:00:00Z', '2026-01-01T00:00:00Z', '-1', '1e999', 'null', '[]', '{}'],
];
const NUMBERS = [0, 1, -1, 2, 50, 1_000, 1_001, 2_147_483_647, 2_147_483_648, -2_147_483_649, 0.5, 1e21, Number.MAX_SAFE_INTEGER];

/** Any JSON at all. */
export function anyJson(dice: Dice, depth = 3): unknown {
  const kind = dice.below(depth > 0 ? 7 : 5);
  if (kind === 0) return null;
  if (kind === 1) return dice.chance(0.5);
  if (kind === 2) return dice.of(NUMBERS);
  if (kind <= 4) return dice.of(TEXTS);
  if (kind === 5) return Array.from({ length: dice.below(4) }, () => anyJson(dice, depth - 1));
  return Object.fromEntries(Array.from({ length: dice.below(4) }, () => [dice.of(TEXTS), anyJson(dice, depth - 1)]));
}

/** A value that a type takes, mostly. */
export function valueFor(dice: Dice, type: GraphQLInputType, depth = 4): unknown {
  if (dice.chance(0.06)) return anyJson(dice);
  if (isNonNullType(type)) return valueFor(dice, type.ofType, depth);
  if (dice.chance(0.15)) return null;
  if (isListType(type)) return Array.from({ length: dice.below(4) }, () => valueFor(dice, type.ofType, depth - 1));
  if (isEnumType(type)) return dice.of(type.getValues()).name;
  if (isScalarType(type)) {
    if (type.name === 'Boolean') return dice.chance(0.5);
    if (type.name === 'Int' || type.name === 'Float') return dice.of(NUMBERS);
    return type.name === 'JSON' ? anyJson(dice) : dice.of(TEXTS);
  }
  if (!isInputObjectType(type) || depth <= 0) return {};
  const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || dice.chance(0.4));
  return Object.fromEntries(fields.map((field) => [field.name, valueFor(dice, field.type, depth - 1)]));
}

/** As GraphQL writes it: names without quotes, enums too where they look like ones. */
function literal(value: unknown, type: GraphQLNamedType | undefined): string {
  if (typeof value === 'string' && isEnumType(type)) return /^[A-Z_]+$/.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => literal(each, type)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => {
      const field = isInputObjectType(type) ? type.getFields()[name] : undefined;
      return `${/^[A-Za-z_]\w*$/.test(name) ? name : 'odd'}: ${literal(member, field && getNamedType(field.type))}`;
    });
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

function argumentsOf(dice: Dice, field: GraphQLField<unknown, unknown>): string {
  const chosen = field.args.filter((arg) => isNonNullType(arg.type) || dice.chance(0.4));
  if (chosen.length === 0) return '';
  return `(${chosen.map((arg) => `${arg.name}: ${literal(valueFor(dice, arg.type), getNamedType(arg.type))}`).join(', ')})`;
}

function selection(dice: Dice, schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  const fields = 'getFields' in type && !isInputObjectType(type) ? Object.values(type.getFields()) : [];
  const parts = ['__typename'];
  for (let n = 1 + dice.below(4); n > 0 && fields.length > 0; n--) {
    const field = dice.of(fields);
    const named = getNamedType(field.type);
    if (isCompositeType(named) && depth <= 0) continue;
    const alias = dice.chance(0.3) ? `a${n}: ` : '';
    const directive = dice.chance(0.1) ? ` @${dice.of(['include', 'skip'])}(if: ${dice.chance(0.5)})` : '';
    const inner = isCompositeType(named) ? ` ${selection(dice, schema, named, depth - 1)}` : '';
    parts.push(`${alias}${field.name}${argumentsOf(dice, field)}${directive}${inner}`);
  }
  if (!isObjectType(type) && isCompositeType(type)) {
    const on = dice.of(schema.getPossibleTypes(type));
    parts.push(`... on ${on.name} ${selection(dice, schema, on, depth - 1)}`);
  }
  return `{ ${parts.join(' ')} }`;
}

/** A query that fits the schema, mostly. */
export function query(dice: Dice, schema: GraphQLSchema): string {
  return `query ${dice.chance(0.5) ? 'Q' : ''} ${selection(dice, schema, schema.getQueryType() as GraphQLNamedType, 5)}`;
}

/** A mutation that is only planned: what it would change stays as it is. */
export function plannedMutation(dice: Dice, schema: GraphQLSchema): string {
  const field = dice.of(Object.values(schema.getMutationType()?.getFields() ?? {}));
  const input = field.args.find(({ name }) => name === 'input');
  const value = input ? literal(valueFor(dice, input.type), getNamedType(input.type)) : '{}';
  return `mutation { ${field.name}(input: ${value}, mode: PLAN) ${selection(dice, schema, getNamedType(field.type), 3)} }`;
}

/** A text with something cut out, doubled, or turned into something else. */
export function spoilt(dice: Dice, text: string): string {
  let now = text;
  for (let n = 1 + dice.below(3); n > 0; n--) {
    const at = dice.below(now.length + 1);
    const length = dice.below(12);
    const put = [
      () => '',
      () => now.slice(at, at + length).repeat(2),
      () => dice.of(['{', '}', '(', ')', '"""', '"', '$', '...', '@', '#', '\\u', '\u0000', '\ufeff', '&', '|', '=', '!', '[', ']', ':']),
      () => String.fromCharCode(dice.below(0x500)),
      () => dice.of(TEXTS),
    ];
    now = now.slice(0, at) + dice.of(put)() + now.slice(at + length);
  }
  return now;
}
