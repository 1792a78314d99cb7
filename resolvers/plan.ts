import type { DecisionRecord, PlanRecord, PlanStep } from '../src/plans/model.ts';

/** A plan as callers see it: never the request of a step, only its before and after. */
export class PlanView {
  readonly id: string;
  readonly mutation: string;
  readonly state: string;
  readonly steps: readonly PlanStep[];
  readonly blockedBy: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly decisionId: string | null;
  readonly subjectId: string | null;
  readonly #record: PlanRecord;

  constructor(record: PlanRecord) {
    this.#record = record;
    this.id = `Plan:${record.id}`;
    this.mutation = record.mutation;
    this.state = record.state;
    this.steps = record.steps;
    this.blockedBy = record.blockedBy.map((error) => `${error.code}: ${error.message}`);
    this.createdAt = record.createdAt;
    this.expiresAt = record.expiresAt;
    this.decisionId = record.decisionId;
    this.subjectId = record.subject;
  }

  tokenFor(caller: string): string | null {
    const { id, state, steps } = this.#record;
    return state === 'PLANNED' && steps.length > 0 && caller === this.#record.caller ? id : null;
  }
}

export class DecisionView {
  readonly id: string;
  readonly actor: string;
  readonly at: number;
  readonly outcome: string;
  readonly reason: string;
  readonly inputs: DecisionRecord['inputs'];
  readonly rejected: DecisionRecord['rejected'];
  readonly again: number;
  readonly lastAt: number | null;
  readonly causes: readonly string[];
  readonly planId: string | null;
  readonly subjectId: string | null;
  /** Places in the log. */
  readonly eventPlaces: readonly number[];

  constructor(record: DecisionRecord) {
    this.id = `Decision:${record.id}`;
    this.actor = record.actor;
    this.at = record.at;
    this.outcome = record.outcome;
    this.reason = record.reason;
    this.inputs = record.inputs;
    this.rejected = record.rejected;
    this.again = record.again ?? 0;
    this.lastAt = record.lastAt ?? null;
    this.causes = record.causes;
    this.planId = record.planId;
    this.subjectId = record.subject;
    this.eventPlaces = record.causedBy;
  }
}

/** The raw id behind a global one of the given type, or the text itself when it is raw already. */
export function rawId(type: string, id: string): string {
  return id.startsWith(`${type}:`) ? id.slice(type.length + 1) : id;
}
