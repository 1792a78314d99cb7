import { describe, expect, it } from 'vitest';
import { healthy, type App, type Task } from '../../sandbox/marathon/model.ts';
import { nextMove } from '../../sandbox/marathon/rollout.ts';
import { readApp } from '../../sandbox/marathon/validate.ts';

const NOW = '2020-01-02T00:00:00.000Z';
const BEFORE = '2020-01-01T00:00:00.000Z';

function anApp(over: object, tasks: Task[], restarting = false): App {
  const draft = readApp({ id: '/a', cmd: 'serve', ...over }, () => 10_000);
  return {
    definition: { ...draft, version: NOW, versionInfo: { lastScalingAt: NOW, lastConfigChangeAt: NOW } },
    ...{ versions: [], removed: false, lastFailure: null, backoffMs: 0, backoffUntil: 0, comeback: [], waiting: null },
    ...{ tasks: new Map(tasks.map((task) => [task.id, task])), rendered: new Map(), revision: 0 },
    activity: restarting ? { kind: 'RestartApplication', done: () => {} } : null,
  };
}

function aTask(id: string, over: Partial<Task> = {}): Task {
  return {
    ...{ id, instanceId: id, incarnation: 1, appId: '/a', version: NOW, configVersion: NOW, host: 'h', agentId: 's' },
    ...{ ip: '10.0.0.1', ports: [], simulated: true, state: 'TASK_RUNNING', stagedAt: 1, startedAt: 2 },
    ...{ health: [], ready: true, inactive: false, readiness: [], ...over },
  };
}

const old = (id: string, over: Partial<Task> = {}) => aTask(id, { configVersion: BEFORE, ...over });
const names = ({ kill }: { kill: readonly Task[] }) => kill.map(({ id }) => id);

describe('who is killed first', () => {
  const three = [aTask('b', { stagedAt: 20 }), aTask('a', { stagedAt: 10 }), aTask('c', { stagedAt: 30 })];

  it.each([
    ['YOUNGEST_FIRST', ['c', 'b']],
    ['OLDEST_FIRST', ['a', 'b']],
  ])('by %s', (killSelection, wanted) => {
    expect(names(nextMove(anApp({ instances: 1, killSelection }, three)))).toEqual(wanted);
  });

  it('but those that have not started, and then sick ones, go before all others', () => {
    const sick = aTask('sick', { stagedAt: 1, health: [{ ...healthy(1), alive: false }] });
    const staged = aTask('staged', { stagedAt: 1, startedAt: null, state: 'TASK_STAGING' });
    const app = anApp({ instances: 2, healthChecks: [{}] }, [...three.slice(0, 2), sick, staged]);
    expect(names(nextMove(app))).toEqual(['staged', 'sick']);
  });
});

describe('a restart', () => {
  it.each([
    { least: 1, over: 0, tasks: [old('1'), old('2')], launch: 1, kill: 0, why: 'has room for one more when it has none at all' },
    { least: 0.5, over: 0, tasks: [old('1'), old('2')], launch: 0, kill: 1, why: 'kills first when it may not grow' },
    { least: 1, over: 1, tasks: [old('1'), old('2')], launch: 2, kill: 0, why: 'launches all at once when it may double' },
    {
      least: 1,
      over: 1,
      tasks: [old('1'), old('2'), aTask('3'), aTask('4', { state: 'TASK_STAGING' })],
      launch: 0,
      kill: 1,
      why: 'kills one for each that is ready',
    },
    {
      least: 0.5,
      over: 0,
      tasks: [old('1', { state: 'TASK_KILLING' }), old('2')],
      launch: 0,
      kill: 0,
      why: 'waits for the killed one to be gone',
    },
  ])('$why', ({ least, over, tasks, launch, kill }) => {
    const upgradeStrategy = { minimumHealthCapacity: least, maximumOverCapacity: over };
    const move = nextMove(anApp({ instances: 2, upgradeStrategy }, tasks, true));
    expect([move.launch, move.kill.length, move.settled]).toEqual([launch, kill, false]);
  });

  it('is done when the old ones are gone and the new ones ready', () => {
    expect(nextMove(anApp({ instances: 2 }, [aTask('1'), aTask('2')], true))).toEqual({ launch: 0, kill: [], settled: true });
  });
});
