import type { Clock } from '../../src/kit/clock.ts';
import type { Tls } from '../../src/kit/http.ts';
import type { Observed } from '../../src/kit/observed.ts';
import type { Secret } from '../../src/kit/secret.ts';
import type { AppReading, ContainerState, Unreadable } from '../../src/apps/model.ts';

export type { Observed };

export type MarathonAuth = { readonly basic: { readonly user: string; readonly password: Secret } } | { readonly token: Secret };

export interface MarathonOptions {
  /** The cluster's name; its faults say `marathon:<cluster>`. */
  readonly cluster: string;
  /** Every Marathon of the cluster, or the gateway before them. */
  readonly urls: readonly string[];
  readonly auth?: MarathonAuth | undefined;
  /** For one read or write. */
  readonly timeoutMs: number;
  /** Until a list begins to arrive; then `idleMs` between two chunks. Without them: `timeoutMs`. */
  readonly listTimeoutMs?: number | undefined;
  readonly idleMs?: number | undefined;
  readonly clock: Clock;
  readonly tls?: Tls | undefined;
  /**
   * Whether to talk to a leader on a host that is not among `urls`. By default only when no credentials are configured:
   * a name in an answer must not be able to collect them.
   */
  readonly trustLeader?: boolean | undefined;
  /** The stream counts as dead after so long without a byte: three heartbeats. */
  readonly silenceMs?: number | undefined;
  /** How long a new stream may take to its first event before it counts as attached without one. */
  readonly attachMs?: number | undefined;
}

/** One app of the list; `digest` is of its bytes as they came. */
export type ListedApp =
  | { readonly kind: 'reading'; readonly digest: string; readonly reading: AppReading }
  | { readonly kind: 'unchanged'; readonly digest: string }
  | { readonly kind: 'unreadable'; readonly digest: string; readonly unreadable: Unreadable };

export interface ListOptions {
  /** True for the digest of an app that is already held: it is not parsed again. */
  readonly isHeld?: ((digest: string) => boolean) | undefined;
}

export interface MarathonInfo {
  readonly name: string | null;
  readonly version: string | null;
  readonly frameworkId: string | null;
  readonly leader: string | null;
  readonly elected: boolean | null;
}

/** A group with the ids of the apps in it. */
export interface GroupRecord {
  readonly groupId: string;
  readonly version: number | null;
  readonly appIds: readonly string[];
  readonly groups: readonly GroupRecord[];
}

/** Marathon's word that it accepted a write; null where it gave an empty answer. */
export interface Accepted {
  readonly deploymentId: string | null;
  readonly version: number | null;
}

/** What an event of the stream means: a hint what to read again (`dirty`), or something that happened. Never a state. */
export type MarathonSignal =
  | { readonly kind: 'dirty'; readonly apps: readonly string[]; readonly groups: readonly string[]; readonly deployments: boolean }
  | { readonly kind: 'dirty-all'; readonly reason: string }
  | TaskSignal
  | {
      readonly kind: 'health';
      readonly appId: string;
      /** Marathon <= 1.3 names the task, later ones the instance (see `taskIds` beginning with it). */
      readonly taskId: string | null;
      readonly instanceId: string | null;
      readonly healthy: boolean | null;
      readonly at: number;
    }
  | {
      readonly kind: 'deployment';
      readonly deploymentId: string;
      readonly success: boolean;
      readonly reason: string | null;
      readonly at: number;
    }
  | { readonly kind: 'attached' | 'detached'; readonly remoteAddress: string | null; readonly at: number };

export interface TaskSignal {
  readonly kind: 'task';
  readonly taskId: string;
  readonly appId: string;
  readonly state: ContainerState;
  readonly message: string;
  readonly host: string | null;
  readonly slaveId: string | null;
  readonly version: number | null;
  readonly at: number;
}

/** Why a stream ended. `not-leader`: it was accepted and closed at once. `silent`: no byte for too long. */
export interface StreamEnd {
  readonly reason: 'aborted' | 'silent' | 'not-leader' | 'closed' | 'failed';
  readonly message: string;
  readonly cause?: unknown;
}

export interface Watch {
  /** Settles with the first event (normally one's own attachment), after `attachMs` without one, or at the end. Never rejects. */
  readonly attached: Promise<void>;
  /** Settles when the stream is over. Never rejects. */
  readonly end: Promise<StreamEnd>;
  /** Where the stream comes from. */
  readonly origin: string;
  /** Monotonic time of the last byte, heartbeats included. */
  lastByteAt(): number;
  /** Proves the way from Marathon's bus to here: true once this stream has told of the coming or going of a second one, false at the deadline. */
  canary(signal: AbortSignal, deadlineMs?: number): Promise<boolean>;
}
