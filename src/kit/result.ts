import type { FaultCode } from './fault.ts';

/** What the caller can mend: answered as a value, never thrown. */
export interface UserError {
  readonly code: FaultCode;
  readonly message: string;
  /** Where in the input, outermost first; empty when no one place is at fault. */
  readonly path: readonly string[];
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly userErrors: readonly UserError[] };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const rejected = (code: FaultCode, message: string, ...path: string[]): Result<never> => ({
  ok: false,
  userErrors: [{ code, message, path }],
});
