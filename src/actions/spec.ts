import type { Role } from '../access/model.ts';
import type { AppDefinition, AppReading, DeploymentRecord } from '../apps/model.ts';
import type { Json } from '../kit/json.ts';
import { ok, type Result, type UserError } from '../kit/result.ts';
import type { DecisionInput, PlanRecord, PlanStep, RejectedChoice } from '../plans/model.ts';
import type { ChronosPort } from './chronos/port.ts';
import { seenFacts } from './facts.ts';
import type { Digest } from './hash.ts';
import type { Inputs, MutationName } from './inputs.ts';
import type { LocalRequest } from './local.ts';
import type { MonitoringPort } from './monitoring/port.ts';
import type { Accepted, MarathonPort, Permit, World } from './ports.ts';

/** A step as judged, before anything was done about it. */
export type StepDraft = Omit<PlanStep, 'outcome' | 'said'>;

/** The tree node that a plan, its decision and its events belong to. */
export interface Place {
  readonly nodeId: string;
  readonly jobName: string;
}

/** What a judgement comes to. No steps: there is nothing to do, and `reason` says why. */
export interface Draft {
  readonly subject: string | null;
  readonly place: Place | null;
  readonly steps: readonly StepDraft[];
  /** Why it must not run now, freezes aside: those are looked up by the steps' `guards`. */
  readonly blockedBy?: readonly UserError[];
  readonly reason: string;
  readonly inputs?: readonly DecisionInput[];
  readonly rejected?: readonly RejectedChoice[];
  /** Places in the log of the events that led to it. */
  readonly causedBy?: readonly number[];
  /** What it acts on besides, as looking has shown. */
  readonly alsoAt?: readonly Spot[];
}

/** Where a mutation acts: what its role is needed at. */
export interface Spot {
  /** Null: at the root. */
  readonly nodeId: string | null;
  readonly jobName: string | null;
  /** In place of the mutation's own. */
  readonly role?: Role;
}

/** Told before anything is judged or read. What the caller may not see is not found, in the words for what is not there. */
export type Where<I> = (input: I, desk: Desk) => Result<readonly Spot[]> | Promise<Result<readonly Spot[]>>;

/** What a judgement may use besides its input: time and new ids are arguments. */
export interface Facts {
  /** As the caller sees it: what they name is looked for here. */
  readonly world: World;
  /** As it is: what a change rests on, and what keeps others' things whole. Nothing of it is told that the caller does not see. */
  readonly whole: World;
  readonly now: number;
  readonly caller: string;
  readonly newId: () => string;
  readonly digest: Digest;
  readonly permit: Permit | 'ALL';
  /** Undefined where no Chronos is configured. */
  readonly chronos?: ChronosPort | undefined;
}

/** Where fresh readings come from, before judging. */
export interface Desk extends Facts {
  readonly marathons: ReadonlyMap<string, MarathonPort>;
  /** Undefined where no Falcon is configured. */
  readonly monitoring: MonitoringPort | undefined;
  readonly plan: (id: string) => Promise<PlanRecord | undefined>;
  /** Where the log tells of a subject. */
  readonly placesOf: (subject: string) => Promise<readonly number[]>;
  readonly signal: AbortSignal;
}

/** One mutation: how its input becomes a plan. */
export interface MutationSpec<M extends MutationName> {
  readonly mutation: M;
  /** Changes only what Canopy itself keeps. */
  readonly local: boolean;
  readonly where: Where<Inputs[M]>;
  judge(input: Inputs[M], desk: Desk): Promise<Result<Draft>>;
  /** The input as it may be stored and shown. */
  shown(input: Inputs[M]): unknown;
}

/** A mutation of Canopy's own facts: judged from the live copy alone. */
export function local<M extends MutationName>(
  mutation: M,
  where: Where<Inputs[M]>,
  plan: (input: Inputs[M], facts: Facts) => Result<Draft>,
): MutationSpec<M> {
  const judge = async (input: Inputs[M], desk: Desk): Promise<Result<Draft>> => {
    const judged = plan(input, desk);
    if (!judged.ok) return judged;
    const { inputs = [], steps } = judged.value;
    return ok({ ...judged.value, inputs: [...inputs, ...seenFacts(desk.world, steps)] });
  };
  return { mutation, local: true, where, judge, shown: (input) => input };
}

/** A mutation whose judgement needs something read afresh first. */
export function looking<M extends MutationName, S>(spec: {
  readonly mutation: M;
  readonly local: boolean;
  readonly where: Where<Inputs[M]>;
  look(input: Inputs[M], desk: Desk): Promise<Result<S>>;
  plan(input: Inputs[M], facts: Facts, seen: S): Result<Draft>;
  shown?(input: Inputs[M]): unknown;
}): MutationSpec<M> {
  const { mutation, local: own, where, look, plan, shown = (input) => input } = spec;
  return {
    mutation,
    local: own,
    where,
    shown,
    judge: async (input, desk) => {
      const seen = await look(input, desk);
      return seen.ok ? plan(input, desk, seen.value) : seen;
    },
  };
}

/** One reading of whatever a remote step touches; parts that a verb does not ask for are empty. */
export interface Reading {
  readonly app: AppReading | undefined;
  readonly definition: AppDefinition | undefined;
  /** The definition to go back to. */
  readonly earlier: AppDefinition | undefined;
  readonly deployments: readonly DeploymentRecord[];
}

/** What a remote step needs to be sent and, after a crash, to be recognised; holds no secret. */
export interface RemoteRequest {
  /** Nodes whose freeze forbids the step. */
  readonly guards: readonly string[];
  readonly cluster: string;
  readonly marathonId: string;
  readonly force: boolean;
  /** How things stood when it was planned; null: the app was not there. */
  readonly was: Was | null;
  readonly instances?: number;
  /** Of the definition to go back to. */
  readonly version?: number;
  /** Leaves of the definition asked for, secret ones as digests. */
  readonly asked?: { readonly [path: string]: Json };
  /** Members of the definition that are overwritten, each as a whole. */
  readonly fields?: readonly string[];
  readonly salt?: string;
  readonly taskId?: string;
  readonly scale?: boolean;
  readonly deployment?: string;
  readonly rollback?: boolean;
  /** What the deployment works on, and all deployments there were. */
  readonly apps?: readonly string[];
  readonly listed?: readonly string[];
}

export interface Was {
  readonly version: number;
  readonly instances: number;
  readonly lastConfigChangeAt: number | null;
  readonly deploymentIds: readonly string[];
}

/** What looking at the target tells of a write whose answer never came. */
export type Settled =
  | { readonly outcome: 'DONE'; readonly deploymentId: string | null; readonly version: number | null }
  | { readonly outcome: 'NOT_DONE' }
  | { readonly outcome: 'UNKNOWN'; readonly look: string };

/** One kind of write to an outside system; where nothing else is said, to Marathon. */
export interface RemoteVerb<P = MarathonPort, Q = RemoteRequest, R = Reading> {
  /** All that the next three need, read afresh. */
  read(port: P, request: Q, signal: AbortSignal): Promise<R>;
  /** The facts a step of this kind may rest on, as they are now. */
  facts(reading: R, request: Q, digest: Digest): { readonly [fact: string]: Json };
  /** Sends it, once. `input` is what the caller gave; undefined when the plan is resumed without the caller. Undefined: it cannot be sent without. */
  send(port: P, request: Q, reading: R, input: unknown): Promise<Accepted> | undefined;
  settle(request: Q, reading: R, digest: Digest): Settled;
  /** Texts of the input that must not come back in what the system says. */
  secretsIn?(input: unknown): readonly string[];
}

/** Requests are written by the judgements of this folder from these two types, and only read back here. */
export const remoteRequest = (step: Pick<PlanStep, 'request'>) => step.request as unknown as RemoteRequest;
export const localRequest = (step: Pick<PlanStep, 'request'>) => step.request as unknown as LocalRequest;

/** Drops what JSON has no word for; what is left is plain data. */
export const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

/** The one system whose steps run in the store's own transaction. */
export const CANOPY = 'canopy';
export const marathonSystem = (cluster: string) => `marathon:${cluster}`;
