import type { Cell } from '../kit/cell.ts';
import { canonicalOf, heldRow, type Expression, type ExpressionRow } from '../monitoring/expression.ts';
import { sameTeam, type Team } from '../monitoring/team.ts';
import { compareText } from './node.ts';

/** An expression of Falcon's as it was read; numbers are Falcon's. */
export interface HeldExpression extends Omit<ExpressionRow, 'teams' | 'callsCanopy'> {
  readonly id: number;
  readonly expression: string;
  readonly action: { readonly teams: readonly string[]; readonly url: string; readonly callback: boolean };
  /** When the reading began. */
  readonly mono: number;
}

/** What Falcon has for the whole company: teams, and expressions, which are of no host. */
export class CompanyWatch {
  /** By Falcon's number. */
  readonly held = new Map<number, HeldExpression>();
  /** In order of their names. */
  #teams: ReadonlyMap<string, Team> = new Map();
  #teamsMono = -Infinity;
  #listedMono = -Infinity;
  #expressions: ReadonlyMap<string, Expression> | undefined;

  constructor(
    private readonly cell: Cell,
    private readonly callback: () => string | undefined,
  ) {}

  get teams(): ReadonlyMap<string, Team> {
    return this.#teams;
  }

  /** Whether they were ever read: before, that there are none means nothing. */
  get knowsTeams(): boolean {
    return this.#teamsMono > -Infinity;
  }
  get knowsExpressions(): boolean {
    return this.#listedMono > -Infinity;
  }

  /** `mono`: when the reading began; what was read before what is held is left out. */
  putTeams(teams: readonly Team[], mono: number): void {
    if (mono < this.#teamsMono) return;
    this.#teamsMono = mono;
    const before = this.#teams;
    this.#teams = new Map(teams.toSorted((a, b) => compareText(a.name, b.name)).map((team) => [team.name, team]));
    const same = ({ name }: Team) => {
      const [a, b] = [before.get(name), this.#teams.get(name)];
      return a !== undefined && b !== undefined && sameTeam(a, b);
    };
    if (before.size !== this.#teams.size || ![...this.#teams.values()].every(same)) this.cell.raise();
  }

  /** All that were listed then have been put. */
  listed(mono: number): void {
    if (!this.knowsExpressions) this.cell.raise();
    this.#listedMono = Math.max(this.#listedMono, mono);
  }

  putExpression(expression: HeldExpression): void {
    const before = this.held.get(expression.id);
    if (before && before.mono > expression.mono) return;
    this.held.set(expression.id, expression);
    if (before && JSON.stringify({ ...before, mono: 0 }) === JSON.stringify({ ...expression, mono: 0 })) return;
    this.#changed();
  }

  dropExpression(id: number): void {
    if (this.held.delete(id)) this.#changed();
  }

  /** By their texts, in that order; those of equal meaning are one. */
  get expressions(): ReadonlyMap<string, Expression> {
    this.#expressions ??= new Map(
      [...Map.groupBy(this.held.values(), ({ expression }) => canonicalOf(expression))]
        .sort(([a], [b]) => compareText(a, b))
        .map(([text, rows]) => [text, { text, rows: rows.map((each) => heldRow(each, each.action, this.callback())) }]),
    );
    return this.#expressions;
  }

  #changed(): void {
    this.#expressions = undefined;
    this.cell.raise();
  }
}
