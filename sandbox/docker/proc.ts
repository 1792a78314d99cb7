import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

export interface Proc {
  readonly pid: number;
  readonly ppid: number;
  readonly userNs: number;
  readonly systemNs: number;
  /** Of children that ended and were waited for. */
  readonly childrenNs: number;
  readonly rssBytes: number;
  readonly startedAt: number;
  readonly command: string;
}

const TICK_NS = 10_000_000;
const PAGE = 4_096;
const FRESH_MS = 200;
const linux = existsSync('/proc/self/stat');
let seen: { at: number; all: Map<number, Proc> } = { at: -Infinity, all: new Map() };

/** A process and everything it started, from the kernel; empty when it is gone. */
export function treeOf(pid: number): Proc[] {
  const all = snapshot();
  const root = all.get(pid);
  if (!root) return [];
  const tree = [root];
  for (const parent of tree) {
    for (const each of all.values()) if (each.ppid === parent.pid) tree.push(each);
  }
  return tree;
}

/** Time of all processors since boot, busy or not: what Docker calls `system_cpu_usage`. */
export function systemNs(): number {
  return cpus().reduce((sum, { times }) => {
    const ms = times.user + times.nice + times.sys + times.idle + times.irq;
    return sum + ms * 1_000_000;
  }, 0);
}

export function ioOf(tree: readonly Proc[]) {
  const sum = { read: 0, write: 0, reads: 0, writes: 0 };
  for (const { pid } of tree) {
    const text = read(`/proc/${pid}/io`);
    sum.read += field(text, 'read_bytes');
    sum.write += field(text, '^write_bytes');
    sum.reads += field(text, 'syscr');
    sum.writes += field(text, 'syscw');
  }
  return sum;
}

export function memoryOf(tree: readonly Proc[]) {
  const sum = { rss: 0, anon: 0, file: 0, peak: 0, threads: 0, faults: 0 };
  for (const proc of tree) {
    const text = read(`/proc/${proc.pid}/status`);
    sum.rss += proc.rssBytes;
    sum.anon += field(text, 'RssAnon') * 1024;
    sum.file += (field(text, 'RssFile') + field(text, 'RssShmem')) * 1024;
    sum.peak += field(text, 'VmHWM') * 1024;
    sum.threads += field(text, 'Threads') || 1;
  }
  if (!linux) sum.anon = sum.rss;
  return sum;
}

function snapshot(): Map<number, Proc> {
  if (performance.now() - seen.at < FRESH_MS) return seen.all;
  const all = linux ? fromProc() : fromPs();
  seen = { at: performance.now(), all: new Map(all.map((proc) => [proc.pid, proc])) };
  return seen.all;
}

function fromProc(): Proc[] {
  const boot = field(read('/proc/stat'), 'btime') * 1000;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const text = read(`/proc/${name}/stat`);
      // The name in brackets may contain anything; the fields begin after its last bracket.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const number = (index: number) => Number(fields[index - 3] ?? 0);
      if (text === '' || fields[0] === 'Z') return [];
      return [
        {
          ...{ pid: Number(name), ppid: number(4), userNs: number(14) * TICK_NS },
          ...{ systemNs: number(15) * TICK_NS, childrenNs: (number(16) + number(17)) * TICK_NS },
          ...{ rssBytes: number(24) * PAGE, startedAt: boot + number(22) * 10 },
          command: read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim(),
        },
      ];
    });
}

function fromPs(): Proc[] {
  const text = execFileSync('ps', ['-axo', 'pid=,ppid=,rss=,time=,command='], { encoding: 'utf8' });
  return text.split('\n').flatMap((line) => {
    const [, pid, ppid, rss, time = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined) return [];
    const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
    return [
      {
        ...{
          pid: Number(pid),
          ppid: Number(ppid),
          userNs: seconds * 1e9,
          systemNs: 0,
          childrenNs: 0,
        },
        ...{ rssBytes: Number(rss) * 1024, startedAt: 0, command },
      },
    ];
  });
}

function field(text: string, name: string): number {
  return Number(new RegExp(`${name}:?\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
