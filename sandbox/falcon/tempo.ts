import type { Options } from '../options.ts';

/** How patient each module is, in seconds. Tests change it while everything runs. */
export interface Tempo {
  /** How soon a change of strategies reaches the judge. */
  reloadS: number;
  /** Between two alarms of one case. */
  minIntervalS: number;
  nodataEveryS: number;
  nodataAfterS: number;
}

export const tempoOf = (options: Options): Tempo => ({
  reloadS: options.falconReloadS,
  minIntervalS: options.falconMinIntervalS,
  nodataEveryS: options.falconNodataEveryS,
  nodataAfterS: options.falconNodataAfterS,
});

/** Something that is done again and again, as often as the tempo wants it. */
export class Repeated {
  readonly #seconds: () => number;
  readonly #then: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(seconds: () => number, then: () => void) {
    this.#seconds = seconds;
    this.#then = then;
    this.rearm();
  }

  /** A new tempo counts from now on. */
  rearm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.rearm();
      this.#then();
    }, this.#seconds() * 1000);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
