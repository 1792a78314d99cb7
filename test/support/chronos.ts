import { Chronos } from '../../datasources/chronos/client.ts';
import type { ChronosOptions } from '../../datasources/chronos/model.ts';
import { systemClock } from '../../src/kit/clock.ts';

export function chronosAt(urls: readonly string[], over: Partial<ChronosOptions> = {}): Chronos & AsyncDisposable {
  const chronos = new Chronos({ cluster: 'main', urls, timeoutMs: 5_000, clock: systemClock, ...over });
  return Object.assign(chronos, { [Symbol.asyncDispose]: () => chronos.close() });
}
