import { countAt, fields, fieldsAt, inside, listAt, Misfit, needText, numberAt, textAt } from '../../src/kit/fields.ts';
import { each, unreadableAt, type Readings } from '../../src/kit/readings.ts';
import type { CounterRecord, History, HistoryPoint, LastPoint } from '../../src/monitoring/model.ts';
import { SECOND_MS, type EndpointRecord, type HistoryReading } from './model.ts';

const listOf = (value: unknown): readonly unknown[] => {
  // An empty slice of Go is null on the wire.
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new Misfit('', 'a list');
};

/** Those that are there: what failed is left out or null, and what nobody knows has timestamp 0. */
export function decodeLastPoints(value: unknown): Readings<LastPoint> {
  const { items, unreadable } = each(listOf(value), '', lastPointOf, 'endpoint');
  return { items: items.filter((point): point is LastPoint => point !== null), unreadable };
}

function lastPointOf(item: unknown): LastPoint | null {
  if (item === null) return null;
  const wire = fields(item);
  const [endpoint, counter] = [textAt(wire, 'endpoint'), textAt(wire, 'counter')];
  const point = fieldsAt(wire, 'value');
  if (endpoint === null || endpoint === '' || counter === null || counter === '' || point === null) return null;
  return inside('value', () => {
    const [at, value] = [numberAt(point, 'timestamp'), numberAt(point, 'value')];
    // NaN is null on the wire.
    return at === null || at <= 0 || value === null ? null : { endpoint, counter, at: at * SECOND_MS, value };
  });
}

/**
 * Series by their own names: their order is not that of the question. A null element is a pair that timed out, one with
 * empty names a pair that failed.
 */
export function decodeHistory(value: unknown): HistoryReading {
  const items: History[] = [];
  const unreadable: { id: string; problem: string }[] = [];
  let failed = 0;
  listOf(value).forEach((item, index) => {
    try {
      const series = item === null ? null : historyOf(item);
      if (series) items.push(series);
      else failed++;
    } catch (error) {
      unreadable.push(unreadableAt(`[${index}]`, item, error, 'endpoint'));
    }
  });
  return { items, unreadable, failed };
}

function historyOf(item: unknown): History | null {
  const wire = fields(item);
  if (textAt(wire, 'endpoint') === '' || wire['Values'] === null) return null;
  const step = countAt(wire, 'step') ?? 0;
  const points: HistoryPoint[] = listAt(wire, 'Values').map((point, index) =>
    inside(`Values[${index}]`, () => {
      const { timestamp, value } = fields(point);
      if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) throw new Misfit('timestamp', 'a number');
      if (value !== null && value !== undefined && typeof value !== 'number') throw new Misfit('value', 'a number or null');
      return { at: timestamp * SECOND_MS, value: Number.isFinite(value) ? (value as number) : null };
    }),
  );
  return { endpoint: needText(wire, 'endpoint'), counter: needText(wire, 'counter'), stepMs: Math.max(0, step) * SECOND_MS, points };
}

export const decodeEndpoints = (value: unknown): Readings<EndpointRecord> =>
  each(
    listOf(value),
    '',
    (item) => {
      const wire = fields(item);
      return { id: idAt(wire), endpoint: needText(wire, 'endpoint') };
    },
    'endpoint',
  );

/** Objects; in its documentation, and of an older one, their names alone. */
export const decodeCounters = (value: unknown): Readings<CounterRecord> =>
  each(
    listOf(value),
    '',
    (item) => {
      if (typeof item === 'string') return { endpointId: 0, counter: item, stepMs: null, type: null };
      const wire = fields(item);
      const step = countAt(wire, 'step');
      return {
        endpointId: countAt(wire, 'endpoint_id') ?? 0,
        counter: needText(wire, 'counter'),
        stepMs: step === null ? null : step * SECOND_MS,
        type: textAt(wire, 'type'),
      };
    },
    'counter',
  );

function idAt(wire: Parameters<typeof countAt>[0]): number {
  const id = countAt(wire, 'id');
  if (id === null) throw new Misfit('id', 'a number');
  return id;
}
