import type { MonitoringLack } from './model.ts';

/** What is known of a thing that is up, a count for each: how many of its endpoints lack what. */
export interface Counted {
  /** Endpoints that should be watched. */
  readonly endpoints: number;
  /** Null: it cannot be told now. */
  readonly withoutAgent: number | null;
  readonly withoutTemplate: number;
  readonly withoutReceiver: number;
  readonly withoutData: number | null;
  /** When it was last heard of, where that is known: since then there is no agent, or no data. */
  readonly agentSince: number | null;
  readonly dataSince: number | null;
}

/**
 * What lacks, in the order of what to mend first. `held`: what was told of it last; a lack that goes on goes on since then, and one
 * that cannot be told now stays.
 */
export function lacksOf(counted: Counted, held: readonly MonitoringLack[], now: number): readonly MonitoringLack[] {
  const { endpoints, withoutAgent, withoutTemplate, withoutReceiver, withoutData, agentSince, dataSince } = counted;
  const lack = (what: MonitoringLack['what'], count: number | null, since: number | null): readonly MonitoringLack[] => {
    const before = held.find((each) => each.what === what);
    if (count === null) return before ? [before] : [];
    if (count === 0) return [];
    return [{ what, since: before?.since ?? Math.min(since ?? now, now), missing: count, of: endpoints }];
  };
  return [
    ...lack('AGENT', withoutAgent, agentSince),
    ...lack('TEMPLATE', withoutTemplate, null),
    ...lack('RECEIVER', withoutReceiver, null),
    ...lack('DATA', withoutData, dataSince),
  ];
}

/** Whether somebody should be told: how many of many lack something changes all the time. */
export const sameLacks = (a: readonly MonitoringLack[], b: readonly MonitoringLack[]): boolean =>
  a.length === b.length && a.every(({ what, since }, at) => what === b[at]?.what && since === b[at].since);
