import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { built } from '../support/built.ts';
import { until } from '../support/canopy.ts';

const started: ChildProcess[] = [];
beforeAll(built, 120_000);
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
});

/** As `npm run demo:scale` runs it. */
function start(...words: readonly string[]) {
  const child = spawn(process.execPath, ['scripts/demo-scale.mjs', ...words], { env: { ...process.env, NODE_OPTIONS: '' } });
  started.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const exit = new Promise<number | string>((done) => child.once('exit', (code, signal) => done(code ?? signal ?? '?')));
  return { child, exit, out: () => out, err: () => err };
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

it('shows an app that is made larger by real load and smaller again, and why', async () => {
  const demo = start('short');
  expect([await demo.exit, demo.err()]).toEqual([0, '']);
  const sizes = [...demo.out().matchAll(/DECISION +(\d+) -> (\d+): PROC_QPS is .* against 20: \d+ containers would carry it/g)].map(
    ([, from, to]) => Number(to) - Number(from),
  );
  expect([sizes.some((by) => by > 0), sizes.some((by) => by < 0)]).toEqual([true, true]);
  for (const told of [
    /SIZE +2 -> \d/,
    /SIZE +\d -> 2\n/,
    /seen: 2 wanted, 2 running/,
    /It has scaled out and in again/,
    /why\(app\), in short/,
  ])
    expect(demo.out()).toMatch(told);
}, 120_000);

it('ends by Ctrl-C with everything it started', async () => {
  const demo = start();
  await until(() => demo.out().includes('The load begins'), 60_000);
  const [, canopy = ''] = /Canopy answers at (\S+)/.exec(demo.out()) ?? [];
  const [, container = ''] = /containers at (\S+) and/.exec(demo.out()) ?? [];
  expect([await answers(canopy), await answers(`http://${container}`)]).toEqual([true, true]);
  demo.child.kill('SIGINT');
  expect([await demo.exit, demo.err()]).toEqual([130, 'It was stopped before it had happened.\n']);
  expect([await answers(canopy), await answers(`http://${container}`)]).toEqual([false, false]);
}, 120_000);

it('does not take words that it does not know', async () => {
  const demo = start('quick');
  expect([await demo.exit, demo.err()]).toEqual([2, 'npm run demo:scale [short]: the only word is short.\n']);
}, 60_000);
