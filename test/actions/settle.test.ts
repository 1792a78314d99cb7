import { describe, expect, it } from 'vitest';
import { settleCancelDeployment } from '../../src/actions/apps/cancel-deployment.ts';
import { settleDefinition } from '../../src/actions/apps/definition.ts';
import { settleDelete } from '../../src/actions/apps/delete-app.ts';
import { settleKill } from '../../src/actions/apps/kill-container.ts';
import { settleRestart } from '../../src/actions/apps/restart-app.ts';
import { settleScale } from '../../src/actions/apps/scale-app.ts';
import type { Reading, RemoteRequest } from '../../src/actions/spec.ts';
import type { AppRecord, DeploymentRecord, DeploymentActionKind } from '../../src/apps/model.ts';
import { digestsOf } from '../../src/actions/hash.ts';
import { anApp, aTask } from './marathon.ts';

const { digest } = digestsOf({ cursorKey: () => new Uint8Array(32) });
const was = { version: 100, instances: 3, lastConfigChangeAt: 100, deploymentIds: ['old'] };
const request = (over: Partial<RemoteRequest> = {}): RemoteRequest => ({
  guards: [],
  cluster: 'main',
  marathonId: '/shop',
  force: false,
  was,
  ...over,
});
const reading = (app: Partial<AppRecord> | undefined, over: Partial<Reading> = {}): Reading => ({
  app: app && { app: anApp({ marathonId: '/shop', version: 100, lastConfigChangeAt: 100, ...app }), tasks: [], unreadable: [] },
  definition: undefined,
  earlier: undefined,
  deployments: [],
  ...over,
});
const deployment = (deploymentId: string, action: DeploymentActionKind = 'UNKNOWN', affected = '/shop'): DeploymentRecord => ({
  cluster: 'main',
  deploymentId,
  version: 200,
  affectedApps: [affected],
  currentStep: 1,
  totalSteps: 1,
  currentActions: [],
  steps: [[{ action, target: affected }]],
});

describe('a lost answer to scale', () => {
  it.each([
    [
      'DONE when the size is as asked',
      { instances: 5, version: 200, deploymentIds: ['old', 'new'] },
      { outcome: 'DONE', deploymentId: 'new', version: 200 },
    ],
    ['DONE when somebody else asked for the same size', { instances: 5, version: 300 }, { outcome: 'DONE' }],
    ['NOT_DONE when the version is the old one', { instances: 3, version: 100 }, { outcome: 'NOT_DONE' }],
    ['UNKNOWN when somebody changed it to another size', { instances: 7, version: 200 }, { outcome: 'UNKNOWN' }],
    ['UNKNOWN when it is gone', undefined, { outcome: 'UNKNOWN' }],
  ])('is %s', (_, app, outcome) => {
    expect(settleScale(request({ instances: 5 }), reading(app))).toMatchObject(outcome);
  });
});

describe('a lost answer to a new definition', () => {
  const asked = { 'container.docker.image': 'shop:2', 'env.DB_PASSWORD': digest('salt', 'pw'), constraints: null };
  const update = request({ asked, salt: 'salt' });
  const create = request({ asked, salt: 'salt', was: null });
  const good = { container: { docker: { image: 'shop:2', privileged: false } }, env: { DB_PASSWORD: 'pw' }, constraints: [] };
  it.each([
    ['DONE when all that was asked for is there', update, reading({ version: 200 }, { definition: good }), 'DONE'],
    ['NOT_DONE when the version is the old one', update, reading({ version: 100 }, { definition: good }), 'NOT_DONE'],
    [
      'UNKNOWN when a field is another',
      update,
      reading({ version: 200 }, { definition: { ...good, container: { docker: { image: 'x' } } } }),
      'UNKNOWN',
    ],
    [
      'UNKNOWN when a secret is another',
      update,
      reading({ version: 200 }, { definition: { ...good, env: { DB_PASSWORD: 'no' } } }),
      'UNKNOWN',
    ],
    ['UNKNOWN when the app is gone', update, reading(undefined), 'UNKNOWN'],
    ['DONE when the new app is there', create, reading({ version: 1 }, { definition: good }), 'DONE'],
    ['NOT_DONE when the new app is not there', create, reading(undefined), 'NOT_DONE'],
    ['UNKNOWN when another new app is there', create, reading({ version: 1 }, { definition: {} }), 'UNKNOWN'],
  ])('is %s', (_, asking, seen, outcome) => {
    expect(settleDefinition(asking, seen, digest).outcome).toBe(outcome);
  });
});

describe('a lost answer to restart', () => {
  it.each([
    ['DONE when a deployment restarts it', reading({}, { deployments: [deployment('new', 'RESTART_APPLICATION')] }), 'DONE'],
    [
      'NOT_DONE when only an earlier deployment restarts it',
      reading({}, { deployments: [deployment('old', 'RESTART_APPLICATION')] }),
      'NOT_DONE',
    ],
    ['DONE when its configuration is newer', reading({ version: 200, lastConfigChangeAt: 200 }), 'DONE'],
    ['DONE when it has a new version and does not say why', reading({ version: 200, lastConfigChangeAt: null }), 'DONE'],
    ['UNKNOWN when it was only scaled', reading({ version: 200 }), 'UNKNOWN'],
    ['NOT_DONE when nothing changed', reading({}), 'NOT_DONE'],
    ['UNKNOWN when it is gone', reading(undefined), 'UNKNOWN'],
  ])('is %s', (_, seen, outcome) => {
    expect(settleRestart(request(), seen).outcome).toBe(outcome);
  });
});

describe('a lost answer to delete, kill and cancel', () => {
  it.each([
    ['deleted: DONE when it is gone', settleDelete(request(), reading(undefined)), 'DONE'],
    ['deleted: NOT_DONE when it is the same', settleDelete(request(), reading({})), 'NOT_DONE'],
    ['deleted: UNKNOWN when it is another', settleDelete(request(), reading({ version: 200 })), 'UNKNOWN'],
    ['killed: DONE when the task is gone', settleKill(request({ taskId: 't' }), reading({})), 'DONE'],
    [
      'killed: UNKNOWN when it is still there',
      settleKill(request({ taskId: 't' }), {
        ...reading({}),
        app: { app: anApp({ marathonId: '/shop' }), tasks: [aTask('t')], unreadable: [] },
      }),
      'UNKNOWN',
    ],
    [
      'killed: DONE when it is going',
      settleKill(request({ taskId: 't' }), {
        ...reading({}),
        app: { app: anApp({ marathonId: '/shop' }), tasks: [aTask('t', { state: 'KILLING' })], unreadable: [] },
      }),
      'DONE',
    ],
    [
      'cancelled: NOT_DONE when it is listed',
      settleCancelDeployment(request({ deployment: 'd', rollback: true }), reading({}, { deployments: [deployment('d')] })),
      'NOT_DONE',
    ],
    [
      'cancelled: DONE when a new one undoes it',
      settleCancelDeployment(
        request({ deployment: 'd', rollback: true, apps: ['/shop'], listed: ['d'] }),
        reading({}, { deployments: [deployment('e')] }),
      ),
      'DONE',
    ],
    [
      'cancelled: UNKNOWN when it may have finished',
      settleCancelDeployment(
        request({ deployment: 'd', rollback: true, apps: ['/shop'], listed: ['d', 'e'] }),
        reading({}, { deployments: [deployment('e')] }),
      ),
      'UNKNOWN',
    ],
    ['dropped: DONE when it is gone', settleCancelDeployment(request({ deployment: 'd', rollback: false }), reading({})), 'DONE'],
  ])('is %s', (_, settled, outcome) => {
    expect(settled.outcome).toBe(outcome);
  });

  it.each<[string, Partial<AppRecord> | undefined, string]>([
    ['DONE when the app has shrunk with it', { instances: 2 }, 'DONE'],
    ['UNKNOWN when the app has its size: the task may have ended by itself', {}, 'UNKNOWN'],
    ['UNKNOWN when the app has another size', { instances: 1 }, 'UNKNOWN'],
    ['UNKNOWN when the app is gone', undefined, 'UNKNOWN'],
  ])('is, of a kill that scales, %s', (_, app, outcome) => {
    expect(settleKill(request({ taskId: 't', scale: true }), reading(app)).outcome).toBe(outcome);
  });
});
