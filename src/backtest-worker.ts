import { parentPort } from 'node:worker_threads';
import { backtest, type BacktestAsked } from './scaling/backtest.ts';

/** Tries whatever it is told to, one after the other. */
parentPort?.on('message', (asked: BacktestAsked) => parentPort?.postMessage(backtest(asked)));
