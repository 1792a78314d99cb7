import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, until, type Sandbox } from './start.ts';

describe('health checks of real tasks', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  const check = {
    gracePeriodSeconds: 1,
    intervalSeconds: 0.1,
    timeoutSeconds: 1,
    maxConsecutiveFailures: 3,
  };
  const web = (id: string, healthCheck: object, over: object = {}) => ({
    ...{ id, cmd: 'serve', cpus: 0.1, mem: 32, portDefinitions: [{ port: 0 }] },
    ...{ healthChecks: [{ ...check, ...healthCheck }], ...over },
  });

  it('kill what stays sick, say why, and wait for the successor to be well', async () => {
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    await sandbox.ask('POST', '/v2/apps', web('/http', { protocol: 'HTTP', path: '/health', portIndex: 0 }));
    const app = await sandbox.settled('/http');
    const [task] = app.tasks;
    expect(app.tasksHealthy).toBe(1);
    expect(task.healthCheckResults[0]).toMatchObject({
      alive: true,
      consecutiveFailures: 0,
      lastFailure: null,
    });
    await sandbox.control('POST', '/sick', { taskId: task.id });
    const instanceId = task.id.replace('._app', '');
    const changed = await tap.next('health_status_changed_event', ({ alive }) => alive === false);
    expect(changed.data).toMatchObject({ appId: '/http', instanceId });
    await tap.next('instance_health_changed_event', ({ healthy }) => healthy === false);
    const killed = await tap.next('unhealthy_instance_kill_event');
    expect(killed.data).toMatchObject({ taskId: task.id, reason: '503 Service Unavailable' });
    await tap.next('status_update_event', ({ taskId, taskStatus }) => taskId === task.id && taskStatus === 'TASK_KILLED');
    expect(tap.events.filter(({ type }) => type === 'failed_health_check_event').length).toBeGreaterThanOrEqual(3);
    await until('a healthy successor', async () => {
      const { app: now } = (await sandbox.get('/v2/apps/http')).body;
      return now.tasksHealthy === 1 && now.tasks[0].id !== task.id ? true : undefined;
    });
    tap.close();
  });

  it('connect with TCP, and run commands', async () => {
    await sandbox.ask('POST', '/v2/apps', web('/tcp', { protocol: 'TCP', portIndex: 0 }));
    await sandbox.ask('POST', '/v2/apps', web('/command', { protocol: 'COMMAND', command: { value: 'test -n "$MESOS_TASK_ID"' } }));
    expect((await sandbox.settled('/tcp')).tasksHealthy).toBe(1);
    expect((await sandbox.settled('/command')).tasksHealthy).toBe(1);
  });

  it('are forgotten by a new leader until each ran once', async () => {
    await sandbox.ask('POST', '/v2/apps', web('/forgotten', { protocol: 'HTTP', path: '/health', intervalSeconds: 2 }));
    await sandbox.settled('/forgotten');
    await sandbox.ask('DELETE', '/v2/leader');
    const { app } = (await sandbox.get('/v2/apps/forgotten')).body;
    expect([app.tasksHealthy, app.tasksUnhealthy, app.tasks[0].healthCheckResults]).toEqual([0, 0, undefined]);
    await until('health again', async () => ((await sandbox.get('/v2/apps/forgotten')).body.app.tasksHealthy === 1 ? true : undefined));
  });

  it('hold a deployment until its readiness check passes, and show its last answer', async () => {
    const readiness = {
      name: 'plan',
      path: '/nothing',
      portName: 'http',
      intervalSeconds: 0.1,
      httpStatusCodesForReady: [418],
      preserveLastResponse: true,
    };
    const app = web(
      '/ready',
      {},
      {
        healthChecks: [],
        readinessChecks: [readiness],
        portDefinitions: [{ port: 0, name: 'http' }],
      },
    );
    await sandbox.ask('POST', '/v2/apps', app);
    const [result] = await until('a result', async () => {
      const [deployment] = (await sandbox.get('/v2/deployments')).body;
      const results = deployment?.currentActions[0]?.readinessCheckResults ?? [];
      return results.length > 0 ? results : undefined;
    });
    expect(result).toMatchObject({ name: 'plan', ready: false, lastResponse: { status: 200 } });
    await sandbox.ask('PUT', '/v2/apps/ready?force=true', {
      readinessChecks: [{ ...readiness, httpStatusCodesForReady: [200] }],
    });
    expect((await sandbox.settled('/ready')).tasksRunning).toBe(1);
  });

  it('end a task that was killed before its process began', async () => {
    await sandbox.ask('POST', '/v2/apps', {
      id: '/crowd',
      cmd: 'serve',
      cpus: 0.01,
      mem: 8,
      instances: 20,
    });
    await until('staged tasks', async () => ((await sandbox.get('/v2/apps/crowd')).body.app.tasksStaged > 8 ? true : undefined));
    await sandbox.ask('PUT', '/v2/apps/crowd?force=true', { instances: 1 });
    expect((await sandbox.settled('/crowd')).tasks).toHaveLength(1);
  });

  it('give a real task its ports, its address and its place in the environment', async () => {
    await sandbox.ask('POST', '/v2/apps', {
      id: '/env',
      cmd: 'echo "$PORT0 $HOST $MARATHON_APP_ID $MESOS_TASK_ID" > answer; sleep 1000',
      cpus: 0.1,
      mem: 32,
      healthChecks: [{ ...check, protocol: 'COMMAND', command: { value: 'test -s answer' } }],
    });
    const { tasks } = await sandbox.settled('/env');
    expect(tasks[0].healthCheckResults[0].alive).toBe(true);
  });
});

describe.each(['1.1', '1.5'])('a task of Marathon %s that was never well', (version) => {
  it(version === '1.1' ? 'turns sick with no event but that of the failed check' : 'turns sick with an event of its own', async () => {
    const sandbox = await startSandbox({ version });
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    const check = {
      protocol: 'COMMAND',
      command: { value: 'false' },
      gracePeriodSeconds: 0,
      intervalSeconds: 0.1,
      maxConsecutiveFailures: 0,
    };
    const app = { id: '/never', cmd: 'serve', cpus: 0.1, mem: 32, portDefinitions: [{ port: 0 }], healthChecks: [check] };
    await sandbox.ask('POST', '/v2/apps', app);
    await until('its sickness', async () => ((await sandbox.get('/v2/apps/never')).body.app.tasksUnhealthy === 1 ? true : undefined));
    await tap.next('failed_health_check_event');
    expect(tap.types().includes('health_status_changed_event')).toBe(version !== '1.1');
    tap.close();
    await sandbox.stop();
  });
});
