import type { PlanRecord } from '../../src/plans/model.ts';
import { wrongsOf, type Wrong } from '../judge.ts';
import type { Book, Entry } from './book.ts';
import type { DeedKind, Deeds, Done } from './deeds.ts';
import type { Witness, Write } from './witness.ts';

export interface Judged {
  readonly wrongs: Readonly<Record<Wrong, number>>;
  readonly states: ReadonlyMap<string, number>;
  /** What is wrong, in words. */
  readonly examples: readonly string[];
}

/** What the sandbox calls it. */
const WRITES: Readonly<Partial<Record<DeedKind, string>>> = { restartApp: 'restart', scaleApp: 'update' };

/** Every mutation by what its caller was told, what the store has of it, and what it did. */
export async function judgeDeeds({ all }: Deeds, book: Book, witness: Witness): Promise<Judged> {
  const effects = effectsOf(all, book.entries, witness.writes);
  const wrongs: Record<Wrong, number> = { lost: 0, doubled: 0, untrue: 0 };
  const states = new Map<string, number>();
  const examples: string[] = [];
  for (const done of all) {
    const plan = (await book.planOf(done.kind, done.key)) ?? (done.planId === undefined ? undefined : await book.plan(done.planId));
    count(states, done.givenUp ? 'no answer in time' : (done.acknowledged ?? done.refused[0] ?? 'refused'));
    // What was there already needed no step.
    if (plan?.steps.length === 0) continue;
    const found = wrongsOf({ acknowledged: done.acknowledged, stored: plan?.state, effects: effects.get(done.key) ?? 0 });
    for (const wrong of found) wrongs[wrong]++;
    if (found.length > 0) examples.push(words(done, plan, effects.get(done.key) ?? 0, found));
  }
  return { wrongs, states, examples };
}

const words = (done: Done, plan: PlanRecord | undefined, effects: number, found: readonly Wrong[]): string =>
  `${found.join(', ')}: ${done.key} of ${done.target}, told ${done.acknowledged ?? 'nothing'}, plan ${plan?.id ?? 'none'} ${plan?.state ?? ''}, ${effects} effects, ${done.attempts} attempts`;

/** By key. A write belongs to the last mutation of its app that had begun before it: they never run side by side. */
export function effectsOf(all: readonly Done[], entries: readonly Entry[], writes: readonly Write[]): ReadonlyMap<string, number> {
  const effects = new Map<string, number>();
  const made = new Map<string, number>();
  for (const { kind, jobName } of entries) if (kind === 'TREE_NODE_CREATED' && jobName !== null) count(made, jobName);
  const ofApps = new Map<string, Done[]>();
  for (const done of all) {
    if (done.kind === 'createTreeNode') effects.set(done.key, made.get(`cop.${done.target}`) ?? 0);
    else ofApps.set(above(done.target), [...(ofApps.get(above(done.target)) ?? []), done]);
  }
  for (const { at, kind, target } of writes) {
    const done = ofApps.get(target)?.findLast(({ beganAt }) => beganAt <= at);
    // What nobody asked for is an effect too many of whoever was there last.
    if (done) count(effects, done.key, WRITES[done.kind] === kind ? 1 : 2);
  }
  return effects;
}

const above = (app: string): string => app.slice(0, app.lastIndexOf('/'));

function count<K>(counts: Map<K, number>, key: K, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
