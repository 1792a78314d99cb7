import type { Json, JsonObject } from '../../web.ts';
import type { Cases, EventCase, Note } from '../cases.ts';
import type { Zone } from '../zone.ts';
import { bind } from './bind.ts';
import { Refused, type Call, type Route } from './call.ts';

interface Deps {
  readonly cases: Cases;
  readonly zone: Zone;
  readonly wrote: (kind: string, target: string) => void;
}

/** Alarms that were, and what people wrote about them. */
export function alarmRoutes(deps: Deps): readonly Route[] {
  return [
    ['GET', /^\/alarm\/eventcases$/, (call) => eventCases(call, deps)],
    ['POST', /^\/alarm\/eventcases$/, (call) => eventCases(call, deps)],
    ['GET', /^\/alarm\/events$/, (call) => events(call, deps)],
    ['POST', /^\/alarm\/events$/, (call) => events(call, deps)],
    ['GET', /^\/alarm\/event_note$/, (call) => notes(call, deps)],
    ['POST', /^\/alarm\/event_note$/, (call) => addNote(call, deps)],
  ];
}

const range = { StartTime: ['startTime', 'int64'], EndTime: ['endTime', 'int64'] } as const;
const STATUSES = ['in progress', 'unresolved', 'resolved', 'ignored', 'comment'];
const PAGE = 50;

/** What is called a page is in truth how many rows are passed over. */
function eventCases(call: Call, { cases, zone }: Deps): Json {
  const asked = bind(call, 'APIGetAlarmListsInputs', {
    ...range,
    Priority: ['priority', 'int64'],
    Status: ['status', 'string'],
    ProcessStatus: ['process_status', 'string'],
    Metrics: ['metrics', 'string'],
    EventId: ['event_id', 'string'],
    Limit: ['limit', 'int64'],
    Page: ['page', 'int64'],
    Endpoints: ['endpoints', '[]string'],
    StrategyId: ['strategy_id', 'int64'],
    TemplateId: ['template_id', 'int64'],
  });
  const chosen = has(call, 'endpoints') || asked.EventId !== '' || asked.StrategyId !== 0 || asked.TemplateId !== 0;
  if (asked.StartTime === 0 && asked.EndTime === 0 && !chosen) {
    throw new Refused('startTime, endTime, event_id, endpoints, strategy_id or template_id, You have to at least pick one on the request.');
  }
  // The filter names a column that does not exist, and an error of the database is passed over.
  if (asked.Metrics !== '') return [];
  const oneOf = (list: string, value: string) => list === '' || list.split(',').includes(value);
  const found = cases
    .all()
    .filter(({ since }) => inRange(since, asked))
    .filter(({ priority }) => !has(call, 'priority') || asked.Priority === -1 || priority === asked.Priority)
    .filter(({ status, processStatus }) => oneOf(asked.Status, status) && oneOf(asked.ProcessStatus, processStatus))
    .filter(({ id }) => asked.EventId === '' || id === asked.EventId)
    .filter(({ endpoint }) => asked.Endpoints.length === 0 || asked.Endpoints.includes(endpoint))
    .filter(({ strategyId }) => asked.StrategyId === 0 || strategyId === asked.StrategyId)
    .filter(({ templateId }) => asked.TemplateId === 0 || templateId === asked.TemplateId);
  const paged = has(call, 'page') && asked.Page !== -1;
  const [from, most] = paged ? [asked.Page, Math.min(asked.Limit, PAGE)] : [0, asked.Limit === 0 ? 2_000 : Math.min(asked.Limit, 2_000)];
  return found.slice(from, from + most).map((each) => caseJson(each, zone));
}

function caseJson(each: EventCase, zone: Zone): JsonObject {
  return {
    ...{ id: each.id, endpoint: each.endpoint, metric: each.metric, func: each.func, cond: each.cond, note: each.note },
    ...{ step: each.maxStep, current_step: each.currentStep, priority: each.priority, status: each.status },
    ...{ timestamp: zone.rfc3339(each.since), update_at: zone.rfc3339(each.updated), closed_at: null, closed_note: '' },
    ...{ user_modified: 0, tpl_creator: each.creator, expression_id: each.expressionId, strategy_id: each.strategyId },
    ...{ template_id: each.templateId, process_note: each.processNote, process_status: each.processStatus },
  };
}

/** The steps are not among the columns that are read, so each says 0. */
function events(call: Call, { cases, zone }: Deps): Json {
  const asked = bind(call, 'APIEventsGetInputs', {
    ...range,
    Status: ['status', 'int64'],
    EventId: ['event_id', 'string', 'required'],
    Limit: ['limit', 'int64'],
    Page: ['page', 'int64'],
  });
  if (asked.Status < -1 || asked.Status > 1) {
    const tag = asked.Status > 1 ? 'lte' : 'gte';
    throw new Refused(`Key: 'APIEventsGetInputs.Status' Error:Field validation for 'Status' failed on the '${tag}' tag`);
  }
  const anyStatus = !has(call, 'status') || asked.Status === -1;
  return cases.steps
    .filter(({ caseId, at, status }) => caseId === asked.EventId && inRange(at, asked) && (anyStatus || status === asked.Status))
    .toReversed()
    .slice(asked.Page, asked.Page + limited(asked.Limit))
    .map(({ id, caseId, cond, status, at }) => ({ id, step: 0, event_caseId: caseId, cond, status, timestamp: zone.rfc3339(at) }));
}

function notes(call: Call, { cases, zone }: Deps): Json {
  const asked = bind(call, 'APIGetNotesOfAlarmInputs', {
    ...range,
    EventId: ['event_id', 'string'],
    Status: ['status', 'string'],
    Limit: ['limit', 'int64'],
    Page: ['page', 'int64'],
  });
  if (asked.StartTime === 0 && asked.EndTime === 0 && asked.EventId === '') {
    throw new Refused('startTime, endTime OR event_id, You have to at least pick one on the request.');
  }
  const wanted = ({ caseId, status, at }: Note) =>
    (asked.EventId === '' || caseId === asked.EventId) && (asked.Status === '' || status === asked.Status) && inRange(at, asked);
  return cases.notes
    .filter(wanted)
    .toReversed()
    .slice(asked.Page, asked.Page + limited(asked.Limit))
    .map(({ caseId, note, ticket, status, at, user }) => ({
      ...{ event_caseId: caseId, note, case_id: ticket, status, timestamp: zone.rfc3339(at), user },
    }));
}

function addNote(call: Call, { cases, wrote }: Deps): Json {
  const {
    EventId,
    Note: note,
    Status,
    CaseId,
  } = bind(call, 'APIAddNotesToAlarmInputs', {
    EventId: ['event_id', 'string', 'required'],
    Note: ['note', 'string', 'required'],
    Status: ['status', 'string', 'required'],
    CaseId: ['case_id', 'string'],
  });
  if (!STATUSES.includes(Status)) throw new Refused(`params status: only accepect [${STATUSES.map((each) => `"${each}"`).join(', ')}]`);
  cases.addNote({ caseId: EventId, note, status: Status, ticket: CaseId, at: Math.floor(Date.now() / 1000), user: call.user?.name ?? '' });
  wrote('event.note', EventId);
  return { id: EventId, message: `add note to ${EventId} successfuled` };
}

const limited = (limit: number) => (limit === 0 || limit >= PAGE ? PAGE : limit);
const has = ({ input }: Call, name: string) => typeof input === 'object' && input !== null && name in input;

function inRange(at: number, { StartTime, EndTime }: { readonly StartTime: number; readonly EndTime: number }): boolean {
  return (StartTime === 0 || at >= StartTime) && (EndTime === 0 || at <= EndTime);
}
