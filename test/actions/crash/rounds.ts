import type { Inputs, MutationName } from '../../../src/actions/inputs.ts';
import { CRASH_POINTS } from '../../../src/actions/ports.ts';
import type { StoreOptions } from '../../../src/store/store.ts';
import { seeded } from '../../support/seeded.ts';
import { anApp, aTask, TestMarathon, type Accident } from '../marathon.ts';
import { comeAfter, runChild, type Aftermath } from './harness.ts';
import type { Acknowledged, Assignment, KeyedCall } from './messages.ts';

const CALLS = 4;

/** What became of one call, by all who know of it. */
export interface Evidence {
  readonly acknowledged: Acknowledged | undefined;
  /** By its key, asked twice of the process that came after. */
  readonly answers: readonly Answer[];
  /** Effects in the ledger of whom it was sent to, or in the tree. */
  readonly effects: number;
}

export interface Answer {
  readonly planId: string | null;
  readonly state: string | null;
  readonly messages: readonly string[];
}

export type Wrong = 'lost' | 'twice' | 'untrue';

/** What the evidence says against the promises: nothing acknowledged is lost, nothing is done twice, the key tells the truth. */
export function judge({ acknowledged, answers, effects }: Evidence): readonly Wrong[] {
  const [first, second] = answers;
  const wrong = new Set<Wrong>();
  if (effects > 1) wrong.add('twice');
  const ended = acknowledged && acknowledged.state !== 'RUNNING' && acknowledged.planId !== null;
  if (ended && (acknowledged.planId !== first?.planId || acknowledged.state !== first.state)) wrong.add('lost');
  if (acknowledged?.state === 'DONE' && effects === 0) wrong.add('lost');
  if (!first || JSON.stringify(first) !== JSON.stringify(second)) wrong.add('untrue');
  else if (first.state === 'DONE' ? effects === 0 : first.state === 'STOPPED' ? effects > 0 : first.state !== 'UNKNOWN')
    wrong.add('untrue');
  else if (first.state === 'UNKNOWN' && !first.messages.some((message) => message.includes('Look at'))) wrong.add('untrue');
  return [...wrong];
}

export interface Verdict {
  readonly seed: number;
  readonly killed: boolean;
  readonly calls: readonly (Evidence & { readonly call: KeyedCall; readonly wrong: readonly Wrong[] })[];
  /** Intents and runs that nobody ended. */
  readonly open: number;
}

/** One process with some calls at once, killed at a moment that the seed chooses, and the one that comes after it. */
export async function playRound(store: StoreOptions, seed: number): Promise<Verdict> {
  const random = seeded(seed);
  const upTo = (most: number) => Math.floor(random() * most);
  const marathon = new TestMarathon();
  const apps = Array.from({ length: CALLS }, (_, n) => anApp({ marathonId: `/app${n}` }));
  for (const [n, app] of apps.entries()) marathon.put(app, { cmd: 'run' }, [aTask(`task${n}`)]);
  for (let n = 0; n < 2 * CALLS; n++) marathon.accidents.push(ACCIDENTS[upTo(ACCIDENTS.length)] ?? 'none');
  const outside = random() < 0.5;
  const assignment: Assignment = {
    store,
    calls: Array.from({ length: CALLS }, (_, n) => draw(n, upTo)),
    lanes: 1 + upTo(3),
    crash: outside ? null : { point: CRASH_POINTS[upTo(CRASH_POINTS.length)] ?? 'after-send', passing: 1 + upTo(CALLS) },
    apps,
    tasks: apps.map(({ marathonId }, n) => ({ taskId: `task${n}`, marathonId })),
  };
  const trouble = { latencyMs: () => random() * 4, ...(outside && { killAfterMs: random() * 120 }) };
  const { signal, acknowledged } = await runChild(assignment, marathon, trouble);

  marathon.accidents.length = 0;
  const after = await comeAfter(assignment, marathon);
  try {
    if (random() < 0.5) await after.recover();
    const calls = [];
    for (const call of assignment.calls) {
      const evidence = {
        acknowledged: acknowledged.find(({ key }) => key === call.key),
        answers: [await answerOf(after, call), await answerOf(after, call)],
        effects: await effectsOf(call, marathon, after),
      };
      calls.push({ call, ...evidence, wrong: judge(evidence) });
    }
    const open = (await after.store.openIntents()).length + (await after.store.plansIn('RUNNING', 100)).length;
    return { seed, killed: signal === 'SIGKILL', calls, open };
  } finally {
    await after.store.close();
  }
}

const ACCIDENTS: readonly Accident[] = [
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'lost-after',
  'lost-after',
  'lost-before',
  'not-sent',
];

const KINDS: readonly ((n: number) => KeyedCall)[] = [
  (n) => keyed(n, 'scaleApp', { app: `/app${n}`, instances: 5 + n }),
  (n) => keyed(n, 'deployApp', { app: `/app${n}`, env: [{ name: 'N', value: `v${n}` }] }),
  (n) => keyed(n, 'restartApp', { app: `/app${n}` }),
  (n) => keyed(n, 'killContainer', { taskId: `task${n}` }),
  (n) => keyed(n, 'deleteApp', { app: `/app${n}` }),
  (n) => keyed(n, 'createTreeNode', { parent: null, name: `node${n}` }),
];

const draw = (n: number, upTo: (most: number) => number): KeyedCall => (KINDS[upTo(KINDS.length)] ?? KINDS[0]!)(n);

const keyed = <M extends MutationName>(n: number, mutation: M, input: Inputs[M]): KeyedCall => ({ mutation, input, key: `key-${n}` });

async function answerOf(after: Aftermath, call: KeyedCall): Promise<Answer> {
  const { plan, userErrors } = await after.again(call);
  return { planId: plan?.id ?? null, state: plan?.state ?? null, messages: userErrors.map(({ message }) => message) };
}

async function effectsOf({ key, mutation }: KeyedCall, marathon: TestMarathon, { store }: Aftermath): Promise<number> {
  const n = key.slice('key-'.length);
  if (mutation === 'createTreeNode') return (await store.facts()).nodes.filter(({ name }) => name === `node${n}`).length;
  return marathon.effects.filter((effect) => [`/app${n}`, `task${n}`].includes(effect.split(' ')[1] ?? '')).length;
}
