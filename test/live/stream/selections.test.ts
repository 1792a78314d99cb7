import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EVENT_KINDS, SEVERITIES, type EventRecord, type Selection } from '../../../src/events/model.ts';
import { isAtOrBelow, isSelected, namesOver } from '../../../src/events/selection.ts';
import { Selections } from '../../../src/live/stream/selections.ts';
import { anEvent } from '../../store/records.ts';

const kind = fc.constantFrom(...EVENT_KINDS.slice(0, 5));
/** Names that begin alike, and stand above and below each other. */
const jobName = fc
  .array(fc.constantFrom('a', 'ab', 'a-b', 'b'), { minLength: 1, maxLength: 4 })
  .map((names) => names.map((name, n) => `${['cop', 'owt', 'pdl', 'cluster'][n]}.${name}`).join('_'));
const subject = fc.constantFrom('App:a', 'App:b', 'Plan:1');
const actor = fc.constantFrom('ann', 'source:marathon:main');
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const selection: fc.Arbitrary<Selection> = fc.record({
  kinds: orNull(fc.array(kind, { maxLength: 3 })),
  severities: orNull(fc.subarray([...SEVERITIES])),
  under: orNull(jobName),
  subject: orNull(subject),
  actor: orNull(actor),
  since: orNull(fc.nat(20)),
  until: orNull(fc.nat(20)),
});
const event: fc.Arbitrary<EventRecord> = fc
  .record({ kind, severity: fc.constantFrom(...SEVERITIES), jobName: orNull(jobName), subject: orNull(subject), actor, at: fc.nat(20) })
  .map(({ severity, ...some }) => ({ ...anEvent(some), severity, seq: 1 }));

it('whom an event concerns is found by an index, and is who is found by asking each of them', () => {
  fc.assert(
    fc.property(fc.array(selection, { maxLength: 30 }), fc.array(fc.nat(29)), fc.array(event, { minLength: 1 }), (all, gone, events) => {
      const index = new Selections<{ readonly selection: Selection }>();
      const items = all.map((each) => ({ selection: each }));
      for (const item of items) index.add(item);
      const left = new Set(items);
      for (const n of gone) {
        const item = items[n];
        if (item) index.delete(item);
        if (item) left.delete(item);
      }
      for (const each of events) {
        const found = [...index.of(each)];
        expect(new Set(found).size).toBe(found.length);
        expect(new Set(found)).toEqual(new Set([...left].filter((item) => isSelected(item.selection, each))));
      }
    }),
    { numRuns: 500 },
  );
});

it('a JobName and the names over it are those that it is at or below', () => {
  fc.assert(
    fc.property(jobName, jobName, (below, above) => {
      expect(namesOver(below).includes(above)).toBe(isAtOrBelow(below, above));
    }),
  );
});
