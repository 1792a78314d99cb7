import { startSandbox, type Answer, type Sandbox } from './start.ts';

export type FalconSandbox = Awaited<ReturnType<typeof startFalcon>>;

/** A sandbox with a fast Falcon, and a session of root's. */
export async function startFalcon(options: object = {}) {
  const sandbox: Sandbox = await startSandbox({ falconStepS: 1, falconReloadS: 0.05, ...options });
  const { falcon } = sandbox.places;
  const login = await sandbox.ask('POST', `${falcon.api}/api/v1/user/login`, { name: falcon.user, password: falcon.password });
  const token = JSON.stringify({ name: falcon.user, sig: login.body.sig });
  const api = (method: string, path: string, body?: unknown): Promise<Answer> =>
    sandbox.ask(method, `${falcon.api}/api/v1${path}`, body, { apitoken: token });
  const last = async (endpoint: string, counter: string) => {
    const { body } = await api('POST', '/graph/lastpoint', [{ endpoint, counter }]);
    return body[0].value as { timestamp: number; value: number | null };
  };
  return {
    ...sandbox,
    falcon,
    login,
    api,
    last,
    push: (items: unknown) => sandbox.ask('POST', `${falcon.transfer}/api/push`, items),
    history: async (hostnames: string[], counters: string[], seconds = 60, over: object = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const asked = { hostnames, counters, consol_fun: 'AVERAGE', start_time: now - seconds, end_time: now, ...over };
      return (await api('POST', '/graph/history', asked)).body;
    },
  };
}

export const now = () => Math.floor(Date.now() / 1000);

/** One item of a push. */
export const item = (over: object = {}) => ({
  ...{ endpoint: 'box', metric: 'disk.free', timestamp: now(), step: 1, value: 1, counterType: 'GAUGE', tags: '' },
  ...over,
});
