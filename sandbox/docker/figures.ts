import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, parseJson } from '../web.ts';
import type { Container } from './container.ts';
import { ioOf, memoryOf, treeOf } from './proc.ts';

/** One look at a container; all counters since its start. */
export interface Figures {
  readonly userNs: number;
  readonly systemNs: number;
  readonly rss: number;
  readonly anon: number;
  readonly file: number;
  readonly peak: number;
  readonly pids: number;
  readonly read: number;
  readonly write: number;
  readonly reads: number;
  readonly writes: number;
  readonly rx: number;
  readonly tx: number;
  readonly connections: number;
}

/** Of a real task what the kernel says, of a simulated one what its id says. */
export function figuresOf(container: Container): Figures {
  return container.pid === null ? invented(container) : measured(container, container.pid);
}

function measured(container: Container, pid: number): Figures {
  const tree = container.end ? [] : treeOf(pid);
  const total = (pick: (proc: (typeof tree)[number]) => number) => tree.reduce((sum, proc) => sum + pick(proc), 0);
  const memory = memoryOf(tree);
  return {
    userNs: total(({ userNs, childrenNs }) => userNs + childrenNs),
    systemNs: total(({ systemNs }) => systemNs),
    ...{
      rss: memory.rss,
      anon: memory.anon,
      file: memory.file,
      peak: memory.peak,
      pids: memory.threads,
    },
    ...ioOf(tree),
    ...trafficOf(container),
  };
}

function trafficOf({ folder }: Container) {
  const none = { rx: 0, tx: 0, connections: 0 };
  if (folder === null) return none;
  try {
    const counted = parseJson(readFileSync(join(folder, 'traffic'), 'utf8'));
    if (!isObject(counted)) return none;
    const number = (name: string) => Number(counted[name] ?? 0);
    return { rx: number('rx'), tx: number('tx'), connections: number('connections') };
  } catch {
    return none;
  }
}

/** Steady use between a tenth and three quarters of what was asked for, the same on every run. */
function invented({ id, startedAt, cpus, memMiB }: Container): Figures {
  const bytes = createHash('md5').update(id).digest();
  const part = (index: number) => 0.1 + ((bytes[index] ?? 0) / 255) * 0.65;
  const seconds = Math.max(0, (Date.now() - startedAt) / 1000);
  const used = Math.round(seconds * cpus * part(0) * 1e9);
  const rss = Math.round(memMiB * part(1) * 1_048_576);
  const rate = (index: number) => Math.round(seconds * part(index) * 10_000);
  return {
    ...{ userNs: Math.round(used * 0.8), systemNs: Math.round(used * 0.2) },
    ...{
      rss,
      anon: Math.round(rss * 0.9),
      file: Math.round(rss * 0.1),
      peak: rss,
      pids: 1 + ((bytes[2] ?? 0) % 30),
    },
    ...{ read: rate(3), write: rate(4), reads: rate(3) >> 12, writes: rate(4) >> 12 },
    ...{ rx: rate(5) * 4, tx: rate(6) * 8, connections: rate(5) >> 8 },
  };
}
