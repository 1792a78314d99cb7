import { z } from 'zod';
import { basic, ms, secret, tlsSchema, url, type ReadFile } from './settings.ts';

export const mesosSchema = (readFile: ReadFile) =>
  z.strictObject({
    /** Every master. */
    urls: z.array(url).min(1),
    basic: basic.optional(),
    tls: tlsSchema(readFile).optional(),
    everyMs: ms.default(30_000),
    timeoutMs: ms.default(5_000),
  });

export const marathonSchema = (readFile: ReadFile) =>
  z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a-z, 0-9 and "-"'),
    urls: z.array(url).min(1),
    basic: basic.optional(),
    token: secret.optional(),
    tls: tlsSchema(readFile).optional(),
    /** The Mesos of this one, where `mesos` is not that of all. */
    mesos: mesosSchema(readFile).optional(),
    timeoutMs: ms.default(5_000),
    /** Until a list of all apps begins to arrive: Marathon puts it together first, and a large one takes it many seconds. */
    listTimeoutMs: ms.default(120_000),
    relistMs: ms.default(300_000),
    canaryMs: ms.default(60_000),
    coalesceMs: ms.default(200),
    trustLeader: z.boolean().optional(),
  });
