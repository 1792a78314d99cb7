import type { AlarmSelection, EventFilterFacts, EventRecord, Selection } from './model.ts';

/** What a filter asks for; whether its scope names a node is seen where it is used. */
export const selectionOf = ({ kinds, severities, scope, subject, actor, from, to }: EventFilterFacts): Selection => ({
  kinds: kinds ? [...new Set(kinds)].sort() : null,
  severities: severities ? [...new Set(severities)].sort() : null,
  under: scope ?? null,
  subject: subject ?? null,
  actor: actor ?? null,
  since: from ?? null,
  until: to ?? null,
});

export const isAtOrBelow = (jobName: string | null, under: string): boolean =>
  jobName !== null && (jobName === under || (jobName.startsWith(under) && jobName[under.length] === '_'));

export const isSelected = ({ kinds, severities, under, subject, actor, since, until, alarm }: Selection, event: EventRecord): boolean =>
  (kinds === null || kinds.includes(event.kind)) &&
  (severities === null || severities.includes(event.severity)) &&
  (under === null || isAtOrBelow(event.jobName, under)) &&
  (subject === null || event.subject === subject) &&
  (actor === null || event.actor === actor) &&
  (since === null || event.at >= since) &&
  (until === null || event.at < until) &&
  (alarm == null || isAlarmSelected(alarm, event));

/** What an event of an alarm tells of it, as far as it is selected by. */
interface Told {
  readonly state: string;
  readonly priority: number;
  readonly metric: string;
  readonly acknowledgement: unknown;
  readonly containerId: string | null;
  readonly appId: string | null;
  readonly hostId: string | null;
}

function isAlarmSelected({ states, priorities, acknowledged, subject, metric }: AlarmSelection, event: EventRecord): boolean {
  const told = event.body['alarm'] as unknown as Told | undefined;
  return (
    told !== undefined &&
    (states == null || states.includes(told.state)) &&
    (priorities == null || priorities.includes(told.priority)) &&
    (acknowledged == null || (told.acknowledgement !== null) === acknowledged) &&
    (metric == null || told.metric === metric) &&
    (subject == null || [event.subject, told.containerId, told.appId, told.hostId].includes(subject))
  );
}

/** A JobName and those of the nodes above it. */
export function namesOver(jobName: string): string[] {
  const names: string[] = [];
  for (let at = jobName.indexOf('_'); at >= 0; at = jobName.indexOf('_', at + 1)) names.push(jobName.slice(0, at));
  names.push(jobName);
  return names;
}
