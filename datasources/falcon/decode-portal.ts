import { countAt, fields, fieldsAt, Misfit, needText, numberAt, textAt, type Fields } from '../../src/kit/fields.ts';
import type { MaintenanceWindow, Strategy } from '../../src/monitoring/model.ts';
import { SECOND_MS } from './model.ts';
import type {
  Action,
  ActionRecord,
  Condition,
  Expression,
  ExpressionRecord,
  GroupHost,
  HostGroup,
  Nodata,
  NodataRecord,
  StrategyRecord,
  TeamRecord,
  Template,
  TemplateDetail,
  UserRecord,
} from './portal-model.ts';

/** An empty list of Go is null on the wire. */
const rowsOf = (value: unknown): readonly Fields[] => {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new Misfit('', 'a list');
  return value.map((row, index) => fields(row, `[${index}]`));
};

export function idAt(wire: Fields, key = 'id'): number {
  const id = countAt(wire, key);
  if (id !== null && id > 0) return id;
  throw new Misfit(key, 'an id');
}

const groupOf = (wire: Fields): HostGroup => ({ id: idAt(wire), name: needText(wire, 'grp_name') });
export const decodeGroup = (value: unknown): HostGroup => groupOf(fields(value));
export const decodeGroups = (value: unknown): HostGroup[] => rowsOf(value).map(groupOf);
export const decodeGroupHosts = (value: unknown): GroupHost[] =>
  rowsOf(fields(value)['hosts']).map((host) => ({ id: idAt(host), name: needText(host, 'hostname'), window: windowOf(host) }));

function windowOf(host: Fields): MaintenanceWindow | null {
  const [from, until] = [countAt(host, 'maintain_begin') ?? 0, countAt(host, 'maintain_end') ?? 0];
  return until > 0 ? { from: from * SECOND_MS, until: until * SECOND_MS } : null;
}

export const decodeBound = (value: unknown): Template[] => rowsOf(fields(value)['templates']).map(templateOf);

const templateOf = (wire: Fields): Template => ({
  id: idAt(wire),
  name: needText(wire, 'tpl_name'),
  parentId: countAt(wire, 'parent_id') ?? 0,
  actionId: countAt(wire, 'action_id') ?? 0,
});
export const decodeTemplate = (value: unknown): Template => templateOf(fields(value));
/** Within an object; in its documentation, the list alone. */
export const decodeTemplates = (value: unknown): Template[] =>
  rowsOf(Array.isArray(value) ? value : fields(value)['templates']).map((row) => templateOf(fieldsAt(row, 'template') ?? row));

/** `stratges` is how Falcon spells it. A template without an action is shown an empty one. */
export function decodeTemplateDetail(value: unknown): TemplateDetail {
  const wire = fields(value);
  const action = fieldsAt(wire, 'action');
  return {
    template: templateOf(fieldsAt(wire, 'template') ?? {}),
    strategies: rowsOf(wire['stratges'] ?? wire['strategies']).map(strategyOf),
    action: action && (countAt(action, 'id') ?? 0) > 0 ? actionOf(action) : null,
  };
}

export const decodeAction = (value: unknown): ActionRecord => actionOf(fields(value));
const actionOf = (wire: Fields): ActionRecord => ({
  id: idAt(wire),
  teams: (textAt(wire, 'uic') ?? '').split(',').filter((team) => team !== ''),
  url: textAt(wire, 'url') ?? '',
  callback: isOne(wire, 'callback'),
  beforeCallback: { sms: isOne(wire, 'before_callback_sms'), mail: isOne(wire, 'before_callback_mail') },
  afterCallback: { sms: isOne(wire, 'after_callback_sms'), mail: isOne(wire, 'after_callback_mail') },
});

const conditionOf = (wire: Fields): Condition => ({
  func: needText(wire, 'func'),
  op: needText(wire, 'op'),
  rightValue: valueAt(wire, 'right_value'),
  maxStep: countAt(wire, 'max_step') ?? 0,
  priority: countAt(wire, 'priority') ?? 0,
  note: textAt(wire, 'note') ?? '',
});

export const decodeStrategies = (value: unknown): StrategyRecord[] => rowsOf(value).map(strategyOf);
const strategyOf = (wire: Fields): StrategyRecord => ({
  ...conditionOf(wire),
  id: idAt(wire),
  templateId: countAt(wire, 'tpl_id') ?? 0,
  metric: needText(wire, 'metric'),
  tags: textAt(wire, 'tags') ?? '',
  runBegin: textAt(wire, 'run_begin') ?? '',
  runEnd: textAt(wire, 'run_end') ?? '',
});

export const decodeExpressions = (value: unknown): ExpressionRecord[] =>
  rowsOf(value).map((wire) => ({
    ...conditionOf(wire),
    id: idAt(wire),
    expression: needText(wire, 'expression'),
    paused: isOne(wire, 'pause'),
    actionId: countAt(wire, 'action_id') ?? 0,
  }));
export const decodeExpressionAction = (value: unknown): ActionRecord => decodeAction(fields(value)['action']);

export const decodeNodatas = (value: unknown): NodataRecord[] => rowsOf(value).map(nodataOf);
export const decodeNodata = (value: unknown): NodataRecord => nodataOf(fields(value));
const nodataOf = (wire: Fields): NodataRecord => ({
  id: idAt(wire),
  name: needText(wire, 'name'),
  obj: textAt(wire, 'obj') ?? '',
  objType: oneOf(wire, 'obj_type', ['group', 'host', 'other']),
  metric: needText(wire, 'metric'),
  tags: textAt(wire, 'tags') ?? '',
  type: oneOf(wire, 'dstype', ['GAUGE', 'COUNTER', 'DERIVE']),
  stepMs: (countAt(wire, 'step') ?? 0) * SECOND_MS,
  mock: numberAt(wire, 'mock') ?? 0,
});

export const decodeTeam = (value: unknown): TeamRecord => {
  const wire = fields(value);
  return teamOf(wire, wire);
};
/** The team within a row that has its members beside it. An older one gives the teams alone: of nobody it is said that they are in none. */
export const decodeTeams = (value: unknown): TeamRecord[] =>
  rowsOf(value).map((row, index) => {
    if (!('users' in row)) throw new Misfit(`[${index}].users`, 'a list');
    return teamOf(fieldsAt(row, 'team') ?? row, row);
  });

function teamOf(wire: Fields, row: Fields): TeamRecord {
  const users = rowsOf(row['users']).map(userOf);
  return {
    ...{ id: idAt(wire), name: needText(wire, 'name'), resume: textAt(wire, 'resume') ?? '' },
    ...{ users, userIds: users.map(({ id }) => id) },
  };
}

const userOf = (wire: Fields): UserRecord => ({ id: idAt(wire), name: needText(wire, 'name') });
export const decodeUsers = (value: unknown): UserRecord[] => rowsOf(value).map(userOf);

const ones = ({ sms, mail }: Action['afterCallback'], when: 'before' | 'after') => ({
  [`${when}_callback_sms`]: sms ? 1 : 0,
  [`${when}_callback_mail`]: mail ? 1 : 0,
});
/** Without its teams: a template's are a text, an expression's a list. */
export const wireAction = ({ url, callback, beforeCallback, afterCallback }: Action) => ({
  ...{ url, callback: callback ? 1 : 0 },
  ...ones(beforeCallback, 'before'),
  ...ones(afterCallback, 'after'),
});
const wireCondition = ({ func, op, rightValue, maxStep, priority, note }: Condition) => ({
  ...{ func, op, right_value: String(rightValue), max_step: maxStep, priority, note },
});
export const wireStrategy = ({ metric, tags, runBegin, runEnd, ...condition }: Strategy) => ({
  ...wireCondition(condition),
  ...{ metric, tags, run_begin: runBegin, run_end: runEnd },
});
export const wireExpression = ({ expression, paused, action, ...condition }: Expression) => ({
  ...wireCondition(condition),
  ...{ expression, pause: paused ? 1 : 0, action: { ...wireAction(action), uic: action.teams } },
});
export const wireNodata = ({ obj, objType, metric, tags, type, stepMs, mock }: Omit<Nodata, 'name'>) => ({
  ...{ obj, obj_type: objType, metric, tags, dstype: type, step: Math.round(stepMs / SECOND_MS), mock },
});

const isOne = (wire: Fields, key: string): boolean => (countAt(wire, key) ?? 0) === 1;

/** A text on the wire. */
function valueAt(wire: Fields, key: string): number {
  const value = typeof wire[key] === 'number' ? wire[key] : Number(needText(wire, key));
  if (Number.isFinite(value)) return value;
  throw new Misfit(key, 'a number');
}

function oneOf<T extends string>(wire: Fields, key: string, values: readonly T[]): T {
  const found = values.find((value) => value === wire[key]);
  if (found !== undefined) return found;
  throw new Misfit(key, `one of ${values.join(', ')}`);
}
