import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, until, type Sandbox } from './start.ts';

describe('an app that no process can be', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  const app = (id: string, over: object) => ({ id, cmd: 'serve', cpus: 0.1, mem: 32, backoffSeconds: 600, ...over });
  const shown = async (id: string) => (await sandbox.get(`/v2/apps${id}`)).body.app;

  it.each([
    ['/nul', { env: { A: 'hunter2\u0000' } }, "The property 'options.env['A']' must be a string without null bytes"],
    ['/long', { env: { A: 'x'.repeat(200_000) } }, 'spawn E2BIG'],
    ['/wide', { cmd: `: ${'x'.repeat(200_000)}` }, 'spawn E2BIG'],
  ])('%s fails, in the words of the system', async (id, over, why) => {
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    expect((await sandbox.ask('POST', '/v2/apps', app(id, over))).status).toBe(201);
    const told = await tap.next('status_update_event', ({ appId, taskStatus }) => appId === id && taskStatus === 'TASK_FAILED');
    expect(told.data.message).toBe(`Failed to launch container: ${why}`);
    expect((await shown(id)).lastTaskFailure).toMatchObject({ state: 'TASK_FAILED', message: told.data.message });
    tap.close();
  });

  it('keeps nobody from starting, however many of it there are', async () => {
    await sandbox.ask('POST', '/v2/apps', app('/many', { instances: 20, cpus: 0.01, mem: 8, env: { A: '\u0000' }, backoffSeconds: 0 }));
    await until('a failure', async () => (await shown('/many')).lastTaskFailure);
    await sandbox.ask('POST', '/v2/apps', app('/sound', {}));
    expect((await sandbox.settled('/sound')).tasksRunning).toBe(1);
    await sandbox.ask('DELETE', '/v2/apps/many');
  });

  it.each([
    ['/command', { protocol: 'COMMAND', command: { value: 'a\u0000b' } }, "The argument 'args[3]' must be a string without null bytes"],
    ['/line', { protocol: 'HTTP', path: '/a b\n' }, 'Request path contains unescaped characters'],
    ['/space', { protocol: 'HTTP', path: '/a b' }, 'Request path contains unescaped characters'],
  ])('%s has a health check that fails, because it cannot be made', async (id, check, why) => {
    const healthCheck = { ...check, gracePeriodSeconds: 0, intervalSeconds: 0.1, maxConsecutiveFailures: 0 };
    await sandbox.ask('POST', '/v2/apps', app(id, { portDefinitions: [{ port: 0 }], healthChecks: [healthCheck] }));
    const results = await until('a failed check', async () => {
      const [result] = (await shown(id)).tasks[0]?.healthCheckResults ?? [];
      return result?.consecutiveFailures > 1 ? result : undefined;
    });
    expect(results).toMatchObject({ alive: false, lastFailureCause: why });
  });
});
