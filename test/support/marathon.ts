import { Marathon } from '../../datasources/marathon/client.ts';
import type { ListedApp, MarathonOptions, MarathonSignal } from '../../datasources/marathon/model.ts';
import { systemClock } from '../../src/kit/clock.ts';

export function marathonAt(urls: readonly string[], over: Partial<MarathonOptions> = {}): Marathon & AsyncDisposable {
  const marathon = new Marathon({ cluster: 'c', urls, timeoutMs: 5_000, clock: systemClock, ...over });
  return Object.assign(marathon, { [Symbol.asyncDispose]: () => marathon.close() });
}

export async function allOf(apps: AsyncIterable<ListedApp>): Promise<ListedApp[]> {
  const list: ListedApp[] = [];
  for await (const app of apps) list.push(app);
  return list;
}

/** What a stream told, and a way to wait for what it will tell. */
export class Heard {
  readonly signals: MarathonSignal[] = [];
  readonly #waiting = new Set<() => void>();

  readonly onSignal = (signal: MarathonSignal): void => {
    this.signals.push(signal);
    for (const look of [...this.#waiting]) look();
  };

  /** The first signal that fits, told already or later. */
  until(fits: (signal: MarathonSignal) => boolean): Promise<MarathonSignal> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.signals.find(fits);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
