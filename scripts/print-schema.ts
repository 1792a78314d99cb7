import { readFileSync, writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from '../src/server/schema.ts';

/** Writes schema/schema.graphql from the classes; with --check it only compares, and fails on a difference. */
const file = 'schema/schema.graphql';
const sdl = `${printSchema(lexicographicSortSchema(buildSchema()))}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== sdl) {
    console.error(`${file} is not what the classes say: run "npm run schema" and commit it.`);
    process.exitCode = 1;
  }
} else writeFileSync(file, sdl);
