import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { treeOf } from '../docker/proc.ts';
import type { State } from '../marathon/state.ts';
import type { Running, Supervisor } from '../supervise.ts';
import { isObject, parseJson } from '../web.ts';
import type { Silences } from './overrides.ts';
import { OWN_AGENT } from './push-servers.ts';
import { everyStep } from './ticker.ts';

interface Deps {
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly silences: Silences;
  readonly agentUrl: string;
  readonly step: number;
}

/** What was seen of a task at the last look, to tell a rate by. */
interface Seen {
  readonly at: number;
  readonly cpuNs: number;
  readonly served: Served;
  /** Undefined: nothing is known yet. */
  readonly rate: Rate | undefined;
}

interface Rate {
  readonly qps: number;
  readonly delay: number;
}

/** What a task's web service counts, and when it last wrote that down. */
interface Served {
  readonly at: number;
  readonly requests: number;
  readonly busyMs: number;
}

interface Report {
  readonly endpoint: string;
  readonly metric: string;
  readonly value: number;
}

/** The agents of the hosts: every step each pushes what the kernel and the tasks themselves say of the tasks on it. */
export class Reporter {
  readonly #deps: Deps;
  readonly #seen = new Map<string, Seen>();
  readonly #connections = new Agent({ keepAlive: true, maxSockets: 4 });
  #stop: () => void = () => {};

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stop = everyStep(this.#deps.step, (timestamp) => this.#report(timestamp));
  }

  stop(): void {
    this.#stop();
    this.#connections.destroy();
  }

  #report(timestamp: number): void {
    const { state, supervisor, silences } = this.#deps;
    const byHost = new Map<string, Report[]>();
    const ids = supervisor.ids();
    for (const id of ids) {
      const [task, running] = [state.tasks.get(id), supervisor.find(id)];
      if (!task || !running) continue;
      const definition = state.appOf(task)?.definition;
      const reports = this.#look(running, definition?.cpus ?? 1, definition?.mem ?? 1);
      if (!silences.at(task.host, timestamp)) byHost.set(task.host, [...(byHost.get(task.host) ?? []), ...reports]);
    }
    for (const id of this.#seen.keys()) if (!supervisor.find(id)) this.#seen.delete(id);
    for (const reports of byHost.values()) this.#push(reports, timestamp);
  }

  #look({ id, pid, folder }: Running, cpus: number, memMiB: number): Report[] {
    const tree = treeOf(pid);
    if (tree.length === 0) return [];
    const before = this.#seen.get(id);
    const cpuNs = tree.reduce((sum, proc) => sum + proc.userNs + proc.systemNs + proc.childrenNs, 0);
    const at = performance.now();
    const served = servedOf(folder);
    const rate = served && rateOf(before, served);
    this.#seen.set(id, { at, cpuNs, served: served ?? { at: 0, requests: 0, busyMs: 0 }, rate });
    const rss = tree.reduce((sum, proc) => sum + proc.rssBytes, 0);
    const one = (metric: string, value: number): Report => ({ endpoint: id, metric, value });
    return [
      // A share needs two looks.
      ...(before ? [one('cpu.idle', percent(1 - (cpuNs - before.cpuNs) / ((at - before.at) * 1e6 * cpus)))] : []),
      one('mem.memfree.percent', percent(1 - rss / (memMiB * 1_048_576))),
      ...(rate ? [one('proc.qps', rate.qps), one('proc.delay', rate.delay)] : []),
    ];
  }

  /** Nobody waits for the answer: an agent that is not heard has lost that step, as on a real host. */
  #push(reports: readonly Report[], timestamp: number): void {
    const { agentUrl, step } = this.#deps;
    const items = reports.map((report) => ({ ...report, timestamp, step, counterType: 'GAUGE', tags: '' }));
    const body = JSON.stringify(items);
    const outgoing = request(`${agentUrl}/v1/push`, {
      method: 'POST',
      agent: this.#connections,
      headers: { 'content-length': Buffer.byteLength(body), 'user-agent': OWN_AGENT },
    });
    outgoing.on('response', (answer) => answer.resume());
    outgoing.on('error', () => {});
    outgoing.end(body);
  }
}

/** Undefined for a task without a web service of its own. */
function servedOf(folder: string): Served | undefined {
  try {
    const counted = parseJson(readFileSync(join(folder, 'traffic'), 'utf8'));
    if (!isObject(counted)) return undefined;
    const number = (name: string) => Number(counted[name] ?? 0);
    return { at: number('at'), requests: number('requests'), busyMs: number('busyMs') };
  } catch {
    return undefined;
  }
}

/** Between two times that the task wrote its counts down, which are not the times at which somebody looks. Before there are two, nobody knows. */
function rateOf(before: Seen | undefined, { at, requests, busyMs }: Served): Rate | undefined {
  if (!before || before.served.at === 0) return undefined;
  const { served, rate } = before;
  if (at <= served.at) return rate;
  const count = requests - served.requests;
  return count <= 0 ? { qps: 0, delay: 0 } : { qps: (count * 1000) / (at - served.at), delay: (busyMs - served.busyMs) / count };
}

const percent = (part: number) => 100 * Math.min(1, Math.max(0, part));
