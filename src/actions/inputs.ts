import type { HolderKind, Role } from '../access/model.ts';
import type { ExpressionTarget } from '../monitoring/expression.ts';
import type { MetricName, Side } from '../monitoring/model.ts';
import type { ControllerModeName, ControllerName, DecisionInput, RejectedChoice } from '../plans/model.ts';
import type { PolicyInput } from '../scaling/input.ts';
import type { TimedInput } from '../scaling/timed-input.ts';
import type { Executor } from '../scaling/timed-model.ts';
import type { TreeLevel } from '../tree/model.ts';

/** What each mutation takes, as the pipeline sees it. Tree nodes are named by JobName (current or alias). */
export interface Inputs {
  createTreeNode: { readonly parent: string | null; readonly name: string; readonly level?: TreeLevel | null };
  renameTreeNode: { readonly jobName: string; readonly name: string };
  moveTreeNode: { readonly jobName: string; readonly newParent: string };
  deleteTreeNode: { readonly jobName: string };
  removeTreeAlias: { readonly alias: string };
  attachHost: { readonly jobName: string; readonly host: string };
  detachHost: { readonly jobName: string; readonly host: string };
  /** Puts the claim of an app's label `jobname` in force. */
  confirmPlacement: { readonly app: string; readonly cluster?: string | null };
  /** Makes the nodes for existing Marathon paths; `scope` limits them to a path prefix or JobName. */
  adoptApps: { readonly scope?: string | null; readonly cluster?: string | null };
  /** Create or update; what is not given stays as it is. */
  deployApp: AppChange & { readonly app: string; readonly cluster?: string | null; readonly force?: boolean | null };
  scaleApp: { readonly app: string; readonly cluster?: string | null; readonly instances: number; readonly force?: boolean | null };
  restartApp: { readonly app: string; readonly cluster?: string | null; readonly force?: boolean | null };
  rollbackApp: { readonly app: string; readonly cluster?: string | null; readonly version: number; readonly force?: boolean | null };
  deleteApp: { readonly app: string; readonly cluster?: string | null; readonly force?: boolean | null };
  killContainer: { readonly taskId: string; readonly scale?: boolean | null };
  cancelDeployment: { readonly deployment: string; readonly cluster?: string | null; readonly rollback?: boolean | null };
  cancelPlan: { readonly id: string };
  /** By its global id; until it fires anew, or that time. */
  acknowledgeAlarm: { readonly id: string; readonly reason: string; readonly until: number };
  setFreeze: { readonly jobName: string; readonly reason: string; readonly from?: number | null; readonly until?: number | null };
  removeFreeze: { readonly id: string };
  setMonitoring: {
    readonly jobName: string;
    readonly watches?: readonly WatchInput[] | null;
    /** Not given: those set above. */
    readonly teams?: readonly string[] | null;
  };
  removeMonitoring: { readonly jobName: string };
  /** Registers a host in the tree and in Falcon. */
  deliverHost: { readonly jobName: string; readonly host: string };
  /** From every node that it is attached to, as far as the caller sees them. */
  retireHost: { readonly host: string; readonly force?: boolean | null };
  /** Of the node and of all below it; by its id, of that one alone, there or not. */
  /** Of a host and what runs on it now. */
  setMaintenance: { readonly host: string; readonly from?: number | null; readonly until: number; readonly reason: string };
  endMaintenance: { readonly host: string };
  /** `careful`: without what takes away. */
  repairMonitoring: { readonly jobName: string } | { readonly nodeId: string; readonly careful?: boolean };
  /** With these members and no others; without a note the one that it has. */
  setTeam: { readonly name: string; readonly members: readonly string[]; readonly note?: string | null };
  removeTeam: { readonly name: string; readonly force?: boolean | null };
  /** With these thresholds and no others. */
  setExpression: ExpressionTarget & {
    readonly thresholds: readonly ThresholdInput[];
    readonly teams: readonly string[];
    readonly paused?: boolean | null;
  };
  removeExpression: ExpressionTarget;
  setControllerMode: { readonly controller: ControllerName; readonly mode: ControllerModeName };
  /** On an app, or, by `jobName`, on a node for all apps at and below it. */
  setScalingRule: OnApps & { readonly rule: PolicyInput };
  removeScalingRule: { readonly id: string };
  /** With an id, the schedule that has it, which stays where it is. */
  setScheduledScaling: OnApps & { readonly id?: string | null; readonly executor?: Executor | null; readonly schedule: TimedInput };
  removeScheduledScaling: { readonly id: string };
  /** Of the controller alone: the jobs of a schedule, by its id, there or not. */
  repairChronos: { readonly schedule: string };
  /** Of the controller alone. */
  autoscaleApp: {
    readonly app: string;
    readonly cluster: string;
    readonly from: number;
    readonly to: number;
    /** Global id. */
    readonly rule: string;
    readonly reason: string;
    readonly inputs: readonly DecisionInput[];
    readonly rejected: readonly RejectedChoice[];
  };
  setScalingMode: { readonly id: string; readonly mode: ControllerModeName };
  /** Without a JobName, at the root. */
  setRoleBinding: { readonly jobName?: string | null; readonly kind: HolderKind; readonly holder: string; readonly role: Role };
  removeRoleBinding: { readonly jobName?: string | null; readonly kind: HolderKind; readonly holder: string };
  createApiToken: {
    readonly label: string;
    /** Where and as what at most; without a JobName, wherever the caller may. */
    readonly scopes: readonly { readonly jobName?: string | null; readonly role: Role }[];
    readonly expiresAt: number;
  };
  revokeApiToken: { readonly id: string };
}

/** One app, or, by `jobName`, all at and below a node. */
export interface OnApps {
  readonly app?: string | null;
  readonly cluster?: string | null;
  readonly jobName?: string | null;
}

export interface ThresholdInput {
  readonly side: Side;
  readonly value: number;
  readonly points?: number | null;
  readonly steps?: number | null;
  readonly priority?: number | null;
  readonly note?: string | null;
}

export interface WatchInput {
  readonly metric: MetricName;
  readonly thresholds: readonly ThresholdInput[];
  /** Told of when the figure stays away. */
  readonly absent?: { readonly steps?: number | null; readonly priority?: number | null; readonly note?: string | null } | null;
}

export interface AppChange {
  readonly image?: string | null;
  readonly command?: string | null;
  readonly cpus?: number | null;
  readonly memMiB?: number | null;
  readonly diskMiB?: number | null;
  readonly instances?: number | null;
  /** All of them, like `env`: those not given go away. A single one is set, or removed by null, in `definition`. */
  readonly labels?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  /** Any further part of a Marathon app definition: a merge patch (RFC 7396) over the rest, so null removes. */
  readonly definition?: Readonly<Record<string, unknown>> | null;
}

export type MutationName = keyof Inputs;
