import { afterEach } from 'vitest';
import { DockerHosts, type DockerOptions } from '../../datasources/docker/hosts.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { httpWire, json, type Wire } from '../support/wire.ts';

export const never = new AbortController().signal;
export const host = { name: 'h1', ip: '127.0.0.1' };
export const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

export function kept<T extends AsyncDisposable>(thing: T): T {
  open.push(thing);
  return thing;
}

export function hostsAt(template: string, over: Partial<DockerOptions> = {}): DockerHosts {
  const hosts = new DockerHosts({ template, clock: systemClock, ...over });
  open.push({ [Symbol.asyncDispose]: async () => hosts.close() });
  return hosts;
}

interface EngineOf {
  readonly api?: string;
  readonly minApi?: string;
  readonly labelled?: readonly string[];
  readonly unlabelled?: readonly string[];
  readonly inspect?: (id: string) => [number, unknown] | undefined;
}

export const running = (id: string) => ({
  Id: id,
  Name: `/mesos-${id}`,
  State: { Status: 'running', Running: true },
  Config: { Image: 'i', Env: [`MESOS_TASK_ID=task-${id}`] },
});

/** An engine made of answers. */
export async function engine({ api = '1.41', minApi = '1.12', labelled = [], unlabelled = [], inspect }: EngineOf = {}): Promise<
  Wire & { paths(): string[] }
> {
  const wire = kept(
    await httpWire((request, response) => {
      const url = new URL(request.url ?? '', 'http://d');
      const [, id, verb] = /containers\/([^/]+)\/(\w+)/.exec(url.pathname) ?? [];
      if (url.pathname === '/version') return json(response, 200, { ApiVersion: api, MinAPIVersion: minApi });
      if (url.pathname.endsWith('/containers/json')) {
        const byLabel = (url.searchParams.get('filters') ?? '').includes('label');
        const listed = (id: string) => ({
          Id: id,
          State: 'running',
          Names: [`/mesos-${id}`],
          Labels: labelled.includes(id) ? { MESOS_TASK_ID: `task-${id}` } : {},
        });
        return json(response, 200, (byLabel ? labelled : [...labelled, ...unlabelled]).map(listed));
      }
      if (verb === 'json') {
        const answer = inspect?.(id ?? '') ?? [200, running(id ?? '')];
        if (answer[0] > 0) json(response, answer[0], answer[1]);
        return;
      }
      if (verb === 'stats')
        return json(response, 200, {
          read: new Date().toISOString(),
          cpu_stats: { cpu_usage: { total_usage: 5 } },
          memory_stats: { usage: 1_048_576 },
        });
      json(response, 404, { message: 'page not found' });
    }),
  );
  return Object.assign(wire, { paths: () => wire.asked.map(({ url }) => url ?? '') });
}

export const at = (wire: Wire): string => `http://{ip}:${wire.port}`;
