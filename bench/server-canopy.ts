import { pino } from 'pino';
import { createCanopy, readVersion } from '../src/app.ts';
import { shippedConfig, type Feed } from './feed.ts';
import { answerCalls } from './ipc.ts';
import { LoopWatch } from './loop.ts';
import { replaceContainers, type Replacement } from './replace.ts';
import { benchEvent, type Telling, wallNow } from './tell.ts';

/** Canopy as src/main.ts starts it, with the bench's calls beside it. */
const config = shippedConfig(JSON.parse(process.argv[2] ?? '{}') as Feed);
const log = pino(
  { level: config.log.level, redact: ['req.headers.authorization', 'req.headers.cookie'] },
  pino.destination({ dest: 2, sync: false }),
);
/** It turns a thousand times a second: only where its figures are wanted. */
const loop = process.argv[3] === 'watched' ? new LoopWatch() : undefined;
const canopy = await createCanopy(config, log, readVersion());
const port = Number(new URL(await canopy.listen()).port);
// Until here nobody could ask anything: what the start itself blocks does not count.
loop?.take();

let committedAt = 0;
canopy.store.onCommit(() => (committedAt = wallNow()));

answerCalls({
  port: () => port,
  synced: () => canopy.graph.sources.every((source) => source.synced),
  containers: () => canopy.graph.containers.size,
  replace: (replacement) => replaceContainers(canopy.graph, replacement as Replacement),
  /** The peak of resident memory since the process began, in MiB. */
  peakMiB: () => process.resourceUsage().maxRSS / 1024,
  memoryMiB: () => process.memoryUsage.rss() / 2 ** 20,
  /** Commits so many events at once; answers when. */
  tell: async (telling) => {
    const { jobName, first, count } = telling as Telling;
    const nodeId = canopy.graph.tree.find(jobName)?.record?.id ?? null;
    await canopy.store.write(async (tx) => {
      for (let n = first; n < first + count; n++) tx.event(benchEvent(n, nodeId, jobName));
    });
    return committedAt;
  },
  /** What is in use: resident memory may stand free from before. */
  usedMiB: () => {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { used: (heapUsed + external) / 2 ** 20, resident: rss / 2 ** 20 };
  },
  longestBlock: () => loop?.take(),
  stop: () => {
    setTimeout(() => process.exit(1), 10_000).unref();
    void canopy.stop().then(() => process.exit(0));
  },
});
