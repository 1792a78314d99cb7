import { describe, expect, it } from 'vitest';
import type { Done } from '../../bench/kill/deeds.ts';
import { effectsOf } from '../../bench/kill/verdict.ts';
import { Hearing, untoldOf, wrongsOf, type Deed, type Heard, type Logged } from '../../bench/judge.ts';

const log: readonly Logged[] = Array.from({ length: 9 }, (_, n) => ({ seq: n + 1, kind: 'PLAN_CHANGED', subject: `Plan:${n + 1}` }));
const event = (seq: number): Heard => ({ type: 'event', ...log[seq - 1]! });
const beat = (seq: number): Heard => ({ type: 'beat', seq });
const gap = (from: number, to: number): Heard => ({ type: 'gap', from, to });
const told = (...heard: readonly Heard[]) => {
  const hearing = new Hearing();
  for (const each of heard) hearing.take(each, (seq) => log[seq - 1]);
  return { ...hearing.told, place: hearing.place };
};
const fine = { gaps: 0, leftOut: 0, lost: 0, doubled: 0, disordered: 0, untrue: 0 };

describe('the judge of what a subscriber was told', () => {
  it.each<[string, readonly Heard[], object]>([
    ['nothing where each event came once, in order', [beat(2), event(3), event(4), beat(4)], { events: 2, place: 4 }],
    ['nothing where a Gap says what is left out', [beat(2), gap(2, 5), beat(5), event(6)], { events: 1, gaps: 1, leftOut: 3, place: 6 }],
    ['an event that did not come', [beat(2), event(3), event(5)], { events: 2, lost: 1, place: 5 }],
    ['one that a heartbeat passes over', [beat(2), event(3), beat(5)], { events: 1, lost: 2, place: 5 }],
    ['one between the last that came and a Gap', [beat(2), gap(4, 6)], { gaps: 1, leftOut: 2, lost: 2, place: 6 }],
    ['one that came twice', [beat(2), event(3), event(3), event(4)], { events: 3, doubled: 1, place: 4 }],
    ['one that came too late', [beat(2), event(4), event(3)], { events: 2, lost: 1, disordered: 1, place: 4 }],
    [
      'one that is told otherwise than it is logged',
      [beat(2), { ...event(3), subject: 'Plan:7' } as Heard],
      { events: 1, untrue: 1, place: 3 },
    ],
  ])('finds %s', (_, heard, wanted) => expect(told(...heard)).toEqual({ events: 0, ...fine, ...wanted }));
});

describe('the judge of mutations', () => {
  const done: Deed = { acknowledged: 'DONE', stored: 'DONE', effects: 1 };
  it.each<[string, Partial<Deed>, readonly string[]]>([
    ['nothing where it was done once', {}, []],
    ['nothing where it was done and nobody was told', { acknowledged: undefined }, []],
    ['nothing where it was not done', { acknowledged: 'STOPPED', stored: 'STOPPED', effects: 0 }, []],
    ['nothing where it never came to be', { acknowledged: undefined, stored: undefined, effects: 0 }, []],
    ['nothing where nobody can know', { acknowledged: 'UNKNOWN', stored: 'UNKNOWN' }, []],
    ['one that was acknowledged and is not in the store', { stored: undefined }, ['lost', 'untrue']],
    ['one that was acknowledged and had no effect', { effects: 0 }, ['lost', 'untrue']],
    ['one that was done twice', { effects: 2 }, ['doubled']],
    ['one that says it was not done, and was', { acknowledged: 'STOPPED', stored: 'STOPPED' }, ['untrue']],
    ['an effect that nobody wrote down', { acknowledged: undefined, stored: undefined }, ['untrue']],
  ])('finds %s', (_, over, wrongs) => expect(wrongsOf({ ...done, ...over })).toEqual(wrongs));
});

describe('the judge of what happened to tasks', () => {
  const began = (seq: number, task: string): Logged => ({ seq, kind: 'CONTAINER_STARTED', subject: `Container:main:${task}` });
  const ended = (seq: number, task: string): Logged => ({ seq, kind: 'CONTAINER_ENDED', subject: `Container:main:${task}` });
  const tasks = { before: new Set(['old']), ever: new Set(['old', 'one', 'two']), now: new Set(['two']) };
  const all = [ended(1, 'old'), began(2, 'one'), began(3, 'two'), ended(4, 'one')];
  it.each<[string, readonly Logged[], object]>([
    ['nothing where each began and ended once', all, {}],
    ['a beginning that is not told', all.filter(({ seq }) => seq !== 3), { lost: 1 }],
    ['an end that is not told', all.filter(({ seq }) => seq !== 1), { lost: 1 }],
    ['an end that is told twice', [...all, ended(5, 'one')], { doubled: 1 }],
    ['the end of one that is there', [...all, ended(5, 'two')], { doubled: 1 }],
    ['an end before the beginning', [...all.filter(({ seq }) => seq !== 2), began(5, 'one')], { disordered: 1 }],
  ])('finds %s', (_, events, wanted) => expect(untoldOf(tasks, events)).toEqual({ lost: 0, doubled: 0, disordered: 0, ...wanted }));
});

describe('the effects of mutations, by the ledger', () => {
  const app = '/acme/group/app';
  const done = (key: string, kind: Done['kind'], target: string, beganAt: number): Done => ({
    ...{ key, kind, target, beganAt, attempts: 1, acknowledged: 'DONE', planId: undefined, refused: [], givenUp: false },
  });
  const all = [done('one', 'restartApp', app, 10), done('node', 'createTreeNode', 'n1', 15), done('two', 'scaleApp', app, 20)];
  const restart = { at: 11, kind: 'restart', target: '/acme/group' };
  const scale = { at: 21, kind: 'update', target: '/acme/group' };
  const made = { seq: 1, kind: 'TREE_NODE_CREATED', subject: 'TreeNode:x', jobName: 'cop.n1' };
  it.each([
    ['one each', [restart, scale], [made], [1, 1, 1]],
    ['two of what was sent twice', [restart, { ...restart, at: 19 }, scale], [made], [2, 1, 1]],
    ['none of what did not arrive', [restart], [], [1, 0, 0]],
    ['one too many of what nobody asked for', [restart, { ...restart, at: 25 }], [made], [1, 1, 2]],
  ])('are %s', (_, writes, entries, wanted) => {
    const effects = effectsOf(all, entries, writes);
    expect(all.map(({ key }) => effects.get(key) ?? 0)).toEqual(wanted);
  });
});
