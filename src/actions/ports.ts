import type { AlarmRecord } from '../alarms/model.ts';
import type { App, AppDefinition, AppReading, Deployment, DeploymentRecord } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import type { UserError } from '../kit/result.ts';
import type { Wanted } from '../monitoring/coverage.ts';
import type { Watched, WatchRule } from '../monitoring/model.ts';
import type { ControllerMode, ControllerName, DecisionRecord, PlanRecord } from '../plans/model.ts';
import type { ScalingRule } from '../scaling/model.ts';
import type { TimedRule } from '../scaling/timed-model.ts';
import type { Freeze, HostAttachment, PlacementClaim, TreeAlias, TreeNodeRecord } from '../tree/model.ts';
import type { ApiToken, Caller, Need, Role, RoleBinding } from '../access/model.ts';
import type { Inputs, MutationName } from './inputs.ts';
import type { LeaseHold } from './lease.ts';

/** How a mutation is to be run, and for whom. */
export interface Call {
  readonly mode: 'APPLY' | 'PLAN';
  readonly planToken: string | null;
  readonly idempotencyKey: string | null;
  readonly caller: string;
  readonly requestId: string;
  /** Where the caller asks from; null: from within. */
  readonly address: string | null;
  /** What the caller may see and do; ALL: Canopy itself asks. */
  readonly permit: Permit | 'ALL';
  /** Places in the log of the events that led a controller to it. What a person asks for no event leads to. */
  readonly causedBy?: readonly number[];
  /** A controller's: nothing is done under a lease that is lost. People need none. */
  readonly lease?: LeaseHold;
}

export interface Outcome {
  readonly plan: PlanRecord | null;
  readonly decision: DecisionRecord | null;
  /** Global id of what the mutation was about, for the payload's subject. */
  readonly subject: string | null;
  readonly userErrors: readonly UserError[];
  /** The log's place that reflects the mutation; null when nothing was recorded. */
  readonly seq: number | null;
  /** What the caller lacks, where that is why it was refused. */
  readonly missing?: Need;
  /** Of what was made and has one: shown this once, and kept nowhere. */
  readonly secret?: string;
}

/** What somebody may do, and the world as they see it: what they may not see is not there. */
export interface Permit {
  readonly world: World;
  /** Whether the role is held on the node; null: at the root. */
  may(role: Role, nodeId: string | null): boolean;
  /** What is held there; null: nothing. */
  held(nodeId: string | null): Role | null;
  /** As `may`; of a node that is gone, at the nearest that is left of those it stood below. */
  mayStill(role: Role, nodeId: string | null): boolean;
  /** Who could grant a role there: names of owners and administrators, a few of them. */
  granters(nodeId: string | null): readonly string[];
  sees(plan: PlanRecord): boolean;
  readonly kind: Caller['kind'];
}

/** The one door for writes. */
export interface Actions {
  run<M extends MutationName>(mutation: M, input: Inputs[M], call: Call): Promise<Outcome>;
}

/** What planning may look at: the live copy, by administrator's eyes; the pipeline checks what the caller may do. */
export interface World {
  now(): number;
  /** Nothing is left out of it. */
  readonly whole: boolean;
  /** By current name or alias. */
  node(jobName: string): WorldNode | undefined;
  nodeById(id: string): WorldNode | undefined;
  aliasesOf(nodeId: string): readonly TreeAlias[];
  alias(jobName: string): TreeAlias | undefined;
  attachments(nodeId: string): readonly HostAttachment[];
  /** Every claim that was confirmed. */
  confirmed(): readonly PlacementClaim[];
  /** Claims confirmed at the node. */
  claims(nodeId: string): readonly PlacementClaim[];
  freeze(id: string): Freeze | undefined;
  alarm(id: string): AlarmRecord | undefined;
  /** Set on this very node, in force or not. */
  freezesSetOn(nodeId: string): readonly Freeze[];
  /** Of many nodes at once; freezes in force or not. */
  hangingOn(ids: ReadonlySet<string>): {
    readonly claims: readonly PlacementClaim[];
    readonly freezes: readonly Freeze[];
    readonly bindings: readonly RoleBinding[];
  };
  /** On this very node. */
  watchRule(nodeId: string): WatchRule | undefined;
  /** On the node and on those above it, the nearest first. */
  watchRules(nodeId: string): readonly WatchRule[];
  /** Undefined: nobody has set another than the first. */
  controller(name: ControllerName): ControllerMode | undefined;
  /** On this very app or node, by its global id. */
  scalingRule(on: string): ScalingRule | undefined;
  scalingRuleById(id: string): ScalingRule | undefined;
  /** On this very app or node, by its global id. */
  schedulesOn(on: string): readonly TimedRule[];
  /** On the node and on those above it. */
  schedulesAbove(nodeId: string): readonly TimedRule[];
  schedule(id: string): TimedRule | undefined;
  /** In force now, on the node or above it. */
  freezesOn(nodeId: string): readonly Freeze[];
  /** In force now, on nodes below the node. */
  freezesBelow(nodeId: string): readonly Freeze[];
  /** On this very node; null: at the root. */
  bindings(nodeId: string | null): readonly RoleBinding[];
  token(id: string): ApiToken | undefined;
  /** In force. */
  tokensOf(owner: string): readonly ApiToken[];
  hostKnown(name: string): boolean;
  /** The nodes that it is attached to. */
  nodesOfHost(name: string): readonly WorldNode[];
  /** Containers that Marathon lists on it. */
  runningOn(host: string): number;
  /** What runs or is about to on a host, by what Falcon calls it, and the node it hangs on; of what hangs on none, nothing. */
  containersOn(host: string): readonly { readonly endpoint: string; readonly nodeId: string }[];
  /** What Falcon calls a host, whether or not it is known; undefined: it cannot be told. */
  endpointOfHost(name: string): string | undefined;
  /** What Falcon calls the containers of the node's own apps. */
  endpointsAt(nodeId: string): readonly string[];
  /** Who has a team of Falcon's told: nodes by JobName, templates of others by name, expressions by their text. */
  tellersOf(team: string): readonly string[];
  /** Whether Falcon tells containers apart by their tags alone. */
  sharedEndpoints(): boolean;
  /** What Falcon should have of a node and, as last read, has; undefined: that cannot be told now. */
  watch(nodeId: string): { readonly wanted: Wanted; readonly held: Watched } | undefined;
  /** When the oldest thing held of the Marathon was read; null before that. */
  readAt(cluster: string): number | null;
  /** Names of the Marathons, in configured order. */
  clusters(): readonly string[];
  /** Throws NOT_SYNCED when absence would mean nothing. */
  app(cluster: string, marathonId: string): WorldApp | undefined;
  /** The node of an app, seen or not; null: it hangs on none; undefined: it is not held. Never to be told. */
  hangsOn(cluster: string, marathonId: string): string | null | undefined;
  apps(cluster: string): readonly WorldApp[];
  container(taskId: string): Container | undefined;
  /** Of its apps, those that are seen. */
  deployment(cluster: string, id: string): Deployment | undefined;
  /** Ids of all that it works on, seen or not. Never to be told. */
  worksOn(cluster: string, deployment: string): readonly string[];
  /** True when the source cannot be written to now: mutations on it answer UPSTREAM_UNAVAILABLE before anything is sent. */
  sourceDown(cluster: string): string | undefined;
}

export interface WorldNode {
  readonly record: TreeNodeRecord;
  readonly jobName: string;
  readonly children: readonly { readonly id: string; readonly name: string }[];
  readonly appKeys: readonly string[];
  /** Ids of the node and of all below it. */
  subtree(): readonly WorldNode[];
}

export interface WorldApp {
  readonly app: App;
  readonly nodeId: string | null;
  readonly jobName: string | null;
  readonly unassigned: string | null;
}

/** What the pipeline asks of one Marathon. Reads are fresh; a write is sent at most once. */
export interface MarathonPort {
  readonly cluster: string;
  app(marathonId: string, signal: AbortSignal): Promise<AppReading | undefined>;
  definition(marathonId: string, signal: AbortSignal): Promise<AppDefinition | undefined>;
  definitionAt(marathonId: string, version: number, signal: AbortSignal): Promise<AppDefinition | undefined>;
  deployments(signal: AbortSignal): Promise<readonly DeploymentRecord[]>;
  createApp(definition: AppDefinition, force: boolean): Promise<Accepted>;
  updateApp(marathonId: string, change: AppDefinition, force: boolean): Promise<Accepted>;
  /** Puts the whole definition in place of the one there. */
  replaceApp(marathonId: string, definition: AppDefinition, force: boolean): Promise<Accepted>;
  restartApp(marathonId: string, force: boolean): Promise<Accepted>;
  deleteApp(marathonId: string, force: boolean): Promise<Accepted>;
  killTask(marathonId: string, taskId: string, scale: boolean): Promise<Accepted>;
  /** `force`: drop it where it stands; otherwise Marathon rolls back with a new deployment. */
  cancelDeployment(id: string, force: boolean): Promise<Accepted>;
  /** How long a write may be under way; after that, looking settles it. */
  readonly writeDeadlineMs: number;
}

export interface Accepted {
  readonly deploymentId: string | null;
  readonly version: number | null;
}

/** The named points of a mutation where a test may end the process. */
export const CRASH_POINTS = [
  'before-intent',
  'after-intent',
  'before-send',
  'after-send',
  'after-answer',
  'before-record',
  'after-record',
  'before-reply',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];
