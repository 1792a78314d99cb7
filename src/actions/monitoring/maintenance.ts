import { idOfHost } from '../../hosts/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import type { MaintenanceWindow } from '../../monitoring/model.ts';
import type { PlanStep } from '../../plans/model.ts';
import type { Inputs } from '../inputs.ts';
import type { World } from '../ports.ts';
import { asJson, looking, type Desk, type Draft, type Facts, type RemoteVerb, type Spot, type StepDraft, type Where } from '../spec.ts';
import { placeAt } from '../tree/names.ts';
import { AT_ROOT } from '../where.ts';
import type { MonitoringPort } from './port.ts';
import { FALCON, reachMonitoring } from './reach.ts';

const LONGEST_REASON = 500;
const LONGEST_MS = 30 * 86_400_000;
const SECOND_MS = 1_000;

/** Endpoints of which nothing is to be said meanwhile; null: all is said again. */
export interface MaintenanceRequest {
  readonly guards: readonly string[];
  readonly endpoints: readonly string[];
  /** By whose groups it can be seen. */
  readonly nodeIds: readonly string[];
  readonly window: MaintenanceWindow | null;
}

export const maintenanceRequest = (step: Pick<PlanStep, 'request'>) => step.request as unknown as MaintenanceRequest;

type Windows = ReadonlyMap<string, MaintenanceWindow | null>;

/** Whether the host still runs what was on it does not matter: whoever is not known to Falcon is passed over. */
export const MAINTENANCE_VERB: RemoteVerb<MonitoringPort, MaintenanceRequest, Windows> = {
  read: (port, { nodeIds }, signal) => port.maintained(nodeIds, signal),
  facts: () => ({}),
  send: async (port, { endpoints, window }) => {
    await port.maintain(endpoints, window);
    return { deploymentId: null, version: null };
  },
  settle: ({ endpoints, window }, windows) => {
    const known = endpoints.filter((each) => windows.has(each));
    const so = known.every((each) => sameWindow(windows.get(each) ?? null, window));
    return known.length > 0 && so ? { outcome: 'DONE', deploymentId: null, version: null } : { outcome: 'NOT_DONE' };
  },
};

export const MAINTENANCE_VERBS: ReadonlySet<string> = new Set(['begin maintenance', 'end maintenance']);

const sameWindow = (a: MaintenanceWindow | null, b: MaintenanceWindow | null): boolean => a?.from === b?.from && a?.until === b?.until;

export function planSetMaintenance({ host, from, until, reason }: Inputs['setMaintenance'], facts: Facts, windows: Windows): Result<Draft> {
  const { now } = facts;
  if (reason.trim() === '') return rejected('BAD_USER_INPUT', 'Say why, for those who miss an alarm.', 'input', 'reason');
  if (reason.length > LONGEST_REASON)
    return rejected('BAD_USER_INPUT', `reason is longer than ${LONGEST_REASON} characters.`, 'input', 'reason');
  const begins = from ?? now;
  if (until <= now) return rejected('BAD_USER_INPUT', 'until is not in the future.', 'input', 'until');
  if (until <= begins) return rejected('BAD_USER_INPUT', 'It would end before it begins.', 'input', 'until');
  if (until > begins + LONGEST_MS) return rejected('BAD_USER_INPUT', 'A maintenance lasts 30 days at most.', 'input', 'until');
  // Falcon keeps seconds.
  const window = { from: Math.floor(begins / SECOND_MS) * SECOND_MS, until: Math.ceil(until / SECOND_MS) * SECOND_MS };
  return drafted(host, 'begin maintenance', window, reason, { facts, windows });
}

export function planEndMaintenance({ host }: Inputs['endMaintenance'], facts: Facts, windows: Windows): Result<Draft> {
  return drafted(host, 'end maintenance', null, `${host} is to be watched again.`, { facts, windows });
}

function drafted(
  host: string,
  verb: 'begin maintenance' | 'end maintenance',
  window: MaintenanceWindow | null,
  reason: string,
  { facts: { world }, windows }: { readonly facts: Facts; readonly windows: Windows },
): Result<Draft> {
  const endpoint = world.endpointOfHost(host);
  if (!world.hostKnown(host) || endpoint === undefined) return unknown(host);
  const containers = world.containersOn(host);
  const endpoints = [...new Set([endpoint, ...containers.map((each) => each.endpoint)])].sort();
  const nodes = world.nodesOfHost(host);
  const nodeIds = nodesAbout(host, world);
  const before = windows.get(endpoint) ?? null;
  const base = {
    subject: idOfHost(host),
    place: nodes[0] && nodes.length === 1 ? placeAt(nodes[0]) : null,
    alsoAt: spotsOf(world, containers),
  };
  if (endpoints.every((each) => windows.has(each) && sameWindow(windows.get(each) ?? null, window)))
    return ok({ ...base, steps: [], reason: `It is so already of ${host}.` });
  const request: MaintenanceRequest = { guards: [], endpoints, nodeIds, window };
  const step: StepDraft = {
    ...{ system: FALCON, verb, target: `maintenance of ${host}`, before: inWords(before), after: inWords(window) },
    ...{ request: asJson(request), absolute: true, dependsOn: {} },
  };
  return ok({ ...base, steps: [step], reason: `${reason} (${containers.length} containers with it)` });
}

/** Where the host is attached, and where what runs on it hangs: their groups tell what is set. */
const nodesAbout = (host: string, world: World): readonly string[] => [
  ...new Set([...world.nodesOfHost(host).map(({ record }) => record.id), ...world.containersOn(host).map(({ nodeId }) => nodeId)]),
];

const inWords = (window: MaintenanceWindow | null): string | null =>
  window && `nothing is said from ${new Date(window.from).toISOString()} until ${new Date(window.until).toISOString()}`;

const unknown = (host: string): Result<never> => rejected('NOT_FOUND', `There is no host ${host}.`, 'input', 'host');

/** Whoever is told of what runs there must be asked too. */
const spotsOf = (world: World, containers: readonly { readonly nodeId: string }[]): readonly Spot[] =>
  [...new Set(containers.map(({ nodeId }) => nodeId))].flatMap((id) => {
    const node = world.nodeById(id);
    return node ? [placeAt(node)] : [];
  });

const where: Where<{ readonly host: string }> = ({ host }, { world }) => {
  const nodes = world.nodesOfHost(host);
  if (!world.hostKnown(host)) return unknown(host);
  return ok(nodes.length === 0 ? [AT_ROOT] : nodes.map((node): Spot => placeAt(node)));
};

async function look({ host }: { readonly host: string }, desk: Desk): Promise<Result<Windows>> {
  return ok(await reachMonitoring(desk).maintained(nodesAbout(host, desk.world), desk.signal));
}

export const setMaintenance = looking({ ...{ mutation: 'setMaintenance', local: false, where }, ...{ look, plan: planSetMaintenance } });
export const endMaintenance = looking({ ...{ mutation: 'endMaintenance', local: false, where }, ...{ look, plan: planEndMaintenance } });
