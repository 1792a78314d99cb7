import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { StoreOptions } from '../../src/store/store.ts';

export interface OtherProcess {
  readonly child: ChildProcess;
  /** All it has said so far. */
  readonly lines: string[];
  /** Resolves when it has said the line. */
  said(line: string): Promise<void>;
  /** Takes a stopped process, or one that holds a transaction open, on. */
  goOn(): void;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** A process of its own with the store open; gone when the test ends. */
export function startProcess(role: 'write' | 'hold' | 'append', options: StoreOptions, name = ''): OtherProcess {
  const program = new URL('child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, role, JSON.stringify(options), name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  const closed = once(output, 'close');
  const waiting = new Set<() => void>();
  output.on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const said = (line: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => lines.includes(line) && (waiting.delete(look), resolve());
      waiting.add(look);
      void exited.then(() => reject(new Error(`it ended before it said ${line}`)));
      look();
    });
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await Promise.all([exited, closed]);
  };
  const goOn = () => {
    child.kill('SIGCONT');
    child.stdin.write('go on\n');
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await kill('SIGKILL');
  });
  return { child, lines, said, goOn, kill };
}
