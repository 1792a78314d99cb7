import { Fault } from '../../src/kit/fault.ts';
import {
  decodeExpressionAction,
  decodeExpressions,
  decodeNodata,
  decodeNodatas,
  decodeTeam,
  decodeTeams,
  decodeUsers,
  wireExpression,
  wireNodata,
} from './decode-portal.ts';
import { FalconGroups } from './groups.ts';
import { ignored } from './model.ts';
import type {
  ActionRecord,
  Ensured,
  Expression,
  ExpressionRecord,
  Nodata,
  NodataRecord,
  Team,
  TeamRecord,
  UserRecord,
} from './portal-model.ts';
import { sameAction, sameExpression, sameNodata } from './same.ts';
import { FalconTemplates } from './templates.ts';
import type { Transport } from './transport.ts';

/**
 * What Falcon is told to watch. Only plan steps call these. Each `ensure` reads first, sends at most one write, and none where all
 * is as it should be already.
 */
export class FalconPortal {
  readonly groups: FalconGroups;
  readonly templates: FalconTemplates;

  constructor(private readonly transport: Transport) {
    this.groups = new FalconGroups(transport);
    this.templates = new FalconTemplates(transport);
  }

  async expressions(signal: AbortSignal): Promise<readonly ExpressionRecord[]> {
    return (await this.transport.ask('GET', '/expression', undefined, signal, decodeExpressions)).value;
  }

  /** What it does when it fires. */
  async expressionAction(id: number, signal: AbortSignal): Promise<ActionRecord> {
    return (await this.transport.ask('GET', `/expression/${id}`, undefined, signal, decodeExpressionAction)).value;
  }

  /**
   * `id`: the one that is to become so, in place; without it, one that is the same already or a new one. A priority of 0 is none that
   * Falcon takes.
   */
  async ensureExpression(
    { id, ...expression }: Expression & { readonly id?: number },
    signal: AbortSignal,
  ): Promise<Ensured<ExpressionRecord>> {
    const before = await this.expressions(signal);
    const named = before.filter((each) => (id === undefined ? sameExpression(each, expression) : each.id === id));
    for (const there of named) {
      if (!sameExpression(there, expression)) continue;
      if (sameAction(await this.expressionAction(there.id, signal), expression.action)) return { value: there, changed: false };
    }
    if (id !== undefined && named.length === 0) throw this.#missing(`expression ${id}`);
    const wire = wireExpression(expression);
    if (id !== undefined) await this.transport.write('PUT', '/expression', { ...wire, id }, signal, ignored);
    else await this.transport.write('POST', '/expression', wire, signal, ignored);
    const known = new Set(before.map((each) => each.id));
    const after = (await this.expressions(signal)).find((each) => (id === undefined ? !known.has(each.id) : each.id === id));
    if (!after) throw this.#missing(`expression ${expression.expression}`);
    return { value: after, changed: true };
  }

  async removeExpression(id: number, signal: AbortSignal): Promise<void> {
    await this.transport.write('DELETE', `/expression/${id}`, undefined, signal, ignored);
  }

  async nodatas(signal: AbortSignal): Promise<readonly NodataRecord[]> {
    return (await this.transport.ask('GET', '/nodata/', undefined, signal, decodeNodatas)).value;
  }

  async ensureNodata(nodata: Nodata, signal: AbortSignal): Promise<Ensured<NodataRecord>> {
    const there = (await this.nodatas(signal)).find(({ name }) => name === nodata.name);
    if (there && sameNodata(there, nodata)) return { value: there, changed: false };
    const { name, ...rest } = nodata;
    const wire = wireNodata(rest);
    // With a slash at the end: without it Falcon sends on, and a write is not sent twice.
    const { value } = there
      ? await this.transport.write('PUT', '/nodata/', { ...wire, id: there.id }, signal, decodeNodata)
      : await this.transport.write('POST', '/nodata/', { ...wire, name }, signal, decodeNodata);
    return { value, changed: true };
  }

  async removeNodata(id: number, signal: AbortSignal): Promise<void> {
    await this.transport.write('DELETE', `/nodata/${id}`, undefined, signal, ignored);
  }

  /** Those that its user sees: an administrator all, others their own. */
  async teams(signal: AbortSignal): Promise<readonly TeamRecord[]> {
    return (await this.transport.ask('GET', '/team', undefined, signal, decodeTeams)).value;
  }

  async users(signal: AbortSignal): Promise<readonly UserRecord[]> {
    return (await this.transport.ask('GET', '/user/users', undefined, signal, decodeUsers)).value;
  }

  async removeTeam(id: number, signal: AbortSignal): Promise<void> {
    await this.transport.write('DELETE', `/team/${id}`, undefined, signal, ignored);
  }

  async team(name: string, signal: AbortSignal): Promise<TeamRecord | undefined> {
    try {
      return (await this.transport.ask('GET', `/team/name/${encodeURIComponent(name)}`, undefined, signal, decodeTeam)).value;
    } catch (error) {
      if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** With these members and no others. */
  async ensureTeam({ name, resume, userIds }: Team, signal: AbortSignal): Promise<Ensured<TeamRecord>> {
    const there = await this.team(name, signal);
    const sorted = (ids: readonly number[]) => [...new Set(ids)].sort((a, b) => a - b).join();
    if (there && there.resume === resume && sorted(there.userIds) === sorted(userIds)) return { value: there, changed: false };
    if (there) await this.transport.write('PUT', '/team', { team_id: there.id, name, resume, users: userIds }, signal, ignored);
    else await this.transport.write('POST', '/team', { team_name: name, resume, users: userIds }, signal, ignored);
    const after = await this.team(name, signal);
    if (!after) throw this.#missing(`team ${name}`);
    return { value: after, changed: true };
  }

  #missing(what: string): Fault {
    return new Fault('NOT_FOUND', `There is no ${what}, though Falcon took it.`, { source: this.transport.source });
  }
}
