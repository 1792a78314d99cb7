import { wire, type Json } from '../../web.ts';
import type { Portal } from '../portal.ts';
import { bind, type Bound } from './bind.ts';
import { EXPECTATION_FAILED, found, numberIn, paged, Refused, type Call, type Route } from './call.ts';
import { isAdmin, mine, type PortalDeps } from './hostgroups.ts';
import { checkCondition } from './strategies.ts';
import { actionFields, actionOf } from './templates.ts';

/** What is judged of everything with certain tags, each with an action of its own. */
export function expressionRoutes(deps: PortalDeps): readonly Route[] {
  const { portal } = deps;
  return [
    ['GET', /^\/expression$/, ({ query }) => paged(portal.expressions.all(), query).map(wire)],
    ['GET', /^\/expression\/([^/]+)$/, ({ params: [id] }) => one(numberIn(id), portal)],
    ['POST', /^\/expression$/, (call) => create(call, deps)],
    ['PUT', /^\/expression$/, (call) => update(call, deps)],
    ['DELETE', /^\/expression\/([^/]+)$/, (call) => remove(call, deps)],
  ];
}

/** A priority of zero counts as missing. */
const fields = {
  Expression: ['expression', 'string', 'required'],
  Func: ['func', 'string', 'required'],
  Op: ['op', 'string', 'required'],
  RightValue: ['right_value', 'string', 'required'],
  MaxStep: ['max_step', 'int64', 'required'],
  Priority: ['priority', 'int64', 'required'],
  Note: ['note', 'string'],
  Pause: ['pause', 'int64'],
  Action: ['action', 'struct', 'required'],
} as const;

function one(id: number, portal: Portal): Json {
  const expression = found(portal.expressions.find(id));
  const action = portal.actions.find(expression.action_id);
  if (!action) throw new Refused('find action got error: record not found');
  return { expression: wire(expression), action: wire(action) };
}

function create(call: Call, { portal, wrote }: PortalDeps): Json {
  const input = bind(call, 'APICreateExrpessionInput', fields);
  const asked = actionIn(input);
  checkCondition(input);
  const action = portal.actions.insert(asked);
  const row = portal.expressions.insert({ ...rowOf(input), action_id: action.id, create_user: call.user?.name ?? '' });
  wrote('expression.create', row.id);
  return 'expression created';
}

function update(call: Call, { portal, wrote }: PortalDeps): Json {
  const { ID, ...input } = bind(call, 'APIUpdateExrpessionInput', { ...fields, ID: ['id', 'int64', 'required'] });
  const asked = actionIn(input);
  checkCondition(input);
  const before = portal.expressions.find(ID);
  if (!before) throw new Refused('find expression got error:record not found', EXPECTATION_FAILED);
  mine(call.user, before, "You don't have permission!", 400);
  const changed = portal.expressions.update({ ...before, ...rowOf(input) });
  if (portal.actions.update({ id: before.action_id, ...asked }) || changed) wrote('expression.update', ID);
  return `expression:${ID} has been updated`;
}

/** An administrator leaves its action behind. */
function remove({ params: [text], user }: Call, { portal, wrote }: PortalDeps): Json {
  const id = numberIn(text);
  const row = portal.expressions.find(id);
  if (!isAdmin(user)) {
    mine(user, row ?? { create_user: '' }, "You don't have permission!", 400);
    portal.actions.delete(row?.action_id ?? 0);
  }
  if (portal.expressions.delete(id)) wrote('expression.delete', id);
  return `expression:${id} has been deleted`;
}

function actionIn({ Action }: Bound<typeof fields>) {
  const input = bind({ input: Action, form: false }, 'ActionTmp', { ...actionFields, UIC: ['uic', '[]string', 'required'] });
  return actionOf({ ...input, UIC: input.UIC.join(',') });
}

const rowOf = (input: Bound<typeof fields>) => ({
  ...{ expression: input.Expression, func: input.Func, op: input.Op, right_value: input.RightValue },
  ...{ max_step: input.MaxStep, priority: input.Priority, note: input.Note, pause: input.Pause },
});
