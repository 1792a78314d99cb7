/** Late enough that the clock has passed the step, whatever a timer rounds. */
const LATE_MS = 8;

/** Calls at every multiple of the step, in seconds, until it is stopped. */
export function everyStep(step: number, then: (timestamp: number) => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const left = step * 1000 - (Date.now() % (step * 1000));
    timer = setTimeout(() => {
      const now = Math.floor(Date.now() / 1000);
      wait();
      then(now - (now % step));
    }, left + LATE_MS);
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
