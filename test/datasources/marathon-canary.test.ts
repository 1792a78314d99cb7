import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { handClock } from '../support/hand-clock.ts';
import { Heard } from '../support/marathon.ts';
import { json } from '../support/wire.ts';
import { at, attach, begin, bus, event, never } from './marathon-bus.ts';

describe('the canary', () => {
  const telling = (response: ServerResponse, request: IncomingMessage, streams: readonly ServerResponse[]): void => {
    begin(response);
    for (const each of streams) each.write(attach);
    request.socket.once('close', () =>
      streams.filter((each) => !each.destroyed).forEach((each) => each.write(event('event_stream_detached'))),
    );
  };

  it('proves that the bus reaches this stream, and leaves no stream behind', async () => {
    const wire = await bus(telling);
    const heard = new Heard();
    const watch = await at([wire.url]).watch(never, heard.onSignal);
    await watch.attached;
    expect(await watch.canary(never)).toBe(true);
    await heard.until(({ kind }) => kind === 'detached');
    expect(await watch.canary(never)).toBe(true);
  });

  it('does not take the stream’s own attachment for the proof', async () => {
    const wire = await bus((response, request, streams) => {
      if (streams.length === 1) return begin(response, '\r\n');
      begin(response);
      streams[0]?.write(attach);
      request.socket.once('close', () => streams[0]?.write(event('event_stream_detached')));
    });
    const watch = await at([wire.url]).watch(never, () => {});
    expect(await watch.canary(never)).toBe(true);
    expect(wire.streams[1]?.destroyed).toBe(true);
  });

  it('finds a stream deaf that has heartbeats but no events', async () => {
    const clock = handClock();
    const second = Promise.withResolvers<void>();
    const wire = await bus((response, _, streams) => {
      begin(response, streams.length === 1 ? attach : '\r\n');
      if (streams.length === 2) second.resolve();
    });
    const watch = await at([wire.url], { clock }).watch(never, () => {});
    await watch.attached;
    const proven = watch.canary(never, 3_000);
    await second.promise;
    const sleepers = clock.sleepers;
    while (clock.sleepers === sleepers) await new Promise(setImmediate);
    wire.streams[0]?.write('\r\n');
    clock.advance(3_000);
    expect(await proven).toBe(false);
  });

  it('says that it could not look, rather than that the stream is deaf', async () => {
    const wire = await bus((response, _, streams) =>
      streams.length === 1 ? begin(response, attach) : json(response, 503, { message: 'busy' }),
    );
    const watch = await at([wire.url]).watch(never, () => {});
    await watch.attached;
    await expect(watch.canary(never)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});
