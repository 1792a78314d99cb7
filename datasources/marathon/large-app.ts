import { ArrayCutter, CutError } from '../../src/kit/batch-json.ts';
import type { Breather } from '../../src/kit/breathe.ts';
import type { AppReader } from './decode-app.ts';

export type Parts = readonly Uint8Array[];

export const MAX_APP_BYTES = 64 * 1024 * 1024;
/** Above this an app's tasks are cut apart: parsing it in one piece would block for longer than 5 ms. */
export const LARGE_APP_BYTES = 256 * 1024;
/** With what the socket and one more app cost, others run every 5 ms. */
export const BREATH_MS = 3;

/** An app's own bytes, and those of each of its tasks. */
export interface CutApp {
  readonly rest: Parts;
  readonly tasks: readonly Parts[];
}

/** Null when it is not one object with a list of tasks. */
export async function cutApart(parts: Iterable<Uint8Array>, breather: Breather): Promise<CutApp | null> {
  const rest: Uint8Array[] = [];
  const tasks: Parts[] = [];
  const cutter = new ArrayCutter({ member: 'tasks', maxElementBytes: MAX_APP_BYTES, onRest: (bytes) => void rest.push(bytes) });
  try {
    for (const part of parts) {
      for (const task of cutter.push(part)) tasks.push(task.parts ?? []);
      if (breather.due) await breather.breathe();
    }
    cutter.end();
  } catch (error) {
    if (error instanceof CutError) return null;
    throw error;
  }
  return { rest, tasks };
}

/** The tasks one by one, with what the app itself says of them. */
export async function readTasks(reader: AppReader, tasks: readonly Parts[], breather: Breather): Promise<void> {
  for (const task of tasks) {
    reader.task(parse(task));
    if (breather.due) await breather.breathe();
  }
}

export function parse(parts: Parts): unknown {
  const [first] = parts;
  const bytes = parts.length === 1 && first ? Buffer.from(first.buffer, first.byteOffset, first.byteLength) : Buffer.concat(parts);
  return JSON.parse(bytes.toString());
}
