import { createHash } from 'node:crypto';
import { ArrayCutter, CutError, type CutElement } from '../../src/kit/batch-json.ts';
import { Breather } from '../../src/kit/breathe.ts';
import { Fault } from '../../src/kit/fault.ts';
import { decodeApp, unreadableAt } from './decode-app.ts';
import { Misfit } from '../../src/kit/fields.ts';
import type { ListedApp, ListOptions } from './model.ts';

export const LIST_PATH = '/v2/apps?embed=apps.tasks&embed=apps.deployments&embed=apps.lastTaskFailure&embed=apps.readiness';

const MAX_APP_BYTES = 64 * 1024 * 1024;

/**
 * Cuts a list into its apps while it arrives and reads each; one already held is only digested. Never holds more than
 * one app's bytes, lets others run every 5 ms, and throws unless the list was complete.
 */
export async function* readList(cluster: string, source: string, body: AsyncIterable<Uint8Array>, { isHeld }: ListOptions): AsyncGenerator<ListedApp> {
  const cutter = new ArrayCutter({ member: 'apps', maxElementBytes: MAX_APP_BYTES });
  const breather = new Breather();
  try {
    for await (const chunk of body) {
      for (const element of cutter.push(chunk)) {
        yield readElement(cluster, element, isHeld);
        if (breather.due) await breather.breathe();
      }
    }
    cutter.end();
  } catch (error) {
    if (!(error instanceof CutError)) throw error;
    throw new Fault('UPSTREAM_MALFORMED', `GET /v2/apps: ${error.message}`, { source, cause: error });
  }
}

function readElement(cluster: string, { index, length, parts }: CutElement, isHeld: ListOptions['isHeld']): ListedApp {
  const place = `apps[${index}]`;
  if (parts === null) {
    return { kind: 'unreadable', digest: '', unreadable: { id: place, problem: `an app of ${length} bytes is too large` } };
  }
  const digest = digestOf(parts);
  if (isHeld?.(digest)) return { kind: 'unchanged', digest };
  const [first] = parts;
  const bytes = parts.length === 1 && first ? Buffer.from(first.buffer, first.byteOffset, first.byteLength) : Buffer.concat(parts);
  let wire: unknown;
  try {
    wire = JSON.parse(bytes.toString());
  } catch (error) {
    return { kind: 'unreadable', digest, unreadable: { id: place, problem: `not JSON: ${error instanceof Error ? error.message : 'unreadable'}` } };
  }
  try {
    return { kind: 'reading', digest, reading: decodeApp(cluster, wire) };
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    return { kind: 'unreadable', digest, unreadable: unreadableAt(place, wire, error) };
  }
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest('base64');
}
