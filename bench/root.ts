import type { Options } from './options.ts';
import { questions } from './queries.ts';
import type { Report } from './report.ts';
import { alternate } from './rounds.ts';
import { against, CHANGES, requireEqual, tell } from './side.ts';
import type { Server, Stage } from './servers.ts';

/** A root list rests on every container: each change anywhere makes it anew. */
export async function rootList(stage: Stage, report: Report, { rounds, turnMs }: Options): Promise<void> {
  const names = ['canopy', 'mercurius'] as const;
  const servers = await Promise.all(names.map((name) => stage.start(name)));
  const [canopy] = servers as [Server, Server];
  const { root } = await questions(canopy.port);
  report.section(
    'A root list, filtered and ordered, under 100 changes/s',
    'It depends on the version of the root: any change anywhere makes the stored answer void.',
  );
  await requireEqual(servers, root.bodies);
  const samples = await alternate({ stage, servers, bodies: root.bodies, rounds, forMs: turnMs, connections: 16, changes: CHANGES });
  tell(report, root.title, names, samples);
  report.check({
    what: `${root.title}, 100 changes/s: requests/s against Mercurius with JIT`,
    measured: against(samples, 'canopy', 'mercurius'),
    floor: 0.9,
  });
  await requireEqual(servers, root.bodies);
  await stage.stopServers();
}
