import { counterOf } from './counter.ts';
import type { Event } from './judge.ts';

/** An alarm from its first step on; a later one of the same rule for the same counter opens it again. */
export interface EventCase {
  readonly id: string;
  readonly endpoint: string;
  readonly metric: string;
  readonly func: string;
  readonly cond: string;
  readonly note: string;
  readonly maxStep: number;
  readonly currentStep: number;
  readonly priority: number;
  readonly status: string;
  /** Seconds: of its newest first step, and of its newest event. */
  readonly since: number;
  readonly updated: number;
  readonly creator: string;
  readonly expressionId: number;
  readonly strategyId: number;
  readonly templateId: number;
  readonly processNote: number;
  readonly processStatus: string;
}

interface Step {
  readonly id: number;
  readonly caseId: string;
  readonly cond: string;
  /** 0 for PROBLEM, 1 for OK. */
  readonly status: number;
  readonly at: number;
}

export interface Note {
  readonly id: number;
  readonly caseId: string;
  readonly note: string;
  readonly ticket: string;
  readonly status: string;
  readonly at: number;
  readonly user: string;
}

const CASES = 10_000;
const ROWS = 50_000;

/** What alarm writes down of its events, and people of theirs. */
export class Cases {
  readonly #cases = new Map<string, EventCase>();
  readonly steps: Step[] = [];
  readonly notes: Note[] = [];
  #stepId = 0;
  #noteId = 0;

  insert(event: Event): void {
    const { rule } = event;
    const before = this.#cases.get(event.id);
    const closed = before?.processStatus === 'resolved' || before?.processStatus === 'ignored';
    const cond = `${event.left} ${rule.op} ${rule.right}`;
    this.#cases.set(event.id, {
      ...{ id: event.id, endpoint: event.endpoint, metric: counterOf(rule.metric, event.tags), func: rule.func, cond, note: rule.note },
      ...{ maxStep: rule.maxStep, currentStep: event.step, priority: rule.priority, status: event.status },
      ...{ since: before && event.step !== 1 ? before.since : event.time, updated: event.time },
      ...{ creator: rule.template?.create_user ?? '', templateId: rule.template?.id ?? 0 },
      ...{ expressionId: rule.kind === 'expression' ? rule.id : 0, strategyId: rule.kind === 'strategy' ? rule.id : 0 },
      processNote: before && !closed ? before.processNote : 0,
      processStatus: before && !closed ? before.processStatus : 'unresolved',
    });
    const oldest = this.#cases.size > CASES ? this.#cases.keys().next().value : undefined;
    if (oldest !== undefined) this.#cases.delete(oldest);
    this.#stepId += 1;
    keep(this.steps, { id: this.#stepId, caseId: event.id, cond, status: event.status === 'OK' ? 1 : 0, at: event.time });
  }

  /** Newest first. */
  all(): EventCase[] {
    return [...this.#cases.values()].toSorted((a, b) => b.since - a.since);
  }

  /** A comment changes nothing about the case; other notes say how far somebody has come with it. */
  addNote(note: Omit<Note, 'id'>): void {
    this.#noteId += 1;
    keep(this.notes, { id: this.#noteId, ...note });
    const about = this.#cases.get(note.caseId);
    if (!about || note.status === 'comment') return;
    this.#cases.set(about.id, { ...about, processNote: this.#noteId, processStatus: note.status });
  }
}

function keep<T>(rows: T[], row: T): void {
  rows.push(row);
  if (rows.length > ROWS) rows.splice(0, ROWS / 2);
}
