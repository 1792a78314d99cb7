import { z } from 'zod';
import { basic, ms, secret, tlsSchema, url, type ReadFile } from './settings.ts';

/** What Chronos takes in the name of a job, so that a schedule's id still fits behind it. */
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a name of a-z, 0-9 and "-"');

/** Chronos, whose jobs call Canopy when a schedule is due. */
export const chronosSchema = (readFile: ReadFile) =>
  z.strictObject({
    /** Its name here: chronos:main. */
    cluster: name.default('main'),
    /** Every Chronos of the cluster. */
    urls: z.array(url).min(1),
    basic: basic.optional(),
    tls: tlsSchema(readFile).optional(),
    timeoutMs: ms.default(5_000),
    /** So often it is looked at what jobs it has. */
    everyMs: ms.default(10_000),
    /** What the names of Canopy's jobs begin with: all others are left alone. */
    prefix: name.default('canopy'),
    /** Where its jobs reach Canopy, before `/hooks/chronos/<token>`; where Canopy listens on loopback, that address unless given. */
    callback: url.optional(),
    /** Two at once, so that they can be changed without a gap: jobs call with the first. */
    hookTokens: z.array(secret).min(1).max(2),
  });

/** Of one whose every setting but these is the default. */
export const chronosDefaults = (given: { readonly urls: readonly string[]; readonly hookTokens: readonly string[] }) =>
  chronosSchema(() => '').parse(given);
