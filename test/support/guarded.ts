import { Issuer } from '../../sandbox/oidc/issuer.ts';
import type { Config } from '../../src/config.ts';
import { read, type Answer } from './ask.ts';
import { startCanopy, until, type Running } from './canopy.ts';

/** A Canopy that asks who somebody is, and the issuer whose word it takes. */
export interface Guarded {
  readonly running: Running;
  readonly issuer: Issuer;
  /** By which another Canopy takes the same people. */
  readonly auth: NonNullable<Config['auth']>;
  /** The header of a new token of this person. */
  bearer(name: string, groups?: readonly string[]): Promise<Record<string, string>>;
  /** Asks as somebody; `admins` are administrators. */
  ask(who: string | Record<string, string>, query: string, variables?: object): Promise<Answer<Record<string, unknown>>>;
  stop(): Promise<void>;
}

export const AS_ADMIN = 'root';

export async function startGuarded(options: Parameters<typeof startCanopy>[0] = {}): Promise<Guarded> {
  const issuer = await Issuer.start();
  const auth: Guarded['auth'] = {
    oidc: [
      {
        ...{ name: 'acme', issuer: issuer.url, audience: ['canopy'], algorithms: ['RS256'] },
        ...{ clockSkewMs: 1, nameClaim: 'sub', groupsClaim: 'groups', timeoutMs: 2_000 },
      },
    ],
    administrators: { users: [`acme:${AS_ADMIN}`], groups: [] },
  };
  const running = await startCanopy({
    ...options,
    adopt: false,
    config: (config, sandbox) => ({ ...(options.config?.(config, sandbox) ?? config), auth }),
  });
  const bearers = new Map<string, Record<string, string>>();
  const bearer = async (sub: string, groups: readonly string[] = []) => ({
    authorization: `Bearer ${await issuer.issue({ sub, groups: [...groups] }, { lifetimeS: 3_600 })}`,
  });
  const known = async (who: string) => {
    const held = bearers.get(who) ?? (await bearer(who));
    bearers.set(who, held);
    return held;
  };
  const ask: Guarded['ask'] = async (who, query, variables) => {
    const headers = typeof who === 'string' ? await known(who) : who;
    return read<Answer<Record<string, unknown>>>(await running.post(JSON.stringify({ query, variables }), headers));
  };
  if (options.adopt !== false) {
    await until(() => running.canopy.graph.sources.every((source) => source.synced));
    const { data } = await ask(AS_ADMIN, 'mutation { adoptApps(input: {}) { userErrors { message } } }');
    if (JSON.stringify(data) !== '{"adoptApps":{"userErrors":[]}}') throw new Error(`adoptApps: ${JSON.stringify(data)}`);
  }
  return {
    running,
    issuer,
    auth,
    bearer,
    ask,
    stop: async () => {
      await running.stop();
      await issuer.close();
    },
  };
}
