import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, short, spread } from '../figures.ts';
import { untoldOf, type Told } from '../judge.ts';
import type { Options } from '../options.ts';
import type { Report } from '../report.ts';
import { Book } from './book.ts';
import { Deeds } from './deeds.ts';
import { Followed } from './followed.ts';
import { KillHouse, type Mortal } from './house.ts';
import { judgeDeeds } from './verdict.ts';
import { Witness } from './witness.ts';

const LANES = 2;
/** How many apps are left to others, who write to the same Marathon. */
const OTHERS_APPS = 70;
const WAYS = ['WebSocket', 'server-sent events', 'WebSocket'] as const;
/** The longest after a round that a subscriber may need for what had been committed. */
const HEARD_MS = 30_000;
/** Past the lease of a recorder that was killed. */
const TOLD_MS = 60_000;
/** After so many rounds the ledger is emptied. */
const TAKE_EVERY = 25;
/** Rounds that fail are all alike: no more are played. */
const MOST_FAILED = 3;

const VICTIMS = ['Canopy', 'Redis', 'client', 'store'] as const;
type Victim = (typeof VICTIMS)[number];

interface Round {
  readonly victim: Victim;
  readonly tookMs: number;
  /** From the kill until it was there again. */
  readonly awayMs: number;
}

/** What a round rests on. */
interface Play {
  readonly house: KillHouse;
  readonly book: Book;
  readonly witness: Witness;
  readonly deeds: Deeds;
  readonly followers: readonly Followed[];
  /** Apps whose tasks others replace, the one that has rested longest first. */
  readonly others: string[];
  readonly problems: string[];
}

/** Kills whatever can be killed at any moment, again and again, and asks the sandbox whether anything was lost or done twice. */
export async function killRounds(report: Report, { kills }: Options): Promise<void> {
  report.section(
    'Rounds of kill -9',
    `${kills} rounds on two replicas that share a MariaDB and a Redis. Each kills one of them at a random moment by SIGKILL: a replica, Redis, the MariaDB, or a subscriber; and starts it again, while ${LANES} callers restart and scale apps and make nodes with idempotency keys, and others replace tasks in the same Marathon. A round has ended when each of ${WAYS.length} subscribers, who go on from their cursors at whichever replica answers, was told all that the log has. The sandbox's ledger judges: what it was asked for and did, and which tasks began and ended.`,
  );
  const house = await KillHouse.open();
  if (!house) return report.note('Not measured: mariadbd or redis-server is not installed.');
  try {
    await play(house, kills, report);
  } finally {
    await house.close();
  }
}

async function play(house: KillHouse, kills: number, report: Report): Promise<void> {
  const book = await Book.open(house.store.url, house.auditKey);
  const witness = await Witness.begin(house.sandbox);
  const followers = WAYS.map((way, n) => new Followed(`follower-${n}`, house.folder, { way, ports: turned(house.ports, n) }));
  const apps = await witness.apps();
  const others = apps.slice(0, OTHERS_APPS);
  const deeds = new Deeds(house.ports, apps.slice(OTHERS_APPS), (app) => witness.isTold(app, book));
  const all: Play = { house, book, witness, deeds, followers, others, problems: [] };
  try {
    for (const follower of followers) await follower.start();
    const working = deeds.work(LANES);
    const rounds = await playAll(all, kills);
    deeds.stop();
    await working;
    await conclude(all, rounds, kills, report);
  } finally {
    deeds.abandon();
    await Promise.all(followers.map((follower) => follower.kill()));
    await book.close();
  }
}

async function playAll(play: Play, kills: number): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  while (rounds.length < kills && play.problems.length < MOST_FAILED) {
    const round = await playOne(play).catch((error: unknown) => {
      play.problems.push(error instanceof Error ? error.message : String(error));
    });
    if (!round) continue;
    rounds.push(round);
    if (rounds.length % TAKE_EVERY === 0) await play.witness.take();
    if (rounds.length % 100 === 0) console.log(`${rounds.length} rounds, ${play.book.seq} events`);
  }
  return rounds;
}

async function playOne(play: Play): Promise<Round> {
  const victim = pick(VICTIMS);
  const mortal = mortalOf(play, victim);
  const began = performance.now();
  const before = play.deeds.all.length;
  await replace(play);
  await sleep(Math.random() * 200);
  // In the middle of what happens meanwhile.
  const replacing = sleep(Math.random() * 20).then(() => replace(play));
  await sleep(Math.random() * 20);
  const killed = performance.now();
  await mortal.kill();
  await mortal.start();
  const awayMs = performance.now() - killed;
  await replacing;
  await play.deeds.makeNode();
  await requireTold(play, victim);
  await requireKept(play, before);
  return { victim, tookMs: performance.now() - began, awayMs };
}

/** Others replace a task of an app. */
async function replace({ house, others, witness, book }: Play): Promise<void> {
  const app = others.shift() ?? '';
  others.push(app);
  if (await witness.isTold(app, book)) await house.sandbox.control('POST', '/change', { app, count: 1 });
}

/** Every subscriber is told all that has been committed until now, and has a Gap for what is left out. */
async function requireTold({ book, followers, problems }: Play, victim: Victim): Promise<void> {
  const upTo = await book.catchUp();
  for (const end = performance.now() + HEARD_MS; ;) {
    await book.catchUp();
    const behind = followers.filter((follower) => (follower.read(book) ?? 0) < upTo);
    if (behind.length === 0) break;
    if (performance.now() > end) {
      problems.push(`${behind.map(({ name }) => name).join(', ')} not told up to ${upTo} within ${HEARD_MS} ms after a kill of ${victim}`);
      break;
    }
    await sleep(10);
  }
  for (const follower of followers.filter((each) => each.isWronged()))
    problems.push(`after a kill of ${victim}, ${follower.name}: ${JSON.stringify(follower.told)}`);
}

/** What was acknowledged in this round is so in the store. */
async function requireKept({ deeds, book, problems }: Play, before: number): Promise<void> {
  for (const { key, planId, acknowledged } of deeds.all.slice(before)) {
    if (planId === undefined) continue;
    const state = (await book.plan(planId))?.state;
    if (state !== acknowledged) problems.push(`${key} was acknowledged ${acknowledged} and is ${state ?? 'not there'}`);
  }
}

async function conclude(play: Play, rounds: readonly Round[], kills: number, report: Report): Promise<void> {
  const { house, book, deeds, followers, witness, problems } = play;
  const untold = await settled(play);
  await requireTold(play, 'client');
  const { wrongs, states, examples } = await judgeDeeds(deeds, book, witness);
  const sum = (of: (told: Told) => number) => followers.reduce((all, { told }) => all + of(told), 0);
  const lines = [...VICTIMS, undefined].map((victim) => lineOf(victim, rounds));
  report.table('Rounds by what was killed', ['', 'rounds', 'away p50 ms', 'round p50 ms', 'round p99 ms'], lines);
  const retried = deeds.all.filter(({ attempts }) => attempts > 1).length;
  report.note(
    `${book.seq} events, told ${sum(({ events }) => events)} times to ${followers.length} subscribers, with ${sum(({ gaps }) => gaps)} Gaps for ${sum(({ leftOut }) => leftOut)} events; ${deeds.all.length} mutations, ${retried} of them asked for more than once with their key: ${[...states].map(([state, n]) => `${n} ${state}`).join(', ')}.`,
  );
  const check = (what: string, measured: number) => report.check({ what, measured: spread([measured]), floor: 0, atMost: true });
  report.check({ what: 'rounds of kill -9 that were played', measured: spread([rounds.length]), floor: kills });
  check('rounds of kill -9: rounds after which something was wrong or missing', problems.length);
  check(
    'rounds of kill -9: silent gaps, of the log against the ledger and of subscribers against the log',
    untold.lost + book.holes + sum(({ lost, untrue }) => lost + untrue) + witness.forgotten,
  );
  check(
    'rounds of kill -9: events told twice or out of order',
    untold.doubled + untold.disordered + sum(({ doubled, disordered }) => doubled + disordered),
  );
  check('rounds of kill -9: acknowledged mutations lost', wrongs.lost);
  check('rounds of kill -9: effects doubled', wrongs.doubled);
  check(
    'rounds of kill -9: keys whose outcome is not true, or never came',
    wrongs.untrue + deeds.all.filter(({ givenUp }) => givenUp).length,
  );
  const wrong = [...problems, ...examples, ...deeds.odd];
  for (const each of wrong.slice(0, 20)) report.note(`- ${each}`);
  if (wrong.length + untold.lost > 0) console.log(`What they said is kept: ${house.keepWords()}`);
}

/** When a lease has run out the log tells of all that happened meanwhile; what it does not tell by then it never will. */
async function settled({ book, witness }: Play): Promise<Pick<Told, 'lost' | 'doubled' | 'disordered'>> {
  for (const end = performance.now() + TOLD_MS; ; await sleep(500)) {
    const tasks = await witness.tasks();
    await book.catchUp();
    const untold = untoldOf(tasks, book.entries);
    if (untold.lost === 0 || performance.now() > end) return untold;
  }
}

function lineOf(victim: Victim | undefined, rounds: readonly Round[]): string[] {
  const chosen = rounds.filter((round) => victim === undefined || round.victim === victim);
  const sorted = (of: (round: Round) => number) => chosen.map(of).sort((a, b) => a - b);
  const took = sorted(({ tookMs }) => tookMs);
  const away = percentile(
    sorted(({ awayMs }) => awayMs),
    0.5,
  );
  const figures = [away, percentile(took, 0.5), percentile(took, 0.99)];
  return [victim ?? 'all', String(chosen.length), ...figures.map(short)];
}

function mortalOf({ house, followers }: Play, victim: Victim): Mortal {
  if (victim === 'Redis') return house.redis;
  if (victim === 'store') return house.store;
  return pick<Mortal>(victim === 'client' ? followers : house.replicas);
}

function pick<T>(all: readonly T[]): T {
  return all[Math.floor(Math.random() * all.length)] as T;
}

const turned = <T>(all: readonly T[], by: number): T[] => all.map((_, n) => all[(n + by) % all.length] as T);
