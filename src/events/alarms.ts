import type { AlarmChange, AlarmRecord } from '../alarms/model.ts';
import type { Json } from '../kit/json.ts';
import type { EventDraft, EventKind } from './model.ts';

const KINDS: Readonly<Record<AlarmChange, EventKind>> = {
  FIRING: 'ALARM_FIRING',
  STEPPED: 'ALARM_STEPPED',
  OK: 'ALARM_OK',
  UNKNOWN: 'ALARM_UNKNOWN',
  CONFIRMED: 'ALARM_CONFIRMED',
  ACKNOWLEDGED: 'ALARM_ACKNOWLEDGED',
};

export const idOfAlarm = (id: string): string => `Alarm:${id}`;

/** What became of an alarm; the whole of it goes along, so that every replica knows it by the log alone. */
export function alarmEvent(change: AlarmChange, alarm: AlarmRecord, before: AlarmRecord | undefined, at: number): EventDraft {
  return {
    kind: KINDS[change],
    kindVersion: 1,
    at,
    actor: 'source:falcon',
    nodeId: alarm.nodeId,
    jobName: alarm.jobName,
    subject: idOfAlarm(alarm.id),
    summary: `${inWords(alarm)} ${WORDS[change](alarm)}`,
    body: { before: before?.state ?? null, alarm: asJson(alarm) },
  };
}

export const inWords = ({ endpoint, metric, tags }: AlarmRecord): string => {
  const told = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  return `${metric}${told.length > 0 ? `/${told.join(',')}` : ''} of ${endpoint}`;
};

const WORDS: Readonly<Record<AlarmChange, (alarm: AlarmRecord) => string>> = {
  FIRING: ({ value, priority }) => `fires${value === null ? '' : ` at ${value}`} (P${priority}).`,
  STEPPED: ({ step, value, priority }) => `fires for the ${step}. time${value === null ? '' : ` at ${value}`} (P${priority}).`,
  OK: () => 'is over.',
  UNKNOWN: ({ unknownReason }) => `is not confirmed any more: ${unknownReason ?? 'nobody says why'}`,
  ACKNOWLEDGED: ({ acknowledgement }) => `is acknowledged by ${acknowledgement?.by ?? 'nobody'}: ${acknowledgement?.reason ?? ''}`,
  CONFIRMED: ({ condition }) => `is known better${condition === null ? '' : `: ${condition}`}.`,
};

export const asJson = (alarm: AlarmRecord): Json => ({ ...alarm }) as unknown as Json;

/** The alarm as an event tells of it; undefined: it is no event of one. */
export function alarmIn({ kind, body }: Pick<EventDraft, 'kind' | 'body'>): AlarmRecord | undefined {
  return kind.startsWith('ALARM_') ? (body['alarm'] as unknown as AlarmRecord) : undefined;
}
