import { Issuer } from '../sandbox/oidc/issuer.ts';
import { ask, bodyOf } from './ask.ts';
import { median, ratios, short } from './figures.ts';
import type { Load } from './load.ts';
import type { Options } from './options.ts';
import { PAGE_FIELDS } from './queries.ts';
import type { Report } from './report.ts';
import { turn, whileChanging, type Sample } from './rounds.ts';
import type { Server, Stage } from './servers.ts';
import { CHANGES } from './side.ts';

export const CALLERS = 500;
const BINDINGS_AT_ONCE = 20;
const PAGE = `query Page($node: JobName!) { treeNode(jobName: $node) { id jobName containers(first: 20) { totalCount pageInfo { hasNextPage } nodes {${PAGE_FIELDS}
} } } }`;
const OWN = `{ containers(first: 20, orderBy: STARTED_AT_DESC) { totalCount nodes { id taskId state health } } }`;

/** Callers of as many scopes, each with a token and a job of their own, against one who sees all: the same server, asked the same. */
export async function scopesSideBySide(stage: Stage, report: Report, { rounds, turnMs }: Options): Promise<void> {
  const issuer = await Issuer.start();
  const bearer = async (sub: string) => `Bearer ${await issuer.issue({ sub }, { lifetimeS: 3_600 })}`;
  const admin = await bearer('admin');
  const server = await stage.start('canopy', { issuer: issuer.url });
  const jobs = await jobsOf(server, admin);
  await bind(server, admin, jobs);
  const own = await Promise.all(jobs.map((_, n) => bearer(`user-${n}`)));
  const one = jobs.map(() => admin);
  const pages = jobs.map((node) => bodyOf(PAGE, { node }));
  report.section(
    `${CALLERS} scopes side by side`,
    `As many callers, each with a token of their own and a role on one job, ask in turn; against one administrator who asks the same server for the same pages. ${rounds} alternating rounds of ${turnMs} ms. What a caller sees at the root is another answer for each of them.`,
  );
  for (const changes of [false, true]) {
    const title = changes ? `${CHANGES.perSecond} changes/s elsewhere` : 'unchanged data';
    const measured = await alternate({ stage, server, rounds, forMs: turnMs, changes }, [
      { bodies: pages, authorizations: own },
      { bodies: pages, authorizations: one },
      { bodies: jobs.map(() => bodyOf(OWN)), authorizations: own },
    ]);
    const [many = [], single = [], root = []] = measured;
    report.table(
      `Pages of 20 containers, ${title}`,
      ['who asks', 'requests/s', 'p99 ms', 'CPU us'],
      [
        [`${CALLERS} callers, each their own page`, ...cells(many)],
        [`one caller, the same pages`, ...cells(single)],
        [`${CALLERS} callers, what they see at the root`, ...cells(root)],
      ],
    );
    const speeds = (samples: readonly Sample[]) => samples.map(({ perSecond }) => perSecond);
    report.check({
      what: `${CALLERS} callers against one, ${title}: share of the requests/s`,
      measured: ratios(speeds(many), speeds(single)),
      floor: 0.8,
      goal: 0.9,
    });
  }
  await stage.stopServers();
  await issuer.close();
}

const cells = (samples: readonly Sample[]): string[] =>
  (['perSecond', 'p99', 'cpu'] as const).map((figure) => short(median(samples.map((sample) => sample[figure]))));

type Asked = Required<Pick<Load, 'bodies' | 'authorizations'>>;

interface Turns {
  readonly stage: Stage;
  readonly server: Server;
  readonly rounds: number;
  readonly forMs: number;
  readonly changes: boolean;
}

/** The samples of each, in alternating rounds; the first, of warming up, are let go. */
async function alternate({ stage, server, rounds, forMs, changes }: Turns, all: readonly Asked[]): Promise<Sample[][]> {
  const samples: Sample[][] = all.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (let i = 0; i < all.length; i++) {
      const n = (i + round + all.length) % all.length;
      const work = () => turn(stage, server, { ...(all[n] as Asked), forMs, connections: 16 });
      const sample = await (changes ? whileChanging(stage, server, CHANGES, forMs, work) : work());
      if (round >= 0) samples[n]?.push(sample);
    }
  }
  server.child.resume();
  return samples;
}

export async function jobsOf({ port }: Server, authorization: string, count = CALLERS): Promise<string[]> {
  const query = `{ apps(first: 1000) { nodes { treeNode { jobName } } } }`;
  const { value } = await ask(port, bodyOf(query), authorization);
  const { nodes } = value['apps'] as { nodes: { treeNode: { jobName: string } }[] };
  const jobs = nodes.map(({ treeNode }) => treeNode.jobName).filter((name) => !name.includes('.p9'));
  if (jobs.length < count) throw new Error(`${count} jobs are needed; there are ${jobs.length}`);
  return jobs.slice(0, count);
}

export async function bind({ port }: Server, authorization: string, jobs: readonly string[]): Promise<void> {
  const bound = (job: string, n: number) =>
    `b${n}: setRoleBinding(input: { jobName: ${JSON.stringify(job)}, kind: USER, holder: "bench:user-${n}", role: VIEWER }) { userErrors { message } }`;
  const all = jobs.map(bound);
  for (let from = 0; from < all.length; from += BINDINGS_AT_ONCE) {
    const { data } = await ask(port, bodyOf(`mutation { ${all.slice(from, from + BINDINGS_AT_ONCE).join('\n')} }`), authorization);
    if (data.includes('"message"')) throw new Error(`setRoleBinding: ${data.slice(0, 500)}`);
  }
}
