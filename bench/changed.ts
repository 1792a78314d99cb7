import { median, percentile, ratios, short } from './figures.ts';
import type { Options } from './options.ts';
import { questions, type Question } from './queries.ts';
import { shown, type Report } from './report.ts';
import type { Replacement } from './replace.ts';
import { Sequence } from './sequence.ts';
import type { Server, ServerName, Stage } from './servers.ts';
import { requireEqual } from './side.ts';

interface Case {
  readonly question: Question;
  readonly replaced: readonly string[];
  readonly floor: number;
  readonly goal?: number;
  readonly requests: number;
}

let nextTurn = 1;

/** What an answer costs when part of what it shows was replaced just before: the request alone is timed, not the change. */
export async function ownDataChanged(stage: Stage, report: Report, { rounds }: Options): Promise<void> {
  const servers = await Promise.all((['canopy', 'mercurius'] as const).map((name) => stage.start(name)));
  const [canopy] = servers as [Server, Server];
  const { point, page, list } = await questions(canopy.port);
  const every = (ids: readonly string[], step: number) => ids.filter((_, i) => i % step === 0);
  const cases: readonly Case[] = [
    { question: point, replaced: point.shown, floor: 0.85, goal: 1, requests: 150 },
    { question: page, replaced: every(page.shown, 50), floor: 1.4, goal: 2, requests: 100 },
    { question: list, replaced: every(list.shown, 100), floor: 1.4, goal: 2.5, requests: 12 },
    { question: page, replaced: page.shown, floor: 0.8, requests: 60 },
    { question: list, replaced: list.shown, floor: 0.8, requests: 10 },
  ];
  report.section(
    "The answer's own data changed before every request",
    'The containers are replaced in the live graph by the code that applies a read of Marathon, in each server alike; then one request is sent and timed at the client, from its first byte sent to its last byte received. One connection, one request at a time.',
  );
  for (const each of cases) {
    const { question, replaced, floor, goal } = each;
    const times = await rounded(servers, each, rounds);
    const caption = `${question.title}, ${replaced.length} of its ${question.name === 'point' ? 1 : question.shown.length} containers replaced`;
    const middles = (name: ServerName) => (times.get(name) ?? []).map((values) => mean(values));
    const rows = servers.map(({ name }) => {
      const all = (times.get(name) ?? []).flat().sort((a, b) => a - b);
      return [name, short(1000 / median(middles(name))), short(percentile(all, 0.5)), short(percentile(all, 0.99))];
    });
    report.table(caption, ['server', 'requests/s', 'p50 ms', 'p99 ms'], rows);
    // Time is what is measured: the speed of Canopy is its time in theirs.
    const speed = ratios(middles('mercurius'), middles('canopy'));
    report.check({ what: `${caption}: speed against Mercurius with JIT`, measured: speed, floor, goal });
    report.note(`Against Mercurius: ${shown(speed)}.`);
    await requireEqual(servers, [question.bodies[0] ?? '']);
  }
  await stage.stopServers();
}

async function rounded(
  servers: readonly Server[],
  { question, replaced, requests }: Case,
  rounds: number,
): Promise<Map<ServerName, number[][]>> {
  const times = new Map<ServerName, number[][]>(servers.map(({ name }) => [name, []]));
  const [body = ''] = question.bodies;
  const open = await Promise.all(servers.map(async (server) => ({ server, sequence: await Sequence.open(server.port) })));
  for (let round = -1; round < rounds; round++) {
    const first = nextTurn;
    nextTurn += requests;
    for (let i = 0; i < open.length; i++) {
      const { server, sequence } = open[(i + round + 1) % open.length] as (typeof open)[number];
      const own: number[] = [];
      for (let n = 0; n < requests; n++) {
        await server.child.call('replace', { taskIds: replaced, turn: first + n } satisfies Replacement);
        own.push(await sequence.time(body));
      }
      // The first round only warms up.
      if (round >= 0) times.get(server.name)?.push(own);
    }
  }
  for (const { sequence } of open) sequence.close();
  return times;
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
