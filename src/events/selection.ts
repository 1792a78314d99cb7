import type { EventFilterFacts, EventRecord, Selection } from './model.ts';

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

export const isSelected = ({ kinds, severities, under, subject, actor, since, until }: Selection, event: EventRecord): boolean =>
  (kinds === null || kinds.includes(event.kind)) &&
  (severities === null || severities.includes(event.severity)) &&
  (under === null || isAtOrBelow(event.jobName, under)) &&
  (subject === null || event.subject === subject) &&
  (actor === null || event.actor === actor) &&
  (since === null || event.at >= since) &&
  (until === null || event.at < until);

/** A JobName and those of the nodes above it. */
export function namesOver(jobName: string): string[] {
  const names: string[] = [];
  for (let at = jobName.indexOf('_'); at >= 0; at = jobName.indexOf('_', at + 1)) names.push(jobName.slice(0, at));
  names.push(jobName);
  return names;
}
