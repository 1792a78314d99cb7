import { describe, expect, it } from 'vitest';
import { decodeCounters, decodeEndpoints, decodeHistory, decodeLastPoints } from '../../datasources/falcon/decode-graph.ts';

const point = (over: object = {}) => ({ endpoint: 'a', counter: 'cpu.idle', value: { timestamp: 60, value: 1.5 }, ...over });
const series = (over: object = {}) => ({ endpoint: 'a', counter: 'cpu.idle', dstype: 'GAUGE', step: 60, Values: [], ...over });

describe('the newest points', () => {
  it('are those that are there, in ms', () => {
    expect(decodeLastPoints([point()])).toEqual({
      items: [{ endpoint: 'a', counter: 'cpu.idle', at: 60_000, value: 1.5 }],
      unreadable: [],
    });
  });

  it.each([
    ['of a counter that nobody knows', point({ value: { timestamp: 0, value: 0 } })],
    ['that is no number', point({ value: { timestamp: 60, value: null } })],
    ['without a value', point({ value: null })],
    ['that failed', point({ endpoint: '', counter: '' })],
    ['that timed out', null],
  ])('leave one out %s', (_, item) => {
    expect(decodeLastPoints([item, point()])).toMatchObject({ items: [{ endpoint: 'a' }], unreadable: [] });
  });

  it('name the place of what cannot be read, and keep the rest', () => {
    const reading = decodeLastPoints([point({ value: { timestamp: 'now', value: 1 } }), 7, point({ endpoint: 'b' })]);
    expect(reading.items.map(({ endpoint }) => endpoint)).toEqual(['b']);
    expect(reading.unreadable).toEqual([
      { id: 'a', problem: 'value.timestamp: expected a number, found a string' },
      { id: '[1]', problem: 'the answer: expected an object, found a number' },
    ]);
  });

  it('are none where Falcon says null, and refused where it is no list', () => {
    expect(decodeLastPoints(null)).toEqual({ items: [], unreadable: [] });
    expect(() => decodeLastPoints({ error: 'no' })).toThrow('expected a list');
  });
});

describe('histories', () => {
  it('keep gaps, and take NaN for one', () => {
    const values = [
      { timestamp: 60, value: 1 },
      { timestamp: 120, value: null },
      { timestamp: 180, value: 3 },
    ];
    expect(decodeHistory([series({ Values: values })]).items).toEqual([
      {
        ...{ endpoint: 'a', counter: 'cpu.idle', stepMs: 60_000 },
        points: [
          { at: 60_000, value: 1 },
          { at: 120_000, value: null },
          { at: 180_000, value: 3 },
        ],
      },
    ]);
  });

  it('count what failed: a null element, and one of empty names whose values are null', () => {
    const failed = { endpoint: '', counter: '', dstype: '', step: 0, Values: null };
    expect(decodeHistory([null, failed, series(), series({ endpoint: 'b', Values: null })])).toMatchObject({
      items: [{ endpoint: 'a' }],
      failed: 3,
      unreadable: [],
    });
  });

  it('name the place of what cannot be read, and keep the rest', () => {
    const { items, unreadable } = decodeHistory([series({ Values: [{ timestamp: null, value: 1 }] }), series({ endpoint: 'b' })]);
    expect(items.map(({ endpoint }) => endpoint)).toEqual(['b']);
    expect(unreadable).toEqual([{ id: 'a', problem: 'Values[0].timestamp: expected a number' }]);
  });
});

describe('names', () => {
  it('of endpoints come with their numbers', () => {
    expect(decodeEndpoints([{ id: 7, endpoint: 'a' }, { endpoint: 'b' }])).toEqual({
      items: [{ id: 7, endpoint: 'a' }],
      unreadable: [{ id: 'b', problem: 'id: expected a number' }],
    });
  });

  it('of counters are objects, and were texts once', () => {
    expect(decodeCounters([{ endpoint_id: 7, counter: 'cpu.idle', step: 60, type: 'GAUGE' }, 'disk/device=sda']).items).toEqual([
      { endpointId: 7, counter: 'cpu.idle', stepMs: 60_000, type: 'GAUGE' },
      { endpointId: 0, counter: 'disk/device=sda', stepMs: null, type: null },
    ]);
  });
});
