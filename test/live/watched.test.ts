import { expect, it } from 'vitest';
import { Source } from '../../src/live/source.ts';
import { WatchedCopy, type HeldTemplate } from '../../src/live/watched.ts';
import { systemClock } from '../../src/kit/clock.ts';

const template = (id: number, name: string): HeldTemplate => ({
  ...{ id, name, parentId: 0, strategies: [], action: null, mono: 0 },
});

it('a template that took the old name of another one stays, whichever was read first', () => {
  const copy = new WatchedCopy(new Source('falcon:portal', 'falcon', 'http://falcon', systemClock, 1_000), 'canopy', () => undefined);
  copy.putTemplate(template(1, 'canopy.n1'));
  copy.putTemplate(template(2, 'canopy.n1'));
  copy.putTemplate(template(1, 'somebody else'));
  expect(copy.of('n1').template).not.toBeNull();
  copy.dropTemplate(1);
  expect(copy.of('n1').template).not.toBeNull();
  copy.dropTemplate(2);
  expect(copy.of('n1').template).toBeNull();
});
