import { z } from 'zod';
import { ALGORITHMS } from './access/model.ts';
import { ms, url } from './settings.ts';

const RESERVED = ['token', 'source', 'open', 'canopy', 'stranger'];

/** Who may ask: people whose tokens an OpenID Connect issuer has signed. */
export const authSchema = z.strictObject({
  oidc: z
    .array(
      z.strictObject({
        /** Begins the names of its people: `<name>:<claim>`. */
        name: z
          .string()
          .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a-z, 0-9 and "-", 40 at most')
          // Its people would have the names of tokens, or of what Canopy itself writes down.
          .refine((name) => !RESERVED.includes(name), `none of ${RESERVED.join(', ')}: other names begin so`),
        /** As the claim `iss` says it. */
        issuer: url,
        audience: z.array(z.string().min(1)).min(1),
        /** Where its keys are, when its discovery document does not say so. */
        jwksUrl: url.optional(),
        algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(['RS256', 'ES256', 'EdDSA']),
        clockSkewMs: ms.default(30_000),
        nameClaim: z.string().min(1).default('sub'),
        groupsClaim: z.string().min(1).default('groups'),
        timeoutMs: ms.default(5_000),
      }),
    )
    .min(1)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two of them have the same name')
    .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'two of them have the same issuer'),
  /** Who sees and does everything: callers by their names, and members of groups. */
  administrators: z.strictObject({ users: z.array(z.string()).default([]), groups: z.array(z.string()).default([]) }).prefault({}),
});
