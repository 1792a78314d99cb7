import { z } from 'zod';
import { parseTags, PLACES, placesIn } from './monitoring/counter.ts';
import { count, ms, numeric, redisSchema, secret, tlsSchema, url, type ReadFile } from './settings.ts';

/** A text with places such as `{taskId}` in it. */
const naming = (places: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => placesIn(text).every((place) => places.includes(place)),
      `expected no other places than ${places.map((place) => `{${place}}`).join(', ')}`,
    );
const counter = z.string().regex(/^[^\s/]+(\/\S+=\S+)?$/, 'a counter such as cpu.idle or proc.qps/name=web');

/** As Falcon's alarms tell the time, without saying so. */
const zone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}, 'expected the name of a time zone, such as Asia/Shanghai');

/** Open-Falcon: the figures of containers and hosts. */
export const falconSchema = (readFile: ReadFile) =>
  z.strictObject({
    /** Of its API module. */
    url,
    user: z.string().min(1),
    password: secret,
    tls: tlsSchema(readFile).optional(),
    timeoutMs: ms.default(5_000),
    /** So often the newest figures of all containers are asked for. */
    everyMs: ms.default(30_000),
    /** So often they are measured: what is three steps old says nothing of now. */
    stepMs: ms.default(60_000),
    /** Counters in one request, at most. */
    batch: numeric(z.number().int().min(4).max(5_000)).default(5_000),
    /** Histories asked for at once. */
    concurrent: count.default(4),
    /** What the figures are called. */
    counters: z
      .strictObject({
        CPU_IDLE: counter.default('cpu.idle'),
        MEM_FREE: counter.default('mem.memfree.percent'),
        PROC_QPS: counter.default('proc.qps'),
        PROC_DELAY: counter.default('proc.delay'),
      })
      .prefault({}),
    /** Of a container. */
    endpoint: naming(PLACES).min(1).default('{taskId}'),
    /** Of a container's counters, where several containers share an endpoint. */
    tags: naming(PLACES)
      .refine((text) => text === '' || parseTags(text).size === text.split(',').length, 'expected tags such as id={taskId},kind=app')
      .default(''),
    hostEndpoint: naming(['host', 'ip']).min(1).default('{host}'),
    /** By which an agent says that it is there. */
    agentCounter: counter.default('agent.alive'),
    zone: zone.default('UTC'),
    /** Where Falcon reaches Canopy, before `/hooks/falcon/<token>`; where Canopy listens on loopback, that address unless given. */
    callback: url.optional(),
    /** What Falcon is told to watch. */
    watch: z
      .strictObject({
        /** What the names of Canopy's groups and templates begin with: all others are left alone. */
        prefix: z
          .string()
          .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a name of a-z, 0-9 and "-"')
          .default('canopy'),
        /** So often it is looked at what Falcon has. */
        everyMs: ms.default(2_000),
        /** Groups, templates and teams read anew each time; what is new is read at once. */
        portion: count.default(100),
      })
      .prefault({}),
    /** Events of its judge that somebody mirrors into lists of their own: for a Falcon whose actions cannot call back. */
    queue: z
      .strictObject({
        url: redisSchema.shape.url,
        /** Taken from the right, as its alarm takes its own. */
        lists: z
          .array(
            z
              .string()
              .min(1)
              .regex(
                /^(?!event:p\d+$)/,
                "expected other lists than event:p0 to event:p6: those are its alarm's, which would miss what is taken",
              ),
          )
          .min(1)
          .default(['canopy:events']),
      })
      .optional(),
    /** Two at once, so that they can be changed without a gap. */
    hookTokens: z.array(secret).max(2).default([]),
  });

/** Of one whose every setting but these is the default. */
export const falconDefaults = (given: { readonly url: string; readonly user: string; readonly password: string }) =>
  falconSchema(() => '').parse(given);
