import { expect, it } from 'vitest';
import { Fault } from '../../src/kit/fault.ts';
import { ChronosMirror, type JobsRead } from '../../src/live/chronos.ts';
import { Source } from '../../src/live/source.ts';
import { handClock } from '../support/hand-clock.ts';

function aMirror() {
  const clock = handClock();
  const source = new Source('chronos:main', 'chronos', 'http://chronos', clock, 45_000);
  let answer: () => JobsRead<string> = () => ({ items: ['a'], unreadable: [] });
  const jobs = async () => ({ at: clock.now(), monotonicAt: clock.monotonic(), value: answer() });
  const mirror = new ChronosMirror(source, { jobs });
  return { clock, source, mirror, answerWith: (next: () => JobsRead<string>) => (answer = next) };
}
const { signal } = new AbortController();

it('holds what was read last, and says how Chronos stands', async () => {
  const { clock, source, mirror, answerWith } = aMirror();
  expect([source.state(), mirror.items]).toEqual(['WAITING', []]);
  await mirror.read(signal);
  expect([source.state(), mirror.items, source.listedWall]).toEqual(['LIVE', ['a'], clock.now()]);
  answerWith(() => {
    throw new Fault('UPSTREAM_UNAVAILABLE', 'It hangs up.', { source: 'chronos:main' });
  });
  await mirror.read(signal);
  expect([source.state(), mirror.items, source.lastError]).toEqual(['DOWN', ['a'], 'It hangs up.']);
  answerWith(() => ({ items: [], unreadable: [{ id: 'b', problem: 'name: a text is expected' }] }));
  await mirror.read(signal);
  expect([source.state(), mirror.items, mirror.unreadable.length]).toEqual(['LIVE', [], 1]);
  clock.advance(45_001);
  expect(source.state()).toBe('STALE');
});

it('tells of no loss when it is the process that stops, and hides no fault of ours', async () => {
  const { source, mirror, answerWith } = aMirror();
  await mirror.read(signal);
  answerWith(() => {
    throw new Fault('UPSTREAM_TIMEOUT', 'It was broken off.', { source: 'chronos:main' });
  });
  await mirror.read(AbortSignal.abort());
  expect(source.state()).toBe('LIVE');
  answerWith(() => {
    throw new TypeError('That is ours.');
  });
  await expect(mirror.read(signal)).rejects.toThrow('That is ours.');
});
