import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Whose spool it is: two processes that wrote into one file would take it away from each other. */
export interface SpoolOwner {
  readonly folder: string;
  /** What the files' names begin with. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
}

export const spoolOf = ({ folder, name, host, pid }: SpoolOwner): string => join(folder, `${name}.${host}.${pid}.hooks`);

/** Spools of this host's processes that run no more, so that nobody else would hand over what is in them. */
export async function orphansOf({ folder, name, host, pid }: SpoolOwner, isRunning = runs): Promise<readonly string[]> {
  const start = `${name}.${host}.`;
  const owners = new Set<number>();
  for (const file of await readdir(folder)) {
    const owner = file.startsWith(start) ? /^(\d{1,10})\.hooks(?:\.taken)?$/.exec(file.slice(start.length))?.[1] : undefined;
    if (owner !== undefined && Number(owner) !== pid && !isRunning(Number(owner))) owners.add(Number(owner));
  }
  return [...owners].map((owner) => spoolOf({ folder, name, host, pid: owner }));
}

/** Of another user's process too: only that there is none is said so. */
function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
