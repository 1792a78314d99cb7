import type { CaseRecord } from '../../src/alarms/model.ts';
import { countAt, fields, instantAt, Misfit, needText, numberAt, textAt } from '../../src/kit/fields.ts';
import { each, type Readings } from '../../src/kit/readings.ts';

/** Cases of its alarm history: where a case has tags, its metric bears them. */
export function decodeCases(value: unknown): Readings<CaseRecord> {
  if (value === null || value === undefined) return { items: [], unreadable: [] };
  if (!Array.isArray(value)) throw new Misfit('', 'a list');
  return each(value as readonly unknown[], '', caseOf);
}

function caseOf(item: unknown): CaseRecord {
  const wire = fields(item);
  const id = needText(wire, 'id');
  const [, kind, number] = /^([se])_(\d+)_/.exec(id) ?? [];
  if (kind === undefined) throw new Misfit('id', 's_<strategy>_<hash> or e_<expression>_<hash>');
  const [metric = '', ...rest] = needText(wire, 'metric').split('/');
  const status = needText(wire, 'status');
  if (status !== 'PROBLEM' && status !== 'OK') throw new Misfit('status', 'PROBLEM or OK');
  const condition = textAt(wire, 'cond');
  const value = /^(-?\d+(?:\.\d+)?) /.exec(condition ?? '')?.[1];
  return {
    ...{ id, metric, endpoint: needText(wire, 'endpoint'), condition: condition === '' ? null : condition },
    rule: { kind: kind === 's' ? 'STRATEGY' : 'EXPRESSION', id: Number(number), templateId: numberAt(wire, 'template_id') ?? 0 },
    tags: tagsOf(rest.join('/')),
    firing: status === 'PROBLEM',
    step: Math.max(1, countAt(wire, 'current_step') ?? 1),
    maxStep: countAt(wire, 'step'),
    priority: countAt(wire, 'priority') ?? 0,
    value: value === undefined ? null : Number(value),
    note: textAt(wire, 'note') || null,
    // The one moves with a case's beginning and its end, the other with each step.
    at: Math.max(instantAt(wire, 'timestamp') ?? 0, instantAt(wire, 'update_at') ?? 0),
  };
}

const tagsOf = (text: string): { readonly [name: string]: string } =>
  Object.fromEntries(
    text === '' ? [] : text.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
  );
