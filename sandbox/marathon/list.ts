import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Faults } from '../faults.ts';
import { takesGzip } from '../web.ts';
import { appJson, type Embeds } from './json.ts';
import type { App } from './model.ts';
import { sameUntil } from './passing.ts';
import { readSelector } from './selector.ts';
import type { State } from './state.ts';

/** Prefixes are decoration; `failures` is the old name of three at once; unknown ones are ignored. */
export function embedsOf(values: readonly string[]): Embeds {
  const names = new Set(values.map((value) => value.replace(/^(group\.apps|apps|app)\./, '')));
  const failures = names.has('failures');
  return {
    tasks: names.has('tasks') || failures,
    lastTaskFailure: names.has('lastTaskFailure') || failures,
    readiness: names.has('readiness'),
    taskStats: names.has('taskStats'),
  };
}

export function filterOf(query: URLSearchParams): (app: App) => boolean {
  const cmd = query.get('cmd')?.toLowerCase();
  const id = query.get('id')?.toLowerCase();
  const label = query.get('label');
  const selected = label ? readSelector(label) : () => true;
  return ({ definition }) =>
    (!cmd || (definition.cmd ?? '').toLowerCase().includes(cmd)) &&
    (!id || definition.id.toLowerCase().includes(id)) &&
    selected(definition.labels);
}

/** An app as bytes, kept until the app changes or a check passes again: what has no checks is mostly copied. */
export function appBytes(app: App, state: State, embeds: Embeds): Buffer {
  const key = JSON.stringify(embeds);
  const now = Date.now();
  const known = app.rendered.get(key);
  if (known && now < known.until) return known.bytes;
  const bytes = Buffer.from(JSON.stringify(appJson(app, state, embeds)));
  // Statistics age by themselves.
  if (!embeds.taskStats) app.rendered.set(key, { bytes, until: embeds.tasks ? sameUntil(app, now) : Infinity });
  return bytes;
}

interface Listing {
  readonly name: string;
  readonly apps: Iterable<App>;
  readonly embeds: Embeds;
}

/** Sends the list app by app, waiting whenever the reader is behind; it is never one string. */
export async function sendList(
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
  faults: Faults,
  { name, apps, embeds }: Listing,
): Promise<void> {
  response.statusCode = 200;
  response.setHeader('content-type', 'application/json');
  const out = bodyWriter(request, response);
  const ended = once(response, 'close').catch(() => {});
  out.write(`{${JSON.stringify(name)}:[`);
  let first = true;
  let sent = 0;
  let turnedAt = performance.now();
  for (const app of apps) {
    const bytes = app.definition.id === faults.malformedApp ? malformed(app, state, embeds) : appBytes(app, state, embeds);
    if (!first) out.write(',');
    first = false;
    sent += 1;
    if (!out.write(bytes)) await Promise.race([once(out, 'drain'), ended]);
    // Rendering half a million tasks anew must not keep everybody else waiting.
    if (performance.now() - turnedAt > 10) turnedAt = await turn().then(() => performance.now());
    if (response.destroyed) return;
    if (faults.truncateList && sent >= 2) return void response.destroy();
  }
  out.end(']}');
}

function bodyWriter(request: IncomingMessage, response: ServerResponse): Writable {
  if (!takesGzip(request)) return response;
  response.setHeader('content-encoding', 'gzip');
  const gzip = createGzip({ level: 1 });
  gzip.pipe(response);
  response.on('close', () => gzip.destroy());
  return gzip;
}

/** The same app with a wrong type in each part that a reader may look at. */
export function malformed(app: App, state: State, embeds: Embeds): Buffer {
  const right = appJson(app, state, embeds);
  const wrong = {
    ...right,
    instances: 'three',
    tasks: {},
    labels: { owner: 7 },
    versionInfo: 'never',
  };
  return Buffer.from(JSON.stringify(wrong));
}
