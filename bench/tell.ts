import type { EventDraft } from '../src/events/model.ts';

/** Events that somebody is to hear of. */
export interface Telling {
  readonly jobName: string;
  /** Their numbers follow each other, by which it is seen what was lost, and what came twice. */
  readonly first: number;
  readonly count: number;
}

/** Stands before the number of an event. */
export const MARK = '"bench ';

export const benchEvent = (n: number, nodeId: string | null, jobName: string): EventDraft => ({
  ...{ kind: 'PLAN_CHANGED', kindVersion: 1, at: Date.now(), actor: 'bench:admin', nodeId, jobName },
  subject: `Plan:${n}`,
  summary: `bench ${n} of a plan that scales an app from 3 to 4`,
  body: { before: { state: 'RUNNING', step: 1 }, after: { state: 'DONE', step: 2 } },
});

/** One time for all processes of this machine, finer than a millisecond. */
export const wallNow = (): number => performance.timeOrigin + performance.now();

/** What subscribers of the bench ask for. */
export const SUBSCRIPTION = `subscription Told($after: Cursor) {
  events(filter: { kinds: [PLAN_CHANGED] }, after: $after) {
    __typename
    ... on EventDelivery { cursor event { id kind at jobName actor summary subject } }
    ... on Gap { from to missed reason }
    ... on Heartbeat { cursor at }
  }
}`;
