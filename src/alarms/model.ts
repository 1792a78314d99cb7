/** FIRING: by the last word heard. OK: told to be over. UNKNOWN: it was firing, and nobody confirms it any more. */
export const ALARM_STATES = ['FIRING', 'OK', 'UNKNOWN'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** What in Falcon raises it: a strategy of a template, or an expression. */
export const RULE_KINDS = ['STRATEGY', 'EXPRESSION'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export interface AlarmRule {
  readonly kind: RuleKind;
  readonly id: number;
  /** Of a strategy; 0: none. */
  readonly templateId: number;
}

/** Somebody has it in hand. Its end, when it comes, is nobody's doing: an acknowledgement that is over counts no more. */
export interface Acknowledgement {
  readonly by: string;
  readonly reason: string;
  readonly at: number;
  readonly until: number;
}

/** What an alarm is about, as it was found when it began: ids as in `node(id)`. */
export interface AlarmSubject {
  readonly containerId: string | null;
  readonly appId: string | null;
  readonly hostId: string | null;
  readonly nodeId: string | null;
  /** The node's name at that time. */
  readonly jobName: string | null;
}

/** One case: the same rule over the same series of the same endpoint. */
export interface AlarmRecord extends AlarmSubject {
  /** Falcon's own name of the case: `s_<strategy>_<md5>`, `e_<expression>_<md5>`. */
  readonly id: string;
  readonly rule: AlarmRule;
  readonly endpoint: string;
  readonly metric: string;
  /** Sorted by name. */
  readonly tags: { readonly [name: string]: string };
  readonly state: AlarmState;
  /** Of UNKNOWN: why. */
  readonly unknownReason: string | null;
  /** 0 is the most urgent, 6 the least. */
  readonly priority: number;
  /** How often it has fired since it began; of OK 0. */
  readonly step: number;
  /** How often it will, at most; null: not known. */
  readonly maxStep: number | null;
  /** The value that was judged last; null: Falcon did not tell. */
  readonly value: number | null;
  /** As Falcon's history words it: `95 > 90`. */
  readonly condition: string | null;
  readonly note: string | null;
  /** When it began to fire this time, and last fired, by Falcon's clock. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** When it was told to be over. */
  readonly recoveredAt: number | null;
  /** When it was last known for certain that it is as it is said to be: by this clock. */
  readonly confirmedAt: number;
  readonly acknowledgement: Acknowledgement | null;
  /** Raised by every change. */
  readonly revision: number;
}

/** When something was last told of it: what it is kept by, in the store and in memory alike. */
export const lastWordOf = ({ lastSeenAt, recoveredAt }: Pick<AlarmRecord, 'lastSeenAt' | 'recoveredAt'>): number =>
  Math.max(lastSeenAt, recoveredAt ?? 0);

/** A case as Falcon's history has it. */
export interface CaseRecord extends Occurrence {
  readonly id: string;
  readonly maxStep: number | null;
  readonly condition: string | null;
  readonly note: string | null;
}

/** Of these endpoints, or that began or ended from then until then, in ms since 1970: both seconds count. */
export interface CasesAsked {
  readonly endpoints?: readonly string[];
  readonly since?: number;
  readonly until?: number;
}

/** What became of an alarm, as its event tells. */
export type AlarmChange = 'FIRING' | 'STEPPED' | 'OK' | 'UNKNOWN' | 'CONFIRMED' | 'ACKNOWLEDGED';

/** What a callback tells. */
export interface Occurrence {
  readonly rule: AlarmRule;
  readonly endpoint: string;
  readonly metric: string;
  readonly tags: { readonly [name: string]: string };
  readonly firing: boolean;
  readonly step: number;
  readonly priority: number;
  readonly value: number | null;
  readonly at: number;
}

/** A callback as it came, what follows `?`, or an event as it was queued; and when. */
export interface HookCall {
  readonly id: string;
  readonly at: number;
  readonly raw: string;
}

/** A callback that tells nothing that could be understood. */
export interface MalformedCall extends HookCall {
  readonly problem: string;
}
