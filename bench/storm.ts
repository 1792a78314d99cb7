import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, bodyOf, until } from './ask.ts';
import { percentile, short, spread } from './figures.ts';
import type { LoadResult, Load } from './load.ts';
import type { Options } from './options.ts';
import { questions } from './queries.ts';
import type { Report } from './report.ts';
import { HOOK_TOKEN, type Server, type Stage } from './servers.ts';

const CALLS = 10_000;
const FOR_MS = 10_000;
const TICK_MS = 10;
/** Falcon's alarm has two readers, each of which waits for its answer: more of them are harder. */
const CONNECTIONS = 16;
/** Portals that ask meanwhile, each so often. */
const ASKING = { connections: 16, pauseMs: 20 };

/** Ten thousand callbacks of as many alarms within ten seconds, beside people who ask. */
export async function storm(stage: Stage, report: Report, { profile }: Options): Promise<void> {
  const execArgv = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const server = await stage.start('canopy', { hooked: true, execArgv });
  report.section(
    'A storm of alarms',
    `${CALLS} callbacks of as many cases within ${FOR_MS / 1_000} s over ${CONNECTIONS} connections, beside ${ASKING.connections} who ask for one app every ${ASKING.pauseMs} ms. Sender, asking clients and the sandbox share the machine.`,
  );
  const { point } = await questions(server.port);
  const asking = () =>
    stage.generator.call<LoadResult>('load', {
      port: server.port,
      bodies: point.bodies,
      forMs: FOR_MS,
      firstNumber: 1,
      ...ASKING,
    } satisfies Load);
  const before = await asking();
  const [during, { answers, all, refused }] = await Promise.all([asking(), callAll(server, await endpointsOf(server))]);
  const alarms = bodyOf('{ alarms { totalCount } }');
  const told = async () => ((await ask(server.port, alarms)).value['alarms'] as { totalCount: number }).totalCount;
  await until(async () => (await told()) === CALLS, `${CALLS} alarms`, 60_000, 250).catch(() => undefined);
  const kept = await told();
  report.table(
    'Times, ms',
    ['', 'p50', 'p99'],
    [
      ['an answer to a query, without a storm', short(before.p50), short(before.p99)],
      ['an answer to a query, meanwhile', short(during.p50), short(during.p99)],
      ['the answer to a callback, from its sending', short(percentile(answers, 0.5)), short(percentile(answers, 0.99))],
      ['the same, with the wait for one of the connections', short(percentile(all, 0.5)), short(percentile(all, 0.99))],
    ],
  );
  const exactly = (value: number) => spread([value]);
  report.check({ what: `callbacks lost of ${CALLS} in ${FOR_MS / 1_000} s`, measured: exactly(CALLS - kept), floor: 0, atMost: true });
  report.check({ what: 'callbacks that were not answered ok', measured: exactly(refused), floor: 0, atMost: true });
  report.check({
    what: 'answer to a callback in a storm, from its sending, p99',
    measured: exactly(percentile(answers, 0.99)),
    floor: 20,
    atMost: true,
    unit: ' ms',
  });
  const slower = during.p99 / before.p99;
  report.check({ what: "queries' p99 in a storm against without it", measured: exactly(slower), floor: 2, atMost: true });
  await stage.stopServers();
}

async function endpointsOf({ port }: Server): Promise<readonly string[]> {
  const { containers } = (await ask(port, bodyOf('{ containers(first: 1000) { nodes { taskId } } }'))).value as {
    containers: { nodes: readonly { taskId: string }[] };
  };
  return containers.nodes.map(({ taskId }) => taskId);
}

interface Called {
  /** From the sending, and from when each was due, which counts the wait for a connection; sorted. */
  readonly answers: readonly number[];
  readonly all: readonly number[];
  readonly refused: number;
}

/** At an even pace. */
async function callAll({ port }: Server, endpoints: readonly string[]): Promise<Called> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const [answers, all]: [number[], number[]] = [[], []];
  let refused = 0;
  const time = new Date().toISOString().slice(0, 19).replace('T', ' ');
  const call = (n: number) =>
    new Promise<void>((done) => {
      const query = new URLSearchParams({
        ...{ endpoint: endpoints[n % endpoints.length] ?? '', metric: 'cpu.idle', status: 'PROBLEM', step: '1', priority: '2', time },
        ...{ tpl_id: '1', exp_id: '0', stra_id: String(n + 1), left_value: '3.5', tags: '' },
      });
      const due = performance.now();
      let sent = due;
      const outgoing = request({ host: '127.0.0.1', port, agent, path: `/hooks/falcon/${HOOK_TOKEN}?${query}` }, (answer) => {
        answer.resume();
        answer.on('end', () => {
          answers.push(performance.now() - sent);
          all.push(performance.now() - due);
          if (answer.statusCode !== 200) refused++;
          done();
        });
      });
      // All connections may be waiting for their answers: so long nothing is sent.
      outgoing.on('socket', () => (sent = performance.now()));
      outgoing.on('error', () => {
        refused++;
        done();
      });
      outgoing.end();
    });
  const calls: Promise<void>[] = [];
  const began = performance.now();
  while (calls.length < CALLS) {
    const due = Math.min(CALLS, Math.ceil(((performance.now() - began) / FOR_MS) * CALLS));
    while (calls.length < due) calls.push(call(calls.length));
    await sleep(TICK_MS);
  }
  await Promise.all(calls);
  agent.destroy();
  const sorted = (times: number[]) => times.sort((a, b) => a - b);
  return { answers: sorted(answers), all: sorted(all), refused };
}
