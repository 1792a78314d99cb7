import { ask, bodyOf } from './ask.ts';
import type { Sandbox } from './sandbox.ts';
import type { Stage } from './servers.ts';

/** An app of the load, with its tasks. */
export interface Scaled {
  readonly app: string;
  readonly tasks: readonly string[];
}

interface Answered {
  readonly subject: { readonly id: string } | null;
  readonly userErrors: readonly unknown[];
}

export const TOP = 'cop.acme';

/** One rule for all apps below a node, which acts. Its id. */
export async function ruleOn(port: number, jobName: string, rule: object): Promise<string> {
  const id = await change(port, 'setScalingRule', 'SetScalingRuleInput', { jobName, rule });
  await modeOf(port, id, 'ACT');
  return id;
}

export async function modeOf(port: number, id: string, mode: 'ACT' | 'OFF'): Promise<void> {
  await change(port, 'setScalingMode', 'SetScalingModeInput', { id, mode });
}

async function change(port: number, name: string, input: string, given: object): Promise<string> {
  const text = `mutation ($input: ${input}!) { ${name}(input: $input) { subject { id } userErrors { message path } } }`;
  const { subject, userErrors } = (await ask(port, bodyOf(text, { input: given }))).value[name] as Answered;
  if (userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(userErrors)}`);
  return subject?.id ?? '';
}

/** All apps, a page at a time. */
export async function scaledApps(port: number): Promise<readonly Scaled[]> {
  const found: Scaled[] = [];
  for (let after: string | null = null; ;) {
    const text =
      'query($after: Cursor) { apps(first: 200, after: $after) { nodes { marathonId containers(first: 20) { nodes { taskId } } } pageInfo { hasNextPage endCursor } } }';
    const { apps } = (await ask(port, bodyOf(text, { after }))).value as {
      apps: {
        nodes: readonly { marathonId: string; containers: { nodes: readonly { taskId: string }[] } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    };
    found.push(
      ...apps.nodes.map(({ marathonId, containers }) => ({ app: marathonId, tasks: containers.nodes.map(({ taskId }) => taskId) })),
    );
    if (!apps.pageInfo.hasNextPage) return found;
    after = apps.pageInfo.endCursor;
  }
}

/** When the sandbox's Marathon was first asked to change each app, by its own ledger. */
export async function scaledAt(sandbox: Sandbox): Promise<ReadonlyMap<string, number>> {
  const { requests } = await sandbox.control<{ requests: readonly { at: number; system: string; method: string; path: string }[] }>(
    'GET',
    '/ledger',
  );
  const first = new Map<string, number>();
  for (const { at, system, method, path } of requests) {
    const [, id = ''] = (system === 'marathon' && method === 'PUT' && /^\/v2\/apps\/+([^?]+)/.exec(path)) || [];
    const app = `/${decodeURIComponent(id).replace(/^\/+/, '')}`;
    if (id !== '' && !first.has(app)) first.set(app, at);
  }
  return first;
}

/** From the next step on, this is what the tasks tell. */
export async function force({ sandbox }: Pick<Stage, 'sandbox'>, tasks: readonly string[], metric: string, value: number): Promise<void> {
  await Promise.all(tasks.map((endpoint) => sandbox.control('POST', '/falcon/force', { endpoint, metric, value, forMs: 600_000 })));
}
