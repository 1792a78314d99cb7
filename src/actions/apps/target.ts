import { appOfKey, idOfApp, type AppReading, type AppRecord } from '../../apps/model.ts';
import { ok, rejected, type Result, type UserError } from '../../kit/result.ts';
import { parseNodeName, printJobName } from '../../tree/jobname.ts';
import type { World, WorldNode } from '../ports.ts';
import { noMarathon, portFor } from '../reach.ts';
import type { Desk, Place, Reading, RemoteRequest, Was } from '../spec.ts';

/** One app of one Marathon, whether or not it exists. */
export interface Target {
  readonly cluster: string;
  readonly marathonId: string;
}

export interface AppInput {
  readonly app: string;
  readonly cluster?: string | null;
}

const SEGMENT = /^(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])$/;

/** The app meant by a Marathon id or by the JobName of its job. With several Marathons, the one that has it. */
export function findTarget(world: World, { app, cluster }: AppInput, wanted: 'there' | 'maybe new'): Result<Target> {
  const clusters = world.clusters();
  if (cluster && !clusters.includes(cluster)) {
    return rejected('BAD_USER_INPUT', noMarathon(world, cluster), 'input', 'cluster');
  }
  const found = app.startsWith('cop.') ? byJobName(world, app, cluster ?? undefined) : byPath(world, app, cluster ?? undefined);
  if (!found.ok) return found;
  const { candidates, marathonId } = found.value;
  const [only, another] = candidates;
  if (only && !another) return ok(only);
  if (another) {
    const names = candidates.map((each) => `${each.marathonId} on ${each.cluster}`).join(', ');
    return rejected('BAD_USER_INPUT', `"${app}" is ambiguous: ${names}.`, 'input', 'cluster');
  }
  if (wanted === 'there' || marathonId === undefined) return rejected('NOT_FOUND', `There is no app ${app}.`, 'input', 'app');
  return rejected('BAD_USER_INPUT', `Say which Marathon ${app} is for: ${clusters.join(', ')}.`, 'input', 'cluster');
}

interface Found {
  readonly candidates: readonly Target[];
  /** The id that a new app would have. */
  readonly marathonId: string | undefined;
}

function byPath(world: World, app: string, cluster: string | undefined): Result<Found> {
  const marathonId = app.startsWith('/') ? app : `/${app}`;
  if (
    !marathonId
      .slice(1)
      .split('/')
      .every((segment) => SEGMENT.test(segment))
  ) {
    return rejected('BAD_USER_INPUT', `"${app}" is neither a Marathon app id nor a JobName.`, 'input', 'app');
  }
  return ok({ candidates: holders(world, marathonId, cluster), marathonId });
}

function byJobName(world: World, app: string, cluster: string | undefined): Result<Found> {
  const parsed = parseNodeName(app);
  if (!parsed.ok) return { ok: false, userErrors: parsed.userErrors.map((error) => ({ ...error, path: ['input', 'app'] })) };
  const node = world.node(app);
  const hung = (node?.appKeys ?? []).map(appOfKey).filter((each) => cluster === undefined || each.cluster === cluster);
  if (hung.length > 0) return ok({ candidates: hung, marathonId: undefined });
  const names = parsed.value.length === 8 ? parsed.value : undefined;
  if (!names) return rejected('BAD_USER_INPUT', `${app} is not a job; apps belong to jobs.`, 'input', 'app');
  const marathonId = `/${names.join('/')}`;
  return ok({ candidates: holders(world, marathonId, cluster), marathonId });
}

/** A Marathon named, or the only one, is asked afresh; among several the live copy tells which of them has the app. */
function holders(world: World, marathonId: string, cluster: string | undefined): readonly Target[] {
  const named = cluster === undefined ? world.clusters() : [cluster];
  const having = named.length === 1 ? named : named.filter((each) => world.app(each, marathonId) !== undefined);
  return having.map((each) => ({ cluster: each, marathonId }));
}

export const appSubject = ({ cluster, marathonId }: Target): string => idOfApp(cluster, marathonId);

/** The node whose freezes and owners count for the app: its own, or the nearest one above that its path names. */
export function placeOf(world: World, { cluster, marathonId }: Target): Place | null {
  const held = world.app(cluster, marathonId);
  const node = (held?.nodeId != null ? world.nodeById(held.nodeId) : undefined) ?? nearest(world, marathonId);
  return node ? { nodeId: node.record.id, jobName: node.jobName } : null;
}

function nearest(world: World, marathonId: string): WorldNode | undefined {
  const names = marathonId.slice(1).split('/').slice(0, 8);
  for (let depth = names.length; depth > 0; depth--) {
    const jobName = printJobName(names.slice(0, depth));
    const node = world.node(jobName);
    if (node?.jobName === jobName) return node;
  }
  return undefined;
}

/** An existing app as read just now. */
export interface Seen {
  readonly target: Target;
  readonly app: AppRecord;
  readonly tasks: AppReading['tasks'];
  readonly place: Place | null;
}

export async function seeApp(input: AppInput, desk: Desk): Promise<Result<Seen>> {
  const target = findTarget(desk.world, input, 'there');
  if (!target.ok) return target;
  const { cluster, marathonId } = target.value;
  const reading = await portFor(desk, cluster).app(marathonId, desk.signal);
  if (!reading) return rejected('NOT_FOUND', `There is no app ${marathonId} on ${cluster}.`, 'input', 'app');
  return ok({ target: target.value, app: reading.app, tasks: reading.tasks, place: placeOf(desk.world, target.value) });
}

export const was = ({ version, instances, lastConfigChangeAt, deploymentIds }: AppRecord): Was => ({
  version,
  instances,
  lastConfigChangeAt,
  deploymentIds,
});

/** What every request about an app says: where it goes, whose freeze forbids it, and how things stood. */
export const requestOn = (
  { target, place, app }: Pick<Seen, 'target' | 'place'> & { readonly app: AppRecord | undefined },
  force: boolean | null | undefined,
): RemoteRequest => ({
  guards: place ? [place.nodeId] : [],
  ...target,
  force: force ?? false,
  was: app ? was(app) : null,
});

/** Marathon refuses to change an app that a deployment holds, unless forced. */
export function heldBy(app: AppRecord, force: boolean | null | undefined): readonly UserError[] {
  if (force || app.deploymentIds.length === 0) return [];
  const message = `${app.marathonId} is held by deployment ${app.deploymentIds.join(', ')}; wait, cancel it, or use force.`;
  return [{ code: 'CONFLICT', message, path: ['input', 'app'] }];
}

/** A free app is a fact to rest on only where Marathon would refuse a held one. */
export const unheld = (force: boolean | null | undefined) => (force ? {} : { deploymentIds: [] });

export const NOTHING: Reading = { app: undefined, definition: undefined, earlier: undefined, deployments: [] };

/** As people read it: what moved is told to them. */
export const versionFact = ({ version }: AppRecord): string => new Date(version).toISOString();

/** The facts of an app that every verb can rest on. */
export const appFacts = ({ app }: Reading) => ({
  exists: app !== undefined,
  instances: app?.app.instances ?? null,
  version: app ? versionFact(app.app) : null,
  deploymentIds: [...(app?.app.deploymentIds ?? [])].sort(),
});

/** Deployments on the app that were not there when the step was planned. */
export const newDeployment = (request: RemoteRequest, { app, deployments }: Reading): string | null => {
  const before = new Set(request.was?.deploymentIds);
  const listed = deployments
    .filter(({ affectedApps }) => affectedApps.includes(request.marathonId))
    .map(({ deploymentId }) => deploymentId);
  return [...(app?.app.deploymentIds ?? []), ...listed].find((id) => !before.has(id)) ?? null;
};
