import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('npm test ends in one line of counts per store driver', () => {
  // Not as a part of this run, and without installing anything.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^VITEST|^NODE_OPTIONS$/.test(name)));
  const { status, stdout } = spawnSync(process.execPath, ['scripts/test.mjs', 'test/kit/backoff.test.ts'], {
    encoding: 'utf8',
    env: { ...own, CANOPY_NO_INSTALL: '1' },
  });
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    /^drivers: sqlite 0 passed, 0 failed, 0 skipped \| mariadb 0 passed, 0 failed, 0 skipped \| no store [1-9]\d* passed, 0 failed, 0 skipped$/,
  );
}, 60_000);
