import { describe, expect, it } from 'vitest';
import { App, type Deployment } from '../../src/apps/model.ts';
import { Container } from '../../src/containers/model.ts';
import { deploymentEnded, deploymentStarted } from '../../src/events/deployments.ts';
import { hostEvent, hostMissed } from '../../src/events/hosts.ts';
import {
  appEvent,
  containerEnded,
  containerMoved,
  containerStarted,
  healthChanged,
  unreadableEvent,
  type At,
} from '../../src/events/live.ts';
import { EVENT_KINDS, type EventDraft } from '../../src/events/model.ts';
import { sourceEvent } from '../../src/events/sources.ts';
import { Host, type HostRecord } from '../../src/hosts/model.ts';
import { documentedEvents, undocumented } from '../support/documented-events.ts';
import { anApp, aTask } from '../support/graph.ts';
import { sourcesIn } from './imports.ts';

const told = sourcesIn(['src'])
  .filter(({ path }) => path !== 'src/events/model.ts')
  .map(({ text }) => text)
  .join('\n');
/** A kind as code names it. */
const isTold = (kind: string): boolean => told.includes(`'${kind}'`);

it('every kind of event has somebody who tells it', () => {
  expect(EVENT_KINDS.filter((kind) => !isTold(kind))).toEqual([]);
  expect(isTold('PLANTED_KIND')).toBe(false);
});

describe('docs/events.md', () => {
  const place: At = { at: 1, actor: 'source:marathon:main', nodeId: null, jobName: null };
  const [app, scaled] = [new App(anApp()), new App(anApp({ instances: 5 }))];
  const [task, running] = [new Container('main', '/a', aTask({ state: 'STAGING' }), 1, 1), new Container('main', '/a', aTask(), 1, 1)];
  const aHost = (cpus: number) => new Host({ name: 'h', active: true, cpus, attributes: [] } as unknown as HostRecord);
  const deployment = {
    id: 'Deployment:main:d',
    cluster: 'main',
    deploymentId: 'd',
    affectedApps: ['/a'],
    totalSteps: 1,
  } as unknown as Deployment;
  const gone = { cluster: 'main', taskId: 't1', marathonId: '/a', before: task };
  const drafts: readonly (EventDraft | undefined)[] = [
    ...[appEvent(undefined, app, place), appEvent(app, scaled, place), appEvent(app, undefined, place)],
    ...[unreadableEvent('main', '/a', { id: '/a', problem: 'none' }, place), unreadableEvent('main', '/a', undefined, place)],
    ...[containerStarted(task, place), containerStarted(task, place, 'CONTAINER_CHANGED'), containerMoved(task, running, place)],
    ...[healthChanged(task, 'UNKNOWN', 'HEALTHY', place), containerEnded(gone, undefined, place)],
    ...[deploymentStarted(deployment, place), deploymentEnded(deployment, { success: null, reason: null }, place)],
    ...[hostEvent(undefined, aHost(1), place), hostEvent(aHost(1), aHost(2), place), hostEvent(aHost(1), undefined, place)],
    ...[hostMissed('h', place), sourceEvent('marathon:main', true, null, place), sourceEvent('marathon:main', false, null, place)],
  ];

  it('has every kind, in the order of the schema', () => {
    expect([...documentedEvents().keys()]).toEqual(EVENT_KINDS);
  });

  it('says what is in the body of each kind that is found in an outside system', () => {
    for (const draft of drafts) expect(draft && undocumented(draft)).toBeUndefined();
    expect(new Set(drafts.map((draft) => draft?.kind)).size).toBe(16);
  });

  it('is not said to agree where it does not', () => {
    expect(undocumented({ kind: 'HOST_JOINED', body: { after: {}, planted: 1 } })).toMatch(/HOST_JOINED has \{ after, planted \}/);
    expect(undocumented({ kind: 'HOST_JOINED', body: {} })).toMatch(/documented is \{ after \}/);
  });
});
