import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Two copies of graphql would load under vitest (index.mjs and index.js), and each refuses the other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: new URL('node_modules/graphql/index.js', import.meta.url).pathname }] },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real servers on a busy machine: one more try tells a slow start from a fault. A test that needed it is named in the report.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    env: { NODE_ENV: 'test' },
    server: { deps: { inline: ['type-graphql'] } },
  },
});
