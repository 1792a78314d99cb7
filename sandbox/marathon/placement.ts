import type { Agent, App, Definition } from './model.ts';

export interface Place {
  readonly agent: Agent;
  readonly ports: readonly number[];
}

export type Reject =
  'UnfulfilledRole' | 'UnfulfilledConstraint' | 'InsufficientCpus' | 'InsufficientMemory' | 'InsufficientDisk' | 'InsufficientPorts';

/** In the order in which Marathon looks at an offer; the summary counts how many got as far as each. */
export const reasons: readonly Reject[] = [
  'UnfulfilledRole',
  'UnfulfilledConstraint',
  'InsufficientCpus',
  'InsufficientMemory',
  'InsufficientDisk',
  'InsufficientPorts',
];

/** An agent with room for one more task of the app, the emptiest first, or why each one will not do. */
export function place(app: App, agents: readonly Agent[]): Place | Map<Reject, number> {
  const { definition } = app;
  const refused = new Map<Reject, number>();
  const emptiest = agents.toSorted((a, b) => a.used.cpus / a.cpus - b.used.cpus / b.cpus);
  for (const agent of emptiest) {
    if (agent.lost) continue;
    const reason = refusal(app, agent);
    if (reason === undefined) return { agent, ports: freePorts(definition, agent) };
    refused.set(reason, (refused.get(reason) ?? 0) + 1);
  }
  return refused;
}

function refusal(app: App, agent: Agent): Reject | undefined {
  const { definition, tasks } = app;
  const { used } = agent;
  if (definition.acceptedResourceRoles?.every((role) => role !== '*')) return 'UnfulfilledRole';
  const here = [...tasks.values()].some(({ host }) => host === agent.hostname);
  if (!definition.constraints.every((each) => fulfils(each, agent, here))) return 'UnfulfilledConstraint';
  if (used.cpus + definition.cpus > agent.cpus) return 'InsufficientCpus';
  if (used.mem + definition.mem > agent.mem) return 'InsufficientMemory';
  if (used.disk + definition.disk > agent.disk) return 'InsufficientDisk';
  const wanted = fixedPorts(definition);
  if (wanted.some((port) => used.ports.has(port))) return 'InsufficientPorts';
  return undefined;
}

function fulfils([field, operator, value = '']: readonly string[], agent: Agent, here: boolean): boolean {
  const attributes: Record<string, string> = {
    rack: agent.rack,
    idc: agent.hostname.split('-')[0] ?? '',
    cluster: agent.hostname.split('-')[0] ?? '',
  };
  const actual = attributes[field ?? ''] ?? agent.hostname;
  if (operator === 'UNIQUE') return field !== 'hostname' || !here;
  if (operator === 'CLUSTER' || operator === 'IS') return value === '' || actual === value;
  if (operator === 'LIKE') return new RegExp(`^(${value})$`).test(actual);
  if (operator === 'UNLIKE') return !new RegExp(`^(${value})$`).test(actual);
  return true;
}

function fixedPorts({ requirePorts, portDefinitions }: Definition): number[] {
  return requirePorts ? portDefinitions.map(({ port }) => port) : [];
}

/** Host ports for one task: one per port definition, or per mapping that wants one. */
export function freePorts(definition: Definition, agent: Agent): number[] {
  const fixed = fixedPorts(definition);
  if (fixed.length > 0) return fixed;
  const mode = definition.networks[0]?.mode;
  const mappings = definition.container?.portMappings ?? [];
  const asked =
    mode === 'host'
      ? definition.portDefinitions.map(() => 0)
      : mappings.flatMap(({ hostPort }) => hostPort ?? (mode === 'container' ? [] : [0]));
  const given: number[] = [];
  for (const port of asked) given.push(port || anyPort(agent, given));
  return given;
}

function anyPort(agent: Agent, given: readonly number[]): number {
  const { ports } = agent.used;
  const start = 31_000 + ((ports.size * 7 + Number(agent.ip.split('.')[3]) * 131) % 1_000);
  for (let step = 0; step <= 1_000; step += 1) {
    const port = 31_000 + ((start - 31_000 + step) % 1_001);
    if (!ports.has(port) && !given.includes(port)) return port;
  }
  return 31_000;
}

export function occupy(agent: Agent, { cpus, mem, disk }: Definition, ports: readonly number[]): void {
  agent.used.cpus += cpus;
  agent.used.mem += mem;
  agent.used.disk += disk;
  for (const port of ports) agent.used.ports.add(port);
}

export function vacate(agent: Agent, { cpus, mem, disk }: Definition, ports: readonly number[]): void {
  agent.used.cpus = Math.max(0, agent.used.cpus - cpus);
  agent.used.mem = Math.max(0, agent.used.mem - mem);
  agent.used.disk = Math.max(0, agent.used.disk - disk);
  for (const port of ports) agent.used.ports.delete(port);
}
