import type { DockerFacts } from '../../src/containers/model.ts';
import { Fault, type FaultCode } from '../../src/kit/fault.ts';
import type { DockerHost } from './address.ts';

/** No answer at all, rather than one that refuses. */
export function isAway(outcome: DockerFacts | Fault): boolean {
  if (!(outcome instanceof Fault)) return false;
  return outcome.code === 'UPSTREAM_TIMEOUT' || (outcome.code === 'UPSTREAM_UNAVAILABLE' && outcome.details?.['status'] === undefined);
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

export function fault({ name }: DockerHost, code: FaultCode, message: string): Fault {
  return new Fault(code, `The Docker engine of ${name}: ${message}.`, { source: `docker:${name}` });
}

/** Works on so many items at a time. */
export async function pooled<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
