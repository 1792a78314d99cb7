import { startSandbox, until, type Answer, type Sandbox } from './start.ts';

export type ChronosSandbox = Awaited<ReturnType<typeof startChronos>>;

export const baseOf = { '2': '/scheduler', '3': '/v1/scheduler' } as const;

/** A sandbox with a Chronos of that era, and not much else. */
export async function startChronos(chronos: '2' | '3', options: object = {}) {
  const sandbox: Sandbox = await startSandbox({ chronos, falcon: false, chronosRetryMs: 50, ...options });
  const { url } = sandbox.places.chronos;
  const api = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}${baseOf[chronos]}${path}`, { method, headers, ...sent });
    return { status: answer.status, headers: answer.headers, body: read(await answer.text()) };
  };
  const jobs = async (): Promise<Answer['body'][]> => (await api('GET', '/jobs')).body;
  const job = async (name: string): Promise<Answer['body']> => (await jobs()).find((each) => each.name === name);
  return {
    ...sandbox,
    chronos: sandbox.places.chronos,
    api,
    jobs,
    job,
    put: (over: object = {}) => api('POST', '/iso8601', scheduled(over)),
    /** The job once that holds of it. */
    once: (name: string, holds: (job: Answer['body']) => boolean) =>
      until(`${name} to be so`, async () => {
        const found = await job(name);
        return found && holds(found) ? found : undefined;
      }),
    runs: async (): Promise<{ key: string; detail: { at: number; attempt: number; code: number | null } }[]> =>
      (await sandbox.control('GET', '/ledger')).body.events.filter(({ type }: { type: string }) => type === 'chronos_run'),
    fault: (faults: object) => sandbox.control('POST', '/faults', faults),
  };
}

/** A job that is due in a long time. */
export const scheduled = (over: object = {}) => ({
  ...{ name: 'job', command: 'true', schedule: 'R/2100-01-01T00:00:00.000Z/PT1H', scheduleTimeZone: '', owner: 'ops@acme.example' },
  ...over,
});

/** Chronos calls plain words JSON. */
function read(text: string): Answer['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
