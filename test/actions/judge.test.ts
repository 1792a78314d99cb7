import { describe, expect, it } from 'vitest';
import { planCancelDeployment } from '../../src/actions/apps/cancel-deployment.ts';
import { planDeleteApp } from '../../src/actions/apps/delete-app.ts';
import { planDeploy } from '../../src/actions/apps/deploy-app.ts';
import { planKill } from '../../src/actions/apps/kill-container.ts';
import { planRestart } from '../../src/actions/apps/restart-app.ts';
import { planRollback } from '../../src/actions/apps/rollback-app.ts';
import { digestsOf } from '../../src/actions/hash.ts';
import { planScale } from '../../src/actions/apps/scale-app.ts';
import type { Draft } from '../../src/actions/spec.ts';
import type { Result } from '../../src/kit/result.ts';
import { anApp, aTask } from './marathon.ts';

const app = anApp({ marathonId: '/shop' });
const target = { cluster: 'main', marathonId: '/shop' };
const seen = { target, app, place: { nodeId: 'n1', jobName: 'cop.acme' }, tasks: [] };
const facts = { now: 5_000, newId: () => 'salt', ...digestsOf({ cursorKey: () => new Uint8Array(32) }) };
const version = '1970-01-01T00:00:01.000Z';
const deployment = {
  cluster: 'main',
  deploymentId: 'd1',
  version: 1,
  affectedApps: ['/shop'],
  currentStep: 1,
  totalSteps: 2,
  currentActions: [],
  steps: [],
};

const stepOf = (judged: Result<Draft>) => (judged.ok ? judged.value.steps[0] : undefined);

describe('what a step rests on, what it locks and whether it may be said twice', () => {
  it.each([
    [
      'a scale: the size and a free app',
      planScale({ app: '/shop', instances: 5 }, facts, seen),
      { exists: true, instances: 3, deploymentIds: [] },
      '/shop',
      true,
    ],
    [
      'a forced scale: the size',
      planScale({ app: '/shop', instances: 5, force: true }, facts, seen),
      { exists: true, instances: 3 },
      '/shop',
      true,
    ],
    ['a restart: a free app', planRestart({ app: '/shop' }, facts, seen), { exists: true, deploymentIds: [] }, '/shop', false],
    [
      'a delete: the version seen',
      planDeleteApp({ app: '/shop' }, facts, seen),
      { exists: true, version, deploymentIds: [] },
      '/shop',
      true,
    ],
    [
      'a rollback: the version seen',
      planRollback({ app: '/shop', version: 1 }, facts, { ...seen, now: { cmd: 'b' }, then: { cmd: 'a' } }),
      { exists: true, version, deploymentIds: [] },
      '/shop',
      true,
    ],
    [
      'a deploy: the members it overwrites',
      planDeploy({ app: '/shop', cpus: 2, definition: { cmd: 'b' } }, facts, { ...seen, definition: { cmd: 'a', cpus: 1, mem: 5 } }),
      { exists: true, cmd: 'a', cpus: 1, deploymentIds: [] },
      '/shop',
      true,
    ],
    [
      'a new app: that there is none',
      planDeploy({ app: '/shop', image: 'x' }, facts, { ...seen, app: undefined, definition: undefined }),
      { exists: false },
      '/shop',
      true,
    ],
    ['a kill: the task', planKill({ taskId: 't1' }, facts, { ...seen, task: aTask('t1') }), { task: true }, 't1', false],
    [
      'a kill that scales: the task, the size and a free app',
      planKill({ taskId: 't1', scale: true }, facts, { ...seen, task: aTask('t1') }),
      { task: true, instances: 3, deploymentIds: [] },
      '/shop',
      false,
    ],
    [
      'a cancel: that it is listed',
      planCancelDeployment({ deployment: 'd1' }, facts, { deployment, listed: ['d1'], places: [seen.place] }),
      { listed: true },
      'd1',
      false,
    ],
  ])('%s', (_, judged, dependsOn, locked, absolute) => {
    expect(stepOf(judged)).toMatchObject({ system: 'marathon:main', dependsOn, target: locked, absolute, request: { guards: ['n1'] } });
    expect(Object.keys(stepOf(judged)?.dependsOn ?? {}).sort()).toEqual(Object.keys(dependsOn).sort());
  });

  it.each([
    ['a scale to the same size', planScale({ app: '/shop', instances: 3 }, facts, seen)],
    ['a deploy of the same', planDeploy({ app: '/shop', cpus: 1 }, facts, { ...seen, definition: { cpus: 1, version: 'x' } })],
    [
      'a rollback to the same',
      planRollback({ app: '/shop', version: 1 }, facts, { ...seen, now: { cmd: 'a', version: '2' }, then: { cmd: 'a', version: '1' } }),
    ],
    ['a restart of nothing', planRestart({ app: '/shop' }, facts, { ...seen, app: { ...app, instances: 0 } })],
    ['a kill of what is being killed', planKill({ taskId: 't1' }, facts, { ...seen, task: aTask('t1', { state: 'KILLING' }) })],
  ])('%s is nothing to do, and says why', (_, judged) => {
    expect(judged).toMatchObject({ ok: true, value: { steps: [], reason: expect.stringMatching(/\w+/) } });
  });
});
