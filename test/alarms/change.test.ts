import { describe, expect, it } from 'vitest';
import { after, confirmed, expired } from '../../src/alarms/change.ts';
import type { AlarmRecord, AlarmSubject, CaseRecord, Occurrence } from '../../src/alarms/model.ts';

const NOWHERE: AlarmSubject = { containerId: null, appId: null, hostId: null, nodeId: null, jobName: null };
const SHOP: AlarmSubject = { containerId: 'Container:main:t1', appId: 'App:main:/a', hostId: 'Host:h', nodeId: 'n1', jobName: 'cop.a' };
const told = (over: Partial<Occurrence> = {}): Occurrence => ({
  rule: { kind: 'STRATEGY', id: 11, templateId: 7 },
  ...{ endpoint: 't1', metric: 'cpu.idle', tags: {}, firing: true, step: 1, priority: 2, value: 3, at: 1_000 },
  ...over,
});
const take = (before: AlarmRecord | undefined, over: Partial<Occurrence> = {}, subject = SHOP) =>
  after(before, 's_11_x', told(over), subject, 5_000);
const firing = (over: Partial<AlarmRecord> = {}): AlarmRecord => ({ ...take(undefined)!.alarm, ...over });
const inHand = { by: 'ann', reason: 'on it', at: 1, until: 9e15 };

describe('an alarm after an occurrence', () => {
  it('begins, steps, and ends', () => {
    const first = take(undefined)!;
    expect(first).toMatchObject({ change: 'FIRING', alarm: { state: 'FIRING', step: 1, firstSeenAt: 1_000, nodeId: 'n1', revision: 1 } });
    const second = take(first.alarm, { step: 2, at: 2_000 })!;
    expect(second).toMatchObject({ change: 'STEPPED', alarm: { step: 2, firstSeenAt: 1_000, lastSeenAt: 2_000, revision: 2 } });
    const ended = take(second.alarm, { firing: false, at: 3_000 })!;
    expect(ended).toMatchObject({ change: 'OK', alarm: { state: 'OK', step: 0, recoveredAt: 3_000, acknowledgement: null } });
    expect(take(ended.alarm, { at: 4_000 })).toMatchObject({ change: 'FIRING', alarm: { step: 1, firstSeenAt: 4_000, recoveredAt: null } });
  });

  it.each([
    ['that was heard before', firing(), {}],
    ['that is older than what is known', firing({ lastSeenAt: 9_000 }), { step: 5 }],
    ['that ends what nobody knows', undefined, { firing: false }],
    ['that ends what is over', firing({ state: 'OK' }), { firing: false }],
  ])('%s is no news', (_what, before, over) => {
    expect(take(before, over)).toBeUndefined();
  });

  it('in the second of two equal local hours is another one', () => {
    expect(take(firing({ step: 2 }), { step: 2, at: 1_000 + 3_600_000 })).toMatchObject({ change: 'STEPPED' });
  });

  it('keeps who has it in hand while it fires, and no longer', () => {
    const held = firing({ acknowledgement: inHand });
    expect(take(held, { step: 2, at: 2_000 })?.alarm.acknowledgement).toEqual(inHand);
    expect(take(held, { firing: false, at: 2_000 })?.alarm.acknowledgement).toBeNull();
  });

  it('begins anew with a first step, also where its end was missed', () => {
    const held = firing({ step: 3, lastSeenAt: 2_000, acknowledgement: inHand, condition: '3 < 10' });
    const anew = { state: 'FIRING', step: 1, firstSeenAt: 3_000, lastSeenAt: 3_000, acknowledgement: null, condition: null };
    expect(take(held, { at: 3_000 })).toMatchObject({ change: 'FIRING', alarm: anew });
    expect(take(firing({ acknowledgement: inHand }), { at: 3_000 })).toMatchObject({ change: 'FIRING', alarm: anew });
    expect(take(held, { at: 1_500 })).toBeUndefined();
    // The history may have told of a later step before.
    expect(take(held, { at: 2_000 })?.alarm.acknowledgement).toEqual(inHand);
  });

  it('stays about what it was found to be about, also when that is gone', () => {
    expect(take(firing(), { step: 2, at: 2_000 }, NOWHERE)?.alarm).toMatchObject(SHOP);
    const lost = take(undefined, {}, NOWHERE)!.alarm;
    expect(take(lost, { step: 2, at: 2_000 }, SHOP)?.alarm).toMatchObject(SHOP);
  });

  it('is about what has the endpoint now when it begins anew, if that is known', () => {
    const moved = { ...SHOP, containerId: 'Container:main:t9', nodeId: 'n9', jobName: 'cop.z' };
    const over = firing({ state: 'OK', step: 0 });
    expect(take(over, { at: 2_000 }, moved)?.alarm).toMatchObject(moved);
    expect(take(over, { at: 2_000 }, NOWHERE)?.alarm).toMatchObject(SHOP);
    expect(take(over, { at: 2_000 }, { ...moved, nodeId: null })?.alarm).toMatchObject(SHOP);
    expect(take(firing(), { step: 2, at: 2_000 }, moved)?.alarm).toMatchObject(SHOP);
  });

  it('goes on where it was UNKNOWN, and begins anew with its first step', () => {
    const unknown = firing({ state: 'UNKNOWN', unknownReason: 'nobody says' });
    expect(take(unknown, { step: 3, at: 2_000 })).toMatchObject({ change: 'FIRING', alarm: { firstSeenAt: 1_000, unknownReason: null } });
    expect(take(unknown, { step: 1, at: 2_000 })?.alarm.firstSeenAt).toBe(2_000);
  });
});

describe('an alarm that nobody confirms', () => {
  const patience = { now: 10_000, since: 0, afterMs: 4_000 };

  it('is UNKNOWN after its time, with the reason', () => {
    expect(expired(firing({ confirmedAt: 6_000 }), patience, 'why')).toMatchObject({ alarm: { state: 'UNKNOWN', unknownReason: 'why' } });
    expect(expired(firing({ confirmedAt: 6_001 }), patience, 'why')).toBeUndefined();
    expect(expired(firing({ confirmedAt: 0, state: 'OK' }), patience, 'why')).toBeUndefined();
  });

  it('is given its time from when somebody could have confirmed it', () => {
    expect(expired(firing({ confirmedAt: 0 }), { ...patience, since: 7_000 }, 'why')).toBeUndefined();
  });
});

describe('an alarm held against Falcon’s history', () => {
  const facts = (over: Partial<CaseRecord> = {}): CaseRecord => ({
    ...told({ at: 1_000 }),
    ...{ id: 's_11_x', maxStep: 3, condition: '3 < 10', note: 'idle' },
    ...over,
  });
  const known = firing({ maxStep: 3, condition: '3 < 10', note: 'idle' });

  it.each([
    ['still fires: nobody is told', known, facts(), null, 'FIRING'],
    ['is known better', firing(), facts(), 'CONFIRMED', 'FIRING'],
    ['has stepped', known, facts({ step: 2 }), 'STEPPED', 'FIRING'],
    ['is over', known, facts({ firing: false, at: 2_000 }), 'OK', 'OK'],
    ['was over before it fired again', firing({ lastSeenAt: 9_000 }), facts({ firing: false, at: 2_000 }), 'CONFIRMED', 'FIRING'],
    ['fires, and was UNKNOWN', { ...known, state: 'UNKNOWN' as const }, facts(), 'FIRING', 'FIRING'],
    ['is over here, and fires there still: the callback knows better', { ...known, state: 'OK' as const }, facts(), null, 'OK'],
  ])('that %s', (_what, before, found, change, state) => {
    const changed = confirmed(before, found, SHOP, 8_000);
    expect([changed.change, changed.alarm.state, changed.alarm.confirmedAt]).toEqual([change, state, 8_000]);
    expect(changed.alarm.revision).toBe(before.revision + (change === null ? 0 : 1));
  });

  it('is looked for again where it hung on no node, and is known better once it does', () => {
    const lost = { ...known, ...NOWHERE };
    expect(confirmed(lost, facts(), NOWHERE, 8_000)).toMatchObject({ change: null, alarm: NOWHERE });
    expect(confirmed(lost, facts(), SHOP, 8_000)).toMatchObject({ change: 'CONFIRMED', alarm: { ...SHOP, revision: 2 } });
    const homeless = { ...SHOP, nodeId: null, jobName: null };
    expect(confirmed({ ...known, ...homeless }, facts(), NOWHERE, 8_000)).toMatchObject({ change: null, alarm: homeless });
    expect(confirmed(known, facts(), { ...SHOP, nodeId: 'n2' }, 8_000)).toMatchObject({ change: null, alarm: SHOP });
  });
});
