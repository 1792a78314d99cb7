import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { FalconQueue } from '../datasources/falcon/queue.ts';
import type { HookCall, MalformedCall } from './alarms/model.ts';
import { readSpooled } from './alarms/spooled.ts';
import type { Config } from './config.ts';
import type { Clock } from './kit/clock.ts';
import { every } from './kit/every.ts';
import { pieces } from './kit/pieces.ts';
import { Spool } from './kit/spool.ts';
import { orphansOf, spoolOf, type SpoolOwner } from './kit/spool-orphans.ts';
import type { AlarmEndpoints } from './live/alarm-endpoints.ts';
import { isGone, subjectOf } from './live/alarm-subject.ts';
import { AlarmHistory, type CaseReader } from './live/alarm-history.ts';
import { AlarmWork } from './live/alarm-work.ts';
import type { Graph } from './live/graph.ts';
import type { Store } from './plans/ports.ts';
import type { HookParts } from './server/hooks.ts';

export interface InboxDeps {
  readonly config: Config;
  readonly graph: Graph;
  readonly store: Store;
  /** Undefined where no Falcon is configured. */
  readonly falcon: { readonly client: CaseReader; readonly endpoints: AlarmEndpoints } | undefined;
  readonly clock: Clock;
  readonly owner: string;
  readonly log: Logger;
  /** The book of alarms shows the log up to there. */
  readonly reflected: (seq: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Inbox {
  /** Undefined where no Falcon is configured. */
  readonly hooks: HookParts | undefined;
  readonly background: readonly Promise<void>[];
  close(): Promise<void>;
}

/** What was spooled is taken in so often. */
const DRAIN_MS = 1_000;
const PORTION = 200;
/** So often it is looked for what processes that are gone have spooled. */
const ADOPT_MS = 60_000;
/** Memory keeps an alarm longer than the store does, whose rows of before went by another time: what is in the store is in memory. */
const MARGIN_MS = 86_400_000;

/** The alarms that there are, and where Falcon's callbacks come in. */
export async function openInbox({ config, graph, store, falcon, clock, owner, log, reflected, signal }: InboxDeps): Promise<Inbox> {
  const stop = store.onEvents((events) => graph.alarms.hear(events));
  await graph.alarms.restore(() => store.alarms());
  const tidy = () => {
    graph.alarms.expire();
    graph.alarms.forget(clock.now() - config.store.eventAgeMs - MARGIN_MS);
  };
  const onError = (error: unknown) => log.warn({ err: error }, 'alarms cannot be kept as they should be');
  const background = [every(1_000, tidy, { signal, clock, onError })];
  if (!config.falcon || !falcon) return { hooks: undefined, background, close: async () => stop() };

  const { zone, stepMs, hookTokens } = config.falcon;
  const book = graph.alarms;
  const about = (told: Parameters<typeof subjectOf>[2]) => subjectOf(graph, falcon.endpoints, told);
  const history = new AlarmHistory({
    ...{ reader: falcon.client, store, book, clock, stepMs, signal, subjectOf: about },
    isGone: (alarm) => isGone(graph, falcon.endpoints, alarm),
  });
  const synced = () => [...[...graph.clusters.values()].map(({ source }) => source), ...graph.hostSources()].every((each) => each.synced);
  const work = new AlarmWork({ store, book, clock, owner, zone, reflected, history, synced, subjectOf: about, log });
  const own: SpoolOwner = { folder: '.', name: 'canopy', host: hostname(), pid: process.pid };
  const file = config.store.url ? undefined : (config.store.file ?? 'canopy.sqlite');
  const spool = new Spool(file === undefined ? spoolOf(own) : `${file}.hooks`);
  const keep = async (...calls: readonly HookCall[]): Promise<void> => {
    await store.write(async (tx) => {
      for (const call of calls) await tx.putCall(call);
    });
    work.wake();
  };
  const drain = (from: Spool) =>
    from.drain(async (lines) => {
      for (const some of pieces(lines, PORTION)) {
        await store.write(async (tx) => {
          for (const line of some) {
            const call = readSpooled(line);
            await (call ? tx.putCall(call) : tx.putMalformed(brokenLine(line, clock.now())));
          }
        });
      }
      work.wake();
    });
  const adopt = async () => {
    for (const path of await orphansOf(own)) await drain(new Spool(path));
  };
  const { queue } = config.falcon;
  if (queue) {
    const mirrored = new FalconQueue({
      ...{ url: queue.url.reveal(), lists: queue.lists, clock },
      keep: (events) => keep(...events.map((raw) => queuedCall(raw, clock.now()))),
      onState: (problem) =>
        problem === null
          ? log.info("the queue of Falcon's events answers")
          : log.warn({ problem }, "the queue of Falcon's events does not answer"),
    });
    graph.asked.push({ name: 'falcon:queue', kind: 'redis', url: new URL(queue.url.reveal()).host, standing: () => mirrored.standing() });
    background.push(mirrored.run(signal));
  }
  const atOnce = { signal, clock, first: 'at once', onError } as const;
  background.push(
    work.run(signal),
    every(DRAIN_MS, () => drain(spool), atOnce),
  );
  if (file === undefined) background.push(every(ADOPT_MS, adopt, atOnce));
  return {
    hooks: { tokens: hookTokens, keep, spool },
    background,
    close: async () => {
      stop();
      await spool.close();
    },
  };
}

const LONGEST = 16_384;

/** The same event, taken by two replicas or twice by one, has one id. Ids begin with a time, so that their order is that of coming. */
function queuedCall(raw: string, at: number): HookCall {
  const told = Number(/"eventTime":(\d{1,12})\b/.exec(raw)?.[1] ?? Math.floor(at / 1_000));
  return { id: idOf(told, raw), at, raw: raw.slice(0, LONGEST) };
}

/** What is in the spool and no callback. */
const brokenLine = (line: string, at: number): MalformedCall => ({
  ...{ id: idOf(Math.floor(at / 1_000), line), at, raw: line.slice(0, LONGEST) },
  problem: 'It was found on the disk, and is no callback: the disk was full, or is broken.',
});

function idOf(second: number, text: string): string {
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return `${String(second * 1_000_000).padStart(17, '0')}-${digest}`;
}
