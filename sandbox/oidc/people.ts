import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Issuer } from './issuer.ts';

/** Who works at the company, and in which groups. */
const PEOPLE = { ann: ['admins'], olga: ['search'], vic: ['search'], zoe: [] } as const;
const DAY_S = 86_400;

/** The company's issuer, with a token of each of its people in a file of its own: they need no login. */
export async function openPeople(folder: string) {
  const issuer = await Issuer.start();
  const tokens = join(folder, 'people');
  mkdirSync(tokens, { mode: 0o700 });
  for (const [name, groups] of Object.entries(PEOPLE))
    writeFileSync(join(tokens, name), await issuer.issue({ sub: name, groups: [...groups] }, { lifetimeS: DAY_S }), { mode: 0o600 });
  return {
    place: { issuer: issuer.url, tokens, administrators: ['admins'] },
    close: () => issuer.close(),
  };
}
