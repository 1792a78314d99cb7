import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { EventsToldDocument } from '../generated/operations.ts';
import { codeOf } from '../support/ask.ts';
import { keptLog, startCanopy, until, type Running } from '../support/canopy.ts';
import { listen } from '../support/listen.ts';
import { create, created, heard, tellsSubscribers } from '../support/told.ts';

let running: Running;
const { log, lines } = keptLog();
beforeAll(async () => {
  running = await startCanopy({ log });
});
afterAll(() => running.stop());
afterEach(() => expect(lines.filter(({ level }) => Number(level) >= 50)).toEqual([]));

tellsSubscribers(
  () => running,
  () => running,
);

it('tells who reconnects an event stream from where it was, whatever the document says', async () => {
  const first = await listen(running, 'server-sent events', EventsToldDocument, { filter: created });
  const before = first.lastId();
  const a = await create(running);
  await until(heard(first, a));
  first.close();
  const again = await listen(
    running,
    'server-sent events',
    EventsToldDocument,
    { filter: created, after: first.lastId() },
    { headers: { 'last-event-id': before! } },
  );
  await until(heard(again, a));
  again.close();
});

it('is no answer to a request', async () => {
  const asked = await running.ask(EventsToldDocument.toString());
  expect(codeOf(asked)).toBe('BAD_REQUEST');
  const response = await fetch(`${running.url}/graphql/stream?query=${encodeURIComponent('{ platform { version } }')}`);
  expect([response.status, codeOf((await response.json()) as never)]).toEqual([400, 'BAD_REQUEST']);
});
