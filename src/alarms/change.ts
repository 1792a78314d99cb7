import type { AlarmChange, AlarmRecord, AlarmSubject, CaseRecord, Occurrence } from './model.ts';

export interface Changed {
  readonly alarm: AlarmRecord;
  /** Null: nothing that anybody need be told. */
  readonly change: AlarmChange | null;
}

/**
 * An alarm after an occurrence; undefined: it was heard before, or is older than what is known. The same local time in an hour that comes
 * twice is another instant, so that what is the same is not judged by the words of its time alone.
 */
export function after(
  before: AlarmRecord | undefined,
  id: string,
  told: Occurrence,
  subject: AlarmSubject,
  heardAt: number,
): Changed | undefined {
  if (before && told.at < before.lastSeenAt) return undefined;
  const { firing, at, rule, endpoint, metric, tags, priority, value } = told;
  if (before && at === before.lastSeenAt && isSame(before, told)) return undefined;
  // An end of what nobody knows to have begun is no news.
  if (!firing && !before) return undefined;
  const begins = firing && isNew(before, told);
  const alarm: AlarmRecord = {
    ...{ id, rule, endpoint, metric, tags, priority, value },
    ...(before && !(begins && subject.nodeId !== null) ? about(before, subject) : subject),
    state: firing ? 'FIRING' : 'OK',
    unknownReason: null,
    step: firing ? told.step : 0,
    maxStep: before?.maxStep ?? null,
    condition: begins ? null : (before?.condition ?? null),
    note: before?.note ?? null,
    firstSeenAt: begins || !before ? at : before.firstSeenAt,
    lastSeenAt: at,
    recoveredAt: firing ? null : at,
    confirmedAt: heardAt,
    // It was for the case that is over.
    acknowledgement: begins || !firing ? null : (before?.acknowledgement ?? null),
    revision: (before?.revision ?? 0) + 1,
  };
  return { alarm, change: !firing ? 'OK' : begins || before?.state === 'UNKNOWN' ? 'FIRING' : 'STEPPED' };
}

const isSame = (before: AlarmRecord, { firing, step }: Occurrence): boolean =>
  firing ? before.state !== 'OK' && before.step === step : before.state === 'OK';

/** Steps only go up: the first one of what fires already is of another case, and the end of the one before was missed. */
function isNew(before: AlarmRecord | undefined, { step, at }: Occurrence): boolean {
  if (!before || before.state === 'OK') return true;
  return step === 1 && (before.state === 'UNKNOWN' || at > before.lastSeenAt);
}

/** Within a case, what it was found to be about stays, also when that is gone by now; what hung on no node is looked for again. */
function about(before: AlarmRecord, found: AlarmSubject): AlarmSubject {
  const known = subjectOf(before);
  const finds = found.nodeId !== null || found.containerId !== null || found.hostId !== null;
  return known.nodeId === null && finds ? found : known;
}

const subjectOf = ({ containerId, appId, hostId, nodeId, jobName }: AlarmRecord): AlarmSubject => ({
  containerId,
  appId,
  hostId,
  nodeId,
  jobName,
});

export interface Patience {
  readonly now: number;
  readonly since: number;
  readonly afterMs: number;
}

/** Nobody has confirmed it for so long that it may well be over; undefined: it still holds, or is over. `since`: nobody could have confirmed it before. */
export function expired(alarm: AlarmRecord, { now, since, afterMs }: Patience, why: string): Changed | undefined {
  return now - Math.max(alarm.confirmedAt, since) < afterMs ? undefined : unsure(alarm, why);
}

/** Nobody can say any more whether it fires; undefined: that is so already, or it is over. */
export function unsure(alarm: AlarmRecord, why: string): Changed | undefined {
  if (alarm.state !== 'FIRING') return undefined;
  return { alarm: { ...alarm, state: 'UNKNOWN', unknownReason: why, revision: alarm.revision + 1 }, change: 'UNKNOWN' };
}

/** What a look at the history may find out without a change of state. */
const TOLD = ['condition', 'note', 'maxStep', 'containerId', 'appId', 'hostId', 'nodeId'] as const;

/** An alarm after a look at Falcon's history: confirmed, ended, or told more of. `subject`: what its series is about by now. */
export function confirmed(alarm: AlarmRecord, facts: CaseRecord, subject: AlarmSubject, now: number): Changed {
  const known = {
    ...alarm,
    ...about(alarm, subject),
    maxStep: facts.maxStep ?? alarm.maxStep,
    condition: facts.condition ?? alarm.condition,
    note: facts.note ?? alarm.note,
    confirmedAt: now,
  };
  const ended = !facts.firing && alarm.state !== 'OK' && facts.at >= alarm.lastSeenAt;
  const again = facts.firing && (alarm.state === 'UNKNOWN' || (alarm.state === 'FIRING' && facts.step > alarm.step));
  if (ended)
    return {
      alarm: {
        ...known,
        state: 'OK',
        unknownReason: null,
        step: 0,
        recoveredAt: facts.at,
        acknowledgement: null,
        revision: alarm.revision + 1,
      },
      change: 'OK',
    };
  if (again)
    return {
      alarm: { ...known, state: 'FIRING', unknownReason: null, step: Math.max(alarm.step, facts.step), revision: alarm.revision + 1 },
      change: alarm.state === 'UNKNOWN' ? 'FIRING' : 'STEPPED',
    };
  const told = TOLD.some((field) => known[field] !== alarm[field]);
  return { alarm: told ? { ...known, revision: alarm.revision + 1 } : known, change: told ? 'CONFIRMED' : null };
}
