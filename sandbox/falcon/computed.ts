import type { Agent, Task } from '../marathon/model.ts';
import type { State } from '../marathon/state.ts';
import { aligned } from './counter.ts';
import type { Daily } from './daily.ts';
import type { Forced, Silences } from './overrides.ts';
import { NO_POINT, type Point, type Series } from './series.ts';

interface Deps {
  readonly state: State;
  readonly daily: Daily;
  readonly forced: Forced;
  readonly silences: Silences;
  readonly step: number;
}

/** Whose figures they are: a task on a host, or a host itself. */
interface Subject {
  readonly endpoint: string;
  readonly app: string;
  readonly host: string;
  readonly cpus: number;
  /** In seconds; the end is Infinity for what still runs. */
  readonly from: number;
  readonly until: number;
}

export const TASK_METRICS = ['cpu.idle', 'mem.memfree.percent', 'proc.qps', 'proc.delay'] as const;
const HOST_METRICS = ['agent.alive', 'cpu.idle', 'load.1min', 'mem.memfree.percent'] as const;
const ENDED_KEPT = 5_000;
/** How far back the last word of something silent is looked for. */
const LOOK_BACK = 720;

/** Series of simulated tasks and of hosts: nothing is stored, each value is worked out when somebody asks. */
export class Computed {
  readonly #deps: Deps;
  readonly #ended = new Map<string, Subject>();
  readonly #hosts = new Map<string, Agent>();

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.state.onDropped = (task) => this.#end(task);
  }

  find(endpoint: string, counter: string): Series | undefined {
    const task = this.#task(endpoint);
    if (task) return isOneOf(TASK_METRICS, counter) ? new ComputedSeries(task, counter, this.#deps) : undefined;
    const host = isOneOf(HOST_METRICS, counter) ? this.#host(endpoint) : undefined;
    return host && new ComputedSeries(host, counter, this.#deps);
  }

  counters(endpoint: string): readonly string[] {
    if (this.#task(endpoint)) return TASK_METRICS;
    return this.#host(endpoint) ? HOST_METRICS : [];
  }

  *endpoints(): Generator<string> {
    for (const { hostname } of this.#deps.state.agents) yield hostname;
    for (const task of this.#deps.state.tasks.values()) if (task.simulated && task.startedAt !== null) yield task.id;
    yield* this.#ended.keys();
  }

  #task(endpoint: string): Subject | undefined {
    const task = this.#deps.state.tasks.get(endpoint);
    if (!task) return this.#ended.get(endpoint);
    return task.simulated && task.startedAt !== null ? subjectOf(task, task.startedAt, Infinity) : undefined;
  }

  #host(hostname: string): Subject | undefined {
    const { agents } = this.#deps.state;
    // Hosts only ever come on top.
    if (this.#hosts.size !== agents.length) for (const agent of agents) this.#hosts.set(agent.hostname, agent);
    const agent = this.#hosts.get(hostname);
    return agent && hostSubject(agent);
  }

  #end(task: Task): void {
    if (!task.simulated || task.startedAt === null) return;
    this.#ended.set(task.id, subjectOf(task, task.startedAt, Date.now()));
    const oldest = this.#ended.size > ENDED_KEPT ? this.#ended.keys().next().value : undefined;
    if (oldest !== undefined) this.#ended.delete(oldest);
  }
}

class ComputedSeries implements Series {
  readonly type = 'GAUGE';
  readonly step: number;
  readonly #subject: Subject;
  readonly #metric: string;
  readonly #deps: Deps;

  constructor(subject: Subject, metric: string, deps: Deps) {
    this.step = deps.step;
    this.#subject = subject;
    this.#metric = metric;
    this.#deps = deps;
  }

  last(now: number): Point {
    let at = aligned(Math.floor(Math.min(now, this.#subject.until)), this.step);
    for (let back = 0; back < LOOK_BACK && at >= this.#subject.from; back += 1, at -= this.step) {
      const value = this.at(at);
      if (!Number.isNaN(value)) return { timestamp: at, value };
    }
    return NO_POINT;
  }

  at(timestamp: number): number {
    const { endpoint, host, from, until } = this.#subject;
    if (timestamp < from || timestamp > until || timestamp * 1000 > Date.now()) return NaN;
    if (this.#deps.silences.at(host, timestamp)) return NaN;
    return this.#deps.forced.at(endpoint, this.#metric, timestamp) ?? this.#natural(timestamp);
  }

  #natural(timestamp: number): number {
    const { endpoint, app, cpus } = this.#subject;
    const value = (metric: string) => this.#deps.daily.value(metric, app, endpoint, timestamp);
    return this.#metric === 'load.1min' ? cpus * (1 - value('cpu.idle') / 100) : value(this.#metric);
  }
}

const subjectOf = ({ id, appId, host }: Task, from: number, until: number): Subject => ({
  ...{ endpoint: id, app: appId, host, cpus: 0, from: from / 1000, until: until / 1000 },
});

const hostSubject = ({ hostname, cpus, registeredAt }: Agent): Subject => ({
  ...{ endpoint: hostname, app: hostname.split('-')[0] ?? '', host: hostname, cpus },
  ...{ from: registeredAt / 1000, until: Infinity },
});

function isOneOf(metrics: readonly string[], counter: string): boolean {
  return metrics.includes(counter);
}
