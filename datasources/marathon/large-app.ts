import type { AppReading } from '../../src/apps/model.ts';
import { ArrayCutter, CutError } from '../../src/kit/batch-json.ts';
import { Breather } from '../../src/kit/breathe.ts';
import { fields, inside } from '../../src/kit/fields.ts';
import type { WholeAnswer } from '../../src/kit/http.ts';
import { AppReader, decodeApp } from './decode-app.ts';

export type Parts = readonly Uint8Array[];

export const MAX_APP_BYTES = 64 * 1024 * 1024;
/** Above this an app's tasks are cut apart: parsing it in one piece would block for longer than 5 ms. */
export const LARGE_APP_BYTES = 256 * 1024;
/** With what the socket and one more app cost, others run every 5 ms. */
export const BREATH_MS = 3;
const SLICE_BYTES = 64 * 1024;

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

/** The answer to a targeted read, `{"app": ...}`. Throws a Misfit, or the answer's own fault where it is not JSON. */
export async function readAppAnswer(cluster: string, answer: WholeAnswer): Promise<AppReading> {
  const large = answer.bytes.length > LARGE_APP_BYTES ? await readLargeAnswer(cluster, answer.bytes) : null;
  return large ?? inside('app', () => decodeApp(cluster, fields(answer.bytes.length === 0 ? null : answer.json())['app']));
}

async function readLargeAnswer(cluster: string, bytes: Uint8Array): Promise<AppReading | null> {
  const breather = new Breather(BREATH_MS);
  const app = appWithin(bytes);
  const cut = app && (await cutApart(slices(app), breather));
  if (!cut) return null;
  try {
    const wire = parse(cut.rest);
    const reader = inside('app', () => new AppReader(cluster, fields(wire)));
    await readTasks(reader, cut.tasks, breather);
    return inside('app', () => reader.reading());
  } catch (error) {
    // Read in one piece, it names the place.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What stands in `{"app": ...}`; whether it is one object is for the cutter to see. */
function appWithin(bytes: Uint8Array): Uint8Array | null {
  const opening = /^\s*\{\s*"app"\s*:/.exec(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  const end = bytes.lastIndexOf(0x7d);
  return opening && end > opening[0].length ? bytes.subarray(opening[0].length, end) : null;
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES);
}

export function parse(parts: Parts): unknown {
  const [first] = parts;
  const bytes = parts.length === 1 && first ? Buffer.from(first.buffer, first.byteOffset, first.byteLength) : Buffer.concat(parts);
  return JSON.parse(bytes.toString());
}
