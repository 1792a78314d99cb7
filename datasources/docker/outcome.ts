import { Fault, type FaultCode } from '../../src/kit/fault.ts';
import type { DockerHost } from './address.ts';

/** No answer at all, rather than one that refuses. */
export function isAway(outcome: unknown): boolean {
  if (!(outcome instanceof Fault) || hasWaited(outcome)) return false;
  return outcome.code === 'UPSTREAM_TIMEOUT' || (outcome.code === 'UPSTREAM_UNAVAILABLE' && outcome.details?.['status'] === undefined);
}

/** Something that the engine said, if only that it will not. */
export function isAnswer(outcome: unknown): boolean {
  return !(outcome instanceof Fault) || (!isAway(outcome) && !hasWaited(outcome));
}

/** A question that met its deadline before it was asked: it says nothing of the engine. */
const hasWaited = ({ details }: Fault): boolean => details?.['waited'] === true;

export function waited(host: DockerHost, ms: number): Fault {
  return fault(host, 'UPSTREAM_TIMEOUT', `its turn to answer this did not come in ${ms} ms`, { waited: true });
}

/** The value, or the fault it ended in; another failure is thrown, and so is the caller's own abort. */
export async function settled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | Fault> {
  try {
    return await promise;
  } catch (error) {
    if (signal.aborted || !(error instanceof Fault)) throw error;
    return error;
  }
}

export function fault({ name }: DockerHost, code: FaultCode, message: string, details?: Readonly<Record<string, unknown>>): Fault {
  return new Fault(code, `The Docker engine of ${name}: ${message}.`, { source: `docker:${name}`, details });
}
