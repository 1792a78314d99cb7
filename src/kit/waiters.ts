import { Fault } from './fault.ts';

interface Waiter {
  readonly place: number;
  readonly done: () => void;
}

/** Those who wait until something has come up to a place. */
export class Waiters {
  #waiting: Waiter[] = [];

  /** What is said to who gave up. */
  constructor(private readonly late: string) {}

  /** Resolves at the place; rejects with NOT_YET when `giveUp` comes first. */
  until(place: number, giveUp?: AbortSignal): Promise<void> {
    return new Promise((done, failed) => {
      const late = (): void => {
        this.#waiting = this.#waiting.filter((each) => each !== waiter);
        failed(new Fault('NOT_YET', this.late));
      };
      const waiter: Waiter = { place, done: () => (giveUp?.removeEventListener('abort', late), done()) };
      this.#waiting.push(waiter);
      if (giveUp?.aborted) late();
      else giveUp?.addEventListener('abort', late, { once: true });
    });
  }

  cameTo(place: number): void {
    const due = this.#waiting.filter((waiter) => waiter.place <= place);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((waiter) => waiter.place > place);
    for (const { done } of due) done();
  }
}
