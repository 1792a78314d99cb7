import type { JsonObject } from '../web.ts';
import type { Container } from './container.ts';
import { treeOf } from './proc.ts';

/** `GET /containers/{id}/top`: what `ps -ef` would print of the container's processes. */
export function topJson({ pid }: Container): JsonObject {
  const Titles = ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'];
  const Processes = treeOf(pid ?? 0).map((proc) => {
    const seconds = Math.floor((proc.userNs + proc.systemNs) / 1e9);
    const lived = Math.max(1, (Date.now() - proc.startedAt) / 1000);
    const used = Math.min(99, Math.round(((proc.userNs + proc.systemNs) / 1e9 / lived) * 100));
    const began = new Date(proc.startedAt).toTimeString().slice(0, 5);
    return ['root', String(proc.pid), String(proc.ppid), String(used), began, '?', clock(seconds), proc.command];
  });
  return { Titles, Processes };
}

function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
