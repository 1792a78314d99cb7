import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleeper, startSandbox, until, type Sandbox } from './start.ts';

describe('a host that is lost', () => {
  let sandbox: Sandbox;
  type Task = { id: string; host: string; state: string; slaveId: string };

  beforeAll(async () => {
    sandbox = await startSandbox({ company: 'small', simulatedTasks: 0, real: false });
  });
  afterAll(() => sandbox.stop());

  async function on(id: string, unreachableStrategy: unknown): Promise<Task> {
    await sandbox.ask('POST', '/v2/apps', sleeper(id, { unreachableStrategy }));
    return (await sandbox.settled(id)).tasks[0];
  }
  const tasksOf = async (id: string): Promise<Task[]> => (await sandbox.get(`/v2/apps${id}/tasks`)).body.tasks;
  const lose = (hostname: string, lost: boolean) => sandbox.control('POST', '/host', { hostname, lost });
  const active = async ({ slaveId }: Task) => {
    const { body } = await sandbox.get(`${sandbox.places.mesos.url}/slaves`);
    return body.slaves.find(({ id }: { id: string }) => id === slaveId).active;
  };

  it('has its tasks replaced elsewhere, and ends them when it comes back too late', async () => {
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    const task = await on('/moves', { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 });
    await lose(task.host, true);
    await tap.next('status_update_event', ({ taskId, taskStatus }) => taskId === task.id && taskStatus === 'TASK_UNREACHABLE');
    await tap.next('status_update_event', ({ taskId, taskStatus }) => taskId === task.id && taskStatus === 'TASK_GONE');
    expect(await active(task)).toBe(false);
    const [fresh] = await until('its successor', async () => {
      const tasks = await tasksOf('/moves');
      return tasks[0]?.state === 'TASK_RUNNING' ? tasks : undefined;
    });
    expect(fresh?.host).not.toBe(task.host);
    await lose(task.host, false);
    expect(await active(task)).toBe(true);
    expect((await tasksOf('/moves')).map(({ id }) => id)).toEqual([fresh?.id]);
    tap.close();
  });

  it('keeps its tasks when the app says so, and has them back as they were', async () => {
    const task = await on('/stays', 'disabled');
    await lose(task.host, true);
    expect(await tasksOf('/stays')).toMatchObject([{ id: task.id, state: 'TASK_UNREACHABLE' }]);
    await lose(task.host, false);
    expect(await tasksOf('/stays')).toMatchObject([{ id: task.id, state: 'TASK_RUNNING' }]);
  });

  it('may have two of one for a while: the one that was lost and the one in its place', async () => {
    const task = await on('/twice', { inactiveAfterSeconds: 0, expungeAfterSeconds: 60 });
    await lose(task.host, true);
    const both = await until('both', async () => {
      const tasks = await tasksOf('/twice');
      return tasks.length === 2 && tasks[1]?.state === 'TASK_RUNNING' ? tasks : undefined;
    });
    expect(both[0]).toMatchObject({ id: task.id, state: 'TASK_UNREACHABLE' });
    await lose(task.host, false);
    await until('one of them', async () => ((await tasksOf('/twice')).length === 1 ? true : undefined));
  });
});
