import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, isEnumType, type GraphQLLeafType } from 'graphql';

/** Thrown by emitted code when a value needs the full executor's care: its error, or its null. */
export class Bail extends Error {}

export function bail(): never {
  throw new Bail();
}

// eslint-disable-next-line no-control-regex -- the control characters are what JSON must escape
const ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

export function quote(text: string): string {
  return ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Writes a value of the leaf type as JSON; anything unusual bails. Never called with null. */
export function leafWriter(type: GraphQLLeafType): (value: unknown) => string {
  switch (type.name) {
    case GraphQLInt.name:
      return (value) => (typeof value === 'number' && (value | 0) === value ? `${value}` : bail());
    case GraphQLFloat.name:
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? `${value}` : bail());
    case GraphQLBoolean.name:
      return (value) => (value === true ? 'true' : value === false ? 'false' : bail());
    case GraphQLString.name:
    case GraphQLID.name:
      return (value) => (typeof value === 'string' ? quote(value) : bail());
    default:
  }
  if (isEnumType(type)) {
    const names = new Map(type.getValues().map((each) => [each.value as unknown, JSON.stringify(each.name)]));
    return (value) => names.get(value) ?? bail();
  }
  return (value) => {
    const serialized = type.serialize(value);
    return typeof serialized === 'string' ? quote(serialized) : JSON.stringify(serialized);
  };
}
