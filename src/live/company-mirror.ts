import type { Clock } from '../kit/clock.ts';
import { unlessGone } from '../kit/fault.ts';
import { canonicalOf, type ExpressionRow } from '../monitoring/expression.ts';
import type { Team } from '../monitoring/team.ts';
import type { CompanyWatch, HeldExpression } from './company-watch.ts';
import { oldestFirst, type Due } from './oldest-first.ts';

type Listed = Omit<ExpressionRow, 'teams' | 'callsCanopy'> & { readonly id: number; readonly expression: string };

/** What is asked of Falcon; each is one request. */
export interface CompanyReader {
  teams(signal: AbortSignal): Promise<readonly Team[]>;
  expressions(signal: AbortSignal): Promise<readonly Listed[]>;
  expressionAction(id: number, signal: AbortSignal): Promise<HeldExpression['action']>;
}

export interface CompanyMirrorDeps {
  readonly company: CompanyWatch;
  readonly reader: CompanyReader;
  readonly portion: number;
  readonly clock: Clock;
  /** Undefined: it could not be read, which is told already. */
  readonly understood: <T>(what: string, read: Promise<T>) => Promise<T | undefined>;
  readonly each: (works: readonly (() => Promise<void>)[]) => Promise<void>;
}

/** Reads teams and expressions: their lists each round, and whom an expression tells when it is new, or when its turn comes. */
export class CompanyMirror {
  constructor(private readonly deps: CompanyMirrorDeps) {}

  /** `texts`: of these, whom they tell is read now. */
  async round(signal: AbortSignal, texts: ReadonlySet<string> = new Set()): Promise<void> {
    const { company, reader, portion, clock, understood, each } = this.deps;
    let mono = clock.monotonic();
    const teams = await understood('teams', reader.teams(signal));
    if (teams) company.putTeams(teams, mono);
    mono = clock.monotonic();
    const listed = await understood('expressions', reader.expressions(signal));
    if (!listed) return;
    const there = new Set(listed.map(({ id }) => id));
    for (const { id, mono: read } of [...company.held.values()]) if (!there.has(id) && read < mono) company.dropExpression(id);
    const due = listed.map((expression): Due => {
      const held = company.held.get(expression.id);
      const known = held && isSame(held, expression) && !texts.has(canonicalOf(expression.expression));
      return { mono: known ? held.mono : -Infinity, read: () => this.#expression(expression, mono, signal) };
    });
    await each(oldestFirst(due, portion));
    company.listed(mono);
  }

  /** `mono`: when the list was asked for, which is the older part of it. */
  async #expression(listed: Listed, mono: number, signal: AbortSignal): Promise<void> {
    const { company, reader, understood } = this.deps;
    const { id } = listed;
    const read = await understood(
      `expression ${id}`,
      unlessGone(reader.expressionAction(id, signal)).then((action) => ({ action })),
    );
    if (!read) return;
    const { action } = read;
    if (!action) return company.dropExpression(id);
    const { expression, func, op, rightValue, maxStep, priority, note, paused } = listed;
    const { teams, url, callback } = action;
    company.putExpression({
      ...{ id, expression, func, op, rightValue, maxStep, priority, note, paused, mono },
      action: { teams, url, callback },
    });
  }
}

const isSame = (a: Listed, b: Listed): boolean =>
  a.expression === b.expression &&
  a.func === b.func &&
  a.op === b.op &&
  a.rightValue === b.rightValue &&
  a.maxStep === b.maxStep &&
  a.priority === b.priority &&
  a.note === b.note &&
  a.paused === b.paused;
