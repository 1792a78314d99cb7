import { createHash } from 'node:crypto';
import type { AppReading } from '../../src/apps/model.ts';
import { ArrayCutter, CutError } from '../../src/kit/batch-json.ts';
import { Breather } from '../../src/kit/breathe.ts';
import { Fault } from '../../src/kit/fault.ts';
import { fields, Misfit } from '../../src/kit/fields.ts';
import { AppReader, decodeApp, unreadableAt } from './decode-app.ts';
import type { ListedApp, ListOptions } from './model.ts';

export const LIST_PATH = '/v2/apps?embed=apps.tasks&embed=apps.deployments&embed=apps.lastTaskFailure&embed=apps.readiness';

const MAX_APP_BYTES = 64 * 1024 * 1024;
/** Above this an app's tasks are cut apart as well: parsing it in one piece would block for longer than 5 ms. */
const LARGE_APP_BYTES = 256 * 1024;
/** With what the socket and one more app cost, others run every 5 ms. */
const BREATH_MS = 3;

type Parts = readonly Uint8Array[];

/**
 * Cuts a list into its apps while it arrives and reads each; one already held is only digested. Never holds more than
 * one app's bytes, lets others run every 5 ms, and throws unless the list was complete.
 */
export async function* readList(
  cluster: string,
  source: string,
  body: AsyncIterable<Uint8Array>,
  { isHeld }: ListOptions,
): AsyncGenerator<ListedApp> {
  const cutter = new ArrayCutter({ member: 'apps', maxElementBytes: MAX_APP_BYTES });
  const breather = new Breather(BREATH_MS);
  try {
    for await (const chunk of body) {
      for (const { index, length, parts } of cutter.push(chunk)) {
        const place = `apps[${index}]`;
        if (parts === null) {
          yield { kind: 'unreadable', digest: '', unreadable: { id: place, problem: `an app of ${length} bytes is too large` } };
          continue;
        }
        const digest = await digestOf(parts, breather);
        yield isHeld?.(digest) ? { kind: 'unchanged', digest } : await readApp(cluster, place, digest, parts, length, breather);
        if (breather.due) await breather.breathe();
      }
    }
    cutter.end();
  } catch (error) {
    if (!(error instanceof CutError)) throw error;
    throw new Fault('UPSTREAM_MALFORMED', `GET /v2/apps: ${error.message}`, { source, cause: error });
  }
}

async function readApp(
  cluster: string,
  place: string,
  digest: string,
  parts: Parts,
  length: number,
  breather: Breather,
): Promise<ListedApp> {
  let wire: unknown;
  try {
    const large = length > LARGE_APP_BYTES ? await readLarge(cluster, parts, breather) : null;
    if (large) return { kind: 'reading', digest, reading: large };
    wire = parse(parts);
    return { kind: 'reading', digest, reading: decodeApp(cluster, wire) };
  } catch (error) {
    if (error instanceof Misfit) return { kind: 'unreadable', digest, unreadable: unreadableAt(place, wire, error) };
    if (error instanceof SyntaxError)
      return { kind: 'unreadable', digest, unreadable: { id: place, problem: `not JSON: ${error.message}` } };
    throw error;
  }
}

/** The app without its tasks first, then the tasks one by one. Null when it has no list of tasks. */
async function readLarge(cluster: string, parts: Parts, breather: Breather): Promise<AppReading | null> {
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
  const reader = new AppReader(cluster, fields(parse(rest)));
  for (const task of tasks) {
    reader.task(parse(task));
    if (breather.due) await breather.breathe();
  }
  return reader.reading();
}

function parse(parts: Parts): unknown {
  const [first] = parts;
  const bytes = parts.length === 1 && first ? Buffer.from(first.buffer, first.byteOffset, first.byteLength) : Buffer.concat(parts);
  return JSON.parse(bytes.toString());
}

async function digestOf(parts: Parts, breather: Breather): Promise<string> {
  const hash = createHash('sha1');
  for (const part of parts) {
    hash.update(part);
    if (breather.due) await breather.breathe();
  }
  return hash.digest('base64');
}
