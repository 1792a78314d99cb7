import type { Need } from '../access/model.ts';
import type { Json } from '../kit/json.ts';
import type { UserError } from '../kit/result.ts';

export const STEP_OUTCOMES = ['PLANNED', 'SENT', 'ACCEPTED', 'DONE', 'REFUSED', 'SKIPPED', 'NOT_DONE', 'UNKNOWN'] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/** PLANNED may run; RUNNING has an owner; UNKNOWN waits for a person; the rest are ends. */
export const PLAN_STATES = ['PLANNED', 'RUNNING', 'DONE', 'STOPPED', 'UNKNOWN', 'CANCELLED', 'EXPIRED'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** One write: what, to which system, from which state to which. */
export interface PlanStep {
  readonly system: string;
  readonly verb: string;
  /** What is locked while the step runs: unique with `system`. */
  readonly target: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The request itself, read only by the action that made it. */
  readonly request: Json;
  /** Saying it twice is the same as saying it once (`instances = 5`); only such a step may be sent again. */
  readonly absolute: boolean;
  /** The exact facts the step rests on, by name, as they were when planned; a difference makes the plan stale. */
  readonly dependsOn: { readonly [fact: string]: Json };
  readonly outcome: StepOutcome;
  /** What the outside system said: deployment id, version, its error. */
  readonly said: Json;
}

export interface PlanRecord {
  readonly id: string;
  readonly mutation: string;
  readonly caller: string;
  readonly inputHash: string;
  readonly input: Json;
  readonly state: PlanState;
  readonly steps: readonly PlanStep[];
  readonly nextStep: number;
  /** Why it must not run now; empty when it may. */
  readonly blockedBy: readonly UserError[];
  readonly decisionId: string | null;
  /** Global id of what the plan is about; null before it exists. */
  readonly subject: string | null;
  readonly nodeId: string | null;
  /** The node's name when it was made. */
  readonly jobName?: string | null;
  /** Further nodes that it names: who may not see all of them does not see it. */
  readonly touches?: readonly string[];
  /** What its caller must hold, and where; asked again whenever it is run or its outcome is told. */
  readonly needs?: readonly Need[];
  readonly createdAt: number;
  /** A plan nobody ran ends here. */
  readonly expiresAt: number;
  /** A running step is settled by looking, no sooner than this; by the store's clock, as is `expiresAt`. */
  readonly deadlineAt: number | null;
  readonly owner: string | null;
  readonly fence: number;
  /** The lease that it is run under: nobody goes on with it without. */
  readonly lease?: string;
  /** Raised by every write to the row: a writer that read an older one is refused. */
  readonly revision: number;
}

/** Committed before a step is sent; at most one open per (system, target). */
export interface IntentRecord {
  readonly id: string;
  readonly planId: string;
  readonly step: number;
  readonly system: string;
  readonly target: string;
  readonly state: 'INTENDED' | 'DONE' | 'NOT_DONE' | 'UNKNOWN';
  readonly sentAt: number;
  /** By the store's clock. */
  readonly deadlineAt: number;
}

export interface DecisionInput {
  readonly name: string;
  readonly value: string;
  readonly source: string | null;
  readonly observedAt: number | null;
}

export interface RejectedChoice {
  readonly choice: string;
  readonly reason: string;
}

/** Who acts without being asked. */
export const CONTROLLERS = ['COVERAGE', 'SCALING', 'CHRONOS'] as const;
export type ControllerName = (typeof CONTROLLERS)[number];

/** OFF: it does not look. OBSERVE: it says what it would do. ACT: it does it. */
export const CONTROLLER_MODES = ['OFF', 'OBSERVE', 'ACT'] as const;
export type ControllerModeName = (typeof CONTROLLER_MODES)[number];

/** Where both have a word, the one that lets less be done. */
export const leastMode = (a: ControllerModeName, b: ControllerModeName): ControllerModeName =>
  CONTROLLER_MODES.indexOf(a) < CONTROLLER_MODES.indexOf(b) ? a : b;

/** How far a controller may go, as somebody has set it. */
export interface ControllerMode {
  readonly name: ControllerName;
  readonly mode: ControllerModeName;
  readonly setBy: string;
  readonly setAt: number;
}

/** Until somebody has set another. Of scaling each rule has a mode of its own, which begins with OBSERVE. */
export const FIRST_MODES: Readonly<Record<ControllerName, ControllerModeName>> = {
  COVERAGE: 'OBSERVE',
  SCALING: 'ACT',
  CHRONOS: 'OBSERVE',
};

/** What an actor saw, chose and turned down; complete without the log. */
export interface DecisionRecord {
  readonly id: string;
  readonly actor: string;
  readonly subject: string | null;
  readonly nodeId: string | null;
  /** As of the plan. */
  readonly jobName?: string | null;
  readonly touches?: readonly string[];
  readonly at: number;
  /** Looked at again so often since, with the same answer; and when that was last. */
  readonly again?: number;
  readonly lastAt?: number;
  readonly outcome: string;
  readonly reason: string;
  readonly inputs: readonly DecisionInput[];
  readonly rejected: readonly RejectedChoice[];
  readonly planId: string | null;
  /** One line for each thing that led to it. */
  readonly causes: readonly string[];
  /** Their places in the log, which may no longer be kept. */
  readonly causedBy: readonly number[];
}

export interface IdempotencyRecord {
  readonly caller: string;
  readonly mutation: string;
  readonly key: string;
  readonly inputHash: string;
  readonly planId: string | null;
  /** Null while it runs. */
  readonly outcome: Json;
  readonly createdAt: number;
}
