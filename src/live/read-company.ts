import type { CompanyView, ExpressionFacts, TeamFacts } from '../context-monitoring.ts';
import { Fault } from '../kit/fault.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import { targetOf, type Expression } from '../monitoring/expression.ts';
import type { Team } from '../monitoring/team.ts';
import type { CompanyWatch } from './company-watch.ts';
import { connect, type Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import { compareText } from './node.ts';
import type { Reading } from './reading.ts';

/** Reads of what Falcon has for the whole company. */
export class CompanyReads implements CompanyView {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
  ) {}

  teams(page: PageArgs): Connection<TeamFacts> {
    const company = this.#company();
    if (company && !company.knowsTeams) throw unread('teams');
    const all = company?.teams ?? new Map<string, Team>();
    return this.#page('teams', [...all.values()].map(teamFacts), ({ name }) => name, page);
  }

  team(name: string): TeamFacts | undefined {
    const team = this.#company()?.teams.get(name);
    return team && teamFacts(team);
  }

  expressions(page: PageArgs): Connection<ExpressionFacts> {
    const company = this.#company();
    if (company && !company.knowsExpressions) throw unread('expressions');
    const all = company?.expressions ?? new Map<string, Expression>();
    return this.#page('expressions', [...all.values()].map(expressionFacts), ({ text }) => text, page);
  }

  expression(text: string): ExpressionFacts | undefined {
    const expression = this.#company()?.expressions.get(text);
    return expression && expressionFacts(expression);
  }

  /** Undefined where no Falcon is connected. */
  #company(): CompanyWatch | undefined {
    const { watch } = this.graph;
    if (!watch) return undefined;
    this.reading.source(watch.copy.source);
    this.reading.cell(watch.copy.cell);
    watch.copy.source.requireSynced();
    return watch.copy.company;
  }

  /** `all`: in the order of their names. */
  #page<T>(list: string, all: readonly T[], nameOf: (each: T) => string, page: PageArgs): Connection<T> {
    return connect(this.cursors, {
      ...{ list, page, total: all.length },
      position: (each) => [nameOf(each)],
      items: (after) => (after ? all.filter((each) => compareText(nameOf(each), after[0] ?? '') > 0) : all),
    });
  }
}

/** Canopy's user of Falcon may not list them. */
const unread = (what: string): Fault =>
  new Fault('NOT_SYNCED', `Falcon's ${what} could not be read so far: platform { unreadable } says why.`, { source: 'falcon' });

const teamFacts = (team: Team): TeamFacts => ({ __typename: 'Team', id: `Team:${team.name}`, ...team });

function expressionFacts({ text, rows }: Expression): ExpressionFacts {
  const { metric = null, tags = [] } = targetOf(text) ?? {};
  return { __typename: 'Expression', id: `Expression:${text}`, text, metric, tags, conditions: rows };
}
