import { Fault } from '../../src/kit/fault.ts';
import { sameStrategy, type Strategy } from '../../src/monitoring/model.ts';
import { decodeStrategies, decodeTemplate, decodeTemplateDetail, decodeTemplates, wireAction, wireStrategy } from './decode-portal.ts';
import { ignored, named } from './model.ts';
import type { Action, ActionRecord, Ensured, StrategyRecord, Template, TemplateDetail } from './portal-model.ts';
import { sameAction } from './same.ts';
import type { Transport } from './transport.ts';

/** Templates with their strategies and their action. Falcon answers writes of these without ids: they are read back. */
export class FalconTemplates {
  constructor(private readonly transport: Transport) {}

  async find(name: string, signal: AbortSignal): Promise<Template | undefined> {
    const { value } = await this.transport.ask('GET', `/template?q=${named(name)}`, undefined, signal, decodeTemplates);
    return value.find((template) => template.name === name);
  }

  async all(signal: AbortSignal): Promise<readonly Template[]> {
    return (await this.transport.ask('GET', '/template', undefined, signal, decodeTemplates)).value;
  }

  async detail(id: number, signal: AbortSignal): Promise<TemplateDetail> {
    return (await this.transport.ask('GET', `/template/${id}`, undefined, signal, decodeTemplateDetail)).value;
  }

  /** `parentId`: 0 for none. */
  async ensure(name: string, parentId: number, signal: AbortSignal): Promise<Ensured<Template>> {
    const there = await this.find(name, signal);
    if (!there) {
      const asked = { name, parent_id: parentId };
      return { value: (await this.transport.write('POST', '/template', asked, signal, decodeTemplate)).value, changed: true };
    }
    if (there.parentId === parentId) return { value: there, changed: false };
    await this.transport.write('PUT', '/template', { tpl_id: there.id, name, parent_id: parentId }, signal, ignored);
    return { value: { ...there, parentId }, changed: true };
  }

  /** With its action, its strategies and its bindings. */
  async remove(id: number, signal: AbortSignal): Promise<void> {
    await this.transport.write('DELETE', `/template/${id}`, undefined, signal, ignored);
  }

  /** A template's own action alone counts, so a child needs one as well. */
  async ensureAction(templateId: number, action: Action, signal: AbortSignal): Promise<Ensured<ActionRecord>> {
    const { action: there } = await this.detail(templateId, signal);
    if (there && sameAction(there, action)) return { value: there, changed: false };
    const wire = { ...wireAction(action), uic: action.teams.join(',') };
    if (there) await this.transport.write('PUT', '/template/action', { ...wire, id: there.id }, signal, ignored);
    else await this.transport.write('POST', '/template/action', { ...wire, tpl_id: templateId }, signal, ignored);
    const { action: after } = await this.detail(templateId, signal);
    if (!after) throw this.#missing(`action of template ${templateId}`);
    return { value: after, changed: true };
  }

  async strategies(templateId: number, signal: AbortSignal): Promise<readonly StrategyRecord[]> {
    return (await this.transport.ask('GET', `/strategy?tid=${templateId}`, undefined, signal, decodeStrategies)).value;
  }

  /** `id`: the one that is to become so, in place; without it, one that is the same already or a new one. */
  async ensureStrategy(
    templateId: number,
    { id, ...strategy }: Strategy & { readonly id?: number },
    signal: AbortSignal,
  ): Promise<Ensured<StrategyRecord>> {
    const before = await this.strategies(templateId, signal);
    const there = before.find((each) => (id === undefined ? sameStrategy(each, strategy) : each.id === id));
    if (there && sameStrategy(there, strategy)) return { value: there, changed: false };
    if (id !== undefined && !there) throw this.#missing(`strategy ${id} of template ${templateId}`);
    const wire = wireStrategy(strategy);
    if (id !== undefined) {
      await this.transport.write('PUT', '/strategy', { ...wire, id }, signal, ignored);
      return { value: { ...strategy, id, templateId }, changed: true };
    }
    await this.transport.write('POST', '/strategy', { ...wire, tpl_id: templateId }, signal, ignored);
    const known = new Set(before.map((each) => each.id));
    const made = (await this.strategies(templateId, signal)).find((each) => !known.has(each.id) && sameStrategy(each, strategy));
    if (!made) throw this.#missing(`strategy on ${strategy.metric} of template ${templateId}`);
    return { value: made, changed: true };
  }

  async removeStrategy(id: number, signal: AbortSignal): Promise<void> {
    await this.transport.write('DELETE', `/strategy/${id}`, undefined, signal, ignored);
  }

  #missing(what: string): Fault {
    return new Fault('NOT_FOUND', `There is no ${what}.`, { source: this.transport.source });
  }
}
