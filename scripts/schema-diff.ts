// Compares schema/schema.graphql with a commit's (the newest one that had another, unless told which). A breaking change must be announced in
// the top section of CHANGELOG.md by a line `BREAKING Type.field: why`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { judge } from './breaking.ts';

const FILE = 'schema/schema.graphql';

const after = readFileSync(FILE, 'utf8');
const [asked] = process.argv.slice(2);
const before = asked === undefined ? lastOther() : { commit: asked, text: git('show', `${asked}:${FILE}`) };

if (!before) console.log(`${FILE}: no commit has another one; nothing to compare.`);
else {
  const { changes, unannounced } = await judge(before.text, after, existsSync('CHANGELOG.md') ? readFileSync('CHANGELOG.md', 'utf8') : '');
  console.log(`${FILE}: ${changes.length} changes since ${before.commit.slice(0, 12)}.`);
  for (const { criticality, message } of changes)
    if (criticality.level !== 'NON_BREAKING') console.log(`  ${criticality.level}: ${message}`);
  for (const { path, message } of unannounced) {
    console.error(
      `Not announced: ${message} Add "BREAKING ${path ?? '?'}: <why, and what callers do instead>" to the top section of CHANGELOG.md.`,
    );
    process.exitCode = 1;
  }
}

function lastOther(): { commit: string; text: string } | undefined {
  for (const commit of git('log', '--format=%H', '--', FILE).split('\n').filter(Boolean)) {
    const text = git('show', `${commit}:${FILE}`);
    if (text !== after) return { commit, text };
  }
  return undefined;
}

function git(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
  return stdout;
}
