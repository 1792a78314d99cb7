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
  #expressions: ReadonlyMap<string, Expression> | undefined;

  constructor(
    private readonly cell: Cell,
    private readonly callback: () => string | undefined,
  ) {}

  get teams(): ReadonlyMap<string, Team> {
    return this.#teams;
  }

  putTeams(teams: readonly Team[]): void {
    const before = this.#teams;
    this.#teams = new Map(teams.toSorted((a, b) => compareText(a.name, b.name)).map((team) => [team.name, team]));
    const same = ({ name }: Team) => {
      const [a, b] = [before.get(name), this.#teams.get(name)];
      return a !== undefined && b !== undefined && sameTeam(a, b);
    };
    if (before.size !== this.#teams.size || ![...this.#teams.values()].every(same)) this.cell.raise();
  }

  putExpression(expression: HeldExpression): void {
    const before = this.held.get(expression.id);
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
