import { Oidc } from '../datasources/oidc.ts';
import type { Config } from './config.ts';
import type { Clock } from './kit/clock.ts';
import type { AccessMirror } from './live/access.ts';
import { Callers, type CallersDeps, type Issuer } from './server/callers.ts';

/** Those who may ask, by the issuers that are configured; without any, everybody on this machine. */
export function openCallers(
  auth: Config['auth'],
  access: AccessMirror,
  deps: { readonly clock: Clock } & Pick<CallersDeps, 'onError'>,
): { readonly callers: Callers; close(): Promise<void> } {
  const clients: Oidc[] = [];
  const issuers = new Map<string, Issuer>();
  for (const { nameClaim, groupsClaim, ...options } of auth?.oidc ?? []) {
    const client = new Oidc({ ...options, clock: deps.clock });
    clients.push(client);
    issuers.set(options.issuer, {
      claims: { issuer: options.name, name: nameClaim, groups: groupsClaim },
      verify: (token) => client.verify(token),
    });
  }
  return {
    callers: new Callers({ ...deps, issuers: auth && issuers, access }),
    close: async () => {
      await Promise.all(clients.map((each) => each.close()));
    },
  };
}
