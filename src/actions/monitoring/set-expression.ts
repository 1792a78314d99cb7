import type { Json } from '../../kit/json.ts';
import { ok, rejected, type Result, type UserError } from '../../kit/result.ts';
import {
  checkExpression,
  expressionChanges,
  rowInWords,
  rowsOf,
  sameRow,
  sortedTags,
  targetErrors,
  textOf,
  type ExpressionChange,
  type ExpressionRow,
  type ExpressionTarget,
} from '../../monitoring/expression.ts';
import { MOST_TEAMS } from '../../monitoring/team.ts';
import type { PlanStep } from '../../plans/model.ts';
import type { Inputs } from '../inputs.ts';
import { asJson, looking, type Desk, type Draft, type Facts, type RemoteVerb, type StepDraft } from '../spec.ts';
import { AT_ROOT } from '../where.ts';
import type { ExpressionPort } from './port.ts';
import { FALCON, reachMonitoring } from './reach.ts';
import { unknownTeams } from './set-team.ts';
import { thresholdsOf } from './thresholds.ts';

interface ExpressionRequest {
  readonly guards: readonly string[];
  readonly text: string;
  readonly change: ExpressionChange;
}

export const expressionRequest = (step: Pick<PlanStep, 'request'>) => step.request as unknown as ExpressionRequest;

type Rows = readonly ExpressionRow[];
type ExpressionVerbPort = ExpressionPort & { readonly writeDeadlineMs: number };

export const EXPRESSION_VERB: RemoteVerb<ExpressionVerbPort, ExpressionRequest, Rows> = {
  read: (port, { text }, signal) => port.expression(text, signal),
  facts: (there, { change }) => {
    const before = beforeOf(change);
    return { condition: before && has(there, before) ? rowInWords(before) : null };
  },
  send: async (port, { text, change }) => {
    await port.changeExpression(text, change);
    return { deploymentId: null, version: null };
  },
  settle: ({ change }, there) => (isDone(change, there) ? { outcome: 'DONE', deploymentId: null, version: null } : { outcome: 'NOT_DONE' }),
};

export const EXPRESSION_VERBS: ReadonlySet<string> = new Set(['set expression', 'remove expression']);

const has = (rows: Rows, row: ExpressionRow): boolean => rows.some((each) => sameRow(each, row));
const beforeOf = (change: ExpressionChange): ExpressionRow | null => ('put' in change ? change.before : change.drop);

function isDone(change: ExpressionChange, there: Rows): boolean {
  if ('drop' in change) return !has(there, change.drop);
  return has(there, change.put) && !(change.before && has(there, change.before));
}

interface Seen {
  readonly there: Rows;
  readonly unknownTeams: readonly string[];
  /** Whether Falcon is told to call Canopy. */
  readonly calls: boolean;
}

export function planSetExpression(input: Inputs['setExpression'], _: Facts, seen: Seen): Result<Draft> {
  const { teams } = input;
  const thresholds = thresholdsOf(input.thresholds);
  const checked = checkExpression(input, thresholds, teams);
  if (!checked.ok) return checked;
  const errors = teams.flatMap((team, at): UserError[] =>
    seen.unknownTeams.includes(team)
      ? [{ code: 'NOT_FOUND', message: `Falcon has no team ${team}.`, path: ['input', 'teams', String(at)] }]
      : [],
  );
  if (errors.length > 0) return { ok: false, userErrors: errors };
  if (teams.length === 0 && !seen.calls)
    return rejected('BAD_USER_INPUT', 'Name a team: Falcon does not call Canopy here, and nobody would hear of it.', 'input', 'teams');
  const rows = rowsOf(thresholds, { paused: input.paused ?? false, teams, callsCanopy: seen.calls });
  return drafted(input, expressionChanges(rows, seen.there), 'is so already');
}

export function planRemoveExpression(input: Inputs['removeExpression'], _: Facts, { there }: Seen): Result<Draft> {
  const errors = targetErrors(input);
  if (errors.length > 0) return { ok: false, userErrors: errors };
  return drafted(input, expressionChanges([], there), 'is not there');
}

function drafted(input: ExpressionTarget, changes: readonly ExpressionChange[], already: string): Result<Draft> {
  const text = canonical(input);
  const base = { subject: `Expression:${text}`, place: null };
  if (changes.length === 0) return ok({ ...base, steps: [], reason: `${text} ${already}.` });
  return ok({
    ...base,
    steps: changes.map((change) => stepOf(text, change)),
    reason: `${text} differs in ${changes.length} of its conditions.`,
  });
}

function stepOf(text: string, change: ExpressionChange): StepDraft {
  const request: ExpressionRequest = { guards: [], text, change };
  const before = beforeOf(change);
  const words = before && rowInWords(before);
  const dependsOn: { readonly [fact: string]: Json } = { condition: words };
  const said = 'put' in change ? { verb: 'set expression', after: rowInWords(change.put) } : { verb: 'remove expression', after: null };
  return { system: FALCON, ...said, target: text, before: words, request: asJson(request), absolute: true, dependsOn };
}

const canonical = ({ metric, tags }: ExpressionTarget): string => textOf({ metric, tags: sortedTags(tags) });

async function look(input: ExpressionTarget & { readonly teams?: readonly string[] }, desk: Desk): Promise<Result<Seen>> {
  const port = reachMonitoring(desk);
  // What is no target is refused by its plan, and nothing is asked for it.
  if (targetErrors(input).length > 0) return ok({ there: [], unknownTeams: [], calls: port.calls() });
  const named = [...new Set(input.teams ?? [])].slice(0, MOST_TEAMS);
  return ok({
    there: await port.expression(canonical(input), desk.signal),
    unknownTeams: await unknownTeams(named, port, desk.signal),
    calls: port.calls(),
  });
}

const where = () => ok([AT_ROOT]);
export const setExpression = looking({ ...{ mutation: 'setExpression', local: false, where }, ...{ look, plan: planSetExpression } });
export const removeExpression = looking({
  ...{ mutation: 'removeExpression', local: false, where },
  ...{ look, plan: planRemoveExpression },
});
