import { createActions } from '../../../src/actions/pipeline.ts';
import type { MarathonPort } from '../../../src/actions/ports.ts';
import type { Container } from '../../../src/containers/model.ts';
import { openStore } from '../../../src/store/store.ts';
import { StoppedClock } from '../../support/clock.ts';
import { TestWorld } from '../world.ts';
import { KEY, START, type Answered, type Assignment } from './messages.ts';

const { store: options, point, mutation, input, apps, tasks } = JSON.parse(process.argv[2] ?? '') as Assignment;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const waiting = new Map<number, (value: never) => void>();
const arrived = Promise.withResolvers<void>();
let calls = 0;

process.on('message', (message: Answered) => {
  if ('arrived' in message) return arrived.resolve();
  waiting.get(message.id)?.(message.value as never);
});
process.on('disconnect', () => process.exit(1));

const ask = <T>(method: string, ...args: readonly unknown[]): Promise<T> => {
  const id = ++calls;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    process.send?.({ id, method, args });
  });
};

const port: MarathonPort = {
  cluster: 'main',
  writeDeadlineMs: 10_000,
  app: (id) => ask('app', id),
  definition: (id) => ask('definition', id),
  definitionAt: (id, version) => ask('definitionAt', id, version),
  deployments: () => ask('deployments'),
  createApp: (definition, force) => ask('createApp', definition, force),
  updateApp: (id, change, force) => ask('updateApp', id, change, force),
  replaceApp: (id, definition, force) => ask('replaceApp', id, definition, force),
  restartApp: (id, force) => ask('restartApp', id, force),
  deleteApp: (id, force) => ask('deleteApp', id, force),
  killTask: (id, taskId, scale) => ask('killTask', id, taskId, scale),
  cancelDeployment: (id, force) => ask('cancelDeployment', id, force),
};

const clock = new StoppedClock(START);
const store = await openStore(options, { clock: clock.patient, log: quiet, newId: () => 'log-1' });
const world = new TestWorld(clock);
for (const app of apps) world.put(app);
for (const task of tasks) world.containers.set(task.taskId, { cluster: 'main', ...task } as Container);

let ids = 0;
const actions = createActions({
  store,
  world,
  marathons: new Map([['main', port]]),
  clock,
  newId: () => `child-${++ids}`,
  owner: 'child',
  log: quiet,
  reflected: () => world.follow(store),
  crashAt: async (here) => {
    if (here !== point) return;
    if (here === 'after-send') await arrived.promise;
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  },
});
await actions.run(mutation, input, { mode: 'APPLY', planToken: null, idempotencyKey: KEY, caller: 'ann', requestId: 'r1' });
process.exit(0);
