import { request, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { shuffled } from './api/bind.ts';
import type { Event } from './judge.ts';
import type { Zone } from './zone.ts';

const CONNECT_MS = 3_000;
const TOTAL_MS = 20_000;
const REDIRECTS = 10;

export interface Called {
  readonly url: string;
  readonly status: number | null;
  readonly body: string;
  readonly error: string | null;
  readonly ms: number;
}

/** The address that is called for an event: its own parameters stay in front, ours are in any order. */
export function addressOf(url: string, event: Event, zone: Zone): string {
  const { rule } = event;
  const parameters: [string, string | number][] = [
    ['endpoint', event.endpoint],
    ['metric', rule.metric],
    ['status', event.status],
    ['step', event.step],
    ['priority', rule.priority],
    ['time', zone.local(event.time)],
    ['tpl_id', rule.template?.id ?? 0],
    ['exp_id', rule.kind === 'expression' ? rule.id : 0],
    ['stra_id', rule.kind === 'strategy' ? rule.id : 0],
    ['left_value', readable(event.left)],
    [
      'tags',
      shuffled(Object.entries(event.tags))
        .map(([key, value]) => `${key}:${value}`)
        .join(','),
    ],
  ];
  const query = shuffled(parameters).map(([name, value]) => `${name}=${escaped(String(value))}`);
  return `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}`;
}

/** One GET, never a second one: whatever is answered in time is a success. */
export async function call(url: string): Promise<Called> {
  const began = performance.now();
  const ms = () => Math.round(performance.now() - began);
  const signal = AbortSignal.timeout(TOTAL_MS);
  try {
    const { status, body } = await get(url, signal, REDIRECTS);
    return { url, status, body, error: null, ms: ms() };
  } catch (error) {
    return { url, status: null, body: '', error: error instanceof Error ? error.message : String(error), ms: ms() };
  }
}

function get(url: string, signal: AbortSignal, redirects: number): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = (url.startsWith('https:') ? secure : request)(url, {
      agent: false,
      signal,
      headers: { 'User-Agent': 'beegoServer', 'Accept-Encoding': 'gzip' },
    });
    outgoing.removeHeader('connection');
    const connecting = setTimeout(() => outgoing.destroy(new Error(`dial tcp ${new URL(url).host}: i/o timeout`)), CONNECT_MS);
    outgoing.on('socket', (socket) => socket.once('connect', () => clearTimeout(connecting)));
    outgoing.on('error', (error) => {
      clearTimeout(connecting);
      reject(error);
    });
    outgoing.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const to = response.headers.location;
      if (status < 300 || status > 399 || to === undefined || redirects === 0)
        return void bodyOf(response).then((body) => resolve({ status, body }), reject);
      response.resume();
      outgoing.destroy();
      // Whatever stands there may be no address at all.
      if (!URL.canParse(to, url)) return reject(new Error(`failed to parse Location header "${to}"`));
      get(new URL(to, url).href, signal, redirects - 1).then(resolve, reject);
    });
    outgoing.end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(Buffer.isBuffer(part) ? part : Buffer.from(String(part)));
  response.destroy();
  const bytes = Buffer.concat(parts);
  return (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Up to five decimals, and none that say nothing. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  // From here on the language writes an exponent.
  if (Math.abs(value) >= 1e21) return BigInt(value).toString();
  return value.toFixed(5).replace(/\.?0+$/, '');
}

/** As Go escapes a query. */
function escaped(text: string): string {
  const marks = encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return marks.replaceAll('%20', '+');
}
