import { ask, captured } from './ask.ts';
import { median, ratios, short, type Spread } from './figures.ts';
import type { Options } from './options.ts';
import { questions, type Question } from './queries.ts';
import { shown, type Report } from './report.ts';
import { alternate, type Samples } from './rounds.ts';
import { PEERS, type Server, type ServerName, type Stage } from './servers.ts';

/** The part of the tree that the changes elsewhere happen in; no question asks for it. */
export const ELSEWHERE = '/acme/load/p9';
export const CHANGES = { perSecond: 100, under: ELSEWHERE };

interface State {
  readonly title: string;
  readonly bodies: (question: Question) => readonly string[];
  readonly changes: boolean;
  /** Share of the limit's requests/s: floor and goal, by question. */
  readonly wanted: Readonly<Record<string, readonly [floor: number, goal: number]>>;
}

const STATES: readonly State[] = [
  {
    title: 'unchanged data',
    bodies: (question) => question.bodies,
    changes: false,
    wanted: { point: [0.65, 0.8], page: [0.65, 0.8], list: [0.75, 0.8] },
  },
  {
    title: `${CHANGES.perSecond} changes/s elsewhere in the tree`,
    bodies: (question) => question.bodies,
    changes: true,
    wanted: { point: [0.6, 0.75], page: [0.6, 0.75], list: [0.6, 0.75] },
  },
  { title: 'every request a new document', bodies: (question) => question.newDocuments, changes: false, wanted: {} },
];

/** The same schema, data and queries, served by all in alternating rounds. */
export async function sideBySide(stage: Stage, report: Report, options: Options): Promise<void> {
  const names: readonly ServerName[] = ['limit', 'canopy', ...PEERS];
  const servers = await Promise.all(names.map((name) => stage.start(name)));
  const by = (name: ServerName) => servers.find((each) => each.name === name) as Server;
  const all = await questions(by('canopy').port);
  const connections = 16;
  const { rounds, turnMs } = options;
  report.section(
    'Side by side',
    `${options.apps * options.tasksPerApp} containers in ${options.apps} apps. ${rounds} alternating rounds of ${turnMs} ms for each server, ${connections} connections kept alive, one request under way on each. ` +
      'Ratios are formed within each round; the middle one and, in brackets, the lowest and the highest. "CPU" is of the server, per request; "CPU limit/own" is what the limit spends divided by what this server spends, which neighbours disturb least. While there are changes, the servers that wait for their turn are paused: each follows the changes of its own turn, beside the load generator and the sandbox.',
  );
  for (const state of STATES) {
    for (const question of [all.point, all.page, all.list]) {
      const bodies = state.bodies(question);
      await requireEqual(servers, question.bodies.slice(0, 3));
      await by('limit').child.call('send', await captured(by('canopy').port, question.bodies[0] ?? ''));
      const samples = await alternate({
        stage,
        servers,
        bodies,
        rounds,
        forMs: turnMs,
        connections,
        changes: state.changes ? CHANGES : undefined,
      });
      tell(report, `${question.title}, ${state.title}`, names, samples);
      const [floor, goal] = state.wanted[question.name] ?? [];
      if (floor !== undefined)
        report.check({
          what: `${question.title}, ${state.title}: share of the limit's requests/s`,
          measured: against(samples, 'canopy', 'limit'),
          floor,
          goal,
        });
    }
  }
  await stage.stopServers();
}

export function against(samples: Samples, own: ServerName, other: ServerName): Spread {
  const of = (name: ServerName) => (samples[name] ?? []).map(({ perSecond }) => perSecond);
  return ratios(of(own), of(other));
}

export function bestPeer(samples: Samples): ServerName {
  const speed = (name: ServerName) => median((samples[name] ?? []).map(({ perSecond }) => perSecond));
  return [...PEERS].filter((name) => samples[name]).sort((a, b) => speed(b) - speed(a))[0] ?? 'mercurius';
}

export function tell(report: Report, caption: string, names: readonly ServerName[], samples: Samples): void {
  const best = bestPeer(samples);
  const rows = names.map((name) => {
    const own = samples[name] ?? [];
    const middle = (pick: (sample: (typeof own)[number]) => number) => short(median(own.map(pick)));
    const cpu = samples.limit
      ? shown(
          ratios(
            samples.limit.map((each) => each.cpu),
            own.map((each) => each.cpu),
          ),
        )
      : '-';
    return [
      name,
      middle((each) => each.perSecond),
      middle((each) => each.p99),
      middle((each) => each.cpu),
      samples.limit ? shown(against(samples, name, 'limit')) : '-',
      cpu,
      shown(against(samples, name, best)),
    ];
  });
  report.table(caption, ['server', 'requests/s', 'p99 ms', 'CPU us', 'to the limit', 'CPU limit/own', `to ${best}`], rows);
}

/** Every server must give the very same data, key by key and in the same order. */
export async function requireEqual(servers: readonly Server[], bodies: readonly string[]): Promise<void> {
  const answering = servers.filter(({ name }) => name !== 'limit');
  for (const body of bodies) {
    const end = performance.now() + 5_000;
    for (;;) {
      const answers = await Promise.all(answering.map(async ({ name, port }) => ({ name, data: (await ask(port, body)).data })));
      const odd = answers.find(({ data }) => data !== answers[0]?.data);
      if (!odd) break;
      // The last change may still be on its way to one of them.
      if (performance.now() > end)
        throw new Error(
          `${odd.name} and ${answers[0]?.name} answer differently to ${body.slice(0, 200)}:\n${difference(odd.data, answers[0]?.data ?? '')}`,
        );
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

function difference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `at ${at}: ...${a.slice(Math.max(0, at - 80), at + 120)}\n...${b.slice(Math.max(0, at - 80), at + 120)}`;
}
