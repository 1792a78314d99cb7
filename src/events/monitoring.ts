import type { Json } from '../kit/json.ts';
import type { MonitoringLack } from '../monitoring/model.ts';
import type { At } from './live.ts';
import type { EventDraft } from './model.ts';

/** What an app or host lacks from now on; nothing: it lacks nothing any more, or is not up. */
export function lackEvent(subject: string, lacks: readonly MonitoringLack[], place: At): EventDraft {
  const name = subject.slice(subject.indexOf(':') + 1);
  const words = lacks.map(({ what, missing, of }) => (of > 1 ? `${what} (${missing} of ${of})` : what)).join(', ');
  return {
    ...place,
    kind: lacks.length > 0 ? 'MONITORING_LACKING' : 'MONITORING_LACK_ENDED',
    kindVersion: 1,
    subject,
    summary: lacks.length > 0 ? `${name} is up and lacks: ${words}.` : `${name} lacks nothing to be monitored any more, or is not up.`,
    body: { lacks: lacks.map((lack): Json => ({ ...lack })) },
  };
}

/** What an event tells of lacks; undefined: nothing. */
export function lacksIn({
  kind,
  subject,
  body,
}: Pick<EventDraft, 'kind' | 'subject' | 'body'>): { readonly id: string; readonly lacks: readonly MonitoringLack[] } | undefined {
  if ((kind !== 'MONITORING_LACKING' && kind !== 'MONITORING_LACK_ENDED') || subject === null) return undefined;
  return { id: subject, lacks: body['lacks'] as unknown as readonly MonitoringLack[] };
}
