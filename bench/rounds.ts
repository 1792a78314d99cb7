import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadResult, Load } from './load.ts';
import type { Server, ServerName, Stage } from './servers.ts';

export interface Sample {
  readonly perSecond: number;
  readonly p99: number;
  /** CPU of the server, in microseconds, per request. */
  readonly cpu: number;
  /** The same of the load generator: while it is below, the server was what was measured. */
  readonly generatorCpu: number;
}

export type Samples = Readonly<Partial<Record<ServerName, readonly Sample[]>>>;

export interface Rounds {
  readonly stage: Stage;
  readonly servers: readonly Server[];
  readonly bodies: readonly string[];
  readonly rounds: number;
  readonly forMs: number;
  readonly connections: number;
  /** What changes meanwhile, over the wire; undefined: nothing. */
  readonly changes?: Changes | undefined;
}

export interface Changes {
  readonly perSecond: number;
  readonly under: string;
}

/** How long a server that was paused has to catch up before its turn. */
const CATCH_UP_MS = 400;

let nextNumber = 1;

/** Serves the same bodies by each server in turn, round after round, the order turned by one each time. */
export async function alternate({ stage, servers, bodies, rounds, forMs, connections, changes }: Rounds): Promise<Samples> {
  const samples: Partial<Record<ServerName, Sample[]>> = {};
  const once = (server: Server, ms: number) =>
    changes
      ? whileChanging(stage, server, changes, ms, () => turn(stage, server, { bodies, forMs: ms, connections }))
      : turn(stage, server, { bodies, forMs: ms, connections });
  if (changes) for (const { child } of servers) child.pause();
  try {
    for (const server of servers) await once(server, Math.max(500, forMs / 2));
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < servers.length; i++) {
        const server = servers[(i + round) % servers.length] as Server;
        (samples[server.name] ??= []).push(await once(server, forMs));
      }
    }
  } finally {
    for (const { child } of servers) child.resume();
  }
  return samples;
}

/** Each server follows the changes of its own turn alone: on few cores, idle ones that follow would be the load that is measured. */
export async function whileChanging<T>(
  { sandbox }: Stage,
  { child }: Server,
  { perSecond, under }: Changes,
  forMs: number,
  work: () => Promise<T>,
): Promise<T> {
  child.resume();
  await sandbox.churn(perSecond, CATCH_UP_MS + forMs + 5_000, under);
  await sleep(CATCH_UP_MS);
  try {
    return await work();
  } finally {
    await sandbox.churn(1, 1, under);
    child.pause();
  }
}

export async function turn(
  { generator }: Stage,
  { name, child, port }: Server,
  load: Pick<Load, 'bodies' | 'authorizations' | 'forMs' | 'connections'>,
): Promise<Sample> {
  const cpuBefore = await child.call<number>('cpu');
  const generatorBefore = await generator.call<number>('cpu');
  const { requests, failed, perSecond, p99 } = await generator.call<LoadResult>('load', {
    ...load,
    port,
    firstNumber: nextNumber,
  } satisfies Load);
  const cpu = (await child.call<number>('cpu')) - cpuBefore;
  const generatorCpu = (await generator.call<number>('cpu')) - generatorBefore;
  nextNumber += requests + load.connections;
  if (failed > 0) throw new Error(`${name}: ${failed} of ${requests} requests failed`);
  if (requests === 0) throw new Error(`${name} answered nothing within ${load.forMs} ms`);
  return { perSecond, p99, cpu: cpu / requests, generatorCpu: generatorCpu / requests };
}
