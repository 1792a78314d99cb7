import { z } from 'zod';
import { wire, type Answer, type Json } from '../web.ts';
import type { Falcon } from './falcon.ts';

const Force = z.strictObject({
  endpoint: z.string(),
  metric: z.string(),
  value: z.number(),
  forMs: z.number().positive().default(60_000),
});
const AgentOf = z.strictObject({ host: z.string(), silent: z.boolean() });
const Storm = z.strictObject({
  count: z.number().int().positive(),
  overMs: z.number().min(0).default(0),
  url: z.string().optional(),
});
const Tune = z.strictObject({
  reloadS: z.number().min(0.02).exactOptional(),
  minIntervalS: z.number().min(0).exactOptional(),
  nodataEveryS: z.number().min(0.02).exactOptional(),
  nodataAfterS: z.number().min(0).exactOptional(),
});

/** What tests may do to Falcon; undefined when the call is about something else. */
export async function falconControl(name: string, asked: Json, falcon: Falcon): Promise<Answer | undefined> {
  switch (name) {
    case 'POST /falcon/force': {
      const { endpoint, metric, value, forMs } = Force.parse(asked);
      return found(falcon.force(endpoint, metric, value, forMs));
    }
    case 'POST /falcon/agent': {
      const { host, silent } = AgentOf.parse(asked);
      return found(falcon.silence(host, silent));
    }
    case 'POST /falcon/storm': {
      const body = await falcon.storm(Storm.parse(asked));
      return body ? { status: 200, body } : { status: 404, body: { message: 'there is no action with a callback' } };
    }
    case 'POST /falcon/tune':
      return { status: 200, body: wire(falcon.tune(Tune.parse(asked))) };
    case 'POST /falcon/forget':
      falcon.forget();
      return { status: 200, body: {} };
    case 'GET /falcon/messages':
      return { status: 200, body: falcon.messages().map(wire) };
    case 'GET /falcon/status':
      return { status: 200, body: falcon.status() };
    default:
      return undefined;
  }
}

const found = (is: boolean): Answer =>
  is ? { status: 200, body: {} } : { status: 404, body: { message: 'there is no such endpoint or host' } };
