import type { Server } from 'node:http';
import type { Network } from '../address.ts';
import type { Faults } from '../faults.ts';
import type { Ledger } from '../ledger.ts';
import type { State } from '../marathon/state.ts';
import type { Supervisor } from '../supervise.ts';

interface Deps {
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly network: Network;
  readonly simulate: boolean;
}
export async function openEngines(_deps: Deps): Promise<{ template: string; servers: Server[] }> {
  return { template: 'http://{ip}:2375', servers: [] };
}
