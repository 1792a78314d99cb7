import type { StoreOptions } from '../../../src/store/store.ts';
import type { Inputs, MutationName } from '../../../src/actions/inputs.ts';
import type { CrashPoint } from '../../../src/actions/ports.ts';
import type { AppRecord } from '../../../src/apps/model.ts';
import type { FaultCode } from '../../../src/kit/fault.ts';

export interface KeyedCall {
  readonly mutation: MutationName;
  readonly input: Inputs[MutationName];
  readonly key: string;
}

/** What a child process is to do, and where it is to end. */
export interface Assignment {
  readonly store: StoreOptions;
  readonly calls: readonly KeyedCall[];
  /** How many calls at once. */
  readonly lanes: number;
  /** At which passing of the point it ends itself; null: it is killed from outside, or lives on. */
  readonly crash: { readonly point: CrashPoint; readonly passing: number } | null;
  readonly apps: readonly AppRecord[];
  readonly tasks: readonly { readonly taskId: string; readonly marathonId: string }[];
}

/** A call of the port, to the Marathon that lives in the parent. */
export interface Asked {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What a caller was told before the process ended. */
export interface Acknowledged {
  readonly key: string;
  readonly planId: string | null;
  readonly state: string | null;
  readonly codes: readonly string[];
}

export type Said = Asked | { readonly acknowledged: Acknowledged } | { readonly begun: true };

export type Answered =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly fault: { readonly code: FaultCode; readonly message: string; readonly details: Readonly<Record<string, unknown>> | null };
    }
  /** The write is at Marathon; its answer is on the way. */
  | { readonly arrived: true };

export const START = Date.UTC(2026, 0, 1);
