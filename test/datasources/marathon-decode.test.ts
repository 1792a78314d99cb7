import { describe, expect, it } from 'vitest';
import { decodeApp } from '../../datasources/marathon/decode-app.ts';
import { decodeEvent as decodeEventOf, meaningsFor } from '../../datasources/marathon/decode-event.ts';
import { decodePending } from '../../datasources/marathon/decode-rest.ts';
import { appPath } from '../../datasources/marathon/path.ts';
import { eventsPath } from '../../datasources/marathon/stream.ts';
import type { TaskRecord } from '../../src/apps/model.ts';

const late = meaningsFor('1.9.0');
const decodeEvent = (type: string, value: unknown) => decodeEventOf(type, value, late);
const started = '2026-01-01T00:00:05.000Z';
const alive = { alive: true, consecutiveFailures: 0, lastFailure: null };
const dead = { alive: false, consecutiveFailures: 2, lastFailure: started };
const notYet = { alive: false, consecutiveFailures: 0, firstSuccess: null, lastSuccess: null, lastFailure: null };
const checks = (count: number) => Array.from({ length: count }, () => ({ protocol: 'HTTP' }));

function taskOf(task: object, app: object = {}): TaskRecord | undefined {
  return decodeApp('c', { id: '/a', ...app, tasks: [{ id: 't', host: 'h1', ports: [31000, 31001], startedAt: started, ...task }] })
    .tasks[0];
}

describe('a task', () => {
  it.each([
    ['no results at all', {}, 1, 'UNKNOWN'],
    ['null results', { healthCheckResults: null }, 1, 'UNKNOWN'],
    ['empty results', { healthCheckResults: [] }, 1, 'UNKNOWN'],
    ['one alive result of one', { healthCheckResults: [alive] }, 1, 'HEALTHY'],
    ['one alive result of two', { healthCheckResults: [alive] }, 2, 'UNKNOWN'],
    ['one dead result among two', { healthCheckResults: [alive, dead] }, 2, 'UNHEALTHY'],
    ['a check that has not run yet', { healthCheckResults: [notYet] }, 1, 'UNKNOWN'],
    ['a check that has not run yet beside one that failed', { healthCheckResults: [notYet, dead] }, 2, 'UNHEALTHY'],
  ])('with %s', (_, task, count, health) => {
    expect(taskOf(task, { healthChecks: checks(count) })?.health).toBe(health);
  });

  const [before, changed, scaled] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
  const info = { versionInfo: { lastConfigChangeAt: changed, lastScalingAt: scaled } };
  const sized = { version: scaled, ...info };
  it.each([
    ['of the version before a check was added', { version: before }, { version: changed }, 'HEALTHY'],
    ['of the version with the new check', { version: changed }, { version: changed }, 'UNKNOWN'],
    ['of the version before a mere change of size', { version: changed }, sized, 'UNKNOWN'],
    ['of the version before both', { version: before }, sized, 'HEALTHY'],
    ['without a version, staged before the change', { stagedAt: before }, sized, 'HEALTHY'],
    ['without a version, staged since', { stagedAt: changed }, sized, 'UNKNOWN'],
    ['that tells neither', {}, sized, 'UNKNOWN'],
    ['whose app tells no version', { version: before }, {}, 'UNKNOWN'],
  ])('%s, with one alive result of two checks', (_, task, app, health) => {
    const seen = taskOf({ healthCheckResults: [alive], ...task }, { healthChecks: checks(2), ...app });
    expect(seen?.health).toBe(health);
  });

  it('of an earlier version is healthy only by a result, and unhealthy by one', () => {
    const of = (healthCheckResults: object[]) =>
      taskOf({ version: before, healthCheckResults }, { version: changed, healthChecks: checks(3) })?.health;
    expect([of([]), of([notYet]), of([alive, notYet]), of([alive, dead])]).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'UNHEALTHY']);
  });

  it.each([
    [{ state: 'TASK_RUNNING' }, 'RUNNING'],
    [{ state: 'TASK_UNREACHABLE' }, 'UNREACHABLE'],
    [{ state: 'TASK_GONE_BY_OPERATOR' }, 'UNKNOWN'],
    [{ state: null }, 'RUNNING'],
    [{ startedAt: null }, 'STAGING'],
    [{ startedAt: undefined, state: 'TASK_KILLING' }, 'KILLING'],
  ])('%j is %s', (task, state) => {
    expect(taskOf(task)?.state).toBe(state);
  });

  const own = {
    ipAddresses: [
      { ipAddress: '10.0.0.7', protocol: 'IPv4' },
      { ipAddress: 'fd01::7', protocol: 'IPv6' },
    ],
  };
  const mapped = { container: { portMappings: [{ containerPort: 8080 }, { containerPort: 0 }] } };
  it.each([
    ['host', { networks: [{ mode: 'host' }] }, {}, null, [31000, 31001]],
    ['host, with the agent’s address', { networks: [{ mode: 'host' }] }, own, '10.0.0.7', [31000, 31001]],
    ['host, named by its address', {}, { host: '127.3.0.9' }, '127.3.0.9', [31000, 31001]],
    ['bridge, whose inner address leads nowhere', { networks: [{ mode: 'container/bridge' }], ...mapped }, own, null, [31000, 31001]],
    ['container', { networks: [{ mode: 'container', name: 'n' }], ...mapped }, own, '10.0.0.7', [8080, 31000]],
    ['container before it has an address', { networks: [{ mode: 'container' }] }, { host: '127.3.0.9', ports: [] }, null, []],
    ['a named network without a mode', { networks: [{ name: 'n' }] }, own, '10.0.0.7', [31000, 31001]],
    ['BRIDGE of 1.4', { container: { docker: { network: 'BRIDGE', portMappings: [{ containerPort: 80 }] } } }, own, null, [31000, 31001]],
    ['USER of 1.4', { container: { docker: { network: 'USER', portMappings: [{ containerPort: 80 }] } } }, own, '10.0.0.7', [80]],
    ['ipAddress of 1.4', { ipAddress: { discovery: { ports: [{ number: 9000 }] } } }, own, '10.0.0.7', [9000]],
  ])('in mode %s', (_, app, task, ip, ports) => {
    expect(taskOf(task, app)).toMatchObject({ ip, ports });
  });

  it('that cannot be read costs only itself, and its place is named', () => {
    const { tasks, unreadable } = decodeApp('c', {
      id: '/a',
      tasks: [{ id: 'good' }, { id: 'bad', ports: ['80'] }, 7, { host: 'h' }, { id: 'late', startedAt: 'yesterday' }],
    });
    expect(tasks.map(({ taskId }) => taskId)).toEqual(['good']);
    expect(unreadable).toEqual([
      { id: 'bad', problem: 'ports[0]: expected a number' },
      { id: 'tasks[2]', problem: 'the answer: expected an object, found a number' },
      { id: 'tasks[3]', problem: 'id: expected a text, found nothing' },
      { id: 'late', problem: 'startedAt: expected an instant, found a string' },
    ]);
  });
});

describe('an app', () => {
  it('reads absent as null, and takes Marathon’s own defaults', () => {
    const absent = decodeApp('c', { id: '/a' }).app;
    const nulls = Object.fromEntries(
      [
        'cmd',
        'args',
        'container',
        'labels',
        'healthChecks',
        'deployments',
        'lastTaskFailure',
        'versionInfo',
        'networks',
        'ipAddress',
        'acceptedResourceRoles',
        'version',
      ].map((key) => [key, null]),
    );
    expect(decodeApp('c', { id: '/a', ...nulls }).app).toEqual(absent);
    expect(absent).toMatchObject({
      cpus: 1,
      memMiB: 128,
      instances: 1,
      image: null,
      command: null,
      labels: [],
      version: 0,
      checked: false,
    });
  });

  it.each([
    ['cpus', Infinity, 'cpus: expected a finite number, found a number'],
    ['mem', 1e12, 'mem: expected an amount from 0 to 10^9, found 1000000000000'],
    ['disk', -1, 'disk: expected an amount from 0 to 10^9, found -1'],
    ['instances', 1.5, 'instances: expected a whole number of 32 bits, found 1.5'],
    ['tasksRunning', 3e9, 'tasksRunning: expected a whole number of 32 bits, found 3000000000'],
  ])('whose %s is %d cannot be read: the sums above it would be lost', (key, value, problem) => {
    expect(() => decodeApp('c', { id: '/a', [key]: value })).toThrow(problem);
  });

  it('that lists a task twice has it once, and says so', () => {
    const { tasks, unreadable } = decodeApp('c', { id: '/a', tasks: [{ id: 't1', ports: [1] }, { id: 't1', ports: [2] }, { id: 't2' }] });
    expect(tasks.map(({ taskId, ports }) => [taskId, ports])).toEqual([
      ['t1', [1]],
      ['t2', []],
    ]);
    expect(unreadable).toEqual([{ id: 't1', problem: expect.stringContaining('listed before') }]);
  });

  it('sorts its labels and joins its arguments', () => {
    const { app } = decodeApp('c', {
      id: '/a',
      args: ['run', '-x'],
      labels: { b: '2', a: '1' },
      unreachableStrategy: 'disabled',
      healthChecks: checks(1),
    });
    expect(app).toMatchObject({ command: 'run -x', checked: true });
    expect(app.labels.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('keeps nothing that changes by itself', () => {
    const at = (lastSuccess: string, consecutiveFailures: number) =>
      decodeApp('c', {
        id: '/a',
        healthChecks: checks(1),
        tasks: [{ id: 't', healthCheckResults: [{ ...alive, lastSuccess, consecutiveFailures }] }],
      });
    expect(at('2026-01-01T00:00:00.000Z', 0)).toEqual(at('2026-01-01T00:00:09.000Z', 3));
  });

  it.each([
    [{ id: '' }, 'id: expected a text'],
    [{ id: '/a', cpus: '1' }, 'cpus: expected a number, found a string'],
    [{ id: '/a', container: { docker: { image: 5 } } }, 'image'],
    [{ id: '/a', labels: { x: 5 } }, 'labels.x: expected a text'],
    [{ id: '/a', lastTaskFailure: { taskId: 't', timestamp: 'then' } }, 'lastTaskFailure.timestamp: expected an instant'],
    [{ id: '/a', deployments: [5] }, 'deployments[0]: expected an object'],
    [[], 'expected an object, found a list'],
  ])('that is %j is refused with the place', (value, problem) => {
    expect(() => decodeApp('c', value)).toThrow(problem);
  });
});

describe('an event', () => {
  it('of a known type that cannot be read makes everything dirty', () => {
    expect(decodeEvent('status_update_event', { taskId: 't' })).toEqual([
      { kind: 'dirty-all', reason: 'unreadable status_update_event: appId: expected a text, found nothing' },
    ]);
  });

  it('of an unknown type means nothing', () => {
    expect(decodeEvent('some_future_event', { eventType: 'some_future_event', appId: 7 })).toEqual([]);
  });

  it('of a deployment names each app of its plan once, and no pods', () => {
    const plan = {
      id: 'd',
      steps: [
        {
          actions: [
            { action: 'StartApplication', app: '/a' },
            { action: 'StartPod', pod: '/p' },
          ],
        },
        [{ type: 'ScaleApplication', app: '/a' }],
      ],
    };
    expect(decodeEvent('deployment_info', { plan, currentStep: { actions: [{ action: 'ScaleApplication', app: '/b' }] } })).toEqual([
      { kind: 'dirty', apps: ['/a', '/b'], groups: [], deployments: true },
    ]);
  });

  it.each([
    ['1.1.1', ['/a']],
    ['1.3.13', ['/a']],
    [null, ['/a']],
    ['1.4.0-RC1', []],
    ['1.11.24', []],
  ])(
    'of a failed check of Marathon %s makes %j dirty: only before 1.4 no other event tells of a task that was never well',
    (version, apps) => {
      const wire = { appId: '/a', taskId: 't', healthCheck: { protocol: 'HTTP' } };
      expect(
        decodeEventOf('failed_health_check_event', wire, meaningsFor(version)).flatMap((signal) => ('apps' in signal ? signal.apps : [])),
      ).toEqual(apps);
    },
  );

  it('with health not known says so', () => {
    expect(
      decodeEvent('instance_health_changed_event', { runSpecId: '/a', instanceId: 'i', healthy: null, timestamp: started }),
    ).toContainEqual({
      kind: 'health',
      appId: '/a',
      taskId: null,
      instanceId: 'i',
      healthy: null,
      at: Date.parse(started),
    });
  });
});

describe('what waits', () => {
  it.each([
    [90, 90_000],
    [0.0004, 1],
    [-1, 0],
    // Marathon takes a delay of any length, and an Int of GraphQL only 24.8 days of it.
    [2_600_000, 2_147_483_647],
    [1e300, 2_147_483_647],
  ])('has a delay that fits its type: %d s are %d ms', (timeLeftSeconds, delayMs) => {
    expect(decodePending({ app: { id: '/a' }, count: 1, delay: { timeLeftSeconds, overdue: false } }).delayMs).toBe(delayMs);
  });
});

describe('paths', () => {
  it.each([
    [null, '/v2/events'],
    ['1.1.0', '/v2/events'],
    ['1.3.6', '/v2/events'],
    ['1.4.0-SNAPSHOT', 'filtered'],
    ['1.3.7', 'filtered'],
    ['1.5.0', 'light'],
    ['1.11.24', 'light'],
  ])('the stream of version %s is asked for %s', (version, asked) => {
    const path = eventsPath(version);
    const { searchParams } = new URL(path, 'http://m');
    if (asked.startsWith('/')) return expect(path).toBe(asked);
    expect(searchParams.getAll('event_type')).toEqual(Object.keys(meaningsFor(version)));
    expect(searchParams.getAll('event_type').includes('failed_health_check_event')).toBe(version?.startsWith('1.3') === true);
    expect(searchParams.getAll('event_type')).toContain('event_stream_attached');
    expect(searchParams.get('plan-format')).toBe(asked === 'light' ? 'light' : null);
  });

  it('encode an id segment by segment', () => {
    expect(appPath('/a/b c/d?e#f%')).toBe('/v2/apps/a/b%20c/d%3Fe%23f%25');
    expect(appPath('/tasks/a')).toBe('/v2/apps/tasks/a');
  });

  it.each(['', 'a', '/', '/a/', '/a//b', '/a/../b', '/a/.', '/a/*', '/a/tasks', '/a/tasks/t1', '/a/versions/x', '/a/restart'])(
    'refuse %j, which would reach something else',
    (id) => {
      expect(() => appPath(id)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    },
  );
});
