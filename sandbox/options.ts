import { z } from 'zod';

const Options = z.strictObject({
  company: z.enum(['full', 'small', 'none']).default('full'),
  /** 2,000 for the full company and 200 for the small one. */
  simulatedTasks: z.number().int().min(0).max(100_000).optional(),
  /** False: apps that would be real processes become records as well (for machines without room). */
  real: z.boolean().default(true),
  seed: z.number().int().default(1),
  version: z.enum(['1.1', '1.5', '1.9']).default('1.5'),
  /** Folder for logs; without it a temp folder is made, and removed at the end. */
  stateDir: z.string().optional(),
  /** `--event_stream_max_outstanding_messages`. */
  outstanding: z.number().int().min(1).default(50),
  leaders: z.number().int().min(1).max(9).default(1),
  heartbeatMs: z.number().int().min(20).default(10_000),
  /** How long a simulated task stays staged. */
  minDelayMs: z.number().int().min(0).default(50),
  maxDelayMs: z.number().int().min(0).default(300),
  /** Give simulated tasks containers with seeded figures in the Docker stand-in. */
  simulateDocker: z.boolean().default(false),
  /** Behave as on a machine whose loopback is a single address. */
  oneAddress: z.boolean().default(false),
  /** An issuer of tokens, and a token of each of a few people in a file. */
  people: z.boolean().default(false),
  name: z.string().default('sandbox'),
});

export type Options = z.infer<typeof Options>;

/** Options come as JSON in one argument; every mistake is reported at once. */
export function readOptions(argument: string | undefined): Options {
  const parsed = Options.safeParse(JSON.parse(argument ?? '{}'));
  if (!parsed.success) throw new Error(`Bad options:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
