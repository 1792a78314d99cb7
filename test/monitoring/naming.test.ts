import { describe, expect, it } from 'vitest';
import { filled, parseCounter, printCounter, withTags, type Places } from '../../src/monitoring/counter.ts';
import { isTold, SKEW_MS } from '../../src/monitoring/model.ts';
import { counterAt, figuresOf, hostEndpointOf, isContainers, type Naming } from '../../src/monitoring/naming.ts';

const places: Places = { taskId: 't.1', host: 'h1', ip: null, app: '/a/b', cluster: 'main' };
const naming: Naming = {
  ...{ endpoint: '{taskId}', tags: '', hostEndpoint: '{host}' },
  counters: { CPU_IDLE: 'cpu.idle', MEM_FREE: 'mem.memfree.percent', PROC_QPS: 'proc.qps/name=web', PROC_DELAY: 'proc.delay' },
};

describe('a template', () => {
  it.each([
    ['{taskId}', 't.1'],
    ['{cluster}-{host}', 'main-h1'],
    ['fixed', 'fixed'],
    ['{ip}', undefined],
    ['{nothing}', undefined],
  ])('%s is %s', (template, text) => {
    expect(filled(template, places)).toBe(text);
  });
});

describe('a counter', () => {
  it('has its tags in the order of their names', () => {
    expect(withTags('disk/mount=/home', new Map([['id', 't.1']]))).toBe('disk/id=t.1,mount=/home');
    expect(printCounter('disk', new Map())).toBe('disk');
    expect(parseCounter('disk/b=/x/y,a=1')).toEqual({
      metric: 'disk',
      tags: new Map([
        ['b', '/x/y'],
        ['a', '1'],
      ]),
    });
  });

  it('of a container that shares its endpoint is its own, whoever is asked for', () => {
    expect(counterAt('cpu.idle/id=other,core=1', new Map([['id', 't.1']]))).toBe('cpu.idle/core=1,id=t.1');
    expect(counterAt('cpu.idle/b=1,a=2', new Map())).toBe('cpu.idle/a=2,b=1');
  });
});

describe('the figures of a container', () => {
  it('are at its endpoint', () => {
    expect(figuresOf(naming, places)).toEqual([
      { endpoint: 't.1', counter: 'cpu.idle' },
      { endpoint: 't.1', counter: 'mem.memfree.percent' },
      { endpoint: 't.1', counter: 'proc.qps/name=web' },
      { endpoint: 't.1', counter: 'proc.delay' },
    ]);
  });

  it('are told apart by tags where the endpoint is shared', () => {
    const shared = { ...naming, endpoint: '{host}', tags: 'id={taskId}' };
    expect(figuresOf(shared, places)?.map(({ endpoint, counter }) => `${endpoint} ${counter}`)).toContain('h1 proc.qps/id=t.1,name=web');
    expect(isContainers(shared, 'cpu.idle/core=1,id=t.2')).toBe(true);
    expect(isContainers(shared, 'df.bytes/mount=/home')).toBe(false);
    expect(isContainers(naming, 'cpu.idle/id=t.2')).toBe(false);
  });

  it('are not known while what names them is not', () => {
    expect(figuresOf({ ...naming, endpoint: '{ip}' }, places)).toBeUndefined();
    expect(figuresOf({ ...naming, tags: 'ip={ip}' }, places)).toBeUndefined();
    expect(hostEndpointOf({ ...naming, hostEndpoint: '{ip}' }, { name: 'h1', ip: null })).toBeUndefined();
    expect(hostEndpointOf(naming, { name: 'h1', ip: null })).toBe('h1');
  });
});

describe('a point is held', () => {
  it.each([
    ['as it is', { at: 1_000, value: 1 }, true],
    ['when its clock is a little ahead', { at: 5_000 + SKEW_MS, value: 1 }, true],
    ['not from the future', { at: 5_001 + SKEW_MS, value: 1 }, false],
    ['not without a time', { at: 0, value: 1 }, false],
    ['not when it is no number', { at: 1_000, value: NaN }, false],
    ['not when it has no end', { at: 1_000, value: Infinity }, false],
    ["not when it is a mock of Falcon's nodata", { at: 1_000, value: -1 }, false],
  ])('%s', (_, point, held) => {
    expect(isTold(point, 5_000)).toBe(held);
  });
});
