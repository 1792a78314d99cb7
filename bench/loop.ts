/** The longest time that the event loop did not turn, in milliseconds. */
export interface Block {
  /** By the clock: with what the neighbours of a busy machine took. */
  readonly wall: number;
  /** By the CPU that this thread used meanwhile: what the program itself is to blame for. */
  readonly cpu: number;
}

/** Turns a 1 ms timer and notes how late it came. */
export class LoopWatch {
  #wall = 0;
  #cpu = 0;
  #last = performance.now();
  #lastCpu = threadCpu();

  constructor() {
    setInterval(() => this.#look(), 1).unref();
  }

  /** The longest block since the last call. */
  take(): Block {
    this.#look();
    const found = { wall: this.#wall, cpu: this.#cpu };
    this.#wall = this.#cpu = 0;
    return found;
  }

  #look(): void {
    const now = performance.now();
    const cpu = threadCpu();
    this.#wall = Math.max(this.#wall, now - this.#last - 1);
    // Many turns may lie between two looks only if each was short: the smaller of both is a bound for one block.
    this.#cpu = Math.max(this.#cpu, Math.min(now - this.#last, cpu - this.#lastCpu));
    this.#last = now;
    this.#lastCpu = cpu;
  }
}

function threadCpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
