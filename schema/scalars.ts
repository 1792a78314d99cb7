import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** Milliseconds since 1970 inside, ISO 8601 in UTC with milliseconds outside. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description: 'An instant in UTC, ISO 8601 with milliseconds: 2026-11-23T08:15:00.000Z. In, any offset is taken, but one must be given.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time',
  serialize: (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new GraphQLError('DateTime: not an instant.');
    return new Date(value).toISOString();
  },
  parseValue: readInstant,
  parseLiteral: (node) => readInstant(node.kind === Kind.STRING ? node.value : undefined),
});

/** Date, time and zone; what JavaScript reads without a zone would be an instant of the zone that this server stands in. */
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function readInstant(value: unknown): number {
  const [text, year, month, day] = (typeof value === 'string' && INSTANT.exec(value)) || [];
  const instant = text === undefined ? NaN : Date.parse(text);
  // JavaScript takes the 31st of February for the 3rd of March, and writes a year of five digits in another way.
  if (Number.isNaN(instant) || Number(day) > daysIn(Number(year), Number(month)) || new Date(instant).toISOString().length > 24)
    throw new GraphQLError('DateTime: an ISO 8601 instant with its offset is expected, such as 2026-11-23T08:15:00.000Z.');
  return instant;
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The largest Int. As a count or a duration it means that or more: a larger one would be an error, and its parents null. */
export const INT_MAX = 2_147_483_647;

const text = (name: string, description: string, max: number): GraphQLScalarType<string, string> => {
  const read = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(`${name}: a string is expected.`);
    if (value.length > max) throw new GraphQLError(`${name}: longer than ${max} characters.`);
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: read,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
};

export const JobName = text(
  'JobName',
  'The name of a node of the service tree, from the company down: cop.acme_owt.infra_pdl.monitor_cluster.c3_servicegroup.graph_service.query_jobgroup.main_job.online. A shorter one names a higher node.',
  1024,
);
export const Cursor = text('Cursor', 'A place in a list or in the event log. Opaque: keep it, send it back, read nothing into it.', 4096);

/** Any JSON value; in, it is taken as it stands. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value, for the parts of an outside definition that Canopy does not name.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
});
