import { openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { EVERYTHING, type Following, type Line, type Message } from './words.ts';

/** A subscriber as its owner would write it: what it was told is written down before it goes on, and tells where it was when it comes back. */
const { file, way, ports } = JSON.parse(process.argv[2] ?? '') as Following;
/** Heartbeats come at least every 10 s: who hears nothing for longer is connected to nobody. */
const SILENT_MS = 11_000;
const AGAIN_MS = 50;

const kept = openSync(file, 'a');
let after = lastPlace();
let heardMono = 0;

for (let turn = 0; ; turn++) {
  const port = ports[turn % ports.length] ?? 0;
  await (way === 'WebSocket' ? overSocket(port) : overEvents(port)).catch(() => undefined);
  await sleep(AGAIN_MS);
}

function lastPlace(): string | undefined {
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  // Whatever it was killed in the middle of has not been taken.
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  const last = whole.trimEnd().split('\n').at(-1);
  if (!last) return undefined;
  const line = JSON.parse(last) as Line;
  return line.type === 'gap' ? line.to : line.cursor;
}

function take(payload: unknown): void {
  heardMono = performance.now();
  const message = (payload as { data?: { events?: Message | null } | null } | undefined)?.data?.events;
  // An event that could not be told: nobody makes up for it, and the judge will miss it.
  if (!message) return;
  const line = lineOf(message);
  writeSync(kept, `${JSON.stringify(line)}\n`);
  after = line.type === 'gap' ? line.to : line.cursor;
}

function lineOf(message: Message): Line {
  if (message.__typename === 'Gap') return { type: 'gap', from: message.from, to: message.to };
  const { cursor } = message;
  return message.__typename === 'Heartbeat' ? { type: 'beat', cursor } : { type: 'event', cursor, ...message.event };
}

/** Resolves or rejects when it has ended, or has been silent for too long. */
async function whileHeard(ended: Promise<unknown>): Promise<void> {
  heardMono = performance.now();
  let over = false;
  const end = ended.finally(() => (over = true));
  // Also when nobody waits for it any more.
  end.catch(() => undefined);
  while (!over && performance.now() - heardMono < SILENT_MS) await Promise.race([end, sleep(1_000)]);
}

async function overSocket(port: number): Promise<void> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  ws.on('open', () => ws.send(JSON.stringify({ type: 'connection_init' })));
  ws.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as { type: string; payload?: unknown };
    const variables = { after };
    if (type === 'connection_ack') ws.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: EVERYTHING, variables } }));
    else if (type === 'next') take(payload);
    else if (type === 'ping') ws.send(JSON.stringify({ type: 'pong' }));
    else if (type === 'error' || type === 'complete') ws.close();
  });
  try {
    await whileHeard(
      new Promise((done, failed) => {
        ws.on('close', done);
        ws.on('error', failed);
      }),
    );
  } finally {
    ws.terminate();
  }
}

async function overEvents(port: number): Promise<void> {
  const giveUp = new AbortController();
  const read = async (): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: EVERYTHING, variables: { after } }),
      signal: giveUp.signal,
    });
    if (!response.ok || !response.body) return;
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const data = lines.find((line) => line.startsWith('data:'));
        if (lines.includes('event: next') && data) take(JSON.parse(data.slice('data:'.length)));
      }
    }
  };
  try {
    await whileHeard(read());
  } finally {
    giveUp.abort();
  }
}
