import type { Unreadable } from '../../src/apps/model.ts';
import { createHash } from 'node:crypto';
import { unreadableAt } from '../../src/kit/readings.ts';
import { ArrayCutter, CutError } from '../../src/kit/batch-json.ts';
import { Breather } from '../../src/kit/breathe.ts';
import { Fault } from '../../src/kit/fault.ts';
import { fields, Misfit } from '../../src/kit/fields.ts';
import { notJson } from '../../src/kit/json.ts';
import { leadingText } from '../../src/kit/leading-text.ts';
import { AppReader, decodeApp } from './decode-app.ts';
import { BREATH_MS, cutApart, LARGE_APP_BYTES, MAX_APP_BYTES, parse, readTasks, type Parts } from './large-app.ts';
import type { ListedApp, ListOptions } from './model.ts';

export const LIST_PATH = '/v2/apps?embed=apps.tasks&embed=apps.deployments&embed=apps.lastTaskFailure&embed=apps.readiness';

/** An app's id stands at its beginning; further in it is not looked for where the app cannot be parsed. */
const HEAD_BYTES = 64 * 1024;

/**
 * Cuts a list into its apps while it arrives and reads each; one already held is only digested. Never holds more than
 * one app's bytes, lets others run every 5 ms, and throws unless the list was complete. What cannot be read is named by
 * its id where that can be, so that who holds a copy of it can keep it.
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
      for (const { index, length, parts, head } of cutter.push(chunk)) {
        const place = `apps[${index}]`;
        if (parts === null) {
          yield { kind: 'unreadable', digest: '', unreadable: broken(place, head, `an app of ${length} bytes is too large`) };
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
    const cut = length > LARGE_APP_BYTES ? await cutApart(parts, breather) : null;
    wire = parse(cut?.rest ?? parts);
    if (!cut) return { kind: 'reading', digest, reading: decodeApp(cluster, wire) };
    const reader = new AppReader(cluster, fields(wire));
    await readTasks(reader, cut.tasks, breather);
    return { kind: 'reading', digest, reading: reader.reading() };
  } catch (error) {
    if (error instanceof Misfit) return { kind: 'unreadable', digest, unreadable: unreadableAt(place, wire, error) };
    if (error instanceof SyntaxError) return { kind: 'unreadable', digest, unreadable: broken(place, parts, notJson(error)) };
    throw error;
  }
}

/** An app whose bytes are no JSON, or were let go: named by its id only where that is certain. */
function broken(place: string, parts: Parts, problem: string): Unreadable {
  const head: Uint8Array[] = [];
  let length = 0;
  for (const part of parts) {
    if (length >= HEAD_BYTES) break;
    length += part.length;
    head.push(part);
  }
  const id = leadingText(Buffer.concat(head).subarray(0, HEAD_BYTES).toString(), 'id');
  return { id: id?.startsWith('/') ? id : place, problem };
}

async function digestOf(parts: Parts, breather: Breather): Promise<string> {
  const hash = createHash('sha1');
  for (const part of parts) {
    hash.update(part);
    if (breather.due) await breather.breathe();
  }
  return hash.digest('base64');
}
