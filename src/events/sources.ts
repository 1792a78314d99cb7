import type { At } from './live.ts';
import type { EventDraft } from './model.ts';

/** A source went away, or answers again. */
export function sourceEvent(name: string, down: boolean, error: string | null, place: At): EventDraft {
  return {
    ...place,
    kind: down ? 'SOURCE_LOST' : 'SOURCE_RECOVERED',
    kindVersion: 1,
    subject: null,
    summary: down ? `${name} does not answer${error ? `: ${error}` : ''}.` : `${name} answers again.`,
    body: { source: name, error },
  };
}
