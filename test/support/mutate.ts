import type { Document } from '../../client/src/index.ts';
import type { Mode } from '../generated/operations.ts';
import type { Ask } from './ask.ts';

export interface How {
  readonly mode?: Mode | null;
  readonly planToken?: string | null;
  readonly idempotencyKey?: string;
}

/** What each mutation of `test/operations` takes. */
export interface Taken<I> {
  readonly input: I;
  readonly mode?: Mode | null | undefined;
  readonly planToken?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Runs a mutation and hands over its payload; what is wrong with the request itself throws. */
export async function mutate<R extends object, I>(
  ask: Ask,
  document: Document<R, Taken<I>>,
  input: NoInfer<I>,
  how: How = {},
): Promise<NonNullable<R[keyof R]>> {
  const { data, errors } = await ask<R, Taken<I>>(document, { input, ...how });
  const [payload] = Object.values(data) as (R[keyof R] | undefined)[];
  if (errors || payload == null) throw new Error(`no payload: ${JSON.stringify(errors)}`);
  return payload;
}
