import { expect, it } from 'vitest';
import type { Container } from '../../src/containers/model.ts';
import { AlarmEndpoints } from '../../src/live/alarm-endpoints.ts';
import { isGone, subjectOf } from '../../src/live/alarm-subject.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';

const places = ({ taskId, hostName, ip, marathonId, cluster }: Container) => ({ taskId, host: hostName, ip, app: marathonId, cluster });
const COUNTERS = { CPU_IDLE: 'cpu.idle', MEM_FREE: 'mem', PROC_QPS: 'qps', PROC_DELAY: 'delay' };

function aPlace(naming: { endpoint: string; tags: string }) {
  const clock = new StoppedClock();
  const { graph, copy } = aGraph(clock);
  const tasks = [aTask({ taskId: 't1' }), aTask({ taskId: 't2' })];
  graph.applyApp(copy, { app: anApp(), tasks, unreadable: [] }, '', { mono: clock.monotonic(), wall: clock.now() });
  const endpoints = new AlarmEndpoints(graph, { ...naming, hostEndpoint: '{host}', counters: COUNTERS }, places);
  return { clock, graph, copy, endpoints };
}

function about(naming: { endpoint: string; tags: string }) {
  const { graph, endpoints } = aPlace(naming);
  return (endpoint: string, tags: Record<string, string> = {}) => subjectOf(graph, endpoints, { endpoint, tags }).containerId;
}

it('an endpoint is the container that bears it by the configured name', () => {
  const usual = about({ endpoint: '{taskId}', tags: '' });
  expect([usual('t1'), usual('nobody')]).toEqual(['Container:main:t1', null]);
  const named = about({ endpoint: 'c-{taskId}', tags: '' });
  expect([named('c-t2'), named('t2')]).toEqual(['Container:main:t2', null]);
});

it('where several share an endpoint, the tags of the series say which; without them none is guessed', () => {
  const shared = about({ endpoint: '{cluster}', tags: 'id={taskId}' });
  expect([shared('main', { id: 't2', dc: 'bj' }), shared('main'), shared('main', { id: 't9' })]).toEqual(['Container:main:t2', null, null]);
});

it('a container is gone once a Marathon that can tell lists it no more, unless another has its endpoint', () => {
  const { clock, graph, copy, endpoints } = aPlace({ endpoint: '{taskId}', tags: '' });
  const alarm = { containerId: 'Container:main:t1', endpoint: 't1', tags: {} };
  const gone = (over: Partial<typeof alarm> | { containerId: null } = {}) => isGone(graph, endpoints, { ...alarm, ...over });
  const only = (...taskIds: string[]) => {
    clock.pass(10_000);
    const tasks = taskIds.map((taskId) => aTask({ taskId }));
    graph.applyApp(copy, { app: anApp(), tasks, unreadable: [] }, '', { mono: clock.monotonic(), wall: clock.now() });
  };
  expect([gone(), gone({ containerId: 'Container:other:t1' }), gone({ containerId: null })]).toEqual([false, false, false]);
  only('t2');
  expect([gone(), gone({ containerId: 'Container:other:t1' }), gone({ containerId: null })]).toEqual([true, false, false]);
  copy.source.lost('away');
  expect(gone()).toBe(false);

  const named = aPlace({ endpoint: 'shop', tags: 'id={taskId}' });
  const shared = { containerId: 'Container:main:t1', endpoint: 'shop', tags: { id: 't1' } };
  expect(isGone(named.graph, named.endpoints, shared)).toBe(false);
  named.clock.pass(10_000);
  const at = { mono: named.clock.monotonic(), wall: named.clock.now() };
  named.graph.applyApp(named.copy, { app: anApp(), tasks: [aTask({ taskId: 't3' })], unreadable: [] }, '', at);
  expect(isGone(named.graph, named.endpoints, shared)).toBe(true);
  expect(isGone(named.graph, named.endpoints, { ...shared, tags: { id: 't3' } })).toBe(false);
});
