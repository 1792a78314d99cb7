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
  /** Before each server's turn. */
  readonly before?: (() => Promise<unknown>) | undefined;
}

let nextNumber = 1;

/** Serves the same bodies by each server in turn, round after round, the order turned by one each time. */
export async function alternate({ stage, servers, bodies, rounds, forMs, connections, before }: Rounds): Promise<Samples> {
  const samples: Partial<Record<ServerName, Sample[]>> = {};
  for (const server of servers) await turn(stage, server, { bodies, forMs: Math.max(500, forMs / 2), connections });
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < servers.length; i++) {
      const server = servers[(i + round) % servers.length] as Server;
      await before?.();
      (samples[server.name] ??= []).push(await turn(stage, server, { bodies, forMs, connections }));
    }
  }
  return samples;
}

async function turn({ generator }: Stage, { name, child, port }: Server, { bodies, forMs, connections }: Pick<Load, 'bodies' | 'forMs' | 'connections'>): Promise<Sample> {
  const cpuBefore = await child.call<number>('cpu');
  const load: Load = { port, bodies, forMs, connections, firstNumber: nextNumber };
  const generatorBefore = await generator.call<number>('cpu');
  const { requests, failed, perSecond, p99 } = await generator.call<LoadResult>('load', load);
  const cpu = (await child.call<number>('cpu')) - cpuBefore;
  const generatorCpu = (await generator.call<number>('cpu')) - generatorBefore;
  nextNumber += requests + connections;
  if (failed > 0) throw new Error(`${name}: ${failed} of ${requests} requests failed`);
  if (requests === 0) throw new Error(`${name} answered nothing within ${forMs} ms`);
  return { perSecond, p99, cpu: cpu / requests, generatorCpu: generatorCpu / requests };
}
