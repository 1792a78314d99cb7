import { Worker } from 'node:worker_threads';
import { Fault } from './kit/fault.ts';
import { Gate } from './kit/gate.ts';
import { Backtests, type BacktestsDeps } from './live/backtests.ts';
import type { SeriesReads } from './live/series.ts';
import type { BacktestAsked } from './scaling/backtest.ts';
import type { BacktestResult } from './scaling/model.ts';

/** One at a time: whoever tries rules has no more than one core of what serves everybody. */
const AT_ONCE = 1;
const MOST_WAITING = 100;
/** Nobody fills all places. */
const MOST_OF_ONE = 50;
const IDLE_MS = 30_000;
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './backtest-worker.ts' : './backtest-worker.js', import.meta.url);

/** So long rules may be tried. */
const DEADLINE_MS = 20_000;

/** Undefined where no Falcon is configured. */
export function openBacktests({
  series,
  closing,
  ...deps
}: Omit<BacktestsDeps, 'run' | 'series'> & {
  readonly series: SeriesReads | undefined;
  readonly closing: AbortSignal;
}): Backtests | undefined {
  return series && new Backtests({ ...deps, series, run: backtestRunner(DEADLINE_MS, closing) });
}

/** Tries rules in a thread of its own, so that nobody waits for it but who asked. It stays for a while, for whoever tries goes on trying. */
function backtestRunner(deadlineMs: number, closing: AbortSignal): BacktestsDeps['run'] {
  const gate = new Gate(AT_ONCE);
  const asking: string[] = [];
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  const end = () => {
    void worker?.terminate();
    worker = undefined;
  };
  closing.addEventListener('abort', end, { once: true });
  const run = async (asked: BacktestAsked): Promise<BacktestResult | null> => {
    clearTimeout(idle);
    worker ??= new Worker(WORKER);
    worker.unref();
    try {
      return await answerOf(worker, asked, deadlineMs, closing);
    } catch (error) {
      // Whatever it is still at is nobody's any more.
      end();
      throw error;
    } finally {
      idle = setTimeout(end, IDLE_MS).unref();
    }
  };
  return async (asked, caller) => {
    const own = asking.filter((each) => each === caller).length;
    if (asking.length >= MOST_WAITING || own >= MOST_OF_ONE)
      throw new Fault('TOO_MANY_REQUESTS', `${asking.length} rules are being tried, or wait for it; ${own} of them are yours.`);
    asking.push(caller);
    try {
      return await gate.run(() => run(asked), closing);
    } finally {
      asking.splice(asking.indexOf(caller), 1);
    }
  };
}

function answerOf(worker: Worker, asked: BacktestAsked, deadlineMs: number, closing: AbortSignal): Promise<BacktestResult | null> {
  const late = AbortSignal.any([closing, AbortSignal.timeout(deadlineMs)]);
  return new Promise((done, failed) => {
    const told = (result: BacktestResult | null) => (over(), done(result));
    const broken = (error: unknown) => (over(), failed(error instanceof Error ? error : new Error('The thread ended without a word.')));
    const giveUp = () =>
      broken(
        closing.aborted
          ? new Fault('SHUTTING_DOWN', 'This process is stopping.')
          : new Fault('TOO_BROAD', `It was not done within ${deadlineMs} ms: ask for less time, or fewer rules.`),
      );
    const over = () => {
      worker.off('message', told).off('error', broken).off('exit', broken);
      late.removeEventListener('abort', giveUp);
    };
    worker.on('message', told).on('error', broken).on('exit', broken);
    late.addEventListener('abort', giveUp);
    worker.postMessage(asked);
  });
}
