import { createActions } from '../../../src/actions/pipeline.ts';
import type { MarathonPort } from '../../../src/actions/ports.ts';
import type { Container } from '../../../src/containers/model.ts';
import { Fault } from '../../../src/kit/fault.ts';
import { openStore } from '../../../src/store/store.ts';
import { AUDIT_KEY } from '../../support/audit-key.ts';
import { StoppedClock } from '../../support/clock.ts';
import { TestWorld } from '../world.ts';
import { START, type Answered, type Assignment, type KeyedCall, type Said } from './messages.ts';

const { store: options, calls, lanes, crash, apps, tasks } = JSON.parse(process.argv[2] ?? '') as Assignment;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const waiting = new Map<number, { resolve: (value: never) => void; reject: (fault: Fault) => void }>();
const arrived = Promise.withResolvers<void>();
let asked = 0;

process.on('message', (message: Answered) => {
  if ('arrived' in message) return arrived.resolve();
  const asker = waiting.get(message.id);
  // What is undefined does not come through at all.
  if (!('fault' in message)) return asker?.resolve(message.value as never);
  const { code, message: text, details } = message.fault;
  asker?.reject(new Fault(code, text, { source: 'marathon:main', details: details ?? undefined }));
});
process.on('disconnect', () => process.exit(1));

const say = (message: Said) => process.send?.(message);

const ask = <T>(method: string, ...args: readonly unknown[]): Promise<T> => {
  const id = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    say({ id, method, args });
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
const store = await openStore(options, { clock: clock.patient, log: quiet, newId: () => 'log-1', auditKey: AUDIT_KEY });
const world = new TestWorld(clock);
for (const app of apps) world.put(app);
for (const task of tasks) world.containers.set(task.taskId, { cluster: 'main', ...task } as Container);

let ids = 0;
let passings = 0;
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
    if (here !== crash?.point || ++passings !== crash.passing) return;
    if (here === 'after-send') await arrived.promise;
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  },
});

const left = calls.values();
const lane = async () => {
  for (const call of left) await one(call);
};

async function one({ mutation, input, key }: KeyedCall): Promise<void> {
  const call = {
    mode: 'APPLY',
    planToken: null,
    idempotencyKey: key,
    caller: 'ann',
    requestId: 'r1',
    permit: 'ALL',
    address: null,
  } as const;
  const outcome = await actions.run(mutation, input, call).catch((error: unknown) => {
    if (error instanceof Fault) return undefined;
    throw error;
  });
  if (!outcome) return;
  const { plan, userErrors } = outcome;
  say({ acknowledged: { key, planId: plan?.id ?? null, state: plan?.state ?? null, codes: userErrors.map(({ code }) => code) } });
}

say({ begun: true });
await Promise.all(Array.from({ length: lanes }, lane));
process.exit(0);
