import { Falcon } from '../../datasources/falcon/client.ts';
import type { FalconOptions } from '../../datasources/falcon/model.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { Secret } from '../../src/kit/secret.ts';

export function falconAt(
  { api, user, password }: { readonly api: string; readonly user: string; readonly password: string },
  over: Partial<FalconOptions> = {},
): Falcon & AsyncDisposable {
  const falcon = new Falcon({ url: api, user, password: new Secret(password), timeoutMs: 5_000, clock: systemClock, ...over });
  return Object.assign(falcon, { [Symbol.asyncDispose]: () => falcon.close() });
}
