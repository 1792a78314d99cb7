import type { StoreOptions } from '../../../src/store/store.ts';
import type { Inputs, MutationName } from '../../../src/actions/inputs.ts';
import type { CrashPoint } from '../../../src/actions/ports.ts';
import type { AppRecord } from '../../../src/apps/model.ts';

/** What a child process is to do, and where it is to end. */
export interface Assignment {
  readonly store: StoreOptions;
  readonly point: CrashPoint;
  readonly mutation: MutationName;
  readonly input: Inputs[MutationName];
  readonly apps: readonly AppRecord[];
  readonly tasks: readonly { readonly taskId: string; readonly marathonId: string }[];
}

/** A call of the port, to the Marathon that lives in the parent. */
export interface Asked {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type Answered =
  | { readonly id: number; readonly value: unknown }
  /** The write is at Marathon; its answer is on the way. */
  | { readonly arrived: true };

export const KEY = 'key-1';
export const START = Date.UTC(2026, 0, 1);
