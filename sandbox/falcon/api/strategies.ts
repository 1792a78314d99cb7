import { wire, type Json } from '../../web.ts';
import type { Portal, Strategy } from '../portal.ts';
import { bind, type Bound } from './bind.ts';
import { EXPECTATION_FAILED, found, numberIn, Refused, type Call, type Route } from './call.ts';
import type { PortalDeps } from './hostgroups.ts';

const OP = /^[><=!]=?$/;
const RIGHT_VALUE = /^-?\d+(\.\d+)?$/;
const TIME = /^\d{2}:\d{2}$/;

/** What is judged of the hosts of a group, through a template. */
export function strategyRoutes(deps: PortalDeps): readonly Route[] {
  const { portal, wrote } = deps;
  return [
    ['GET', /^\/strategy$/, ({ query }) => list(query, portal)],
    ['GET', /^\/strategy\/([^/]+)$/, ({ params: [id] }) => wire(found(portal.strategies.find(numberIn(id))))],
    ['POST', /^\/strategy$/, (call) => create(call, deps)],
    ['PUT', /^\/strategy$/, (call) => update(call, deps)],
    [
      'DELETE',
      /^\/strategy\/([^/]+)$/,
      ({ params: [text] }) => {
        const id = numberIn(text);
        if (portal.strategies.delete(id)) wrote('strategy.delete', id);
        return `strategy:${id} has been deleted`;
      },
    ],
  ];
}

const fields = {
  Metric: ['metric', 'string', 'required'],
  Tags: ['tags', 'string'],
  MaxStep: ['max_step', 'int64', 'required'],
  Priority: ['priority', 'int64'],
  Func: ['func', 'string', 'required'],
  Op: ['op', 'string', 'required'],
  RightValue: ['right_value', 'string', 'required'],
  Note: ['note', 'string'],
  RunBegin: ['run_begin', 'string'],
  RunEnd: ['run_end', 'string'],
} as const;

function list(query: URLSearchParams, portal: Portal): Json {
  const tid = query.get('tid') ?? '';
  if (tid === '') throw new Refused('tid is missing');
  const wanted = numberIn(tid);
  return portal.strategies
    .all()
    .filter(({ tpl_id }) => tpl_id === wanted)
    .map(wire);
}

/** Whether the template exists is not looked at, and what the function means neither. */
function create(call: Call, { portal, wrote }: PortalDeps): Json {
  const { TplId, ...input } = bind(call, 'APICreateStrategyInput', { ...fields, TplId: ['tpl_id', 'int64', 'required'] });
  const row = { ...rowOf(input), tpl_id: TplId };
  const same = (other: Strategy) => JSON.stringify({ ...other, id: 0 }) === JSON.stringify({ id: 0, ...row });
  if (portal.strategies.all().some(same)) return 'This stragtegy is already created';
  wrote('strategy.create', portal.strategies.insert(row).id);
  return 'stragtegy created';
}

function update(call: Call, { portal, wrote }: PortalDeps): Json {
  const { ID, ...input } = bind(call, 'APIUpdateStrategyInput', { ...fields, ID: ['id', 'int64', 'required'] });
  const row = rowOf(input);
  const before = portal.strategies.find(ID);
  if (!before) throw new Refused('find strategy got error:record not found', EXPECTATION_FAILED);
  if (portal.strategies.update({ id: ID, ...row, tpl_id: before.tpl_id })) wrote('strategy.update', ID);
  return `stragtegy:${ID} has been updated`;
}

function rowOf(input: Bound<typeof fields>): Omit<Strategy, 'id' | 'tpl_id'> {
  checkCondition(input);
  if (input.RunBegin !== '' && !TIME.test(input.RunBegin)) throw new Refused("run_begin's formating is not vaild, please refer ex. 00:00");
  if (input.RunEnd !== '' && !TIME.test(input.RunEnd)) throw new Refused("run_end's formating is not vaild, please refer ex. 24:00");
  return {
    ...{ metric: input.Metric, tags: input.Tags, max_step: input.MaxStep, priority: input.Priority },
    ...{ func: input.Func, op: input.Op, right_value: input.RightValue, note: input.Note },
    ...{ run_begin: input.RunBegin, run_end: input.RunEnd },
  };
}

export function checkCondition({ Op, RightValue }: { readonly Op: string; readonly RightValue: string }): void {
  if (!OP.test(Op)) throw new Refused("op's formating is not vaild");
  if (!RIGHT_VALUE.test(RightValue)) throw new Refused("right_value's formating is not vaild");
}
