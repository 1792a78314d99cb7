import DataLoader from 'dataloader';
import type { DockerHosts } from '../../datasources/docker/hosts.ts';
import { maskText } from '../apps/secret-text.ts';
import type { Container, DockerFacts, FilesystemFacts, LogLine, ProcessFacts } from '../containers/model.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { TtlMap } from '../kit/ttl-map.ts';
import type { Graph } from './graph.ts';

/** How long an answer of an engine is good for everybody: engines suffer from being asked (contract: docker). */
const FRESH_MS = 10_000;
const REMEMBERED = 20_000;
/** Many look at the same processes; fewer are kept, for they are long. */
const TOPS_REMEMBERED = 2_000;
/** A log is read to see what just happened: one reading is for those who ask together. */
const LOG_FRESH_MS = 1_000;
const LOGS_REMEMBERED = 100;
const TAIL_MAX = 1_000;

interface Asked {
  readonly host: string;
  readonly taskId: string;
}

/** Docker's view of containers, on demand: asked once for all who ask together, per host, within the host's deadline. */
export class DockerReads {
  readonly #plain: DataLoader<Asked, DockerFacts | null, string>;
  readonly #sized: DataLoader<Asked, DockerFacts | null, string>;
  readonly #processes: TtlMap<string, Promise<readonly ProcessFacts[] | null>>;
  readonly #logs: TtlMap<string, Promise<readonly LogLine[] | null>>;
  readonly #signal = new AbortController();

  constructor(
    private readonly hosts: DockerHosts,
    private readonly graph: Graph,
    clock: Clock,
  ) {
    const loader = (sizes: boolean) =>
      new DataLoader<Asked, DockerFacts | null, string>((asked) => this.#load(asked, sizes), {
        cacheKeyFn: ({ host, taskId }) => `${host} ${taskId}`,
        cacheMap: new TtlMap(FRESH_MS, REMEMBERED, () => clock.monotonic()),
        maxBatchSize: 1_000,
      });
    this.#plain = loader(false);
    this.#sized = loader(true);
    this.#processes = new TtlMap(FRESH_MS, TOPS_REMEMBERED, () => clock.monotonic());
    this.#logs = new TtlMap(LOG_FRESH_MS, LOGS_REMEMBERED, () => clock.monotonic());
  }

  /** Null where no engine runs the task (or its host is not known). */
  async facts(container: Container): Promise<DockerFacts | null> {
    const { hostName, taskId } = container;
    return hostName === null ? null : this.#ask(this.#plain, { host: hostName, taskId });
  }

  /** With sizes, which make the engine walk the container's layer: asked for only here. */
  async filesystems({ hostName, taskId }: Container): Promise<readonly FilesystemFacts[] | null> {
    if (hostName === null) return null;
    return (await this.#ask(this.#sized, { host: hostName, taskId }))?.filesystems ?? null;
  }

  async processes({ hostName, taskId }: Container): Promise<readonly ProcessFacts[] | null> {
    if (hostName === null) return null;
    const ask = async () => (await absent(this.hosts.top(this.#host(hostName), taskId, this.#signal.signal)))?.map(shownProcess) ?? null;
    return shared(this.#processes, `${hostName} ${taskId}`, ask);
  }

  async logs({ hostName, taskId }: Container, tail: number, stream: 'STDOUT' | 'STDERR' | null): Promise<readonly LogLine[] | null> {
    if (tail < 1 || tail > TAIL_MAX) {
      throw new Fault('BAD_USER_INPUT', `tail: ${tail} is not within 1 and ${TAIL_MAX}.`, {
        details: { argument: 'tail', limit: TAIL_MAX },
      });
    }
    if (hostName === null) return null;
    const options = { tail, stream: stream ?? undefined };
    const ask = () => absent(this.hosts.logs(this.#host(hostName), taskId, options, this.#signal.signal));
    return shared(this.#logs, `${hostName} ${taskId} ${tail} ${stream}`, ask);
  }

  close(): void {
    this.#signal.abort();
    this.hosts.close();
  }

  #ask(loader: DataLoader<Asked, DockerFacts | null, string>, asked: Asked): Promise<DockerFacts | null> {
    // A failure is told to those who asked together, and not remembered.
    return loader.load(asked).catch((error: unknown) => {
      loader.clear(asked);
      throw error;
    });
  }

  async #load(asked: readonly Asked[], sizes: boolean): Promise<(DockerFacts | null | Error)[]> {
    const byHost = new Map<string, string[]>();
    for (const { host, taskId } of asked) byHost.set(host, [...(byHost.get(host) ?? []), taskId]);
    const answers = new Map<string, ReadonlyMap<string, DockerFacts | Fault> | Error>();
    await Promise.all(
      [...byHost].map(async ([host, taskIds]) => {
        const answer = await this.hosts.inspectMany(this.#host(host), taskIds, this.#signal.signal, { sizes }).then(
          ({ value }) => value,
          (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
        );
        answers.set(host, answer);
      }),
    );
    return asked.map(({ host, taskId }) => {
      const answer = answers.get(host);
      const facts = answer instanceof Error ? answer : answer?.get(taskId);
      return facts === undefined || (facts instanceof Fault && facts.code === 'NOT_FOUND') ? null : facts;
    });
  }

  #host(name: string): { name: string; ip: string | null } {
    return { name, ip: this.graph.hosts.get(name)?.ip ?? null };
  }
}

const shownProcess = ({ command, columns, ...process }: ProcessFacts): ProcessFacts => ({
  ...process,
  command: maskText(command),
  columns: columns.map(({ title, value }) => ({ title, value: maskText(value) })),
});

/** One answer for those who ask together, and for a while after; a failure is not remembered. */
function shared<T>(held: TtlMap<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = held.get(key);
  if (known) return known;
  const asked = ask();
  held.set(key, asked);
  asked.catch(() => held.get(key) === asked && held.delete(key));
  return asked;
}

/** A container that the engine does not know is null, not an error. */
async function absent<T>(reading: Promise<{ readonly value: T }>): Promise<T | null> {
  try {
    return (await reading).value;
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
