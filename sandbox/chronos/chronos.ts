import { join } from 'node:path';
import { listen, type Network } from '../address.ts';
import type { Faults } from '../faults.ts';
import type { Ledger } from '../ledger.ts';
import type { Options } from '../options.ts';
import { Supervisor } from '../supervise.ts';
import { eraOf, type Era } from './era.ts';
import { Jobs } from './jobs.ts';
import { routesOf } from './routes.ts';
import { Runs } from './runs.ts';
import { Scheduler } from './scheduler.ts';
import { chronosServer } from './server.ts';

interface Deps {
  readonly version: Era['version'];
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly network: Network;
  readonly options: Options;
  readonly folder: string;
}

/** A Chronos of either era. It knows no job when it starts; what it runs are real commands on this machine. */
export async function openChronos({ version, ledger, faults, network, options, folder }: Deps) {
  const era = eraOf(version);
  const jobs = new Jobs();
  const supervisor = new Supervisor(join(folder, 'chronos'));
  const runs = new Runs({ jobs, ledger, supervisor, retryMs: options.chronosRetryMs });
  const scheduler = new Scheduler({ jobs, runs, era });
  runs.onEnd = () => scheduler.look();
  const wrote = (kind: string, name: string) => ledger.write(`chronos.${kind}`, name, null);
  const routes = routesOf({ jobs, runs, era, wrote });
  const server = chronosServer({ routes, era, ledger, faults, changed: () => scheduler.look() });
  const ip = network.ip(0, 12);
  const port = await listen(server, ip, 4_400);
  return {
    place: { url: `http://${ip}:${port}`, version },
    server,
    stop(): Promise<void> {
      scheduler.stop();
      return runs.stop();
    },
  };
}
