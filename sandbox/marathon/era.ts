/** What differs between the versions of Marathon that the sandbox can speak like (contract sheet §1 and §5). */
export interface Era {
  readonly version: '1.1' | '1.5' | '1.9';
  readonly release: string;
  /** Tasks carry `state`. */
  readonly taskState: boolean;
  /** Absent values are written as null, [] and {} instead of being left out. */
  readonly explicitNulls: boolean;
  /** Answers are written from their published types: what is null is left out in settings and in results of checks as well, and an app tells its role. */
  readonly byTypes: boolean;
  /** Every task change is an event, with instance events beside it; before: first RUNNING and ends only. */
  readonly everyChange: boolean;
  /** A failed task comes back under its instance's id with a higher incarnation. */
  readonly incarnations: boolean;
  /** Deployment events carry two whole root groups unless `plan-format=light` is asked for. */
  readonly fullPlans: boolean;
  /** A consumer that is too slow is cut off; before: new events are dropped silently. */
  readonly closesSlow: boolean;
  /** deployment_failed says why. */
  readonly failureReason: boolean;
  readonly standbyEvents: 'proxy' | 'redirect';
  readonly noLeaderStatus: number;
  readonly pods: boolean;
  readonly eventSubscriptions: boolean;
}

export function eraOf(version: Era['version']): Era {
  const old = version === '1.1';
  const late = version === '1.9';
  return {
    version,
    release: { '1.1': '1.1.1', '1.5': '1.5.0', '1.9': '1.9.100' }[version],
    taskState: !old,
    explicitNulls: old,
    byTypes: late,
    everyChange: !old,
    incarnations: late,
    fullPlans: !late,
    closesSlow: late,
    failureReason: late,
    standbyEvents: late ? 'redirect' : 'proxy',
    noLeaderStatus: old ? 503 : 502,
    pods: !old,
    eventSubscriptions: old,
  };
}
