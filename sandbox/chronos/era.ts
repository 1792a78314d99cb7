/** What differs between the Chronos of 2016 and the last one. */
export interface Era {
  readonly version: '2' | '3';
  /** Under which path all but the leader is found. */
  readonly base: '/scheduler' | '/v1/scheduler';
  readonly names: RegExp;
  /** Jobs tell `epsilon` and `async`; later ones `concurrent` instead. */
  readonly epsilon: boolean;
  /** A schedule job is also put; later ones are only posted. */
  readonly puts: boolean;
  /** A refusal is JSON with a Java stack trace; before: its message as bare text, or nothing at all. */
  readonly traces: boolean;
  /** Containers tell their type and their networks. */
  readonly networks: boolean;
  /** A job may come before its parents, and without a command. */
  readonly patient: boolean;
  /** One job by its name, the summary, the leader, a run that is declared a success. */
  readonly summary: boolean;
  /** A job that is overdue runs at once, however late; before: within its epsilon, and is skipped after that. */
  readonly catchesUp: boolean;
  /** A new job may not begin more than a year ago. */
  readonly refusesOld: boolean;
  /** A running job tells how many of it run. */
  readonly countsRunning: boolean;
}

export function eraOf(version: Era['version']): Era {
  const late = version === '3';
  return {
    version,
    base: late ? '/v1/scheduler' : '/scheduler',
    names: late ? /^[\w.-]+$/ : /^[\w\s.#_-]+$/,
    epsilon: !late,
    puts: !late,
    traces: late,
    networks: late,
    patient: late,
    summary: late,
    catchesUp: late,
    refusesOld: late,
    countsRunning: late,
  };
}
