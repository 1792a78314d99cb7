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
  /** Open-Falcon: figures of everything that runs, and alarms. */
  falcon: z.boolean().default(true),
  /** How often tasks and hosts report, in seconds. */
  falconStepS: z.number().int().min(1).max(3_600).default(5),
  /** What transfer raises smaller steps to; 30 in the real one. */
  falconMinStepS: z.number().int().min(1).default(1),
  /** How soon a change of strategies reaches the judge; up to 120 s in the real one. */
  falconReloadS: z.number().min(0.02).default(1),
  /** Between two alarms of one case; 300 s in the real one. */
  falconMinIntervalS: z.number().min(0).default(10),
  /** How often counters are checked for silence, and the least silence; 60 and 180 s in the real one. */
  falconNodataEveryS: z.number().min(0.02).default(60),
  falconNodataAfterS: z.number().min(0).default(180),
  /** In which alarms tell the time, without saying so. */
  falconZone: z
    .string()
    .refine((zone) => isZone(zone), 'no such time zone')
    .default('UTC'),
  /** Chronos as it was in 2016, or as it is since. */
  chronos: z.enum(['2', '3', 'off']).default('off'),
  /** Before a run that failed is tried again. */
  chronosRetryMs: z.number().int().min(0).default(60_000),
  name: z.string().default('sandbox'),
});

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format() !== '';
  } catch {
    return false;
  }
}

export type Options = z.infer<typeof Options>;

/** Options come as JSON in one argument; every mistake is reported at once. */
export function readOptions(argument: string | undefined): Options {
  const parsed = Options.safeParse(JSON.parse(argument ?? '{}'));
  if (!parsed.success) throw new Error(`Bad options:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
