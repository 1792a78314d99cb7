import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { MUTATION_ROLES } from '../../src/access/model.ts';
import { MARK } from './company.ts';
import type { Mood, Names, Things } from './things.ts';

/** What an argument is made from. */
export interface Making {
  readonly mood: Mood;
  readonly things: Things;
  /** One of several. */
  readonly pick: <T>(from: readonly T[]) => T | undefined;
  /** Whether what need not be given is. */
  readonly gives: (at: string) => boolean;
  /** Only ids of the live graph: what the store holds is not for the quick lanes. */
  readonly live?: boolean;
  /** A cursor of the list that is being asked. */
  readonly cursor?: () => string | undefined;
}

type Maker = (making: Making) => string | number | boolean | undefined;

const of =
  (kind: keyof Names): Maker =>
  ({ mood, things, pick }) =>
    pick(things.names[mood][kind]);
const STORED = /^(Plan|Decision|Event|ApiToken):/;
const anyId: Maker = ({ mood, things, pick, live }) => {
  const lists = [...things.ids[mood].values()];
  return pick(pick(live ? lists.filter(([first = '']) => !STORED.test(first)) : lists) ?? []);
};
const now = (): number => Math.floor(Date.now() / 3_600_000) * 3_600_000;
const inHours =
  (hours: number): Maker =>
  () =>
    new Date(now() + hours * 3_600_000).toISOString();

/** By coordinate, or by name and type for all that are called so. Undefined: it is not given. */
const MAKERS: Readonly<Record<string, Maker>> = {
  'id:ID': anyId,
  // Of every mood side by side, where one is picked at all.
  'ids:ID': (making) => anyId({ ...making, mood: making.pick<Mood>([making.mood, 'seen', 'hidden', 'absent']) ?? making.mood }),
  'on:ID': (making) => (making.pick([true, false]) ? anyId(making) : of('jobNames')(making)),
  'subject:ID': anyId,
  'Query.plan.id': of('plans'),
  'CancelPlanInput.id': of('plans'),
  'AcknowledgeAlarmInput.id': ({ mood, things, pick }) => pick(things.ids[mood].get('Alarm') ?? []),
  'Subscription.planChanged.id': of('plans'),
  'RemoveFreezeInput.id': of('freezes'),
  'RemoveScalingRuleInput.id': of('scalingRules'),
  'SetScalingModeInput.id': of('scalingRules'),
  'RemoveScheduledScalingInput.id': of('schedules'),
  'SetScheduledScalingInput.id': of('schedules'),
  'ScheduleInput.name': () => 'night',
  'recurrence:String': ({ pick }) => pick(['0 22 * * 1-5', 'R/2026-01-01T00:00:00Z/P1D']),
  'zone:String': () => 'Asia/Shanghai',
  'durationSeconds:Int': () => 3_600,
  'exact:Int': () => undefined,
  'RevokeApiTokenInput.id': of('tokens'),
  'jobName:JobName': of('jobNames'),
  'root:JobName': of('jobNames'),
  'scope:JobName': of('jobNames'),
  'parent:JobName': of('jobNames'),
  'newParent:JobName': of('jobNames'),
  'alias:JobName': of('aliases'),
  'AdoptAppsInput.scope': of('apps'),
  'marathonId:String': of('apps'),
  'app:String': of('apps'),
  'cluster:String': ({ mood }) => (mood === 'seen' ? 'sandbox' : undefined),
  'taskId:String': of('tasks'),
  'ip:String': of('addresses'),
  'Query.host.name': of('hosts'),
  'host:String': of('hosts'),
  'nameContains:String': ({ mood }) => ({ seen: 'node0', hidden: 'node05', absent: 'none' })[mood],
  'idContains:String': of('texts'),
  'text:String': of('texts'),
  'deployment:String': of('deployments'),
  'holder:String': of('holders'),
  'actor:String': of('holders'),
  'planToken:String': (making) => of('plans')(making),
  'idempotencyKey:String': () => undefined,
  'AuditFilter.outcome': ({ pick }) => pick(['DONE', 'PLANNED', 'REFUSED']),
  'action:String': ({ pick }) => pick(['view', ...Object.keys(MUTATION_ROLES)]),
  'CreateTreeNodeInput.name': ({ mood }) => ({ seen: 'fresh', hidden: `${MARK}-new`, absent: 'fresh' })[mood],
  'RenameTreeNodeInput.name': () => 'fresh',
  'LabelFilter.name': () => 'tier',
  'LabelFilter.value': ({ mood }) => (mood === 'seen' ? 'far' : mood === 'hidden' ? MARK : 'none'),
  'NameValueInput.name': () => 'NAME',
  'NameValueInput.value': () => 'value',
  'SetTeamInput.name': ({ mood }) => ({ seen: 'infra', hidden: MARK, absent: 'none' })[mood],
  'RemoveTeamInput.name': ({ mood }) => ({ seen: 'infra', hidden: MARK, absent: 'none' })[mood],
  'members:String': ({ pick }) => pick(['ines', 'nobody']),
  'reason:String': () => 'because',
  'label:String': () => 'label',
  'image:String': () => 'registry/new:2',
  'command:String': () => 'run',
  'definition:JSON': () => undefined,
  'metric:String': () => 'cpu.idle',
  'priorities:Int': ({ pick }) => pick([0, 1, 6]),
  'first:Int': ({ pick }) => pick([1, 2, 3, 50]),
  'last:Int': ({ pick }) => pick([1, 2, 3, 50]),
  'tail:Int': () => 5,
  'maxPoints:Int': () => 10,
  'counters:String': ({ pick }) => pick(['cpu.idle', 'load.1min', 'proc.qps/b=1,a=2']),
  'instances:Int': () => 3,
  'after:Cursor': ({ cursor }) => cursor?.(),
  'before:Cursor': ({ cursor }) => cursor?.(),
  'at:DateTime': inHours(1),
  'from:DateTime': inHours(-1),
  'to:DateTime': inHours(1),
  'until:DateTime': inHours(2),
  'expiresAt:DateTime': inHours(24),
  'version:DateTime': inHours(-2),
  'cpus:Float': () => 0.5,
  'target:Float': ({ pick }) => pick([40, 90]),
  'from:Float': () => undefined,
  'to:Float': () => undefined,
  'change:Int': ({ pick }) => pick([1, -1]),
  'min:Int': () => 1,
  'max:Int': () => 9,
  'most:Int': () => 4,
  'periodSeconds:Int': () => 60,
  'stabilisationSeconds:Int': () => 60,
  'coolDownSeconds:Int': () => 0,
  'withinSeconds:Int': () => 600,
  'tolerance:Float': () => 0.1,
  'freshShare:Float': () => 0.8,
  'value:Float': ({ pick }) => pick([0, 5.5, 90]),
  'points:Int': () => 3,
  'steps:Int': () => 2,
  'priority:Int': ({ pick }) => pick([0, 3]),
  'note:String': () => 'noted',
  'teams:String': ({ pick }) => pick(['infra', 'shop']),
  'memMiB:Float': () => 64,
  'diskMiB:Float': () => 0,
};

/** Nothing of these tests changes anything: mutations stop at their plan. */
const FIXED: Readonly<Record<string, string>> = { Mode: 'PLAN' };

/** Neither, or both, would be refused. */
const GIVEN: ReadonlySet<string> = new Set(['ScalingMetricInput.target', 'ScalingMetricInput.metric']);
const NOT_GIVEN: ReadonlySet<string> = new Set(['ScalingMetricInput.steps', 'ScalingMetricInput.counter', 'ScalingMetricInput.endpoint']);

/** The arguments of a field as GraphQL text; '' without any. */
export function argumentsOf(at: string, args: readonly GraphQLArgument[], making: Making): string {
  const given = args.flatMap((arg) => {
    const value = valueOf(`${at}.${arg.name}`, arg, making);
    return value === undefined ? [] : `${arg.name}: ${value}`;
  });
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

function valueOf(at: string, { name, type, defaultValue }: GraphQLArgument | GraphQLInputField, making: Making): string | undefined {
  const fixed = FIXED[getNamedType(type).name];
  if (fixed !== undefined) return fixed;
  if (NOT_GIVEN.has(at)) return undefined;
  const needed = (isNonNullType(type) && defaultValue === undefined) || GIVEN.has(at);
  if (!needed && !making.gives(at)) return undefined;
  const value = made(at, name, type, making);
  // Of this mood there is none.
  if (value === undefined && needed) return '""';
  return value;
}

function made(at: string, name: string, type: GraphQLInputType, making: Making): string | undefined {
  const plain = getNullableType(type);
  if (isListType(plain)) {
    const items = [0, 1, 2].slice(0, name === 'ids' ? 3 : 1).map(() => made(at, name, plain.ofType, making));
    return `[${items.filter((each) => each !== undefined).join(', ')}]`;
  }
  if (isInputObjectType(plain)) {
    const fields = Object.values(plain.getFields()).flatMap((field) => {
      const value = valueOf(`${plain.name}.${field.name}`, field, making);
      return value === undefined ? [] : `${field.name}: ${value}`;
    });
    return `{ ${fields.join(', ')} }`;
  }
  if (isEnumType(plain)) return making.pick(plain.getValues())?.name;
  const maker = MAKERS[at] ?? MAKERS[`${name}:${plain.name}`];
  if (maker) return literal(maker(making));
  if (plain.name === 'Boolean') return String(making.pick([true, false]));
  throw new Error(`${at} has no maker: say in MAKERS of test/matrix/makers.ts, as '${at}' or '${name}:${plain.name}', what it is given.`);
}

const literal = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value);
