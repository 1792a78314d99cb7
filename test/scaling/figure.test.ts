import { expect, it } from 'vitest';
import { policyErrors } from '../../src/scaling/check.ts';
import { countedOf, figureNameOf, isOwnFigure, isShared } from '../../src/scaling/figure.ts';
import { policyOf, type PolicyInput } from '../../src/scaling/input.ts';
import { shownPolicy } from '../../src/scaling/shown.ts';

const errorsOf = (...metrics: PolicyInput['metrics']) =>
  policyErrors(policyOf({ min: 1, max: 5, metrics }, 0)).map(({ path, message }) => `${path.join('.')}: ${message}`);

it('is one of the four, a counter of each container, or one of an endpoint', () => {
  expect([isOwnFigure('CPU_IDLE'), isOwnFigure('cpu.idle')]).toEqual([true, false]);
  expect(countedOf('CPU_IDLE')).toBeUndefined();
  expect(countedOf(figureNameOf({ counter: 'requests/service=pay' }))).toEqual({ counter: 'requests/service=pay', endpoint: null });
  const alb = figureNameOf({ counter: 'alb.rate/service=pay', endpoint: 'lb-1' });
  expect([countedOf(alb), isShared(alb)]).toEqual([{ counter: 'alb.rate/service=pay', endpoint: 'lb-1' }, true]);
});

it('is shown as it was given', () => {
  const { metrics } = shownPolicy(
    policyOf(
      {
        min: 1,
        max: 2,
        metrics: [
          { metric: 'MEM_FREE', target: 3 },
          { counter: 'a/b=c', target: 1 },
          { counter: 'd', endpoint: 'e', target: 2 },
        ],
      },
      0,
    ),
  );
  expect(metrics.map(({ metric, counter, endpoint }) => [metric, counter, endpoint])).toEqual([
    ['MEM_FREE', null, null],
    [null, 'a/b=c', null],
    [null, 'd', 'e'],
  ]);
});

it.each([
  ['neither', [{ target: 1 }], 'metrics.0.metric: Name either'],
  ['both', [{ metric: 'CPU_IDLE', counter: 'a', target: 1 }], 'metrics.0.metric: Name either'],
  ['an endpoint of a figure', [{ metric: 'CPU_IDLE', endpoint: 'a', target: 1 }], 'metrics.0.metric: Name either'],
  ['a counter by the name of a figure', [{ counter: 'CPU_IDLE', target: 1 }], 'metrics.0.metric: Name either'],
  ['no counter', [{ counter: 'a b', target: 1 }], 'metrics.0.metric: a b is no counter'],
  ['no endpoint', [{ counter: 'a', endpoint: 'b c', target: 1 }], 'metrics.0.metric: "b c" is no endpoint'],
  [
    'twice',
    [
      { counter: 'a', target: 1 },
      { counter: 'a', target: 2 },
    ],
    'metrics.1.metric: a is given twice',
  ],
] as const)('is refused at its place: %s', (_, metrics, error) => {
  expect(errorsOf(...metrics)).toEqual([expect.stringContaining(error)]);
});

it('has no highest load, and no share of a hundred, where it is a counter', () => {
  expect(errorsOf({ counter: 'queue.length', target: 5_000 })).toEqual([]);
});
