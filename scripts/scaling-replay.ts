// npm run scaling:replay -- [--app <global id>]: judges again all that was looked at in the last 72 hours when the sizes of apps were judged, and
// tells where the answer is another now. Reads what Canopy itself is configured with, and only reads; Canopy may run. Ends with 0: all
// equal, 1: not, 2: nothing can be said.
import { parseArgs } from 'node:util';
import { readConfig } from '../src/config.ts';
import { replayed } from '../src/scaling/looks.ts';
import { allLooks } from '../src/store/looks.ts';

const MOST_TOLD = 20;

async function replay(): Promise<boolean> {
  const { values } = parseArgs({ options: { app: { type: 'string' } } });
  const { store: config } = readConfig(process.env);
  const url = config.url?.reveal();
  const store =
    url === undefined
      ? ({ driver: 'sqlite', file: config.file ?? 'canopy.sqlite' } as const)
      : ({ driver: 'mysql', url, ca: config.ca } as const);
  let [apps, looks, differing] = [0, 0, 0];
  for await (const { app, rows } of allLooks(store)) {
    if (values.app !== undefined && values.app !== app) continue;
    const found = replayed(rows);
    apps++;
    looks += found.looks;
    for (const { at, was, is } of found.differing) {
      if (differing++ < MOST_TOLD) console.log(`  ${app ?? 'an app'} at ${new Date(at).toISOString()}: it was "${was}", it is "${is}"`);
    }
  }
  if (looks === 0) throw new Error(values.app === undefined ? 'Nothing was looked at.' : `Nothing was looked at of ${values.app}.`);
  const all = `${looks} looks at ${apps} ${apps === 1 ? 'app' : 'apps'}`;
  console.log(differing === 0 ? `Judged again in the same way: ${all}.` : `${differing} answers are another now, of ${all}.`);
  return differing === 0;
}

try {
  process.exitCode = (await replay()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
