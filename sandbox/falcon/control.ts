import { z } from 'zod';
import type { Answer, Json } from '../web.ts';
import type { Falcon } from './falcon.ts';

const Force = z.strictObject({
  endpoint: z.string(),
  metric: z.string(),
  value: z.number(),
  forMs: z.number().positive().default(60_000),
});
const AgentOf = z.strictObject({ host: z.string(), silent: z.boolean() });

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
    default:
      return undefined;
  }
}

const found = (is: boolean): Answer =>
  is ? { status: 200, body: {} } : { status: 404, body: { message: 'there is no such endpoint or host' } };
