import { median, ratios, short } from './figures.ts';
import type { Options } from './options.ts';
import { questions } from './queries.ts';
import { shown, type Report } from './report.ts';
import { Sequence } from './sequence.ts';
import type { Server, ServerName, Stage } from './servers.ts';

let nextNumber = 5_000_000;

/** What a document costs that was never seen before: parsed, validated, executed once. */
export async function firstSight(stage: Stage, report: Report, { rounds }: Options): Promise<void> {
  const servers = await Promise.all((['canopy', 'mercurius'] as const).map((name) => stage.start(name)));
  const [canopy] = servers as [Server, Server];
  const { point, page, list } = await questions(canopy.port);
  report.section(
    'First sight of a document',
    'Each request is a document that the server has never seen; one connection, one request at a time.',
  );
  for (const question of [point, page, list]) {
    const requests = question === list ? 10 : 60;
    const times = new Map<ServerName, number[]>(servers.map(({ name }) => [name, []]));
    const open = await Promise.all(servers.map(async (server) => ({ server, sequence: await Sequence.open(server.port) })));
    const [body = ''] = question.newDocuments;
    for (let round = -2; round < rounds; round++) {
      for (let i = 0; i < open.length; i++) {
        const { server, sequence } = open[(i + round + 2) % open.length] as (typeof open)[number];
        const own: number[] = [];
        for (let n = 0; n < requests; n++) own.push(await sequence.time(body.replace('#######', String(nextNumber++))));
        if (round >= 0) times.get(server.name)?.push(median(own));
      }
    }
    for (const { sequence } of open) sequence.close();
    const of = (name: ServerName) => times.get(name) ?? [];
    const slower = ratios(of('canopy'), of('mercurius'));
    report.table(
      `${question.title}, first sight`,
      ['server', 'ms'],
      servers.map(({ name }) => [name, short(median(of(name)))]),
    );
    report.note(`Canopy's time in Mercurius's: ${shown(slower)}.`);
    report.check({
      what: `${question.title}, first sight of the document: time in Mercurius's`,
      measured: slower,
      floor: 1.3,
      atMost: true,
    });
  }
  await stage.stopServers();
}
