import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoreOptions } from '../../../src/store/store.ts';
import { onDrivers, runSql } from '../../store/drivers.ts';
import { judge, playRound, type Answer, type Evidence, type Verdict } from './rounds.ts';

/** `npm run soak` plays many more, from another seed each night. */
const ROUNDS = Number(process.env['CANOPY_SOAK_ROUNDS'] ?? 20);
const SEED = Number(process.env['CANOPY_SOAK_SEED'] ?? 1);
const AT_ONCE = 3;

onDrivers('a process that is killed at any moment', ['sqlite', 'mariadb'], ({ fresh, driver }) => {
  it(
    `loses nothing, does nothing twice and leaves the truth, ${ROUNDS} times`,
    async () => {
      const verdicts: Verdict[] = [];
      const seeds = Array.from({ length: ROUNDS }, (_, n) => SEED + n).values();
      const turn = async () => {
        for (const seed of seeds) {
          const options = await fresh();
          verdicts.push(await playRound(options, seed));
          await dropStore(options);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, turn));
      if (process.env['CANOPY_SOAK_ROUNDS']) console.log(`${driver}: ${counts(verdicts)}`);
      const wrong = verdicts.flatMap(({ seed, calls, open }) => [
        ...calls.filter((each) => each.wrong.length > 0).map((each) => ({ seed, ...each })),
        ...(open > 0 ? [{ seed, open }] : []),
      ]);
      expect(wrong).toEqual([]);
      // The rounds were what they are meant to be: most processes did not live to the end of their calls.
      expect(verdicts).toHaveLength(ROUNDS);
      expect(verdicts.filter(({ killed }) => killed).length).toBeGreaterThan(ROUNDS / 2);
    },
    ROUNDS * 5_000,
  );
});

function counts(verdicts: readonly Verdict[]): string {
  const calls = verdicts.flatMap((verdict) => verdict.calls);
  const ending = (state: string) => calls.filter(({ answers }) => answers[0]?.state === state).length;
  const wrong = (kind: string) => calls.filter((each) => each.wrong.some((every) => every === kind)).length;
  return [
    `${verdicts.length} rounds, ${verdicts.filter(({ killed }) => killed).length} killed`,
    `${calls.length} mutations, ${calls.filter(({ acknowledged }) => acknowledged).length} acknowledged before`,
    `${ending('DONE')} done, ${ending('STOPPED')} not done, ${ending('UNKNOWN')} unknown with what to look at`,
    `${wrong('lost')} acknowledged and lost, ${wrong('twice')} done twice, ${wrong('untrue')} keys untrue`,
  ].join('; ');
}

async function dropStore(options: StoreOptions): Promise<void> {
  if (options.driver === 'mysql') await runSql(options, `drop database ${new URL(options.url).pathname.slice(1)}`);
  else for (const end of ['', '-wal', '-shm', '.lock', '.pid']) rmSync(`${options.file}${end}`, { force: true });
}

describe('the judge of a round', () => {
  const done: Answer = { planId: 'p', state: 'DONE', messages: [] };
  const stopped: Answer = { ...done, state: 'STOPPED' };
  const unknown: Answer = { ...done, state: 'UNKNOWN', messages: ['It was sent and not answered. Look at /app0.'] };
  const told = { key: 'k', planId: 'p', state: 'DONE', codes: [] };
  const evidence = (over: Partial<Evidence>): Evidence => ({ acknowledged: undefined, answers: [done, done], effects: 1, ...over });

  it.each<[string, Partial<Evidence>, string[]]>([
    ['nothing when it was done once', {}, []],
    ['nothing when it was acknowledged and is so', { acknowledged: told }, []],
    ['nothing when it was not done and says so', { answers: [stopped, stopped], effects: 0 }, []],
    ['nothing when nobody can know', { answers: [unknown, unknown] }, []],
    ['an acknowledged mutation without effect', { acknowledged: told, answers: [stopped, stopped], effects: 0 }, ['lost']],
    ['an acknowledged plan that is not the key’s', { acknowledged: { ...told, planId: 'other' } }, ['lost']],
    ['two effects', { effects: 2 }, ['twice']],
    ['DONE without effect', { effects: 0 }, ['untrue']],
    ['STOPPED with an effect', { answers: [stopped, stopped] }, ['untrue']],
    ['UNKNOWN without what to look at', { answers: [unknown, unknown].map((each) => ({ ...each, messages: ['?'] })) }, ['untrue']],
    ['two answers of one key', { answers: [done, { ...done, planId: 'q' }] }, ['untrue']],
    ['what still runs', { answers: [done, done].map((each) => ({ ...each, state: 'RUNNING' })) }, ['untrue']],
  ])('finds %s', (_, over, wrong) => {
    expect(judge(evidence(over))).toEqual(wrong);
  });
});
